"""Exports of WordPress, Ghost, Medium and Substack become posts: no word lost, nothing private published."""

from __future__ import annotations

import json
import re
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from blogtools import Post, read_post
from blogtools.build.pipeline import convert
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.importers.exports.archive import MAX_MEMBER
from blogtools.importers.exports.paragraphs import with_paragraphs
from blogtools.importers.exports.shortcodes import WordPressPicture, WordPressSite, translated_shortcodes
from blogtools.importers.exports.wxr import read_wxr

FIXTURES = Path(__file__).with_name("exports")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def run(*args: str | Path) -> tuple[int, str, list[str]]:
    """Exit status, output, and lines of errors of `blogtools import`."""
    result = CliRunner().invoke(cli, ["import", *map(str, args)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr.splitlines()


def archive(name: str, files: dict[str, bytes]) -> Path:
    """Write a zip archive into the working folder."""
    path = Path(name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for file, data in files.items():
            made.writestr(file, data)
    return path


def folder_as_archive(name: str, **more: bytes) -> Path:
    """Write the archive of a folder of the fixtures."""
    folder = FIXTURES / name
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    return archive(f"{name}.zip", {**files, **more})


def markdown(post: Post) -> str:
    """All text cells of a post, as they stand in its notebook."""
    cells = json.loads(Path(post.source).read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def page(name: str) -> str:
    """The words of a page, in its own order."""
    html = Path(f"_site/{name}/index.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]*>", " ", html[html.index("<article") : html.index("</article>")]).split())


def has_words(text: str, words: str) -> None:
    """All words are there, in order."""
    remaining = iter(re.findall(r"\w+", text))
    assert [word for word in re.findall(r"\w+", words) if word not in remaining] == []


# WordPress ------------------------------------------------------------------------------------------------------------


def test_an_export_of_wordpress(blog_folder: Path) -> None:
    """Posts with date, zone, author, terms, excerpt, featured picture and old address; drafts stay drafts."""
    (blog_folder / "blogtools.toml").write_text("cards = false")
    status, out, err = run(FIXTURES / "wordpress.xml")
    assert (status, out.count(": from ")) == (0, 6)
    rain = read_post(blog_folder / "notebooks/rain-a-measure.ipynb")
    assert rain.title == "Rain \N{EN DASH} a measure / part 1"
    assert str(rain.date) == "2014-11-17 08:00:00+01:00"
    front = rain.front
    assert (front.tags, front.categories, front.authors) == (("rain", "gauges"), ("Weather & sea",), ("Ada Weir",))
    assert (front.description, front.aliases) == ("How much it rained.", ("/2014/11/17/rain-a-measure/",))
    assert front.image == "https://rain.example.org/wp-content/uploads/2014/11/gauge.png"
    assert [cell.source for cell in rain.cells if cell.kind == "code"] == [
        'total = [3, 4, 5]\nif total[0] < 4 and "a" in "abc":\n    print(sum(total))'
    ]
    assert "```bash\nls -l | wc\n```" in markdown(rain)
    assert "It rained for *three* days.  \nThe gauge said 12\\*3 mm_and_more." in markdown(rain)
    drafts = [read_post(path) for path in sorted(Path("notebooks").iterdir())]
    assert {post.title for post in drafts if post.front.draft} == {"Not yet", "For friends", "Only for me"}
    name = FIXTURES / "wordpress.xml"
    assert [line.removeprefix(f"warning: {name}") for line in err] == [
        ", line 55: the shortcode [contact-form-7] has no counterpart and stays as text",
        ", line 113: the block latest-posts has no text in the export and is left out",
        ", line 141: the post 'For friends' is protected by a password; it is imported as a draft"
        " (remove `draft` from its metadata to publish it)",
        ", line 154: the post 'Only for me' is private; it is imported as a draft"
        " (remove `draft` from its metadata to publish it)",
        ": 1 comment is not imported",
        ": 1 page is imported as a post without a date, last in all lists",
        ": 1 post in the trash is not imported",
        ": 1 item of the type product is not imported",
        ": 4 pictures stay links to other servers: rain.example.org"
        " (save them beside the notebooks before those servers go)",
    ]
    assert [finding for finding in convert(find_blog(blog_folder)).findings if finding.severity != "note"] == []
    assert "key is below the stone" not in "".join(
        path.read_text("utf-8") for path in Path("_site").rglob("*") if path.suffix in (".html", ".xml")
    )
    has_words(
        page("rain-a-measure"),
        "It rained for three days. The gauge said 12*3 mm_and_more. The gauge at noon The sum total 3 4 5 print sum"
        " ls -l wc is a quotient, and sic is no shortcode. One drop Two drops contact-form-7 id 3 title Write The end.",
    )
    has_words(
        page("blocks"),
        "A paragraph of the new editor. A heading plain code print hello The tide The same in many posts."
        " Day mm Mon 3 4 Rain",
    )
    assert Path("_site/2014/11/17/rain-a-measure/index.html").is_file()


def test_pictures_of_an_archive_come_along(blog_folder: Path) -> None:
    """Those on other servers stay links; another size of a picture that is there is not taken for it."""
    archive(
        "blog.zip",
        {
            "rain.wordpress.2026-11-01.xml": (FIXTURES / "wordpress.xml").read_bytes(),
            "wp-content/uploads/2014/11/gauge.png": PNG,
            "wp-content/uploads/2013/11/tide.png": b"another",
        },
    )
    status, _, err = run("blog.zip")
    assert status == 0
    assert Path("notebooks/rain-a-measure/gauge.png").read_bytes() == PNG
    rain = read_post(blog_folder / "notebooks/rain-a-measure.ipynb")
    assert rain.front.image == "rain-a-measure/gauge.png"
    assert "](rain-a-measure/gauge.png)" in markdown(rain)
    assert any("blog.zip: 3 pictures stay links" in line for line in err)


NOWHERE = WordPressSite(lambda ids: [WordPressPicture("a.png", "A")] if ids else [], lambda _: "")


@pytest.mark.parametrize(
    ("content", "html", "told"),
    [
        ('[code lang="r"]a &lt;- 1[/code]', '<pre data-lang="r"><code>a &lt;- 1</code></pre>', []),
        ("[python]\nif a < b: c[0] &lt; 1\n[/python]", "if a &lt; b: c[0] &amp;lt; 1</code>", []),
        ("[[code]] and [1] and arr[i]", "[code] and [1] and arr[i]", []),
        ("<pre>[gallery]</pre>", "<pre>[gallery]</pre>", []),
        ('[caption width="3"]<img src="a.png"> A[/caption]', "<figcaption>A</figcaption></figure>", []),
        ('[caption caption="B"]<img src="a.png">[/caption]', "<figcaption>B</figcaption>", []),
        ('[gallery ids="1"]', '<img src="a.png"><figcaption>A</figcaption>', []),
        ("[youtube https://youtu.be/wo9vZccmqwc]", "{{&lt; video https://www.youtube.com/watch?v=wo9vZccmqwc", []),
        ("[embed]https://x.example.org/1[/embed]", '<a href="https://x.example.org/1">', []),
        ('[video mp4="a.mp4"][/video]', '<video controls src="a.mp4"></video>', []),
        ('a\n[map id="3"]', '[map id="3"]', [(1, "the shortcode [map] has no counterpart and stays as text")]),
        ('a\nb\n[code lang="c"]', '[code lang="c"]', [(2, "the shortcode [code] is never closed; it stays as text")]),
        ("[gallery]", "[gallery]", []),
        ("$latex x &amp;= y&s=2$", 'data-markdown="$x &amp;= y$"', []),
    ],
)  # fmt: skip
def test_shortcodes(content: str, html: str, told: list[tuple[int, str]]) -> None:
    """What has a counterpart is translated; the line of the rest is told, and its words stay."""
    found, parts = translated_shortcodes(content, NOWHERE)
    assert html in found
    assert [(one.line, f"{one.what}{'' if one.stays[0] == ';' else ' '}{one.stays}") for one in parts] == told


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("a<br />\nb", "<p>a<br>b</p>"),
        ("a\n<h2>b</h2>\nc", "<p>a</p><h2>b</h2><p>c</p>"),
        ("<pre>a\n\nb</pre>c", "<pre>a\n\nb</pre><p>c</p>"),
        ("<ul>\n<li>a\n\nb</li>\n</ul>", "<ul>\n<li>a\n\nb</li>\n</ul>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<em>a\n\nb</em>", "<p><em>a</p><p>b</em></p>"),
        ("a <!-- x", "<p>a &lt;!-- x</p>"),
        ("<p>a", "<p>a"),
    ],
)
def test_paragraphs_of_the_classic_editor(content: str, html: str) -> None:
    """As WordPress shows them."""
    assert _tight(with_paragraphs(content)) == _tight(html)


def _tight(html: str) -> str:
    return re.sub(r"(?<=>)\n+|\n+(?=<p)", "", html).strip()


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (f"<!DOCTYPE rss [{BOMB}]><rss xmlns:wp='x'>&a9;</rss>", ", line 1: declares an entity of XML"),
        (
            f'<!DOCTYPE r [<!ENTITY a "{"x" * 9_999}">]><r xmlns:wp="">{"&a;" * 999}</r>',
            ", line 1: declares an entity",
        ),
        (
            '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r xmlns:wp="">&a;</r>',
            ", line 1: declares an entity",
        ),
        ('<rss xmlns:wp="x">\n<channel>\n<oops', ", line 3: is no valid XML from here on"),
        ('<rss xmlns:wp="x">&nbsp;</rss>', ", line 1: is no valid XML from here on (undefined entity)"),
    ],
)
def test_a_hostile_or_broken_export_costs_itself(blog_folder: Path, data: str, told: str) -> None:
    """One line, exit status 1, the rest is imported."""
    Path("bad.xml").write_text(data, encoding="utf-8")
    Path("good.md").write_text("# Good")
    status, out, (line,) = run("bad.xml", "good.md")
    assert (status, out.split("\n")[0]) == (1, f"{blog_folder}/notebooks/good.ipynb: from good.md (markdown)")
    assert line.startswith(f"error: bad.xml{told}")


