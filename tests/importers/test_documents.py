"""reStructuredText, posts of Nikola and Hexo, pages in HTML, and the settings of blogs are imported."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogtools import read_post
from blogtools.build.pipeline import convert
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.errors import Where
from blogtools.importers.html.to_markdown import markdown_of
from blogtools.model import Markdown


def run(*args: str | Path) -> tuple[int, str, list[str]]:
    """Exit status, output, and lines of errors of `blogtools import`."""
    result = CliRunner().invoke(cli, ["import", *map(str, args)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr.splitlines()


def cells_of(name: str) -> list[tuple[str, str]]:
    """Kind and source of each cell of a notebook."""
    cells = json.loads(Path(f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


# HTML -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>b</b> <i>c</i> <del>d</del></p>", "a **b** *c* ~~d~~"),
        ("a<b>b</b>c", "a**b**c"),
        ('a<em>"b"</em>c', 'a<em>"b"</em>c'),
        ("<b>a</b><b>b</b>", "<strong>a</strong><strong>b</strong>"),
        ("__a__ <tt>__b__</tt> <kbd>*</kbd>", "\\_\\_a\\_\\_ `__b__` <kbd>\\*</kbd>"),
        ("<b> a</b>b", " **a**b"),
        ("<b><p>a</p><p>b</p></b>", "a\n\nb"),
        (
            "2*3 a_b _c_ [d] `e` $1 &amp;amp; \\ <br>1. f",
            "2\\*3 a_b \\_c\\_ \\[d\\] \\`e\\` \\$1 \\&amp; \\\\   \n1\\. f",
        ),
        (
            "{{ x }} {% y %} {{< z >}} :tada: ==m== H~2~O",
            "&#123;{ x }} &#123;% y %} &#123;&#123;\\< z \\>}} &#58;tada: \\==m\\== H\\~2~O",
        ),
        ("<p># a</p><p>- b</p><p>&gt; c</p><p>+ d</p><p>---</p>", "\\# a\n\n\\- b\n\n\\> c\n\n\\+ d\n\n\\---"),
        ("\\(a_b\\) $$c_d$$ $e$", "\\(a_b\\) $$c_d$$ \\$e\\$"),
        ('<a href="a b(c).html" title="t">x</a>', '[x](a%20b%28c%29.html "t")'),
        ('<a href="x"><div><img src="a.png" alt="[b]"></div></a>', "[![\\[b\\]](a.png)](x)"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ('<ol start="3"><li>a</li><li><p>b</p><pre>c</pre></li></ol>', "3. a\n4. b\n\n   ```\n   c\n   ```"),
        ("<pre class='brush: py'>a &lt; b\n\n\n\nc```d</pre>", "````python\na < b\n\n\n\nc```d\n````"),
        ('<pre><code class="language-js">a</code></pre>', "```javascript\na\n```"),
        ('<table><tr><td class="gutter"><pre>1</pre></td><td class="code"><pre>x</pre></td></table>', "```\nx\n```"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>c|d</td><td><code>e|f</code></td></tr></table>",
            "| a | b |\n| --- | --- |\n| c\\|d | `e\\|f` |",
        ),
        (
            '<table><tr><td colspan="2">a</td></tr></table>',
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        (
            '<figure><img src="a.png" alt="b"><figcaption>c <i>d</i></figcaption></figure>',
            '![c *d*](a.png){fig-alt="b"}',
        ),
        (
            '<iframe src="https://player.vimeo.com/video/55073825?x=1"></iframe>',
            "{{< video https://vimeo.com/55073825 >}}",
        ),
        ('<img src="data:image/gif;base64,R0" data-src="a.png"><noscript><img src="a.png"></noscript>', "![](a.png)"),
        ("<details><summary>a</summary><p>b</p></details>", "<details><summary>a</summary>\n\nb\n\n</details>"),
        ('<h2 id="x">a</h2><p><a href="#x">b</a></p>', '## <a id="x"></a>a\n\n[b](#x)'),
        ("<p>a</p><!--more--><!-- x --><p>b</p>", "a\n\n<!-- more -->\n\nb"),
        ("<script>x</script><style>y</style>a", "a"),
        ("H<sub>2</sub>O <kbd>Esc</kbd> <q>a</q>", 'H<sub>2</sub>O <kbd>Esc</kbd> "a"'),
        (
            '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>',
            "$x^2$",
        ),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    """What Markdown can say is Markdown; text is text."""
    assert markdown_of(html, Where()) == markdown


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None, derandomize=True
)
@given(st.lists(st.text("ab*_#<>&`$[]()\\-+=~|1.!:{}%^\"' \n", min_size=1, max_size=40), min_size=1, max_size=5))
def test_the_words_of_a_page_are_those_of_its_markdown(texts: list[str]) -> None:
    """Whatever Markdown would make of them, in paragraphs, emphasis, links, headings, lists and cells."""
    escaped = [f"x {' '.join(text.split())} y".translate({38: "&amp;", 60: "&lt;", 62: "&gt;"}) for text in texts]
    shapes = ("<p>{}</p>", "<p>a<b>{}</b>b</p>", '<p><a href="x">{}</a></p>', "<h2>{}</h2>", "<ul><li>{}</li></ul>")
    html = "".join(shapes[number % len(shapes)].format(text) for number, text in enumerate(escaped))
    markdown = Markdown(markdown_of(html, Where()).encode(), ())
    from blogtools.transform.markdown.parse import parse_markdown

    shown = "".join(map(_words, parse_markdown(markdown.text.decode()).events))
    wanted = re.sub(r"<[^>]*>", " ", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        wanted = wanted.replace(entity, sign)
    assert "".join(shown.split()) == "".join(wanted.split())


def _words(event: object) -> str:
    if isinstance(event, str):
        return "\n" if event in ("SoftBreak", "HardBreak") else ""
    ((kind, value),) = event.items()  # type: ignore[attr-defined]
    return value if kind in ("Text", "Code") else " " if kind == "End" else ""


def test_html_nested_too_deeply_costs_that_file(blog_folder: Path) -> None:
    """One line, the rest is imported."""
    Path("deep.html").write_text("<html><title>Deep</title><body>" + "<div>" * 5000 + "x", encoding="utf-8")
    Path("good.html").write_text("<!doctype html><title>Good</title><p>Words here.", encoding="utf-8")
    status, out, (line,) = run("deep.html", "good.html")
    assert (status, out.split(": ")[0]) == (1, f"{blog_folder}/notebooks/good.ipynb")
    assert line.startswith("error: deep.html: has HTML that is nested too deeply")


def test_a_page_becomes_a_post(blog_folder: Path) -> None:
    """Its head has the metadata, what is around the text is left out, and the encoding is that which it names."""
    page = """<!doctype html><html lang="de-AT"><head><meta charset="iso-8859-1"><title>Regen | Seite</title>
