"""Shortcodes, Liquid, substitutions and videos of other tools become Markdown and HTML."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from blogtools.content.templates import fill_template
from blogtools.errors import TemplateError
from blogtools.model import Cell, FrontMatter, Notebook
from blogtools.transform.context import Context
from blogtools.transform.identity import post_from_notebook
from blogtools.transform.inserts.step import fill_shortcodes
from blogtools.transform.inserts.table import FILLED
from blogtools.transform.inserts.videos import video_at
from tests.conftest import Told, WriteNotebook

FILES = {
    "_variables.yml": b"a: {b: Deep}\nn: 3",
    "shortcodes/box.html.j2": b'<b class="{{ named.kind }}">{{ args[0] }}</b>',
    "shortcodes/pair.html.j2": b"<div>\n\n{{ inner }}\n</div>",
    "shortcodes/kbd.html.j2": b"own",
    "shortcodes/broken.html.j2": b"line\n{{ missing }}",
    "shortcodes/unclosed.html.j2": b"{% if %}",
    "shortcodes/escape.html.j2": b"{{ args.__class__ }}",
}
FRONT = FrontMatter(
    title="Title", authors=("Ann", "Bob"), extra={"params": {"x": "Y"}, "substitutions": {"name": "World"}}
)
CONTEXT = Context(read_file=FILES.get, shortcodes="shortcodes", fill_template=fill_template)


def filled(source: str, context: Context = CONTEXT) -> str:
    """The source of a cell, after the step."""
    post = post_from_notebook(Notebook((Cell(1, "markdown", source),)), FRONT, frozenset(), "a.ipynb", ())
    return fill_shortcodes(post, context).cells[0].source


PLAYER = (
    '<iframe src="https://www.youtube-nocookie.com/embed/{0}" data-video="https://www.youtube.com/watch?v={0}"'
    ' title="{1}" width="560" height="315" allowfullscreen></iframe>'
)
TALK = PLAYER.format("wo9vZccmqwc", "YouTube video")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("By {{< meta author >}}: {{< meta params.x >}}", "By Ann, Bob: Y", id="meta"),
        pytest.param("{{< var a.b >}} {{< var n >}}", "Deep 3", id="var"),
        pytest.param("{{< meta none >}} {{< var a >}}", "{{< meta none >}} {{< var a >}}", id="no value"),
        pytest.param("{{< kbd2 x >}}", "{{< kbd2 x >}}", id="unknown"),
        pytest.param("{{< fa star title='A star' >}}", "A star", id="icon with words"),
        pytest.param("{{< video https://youtu.be/wo9vZccmqwc >}}", TALK, id="Quarto's video"),
        pytest.param("{{< youtube wo9vZccmqwc >}}", TALK, id="Hugo's video"),
        pytest.param('{{< youtube id="wo9vZccmqwc" >}}', TALK, id="Hugo's video by name"),
        pytest.param("> youtube: https://www.youtube.com/watch?v=wo9vZccmqwc", TALK, id="fastpages"),
        pytest.param("```{iframe} https://www.youtube.com/embed/wo9vZccmqwc\n```", TALK, id="MyST"),
        pytest.param(":::{youtube} wo9vZccmqwc\n:::", TALK, id="Sphinx"),
        pytest.param('{% include youtube.html id="wo9vZccmqwc" %}', f"\n\n{TALK}\n\n", id="Jekyll"),
        pytest.param(
            '{{< video https://youtu.be/wo9vZccmqwc title="A <b>" >}}',
            PLAYER.format("wo9vZccmqwc", "A &lt;b&gt;"),
            id="title",
        ),
        pytest.param(
            "{{< video a.mp4 >}}", '<video controls preload="metadata" src="a.mp4"></video>', id="file of the blog"
        ),
        pytest.param("{{< video javascript:x() >}}", "{{< video javascript:x() >}}", id="script"),
        pytest.param('{{< youtube a"b >}}', '{{< youtube a"b >}}', id="no id"),
        pytest.param("a {{< pagebreak >}} b", 'a \n\n<div style="break-after: page"></div>\n\n b', id="in a line"),
        pytest.param(
            '{{< figure src="a.png" caption="C" >}}',
            '<figure class="figure"><img src="a.png" alt="C"><figcaption>C</figcaption></figure>',
            id="figure",
        ),
        pytest.param("{{< highlight go >}}\nx\n{{< /highlight >}}", "```go\nx\n```", id="highlight"),
        pytest.param("{% highlight go %}\nx\n{% endhighlight %}", "```go\nx\n```", id="Jekyll's highlight"),
        pytest.param(
            '{{< details "More" >}}\n*x*\n{{< /details >}}',
            "<details><summary>More</summary>\n\n*x*\n\n</details>",
            id="details",
        ),
        pytest.param(
            "{{< gist me abc >}}", "[Gist: https://gist.github.com/me/abc](https://gist.github.com/me/abc)", id="gist"
        ),
        pytest.param("[a]({{ site.baseurl }}/b/)", "[a](/b/)", id="base URL"),
        pytest.param('<a href="{{ site.baseurl }}/b/">', '<a href="/b/">', id="base URL in HTML"),
        pytest.param("{{ page.title }} {{ name }} {{ other }}", "Title World {{ other }}", id="values"),
        pytest.param(
            "{% raw %}{{ name }} `{{ name }}`{% endraw %} {{ name }}",
            "&#123;{ name }} `{{ name }}` World",
            id="raw",
        ),
        pytest.param(
            "`{{< meta author >}}` $x {{ name }}$", "`{{< meta author >}}` $x {{ name }}$", id="code, formula"
        ),
        pytest.param("```\n{{ name }}\n```", "```\n{{ name }}\n```", id="block of code"),
        pytest.param("{{{< meta author >}}}", "{{{< meta author >}}}", id="escaped"),
        pytest.param('{{< box "Hello" kind=big >}}', '<b class="big">Hello</b>', id="own"),
        pytest.param("{{< box '<i>' kind='\"' >}}", '<b class="&#34;">&lt;i&gt;</b>', id="own, escaped"),
        pytest.param("{{< pair >}}*x*{{< /pair >}}", "<div>\n*x*\n</div>", id="own pair"),
        pytest.param("{{% box a kind=b %}}", '<b class="b">a</b>', id="percent"),
        pytest.param("{{< kbd a >}}", "own", id="own before ours"),
        pytest.param("{{< x\n\n{{< meta author >}}", "{{< x\n\nAnn, Bob", id="after one that nothing closes"),
        pytest.param('{{< x "y\n\n{{< meta author >}}"', '{{< x "y\n\nAnn, Bob"', id="in a quote that nothing closes"),
    ],
)
def test_marks_are_filled(source: str, expected: str) -> None:
    """What has no value or is not known stays, for a later step to report."""
    assert filled(source) == expected


@pytest.mark.parametrize(("_dialect", "_name", "example"), FILLED, ids=[example for *_, example in FILLED])
def test_each_row_of_the_table_is_filled(_dialect: str, _name: str, example: str) -> None:
    """The example is not what is left."""
    assert example not in filled(example)


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?list=x&v=wo9vZccmqwc", "https://www.youtube-nocookie.com/embed/wo9vZccmqwc"),
        ("https://youtu.be/wo9vZccmqwc?t=1m5s", "https://www.youtube-nocookie.com/embed/wo9vZccmqwc?start=65"),
        ("https://www.youtube.com/shorts/wo9vZccmqwc", "https://www.youtube-nocookie.com/embed/wo9vZccmqwc"),
        ("https://vimeo.com/55073825", "https://player.vimeo.com/video/55073825?dnt=1"),
        ("https://player.vimeo.com/video/55073825", "https://player.vimeo.com/video/55073825?dnt=1"),
        ("https://youtube.com.evil.example/watch?v=wo9vZccmqwc", None),
        ("https://example.org/watch?v=wo9vZccmqwc", None),
    ],
)
def test_players_of_addresses(address: str, player: str | None) -> None:
    """Of the known sites alone."""
    video = video_at(address)
    assert (video and video.player) == player


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("broken", "line 2: UndefinedError: 'missing' is undefined (used in a.ipynb, cell 1, line 3)"),
        pytest.param("unclosed", "line 1: Expected an expression, got 'end of statement block'"),
        pytest.param("escape", "line 1: SecurityError: access to attribute '__class__' of 'tuple' object is unsafe."),
    ],
    ids=["undefined", "syntax", "sandbox"],
)
def test_a_template_that_fails(name: str, message: str) -> None:
    """The post is not published, and the line is named."""
    with pytest.raises(TemplateError) as error:
        filled(f"\n\n{{{{< {name} >}}}}")
    told = f"{error.value.where}: {error.value.message}"
    assert told.startswith(f"templates/shortcodes/{name}.html.j2, {message}")


def test_templates_of_a_folder_that_nobody_trusts_are_not_used() -> None:
    """The mark stays, and is reported."""
    untrusted = msgspec.structs.replace(CONTEXT, shortcodes=None)
    assert filled("{{< box a >}}", untrusted) == "{{< box a >}}"


QUOTE = '<blockquote class="{}"><p>Hi</p></blockquote>'


@pytest.mark.parametrize(
    ("kind", "script"),
    [
        ("twitter-tweet", "https://platform.twitter.com/widgets.js"),
        ("bluesky-embed", "https://embed.bsky.app/static/embed.js"),
        ("mastodon-embed", "https://mastodon.social/embed.js"),
        ("instagram-media", "//www.instagram.com/embed.js"),
    ],
)
def test_posts_of_other_sites_stay_as_quotations(kind: str, script: str) -> None:
    """The script that would fetch them goes; other scripts are for the page to hold back."""
    quote = QUOTE.format(kind)
    other = '<script src="https://example.org/a.js"></script>'
    assert filled(f'{quote} <script async src="{script}" charset="utf-8"></script>\n\n{other}') == f"{quote}\n\n{other}"


def test_a_gist_is_a_link() -> None:
    """Not a script."""
    html = filled('<script src="https://gist.github.com/me/abc123.js"></script>')
    assert (
        html.strip() == '<p><a href="https://gist.github.com/me/abc123">Gist: https://gist.github.com/me/abc123</a></p>'
    )


def test_a_blog_with_its_own_shortcode(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """Posts are built again when its template changes; a video waits for a click, and is a link for generators."""
    template = blog_folder / "templates/shortcodes/box.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text("<b>{{ args[0] }} in {{ post.title }}</b>", encoding="utf-8")
    video = "{{< video https://youtu.be/wo9vZccmqwc >}}"
    write_notebook(blog_folder / "notebooks/a.ipynb", "# The title", f"{{{{< box A >}}}}\n\n{video}")
    told("convert")
    page = blog_folder / "_site/a/index.html"
    assert "<b>A in The title</b>" in page.read_text(encoding="utf-8")
    link = (
        '<a href="https://www.youtube.com/watch?v=wo9vZccmqwc">Load video from youtube-nocookie.com: YouTube video</a>'
    )
    assert link in page.read_text(encoding="utf-8")
    template.write_text("<i>new</i>", encoding="utf-8")
    told("convert")
    assert "<i>new</i>" in page.read_text(encoding="utf-8")
    told("convert", "--to", "hugo")
    text = (blog_folder / "_markdown/hugo/a/index.md").read_text(encoding="utf-8")
    assert "[Video: https://www.youtube.com/watch?v=wo9vZccmqwc](https://www.youtube.com/watch?v=wo9vZccmqwc)" in text


def test_an_embedded_cell_has_the_values_of_its_own_post(
    blog_folder: Path, write_notebook: WriteNotebook, told: Told
) -> None:
    """And its diagrams are drawn."""
    cell = {"cell_type": "markdown", "source": "From {{< meta title >}} {{< var a >}}", "id": "part"}
    code = {"cell_type": "code", "source": "#| label: flow\n%%mermaid\ngraph LR\n  a[Start] --> b"}
    write_notebook(blog_folder / "notebooks/b.ipynb", "---\ntitle: The other\n---", cell, code)
    write_notebook(
        blog_folder / "notebooks/a.ipynb", "# One", "{{< embed b.ipynb#part >}}\n\n{{< embed b.ipynb#flow >}}"
    )
    (blog_folder / "_variables.yml").write_text("a: Value", encoding="utf-8")
    told("convert")
    html = (blog_folder / "_site/a/index.html").read_text(encoding="utf-8")
    assert "From The other Value" in html
    assert ">Start</text>" in html