def test_the_posts_before_a_break_are_imported(blog_folder: Path) -> None:
    """Half a file is better than none."""
    data = (FIXTURES / "wordpress.xml").read_bytes()
    Path("half.xml").write_bytes(data[: data.index(b"<title><![CDATA[Not yet]]>")])
    status, out, err = run("half.xml")
    assert (status, out.count(": from ")) == (1, 2)
    assert err[0].startswith("error: half.xml, line 130: is no valid XML from here on (no element found)")
    assert (blog_folder / "notebooks/blocks.ipynb").is_file()


def test_what_plugins_leave_in_exports_is_put_right() -> None:
    """Blank lines before the declaration, control characters, bytes of another encoding."""
    start = b'\n\n<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="x"><channel><item>'
    export = read_wxr(start + b"<title>A\x08B \xe9\n</title></item></channel></rss>")
    assert [item.title for item in export.items] == ["AB \N{LATIN SMALL LETTER E WITH ACUTE}"]
    assert export.notes == [
        (2, "1 control characters, which XML forbids, are left out; the first is here"),
        (2, "is not UTF-8 here, and is read as Windows-1252"),
    ]


# Ghost ----------------------------------------------------------------------------------------------------------------


def test_an_export_of_ghost(blog_folder: Path) -> None:
    """Tags in their order, cards as Markdown, pictures beside the file; what is for members stays unpublished."""
    (blog_folder / "blogtools.toml").write_text("cards = false")
    Path("content/images/2024/01").mkdir(parents=True)
    Path("content/images/2024/01/moon.png").write_bytes(PNG)
    Path("ghost.json").write_bytes((FIXTURES / "ghost.json").read_bytes())
    status, out, err = run("ghost.json")
    assert (status, out.count(": from ")) == (1, 4)
    post = read_post(blog_folder / "notebooks/tides-and-moons.ipynb")
    front = post.front
    assert (post.title, str(post.date)) == ("Tides & moons", "2024-01-03 10:30:00")
    assert (front.tags, front.authors, front.aliases) == (("moon", "sea"), ("Ada Weir",), ("/tides-and-moons/",))
    assert (front.image, front.description) == ("content/images/2024/01/moon.png", "Why the sea rises.")
    assert [cell.source for cell in post.cells if cell.kind == "code"] == ["height = 2 * 3"]
    assert '![Full moon](content/images/2024/01/moon.png){fig-alt="A moon"}' in markdown(post)
    drafts = [post.title for path in Path("notebooks").glob("*.ipynb") if (post := read_post(path)).front.draft]
    assert sorted(drafts) == ["Half done", "Members only"]
    assert err == [
        "error: ghost.json: the post 'Lost text' has no HTML in the export, and is not imported"
        " (open it in Ghost, save it, and export again)",
        "warning: ghost.json: the post 'Members only' is only for paid; it is imported as a draft"
        " (remove `draft` from its metadata to publish it)",
        "warning: ghost.json: 1 page is imported as a post without a date, last in all lists",
    ]
    convert(find_blog(blog_folder))
    has_words(
        page("tides-and-moons"),
        "The moon pulls. Twice a day. Why? height 2 3 Full moon About moons All of them Mind the tide. More Hidden",
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ('{"data": {"posts": [}', "ghost.json, line 1: is no valid JSON: Expecting value"),
        ('{"data": {"posts_tags": []}}', "ghost.json: is no export of Ghost: it has no table of posts"),
        ('{"db": [{"data": {"posts_tags": [], "posts": 3}}]}', "ghost.json: is no export of Ghost"),
    ],
)
def test_a_broken_export_of_ghost(blog_folder: Path, data: str, told: str) -> None:  # noqa: ARG001 - the folder
    """One clear line."""
    Path("ghost.json").write_text(data.replace('"posts": [}', '"posts_tags": [], "posts": [}'))
    status, _, (line,) = run("ghost.json")
    assert (status, line.startswith(f"error: {told}")) == (1, True)