<meta name="description" content="Vom Regen">
<meta property="article:published_time" content="2012-03-04T05:06:07+01:00">
<meta property="article:tag" content="Wetter"><link rel="canonical" href="https://x.org/2012/regen.html"></head>
<body><nav>Start</nav><main><h1>Regen für alle</h1><p>Es regnet. <img src="img/a.png"></p></main>
<footer>Fuß</footer></body></html>"""
    Path("img").mkdir()
    Path("img/a.png").write_bytes(b"\x89PNG")
    Path("regen.html").write_bytes(page.encode("latin-1"))
    assert run("regen.html")[2] == []
    post = read_post(blog_folder / "notebooks/regen.ipynb")
    assert (post.title, str(post.date)) == ("Regen für alle", "2012-03-04 05:06:07+01:00")
    assert (post.front.description, post.front.tags, post.front.language) == ("Vom Regen", ("Wetter",), "de-AT")
    assert post.front.aliases == ("/2012/regen.html",)
    assert cells_of("regen")[1:] == [("markdown", "Es regnet. ![](img/a.png)")]
    assert Path("notebooks/img/a.png").read_bytes() == b"\x89PNG"


def test_a_post_of_jekyll_in_html(blog_folder: Path) -> None:  # noqa: ARG001 - the folder
    """Metadata stay as they are; Liquid is left to blogtools, code to its language."""
    text = "---\ntitle: T\n---\n<p>A {{ page.title }}</p>\n{% highlight python %}\nx < 1\n{% endhighlight %}\n"
    text += "<script>s</script>"
    Path("a.html").write_text(text)
    status, _, err = run("a.html")
    assert cells_of("a") == [
        *(("raw", "---\ntitle: T\n---"), ("markdown", "A {{ page.title }}")),
        ("code", "x < 1"),
    ]
    assert (status, err[0]) == (0, "warning: a.html, line 8: a script in the text, the first here, are not imported")


# reStructuredText -----------------------------------------------------------------------------------------------------

PELICAN = """\
#####
Rain!
#####