def test_an_old_export_of_ghost(blog_folder: Path) -> None:
    """Versions before 1.0 have Markdown, and dates in milliseconds."""
    row = '{"id": 1, "title": "Old", "slug": "old", "markdown": "# A\\n*b*", "page": 0, "status": "published",'
    row += ' "published_at": 1410000000000, "author_id": 1}'
    Path("g.json").write_text(
        f'{{"meta": {{}}, "data": {{"posts_tags": [], "posts": [{row}], "users": [{{"id": 1, "name": "A"}}]}}}}'
    )
    assert run("g.json")[0] == 0
    post = read_post(blog_folder / "notebooks/old.ipynb")
    assert (str(post.date), post.front.authors, markdown(post)) == ("2014-09-06 10:40:00", ("A",), "# A\n*b*")


# Medium and Substack --------------------------------------------------------------------------------------------------


def test_an_archive_of_medium(blog_folder: Path) -> None:
    """Title and subtitle are not repeated, code keeps its lines, drafts stay drafts."""
    status, out, err = run(folder_as_archive("medium"))
    assert (status, out.count(": from ")) == (0, 2)
    post = read_post(blog_folder / "notebooks/the-sea-in-numbers.ipynb")
    assert (post.title, str(post.date)) == ("The sea, in numbers", "2019-03-04 12:30:00")
    assert (post.front.description, post.front.authors) == ("Waves and what they weigh.", ("Ada Weir",))
    text = markdown(post)
    assert "```\nmass = 3\nprint(mass * 2)\n```" in text
    assert "The sea" not in text
    has_words(text, "A wave A wave weighs tons says a page mass salt water A card of a page")
    assert read_post(blog_folder / "notebooks/unfinished.ipynb").front.draft
    assert err == [
        "warning: medium.zip: 1 picture stays a link to other servers: cdn-images-1.medium.com"
        " (save them beside the notebooks before those servers go)"
    ]


def test_an_archive_of_substack(blog_folder: Path) -> None:
    """Buttons to subscribe are left out, footnotes stay, what is for those who pay is a draft."""
    (blog_folder / "blogtools.toml").write_text("cards = false")
    status, out, err = run(folder_as_archive("substack"))
    assert (status, out.count(": from ")) == (1, 4)
    post = read_post(blog_folder / "notebooks/the-first-letter.ipynb")
    assert (post.title, str(post.date)) == ("The first letter, again", "2022-05-06 07:08:09")
    assert (post.front.description, post.front.aliases) == ("Hello there", ("/p/the-first-letter",))
    assert "Subscribe" not in markdown(post)
    assert "{{< video https://www.youtube.com/watch?v=wo9vZccmqwc >}}" in markdown(post)
    drafts = [post.title for path in Path("notebooks").glob("*.ipynb") if (post := read_post(path)).front.draft]
    assert sorted(drafts) == ["A draft", "For those who pay"]
    assert err[0] == "error: substack.zip/posts.csv: the post 'Gone' has no text in the archive, and is not imported"
    assert any("the recording of 'A talk' stays where it is: https://api.substack.com" in line for line in err)
    assert convert(find_blog(blog_folder)).exit_status() == 0
    has_words(page("the-first-letter"), "Hello reader My letter Second part See the footnote 1 1 The note")