:date: 2010-10-03 10:20
:tags: sea, wind
:category: notes
:slug: rain
:summary: Of rain

Some *text*, ``code`` and :math:`a^2`. See [1]_ and `a post`_.

.. _a post: {filename}/other.rst

A section
---------

.. code-block:: python
   :linenos:

   def f():
       return 1

.. note:: Mind this.

.. post-list::
   :tags: x

=====  =====
A      B
=====  =====
1      2
=====  =====

.. include:: /etc/passwd

:doc:`there` `unclosed

.. [1] The footnote.
"""


def test_a_post_of_pelican(blog_folder: Path) -> None:
    """Fields are metadata, directives become Markdown, and what has no counterpart is told with its line."""
    Path("rain.rst").write_text(PELICAN)
    Path("other.rst").write_text("Other\n=====\n\n:date: 2011-01-01\n\nText here.\n")
    status, _, err = run("rain.rst", "other.rst")
    assert not [line for line in err if line.startswith("error")]
    post = read_post(blog_folder / "notebooks/rain.ipynb")
    assert (post.title, str(post.date), post.slug) == ("Rain!", "2010-10-03 10:20:00", "rain")
    assert (post.front.tags, post.front.categories, post.front.description) == (("sea", "wind"), ("notes",), "Of rain")
    assert cells_of("rain")[1:] == [
        ("markdown", "Some *text*, `code` and $a^2$. See [^1] and [a post](other.ipynb).\n\n## A section"),
        ("code", "def f():\n    return 1"),
        (
            "markdown",
            "> [!NOTE]\n>\n> Mind this.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n```\n.. include::"
            " /etc/passwd\n```\n\n"
            "there \\`unclosed\n\n[^1]: The footnote.",
        ),
    ]
    assert status == 0
    assert [line for line in err if line.startswith("warning: rain.rst, line ")] == [
        "warning: rain.rst, line 26: the directive post-list has no counterpart; its text stays",
        "warning: rain.rst, line 37: the role doc has no counterpart; its text stays",
        'warning: rain.rst, line 35: docutils says: "include" directive disabled; the text stays as it is written',
    ]


@pytest.mark.parametrize("suffix", [".rst", ".md", ".html"])
@pytest.mark.parametrize("is_beside", [False, True])
def test_posts_of_nikola(blog_folder: Path, suffix: str, *, is_beside: bool) -> None:
    """Metadata stand at the start, or in a file beside the post."""
    meta = ".. title: A: b\n.. slug: a-b\n.. date: 2013-03-04 10:00:00 UTC-03:00\n.. tags: c, draft\n.. link: x\n"
    header = meta if suffix == ".rst" else f"<!--\n{meta}-->\n"
    body = {".rst": "**w**", ".md": "**w**", ".html": "<p><b>w</b></p>"}[suffix]
    Path(f"p{suffix}").write_text(body if is_beside else f"{header}\n{body}\n")
    if is_beside:
        Path("p.meta").write_text(meta)
    status, _, err = run(f"p{suffix}")
    post = read_post(blog_folder / "notebooks/p.ipynb")
    assert (post.title, str(post.date), post.slug) == ("A: b", "2013-03-04 10:00:00-03:00", "a-b")
    assert (post.front.tags, post.front.draft) == (("c",), True)
    assert cells_of("p")[1:] == [("markdown", "**w**")]
    assert (status, err) == (
        0,
        [f"warning: p{suffix}: the post is about x, which is not said on its page (name it in the text)"],
    )