# Archives of strangers ------------------------------------------------------------------------------------------------


def link(name: str) -> zipfile.ZipInfo:
    """An entry that is a link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("../posts/evil.html", b"x", "has a path that leads out of the archive"),
        ("/posts/evil.html", b"x", "has a path that leads out of the archive"),
        ("C:\\posts\\evil.html", b"x", "has a path that leads out of the archive"),
        ("posts/..\\..\\evil.html", b"x", "has a path that leads out of the archive"),
        (link("posts/evil.html"), b"/etc/passwd", "is a link"),
        ("posts/evil.html", b"a" * 5_000_000, "times when unpacked"),
    ],
)
def test_what_could_do_harm_in_an_archive_is_refused(
    blog_folder: Path, name: str | zipfile.ZipInfo, data: bytes, why: str
) -> None:
    """It is told, and the rest is imported."""
    path = folder_as_archive("medium")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data, zipfile.ZIP_DEFLATED)
    status, out, err = run(path)
    assert (status, out.count(": from ")) == (1, 2)
    assert len([line for line in err if line.startswith("error: medium.zip: the file ") and why in line]) == 1
    assert not list(blog_folder.parent.rglob("*evil*"))


def test_an_archive_that_lies_about_sizes(blog_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """No more is unpacked than the limit."""
    monkeypatch.setattr("blogtools.importers.exports.archive.MAX_MEMBER", 400)
    status, _, err = run(folder_as_archive("medium"))
    assert status == 1
    assert any("bytes when unpacked; it is left out" in line for line in err)
    assert MAX_MEMBER > 400


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"not a zip"])
def test_a_broken_archive(blog_folder: Path, data: bytes) -> None:
    """One line."""
    Path("a.zip").write_bytes(data)
    status, _, (line,) = run("--from", "medium", "a.zip")
    assert (status, line.startswith("error: a.zip: is no zip archive that can be read: ")) == (1, True)
    assert not list((blog_folder / "notebooks").iterdir())


def test_without_the_library(blog_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says how to install it; other files are imported."""
    monkeypatch.setitem(sys.modules, "markdownify", None)
    for name in ("clean", "converter"):
        monkeypatch.delitem(sys.modules, f"blogtools.importers.html.{name}", raising=False)
    Path("good.md").write_text("# Good")
    status, out, err = run(FIXTURES / "wordpress.xml", "good.md")
    assert (status, out.split("\n")[0]) == (1, f"{blog_folder}/notebooks/good.ipynb: from good.md (markdown)")
    assert len(err) == 1
    assert err[0].endswith(
        ": needs markdownify to be imported, which is not installed (pip install 'blogtools[import]')"
    )


def test_the_same_export_gives_the_same_bytes(blog_folder: Path) -> None:
    """As all that is written."""
    run(FIXTURES / "wordpress.xml", "-o", "a")
    run(FIXTURES / "wordpress.xml", "-o", "b")
    assert {path.name: path.read_bytes() for path in Path("a").iterdir()} == {
        path.name: path.read_bytes() for path in (blog_folder / "b").iterdir()
    }