def test_a_notebook_of_nikola(blog_folder: Path) -> None:
    """It keeps its cells and outputs, and has its metadata in a cell of its own."""
    output = {"name": "stdout", "output_type": "stream", "text": ["2\n"]}
    cell = {"cell_type": "code", "id": "a", "metadata": {"tags": ["t"]}, "source": ["1 + 1"], "outputs": [output]}
    notebook = {"cells": [{**cell, "execution_count": 1}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    Path("old").mkdir()
    Path("old/n.ipynb").write_text(json.dumps(notebook))
    Path("old/n.meta").write_text(".. title: N\n.. date: 2014-01-02\n")
    assert run("old/n.ipynb")[0] == 0
    post = read_post(blog_folder / "notebooks/n.ipynb")
    assert (post.title, str(post.date)) == ("N", "2014-01-02")
    made = json.loads(Path("notebooks/n.ipynb").read_text())["cells"][1]
    assert (made["source"], made["outputs"], made["metadata"]) == (["1 + 1"], [output], {"tags": ["t"]})


# Hexo -----------------------------------------------------------------------------------------------------------------

HEXO = """\
title: Post
date: 2013-02-08 20:11:00
tags: [a]
---
See {% post_link other 'The other' %}. {% unknown x %}

{% codeblock lang:python first.py %}
print("{% raw %}")
{% endcodeblock %}

{% blockquote A. Writer https://x.org/q The page %}
Ask.
{% endblockquote %}

{% asset_img a.png 30 "A picture" %} {% youtube wo9vZccmqwc %}

{% note warning %}
Mind.
{% endnote %}

`````
{% pullquote %}
`````

{% raw %}{{ kept }}{% endraw %}

{% codeblock %}
never closed
"""


def test_a_post_of_hexo(blog_folder: Path) -> None:
    """Tags become Markdown, but not those in code; one that is never closed is told."""
    Path("post.md").write_text(HEXO)
    status, _, err = run("post.md")
    post = read_post(blog_folder / "notebooks/post.ipynb")
    assert (post.title, str(post.date), post.front.tags) == ("Post", "2013-02-08 20:11:00", ("a",))
    assert cells_of("post")[1:] == [
        ("markdown", "See [The other](other.ipynb). {% unknown x %}"),
        ("code", '#| filename: "first.py"\nprint("{% raw %}")'),
        (
            "markdown",
            "> Ask.\n>\n> — A. Writer, [The page](https://x.org/q)\n\n\n![A picture](a.png) "
            "{{< video https://www.youtube.com/watch?v=wo9vZccmqwc >}}\n\n\n> [!WARNING]\n> Mind.\n\n\n"
            "`````\n{% pullquote %}\n`````\n\n{{ kept }}\n\n{% codeblock %}\nnever closed",
        ),
    ]
    assert status == 0
    assert "warning: post.md, line 28: the tag codeblock is never closed; it stays as text" in err


@pytest.mark.parametrize("name", ["a.md", "source/_posts/a.md"])
def test_sums_of_money_are_no_formulas(blog_folder: Path, name: str) -> None:  # noqa: ARG001 - the folder
    """Formulas, code and single dollar signs stay as they are."""
    Path("_config.yml").write_text("source_dir: source\n")
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(
        "---\ntitle: A\n---\nFrom $2.91M to\n$3M, $x_1$ and $2x$.\n\n`$1 $2`\n\n```\n$1 $2\n```\n\nA $5.\n\nB $6.\n"
    )
    run(name)
    assert cells_of("a")[1][1] == (
        "From \\$2.91M to\n\\$3M, $x_1$ and $2x$.\n\n`$1 $2`\n\n```\n$1 $2\n```\n\nA $5.\n\nB $6."
    )


# Settings -------------------------------------------------------------------------------------------------------------

RST_POST = "A\n##\n\n:date: 2020-01-01\n\nx y\n"
MD_POST = "---\ntitle: A\ndate: 2020-01-01\n---\nx y\n"


@pytest.mark.parametrize(
    ("name", "text", "post", "lines"),
    [
        (
            "_config.yml",
            "title: 'A: b'\nurl: https://x.org\nbaseurl: /b\npermalink: pretty\ntheme: minima\napi_key: s3cret\n",
            ("_posts/2020-01-01-a.md", MD_POST),
            [
                *("# Taken over from _config.yml (Jekyll).", 'title = "A: b"', 'base_url = "https://x.org/b"'),
                *('permalink = "/{categories}/{year}/{month}/{day}/{name}/"', ""),
                *("# Without a counterpart in blogtools, from _config.yml:", '# theme = "minima"', "# api_key = …"),
            ],
        ),
        (
            "_config.yml",
            "title: H\nnew_post_name: x\nurl: https://x.org\npermalink: :year/:i_month/:title/\n",
            ("source/_posts/a.md", MD_POST),
            [
                *("# Taken over from _config.yml (Hexo).", 'title = "H"', 'base_url = "https://x.org"'),
                "# The addresses of posts follow no pattern that `permalink` can have; list them as `aliases`.",
                *("", "# Without a counterpart in blogtools, from _config.yml:", '# new_post_name = "x"'),
                '# permalink = ":year/:i_month/:title/"',
            ],
        ),
        (
            "hugo.toml",
            'baseURL = "https://x.org/"\nlanguageCode = "en-us"\n[permalinks]\nposts = "/:year/:slug/"\n'
            "[[menu.main]]\nx = 1\n",
            ("content/posts/a.md", MD_POST),
            [
                *("# Taken over from hugo.toml (Hugo).", 'base_url = "https://x.org/"', 'language = "en-US"'),
                *('permalink = "/{year}/{slug}/"', "", "# Without a counterpart in blogtools, from hugo.toml:"),
                '# menu.main = [{"x": 1}]',
            ],
        ),
        (
            "pelicanconf.py",
            "import os\nopen('EXECUTED', 'w')\nSITENAME = 'P'\nTIMEZONE = 'Europe/Paris'\nDEFAULT_LANG = 'fr'\n"
            "ARTICLE_URL = '{date:%Y}/{date:%m}/{slug}/'\nPATH = os.getcwd()\nDEFAULT_PAGINATION = False\n",
            ("content/a.rst", RST_POST),
            [
                *("# Taken over from pelicanconf.py (Pelican).", 'title = "P"', 'language = "fr"'),
                *('timezone = "Europe/Paris"', 'permalink = "/{year}/{month}/{slug}/"', ""),
                *("# Without a counterpart in blogtools, from pelicanconf.py:", "# DEFAULT_PAGINATION = false"),
            ],
        ),
        (
            "conf.py",
            "BLOG_TITLE = 'N'\nSITE_URL = 'https://x.org/'\nPOSTS = (('posts/*.rst', 'blog', 'post.tmpl'),)\n",
            ("posts/a.rst", ".. title: A\n.. date: 2020-01-01\n\nx y\n"),
            [
                *("# Taken over from conf.py (Nikola).", 'title = "N"', 'base_url = "https://x.org/"'),
                'permalink = "/blog/{slug}/"',
            ],
        ),
        (
            "_quarto.yml",
            "website:\n  title: Q\n  site-url: https://x.org\nformat:\n  html:\n    theme: cosmo\n"
            "bibliography: a.bib\n",
            ("a.qmd", MD_POST),
            [
                *("# Taken over from _quarto.yml (Quarto).", 'title = "Q"', 'base_url = "https://x.org"'),
                *('permalink = "/{path}.html"', 'bibliography = ["a.bib"]', ""),
                *("# Without a counterpart in blogtools, from _quarto.yml:", '# format.html.theme = "cosmo"'),
            ],
        ),
        (
            "myst.yml",
            "project:\n  title: M\n  authors:\n    - name: Ada\n",
            ("a.md", MD_POST),
            ["# Taken over from myst.yml (MyST).", 'title = "M"', 'author = "Ada"'],
        ),
    ],
    ids=["jekyll", "hexo", "hugo", "pelican", "nikola", "quarto", "myst"],
)
def test_settings_of_a_blog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, post: tuple[str, str], lines: list[str]
) -> None:
    """`blogtools import .` writes them once, and never runs any; the posts are then published."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    Path(post[0]).parent.mkdir(parents=True, exist_ok=True)
    Path(post[0]).write_text(post[1])
    status, out, _ = run(".")
    assert (status, f"{tmp_path}/blogtools.toml: the settings of the blog\n" in out) == (0, True)
    assert Path("blogtools.toml").read_text().splitlines() == lines
    assert not Path("EXECUTED").exists()
    report = convert(find_blog(tmp_path))
    assert [finding for finding in report.findings if finding.severity == "error"] == []
    assert len(list(Path("_site").rglob("*.html"))) > 1
    before = Path("blogtools.toml").read_bytes()
    run(".", "-o", "again")
    assert Path("blogtools.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("_config.yml", "a: [b\n", "_config.yml, line 1: is not valid YAML, so the settings in it are not taken over"),
        ("hugo.toml", "a = \n", "hugo.toml: cannot be read: Invalid value (at line 1, column 5)"),
    ],
)
def test_broken_settings_cost_only_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, told: str
) -> None:
    """One line; the posts are imported."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    Path("a.md").write_text(MD_POST)
    status, out, err = run(".")
    assert (status, err, out.count(": from ")) == (1, [f"error: {told}"], 1)
    assert not Path("blogtools.toml").exists()
