"""A blog with notebooks of other people: what is sanitized, who decides, and what comes through every door."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

import blogtools
from blogtools.config import find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.errors import FrontMatterError
from blogtools.live.draft import Draft
from blogtools.live.page import NotebookPlace, RenderCache, live_page
from tests.conftest import Run, WriteNotebook, make_cell

BAD = '<b onclick="bad()">kept</b><script>bad()</script><a href="javascript:bad()">link</a>'
RUNS = re.compile(r"""(?:<script>|=\s*["']?|javascript:|&gt;)bad\(\)""")
"""Matches what would run. As words, in a description, it may stay."""
SANITIZE = ("raw", "---\nhtml: sanitize\n---")


def output(data: dict[str, Any], source: str = "f()", **metadata: Any) -> dict[str, Any]:
    """A code cell with one output."""
    outputs = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return {"cell_type": "code", "source": source, "outputs": outputs, "execution_count": 1, "metadata": metadata}


EVERYWHERE = (
    BAD,
    f"# Title\n\n## A {BAD}\n\n## B\n\n## C\n\nx[^1]\n\n[^1]: {BAD}",
    ("raw", BAD),
    output({"text/html": BAD}, f"#| fig-cap: {json.dumps(BAD)}\nf()"),
    output({"text/html": f"<table><tr><td>{BAD}</td></tr></table>"}),
    output({"text/markdown": BAD}),
    output({"image/svg+xml": f'<svg onload="bad()"><script>bad()</script><text>kept</text>{BAD}</svg>'}),
)


def pages(folder: Path) -> str:
    """All that a build wrote, as text."""
    files = (path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".md", ".xml", ".svg"))
    return "\n".join(path.read_text() for path in files)


@pytest.mark.parametrize("who", ["settings", "folder", "notebook"])
@pytest.mark.parametrize("form", ["html", "single-file", "markdown", "hugo", "jekyll"])
def test_nothing_of_it_is_in_any_form(who: str, form: str, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Whoever asks for it: the blog, the folder or the notebook."""
    if who == "settings":
        (blog_folder / "blogtools.toml").write_text('html = "sanitize"\nbase_url = "https://x.org"\nsearch = false\n')
    if who == "folder":
        (blog_folder / "notebooks/guests").mkdir()
        (blog_folder / "notebooks/guests/_metadata.yml").write_text("html: sanitize\n")
    front = "---\ndate: 2026-01-01\n" + ("html: sanitize\n" if who == "notebook" else "") + "---"
    write_notebook(blog_folder / "notebooks/guests/post.ipynb", ("raw", front), *EVERYWHERE)
    is_file = form == "single-file"
    target = "html" if is_file else form
    report = blogtools.convert(blog_folder, to=target, single_file=is_file, output=blog_folder / "out")
    assert not report.errors
    text = pages(blog_folder / "out")
    assert not RUNS.search(text)
    assert text.count("kept") >= len(EVERYWHERE)


def test_files_that_are_left_out_are_told_once(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """What it is, why, and what to do; a link to one is no broken link besides."""
    attachments = {
        "a.svg": {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>f()</script></svg>"},
        "b.svg": {"image/svg+xml": "no drawing"},
        "c.html": {"text/html": "<p>"},
    }
    text = "![a](attachment:a.svg) ![b](attachment:b.svg) ![c](attachment:c.html) ![d](attachment:d.png)"
    text += "\n\n[the page](page.html) ![a drawing](drawing.svg)"
    for name in ("page.html", "drawing.svg"):
        (blog_folder / "notebooks" / name).parent.mkdir(exist_ok=True)
        (blog_folder / "notebooks" / name).write_text("<p>words")
    write_notebook(
        blog_folder / "notebooks/post.ipynb",
        SANITIZE,
        {"cell_type": "markdown", "source": text, "attachments": attachments},
    )
    kinds = "(insert the picture into the cell again, as PNG, JPEG, GIF, WebP or SVG)"
    expected = [
        f"attachment:b.svg is not published: it is no picture, though the cell has it as image/svg+xml {kinds}",
        f"attachment:c.html is not published: it is no picture, though the cell has it as text/html {kinds}",
        "attachment:d.png was not found (insert the picture into the cell again)",
        "drawing.svg is not published: it cannot be read as SVG, so it cannot be sanitized"
        " (save the drawing as PNG, and refer to that)",
        "page.html is not published: it may have scripts, and its notebook is sanitized"
        " (make a PDF or a picture of it, and refer to that)",
    ]
    found = blogtools.convert(blog_folder).findings
    assert [f"notebooks/post.ipynb, cell 2: {one}" for one in expected] == [
        str(one) for one in found if one.slug in ("missing-file", "broken-link")
    ]


def test_author_mode_leaves_html_alone(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """It is the author's own."""
    write_notebook(blog_folder / "notebooks/post.ipynb", BAD)
    blogtools.convert(blog_folder)
    page = (blog_folder / "_site/post/index.html").read_text()
    assert BAD in page
    assert '<p class="sanitized">' not in page


@pytest.mark.parametrize("place", ["cell", "folder", "sidecar"])
@pytest.mark.parametrize("value", ["author", "sanitise", "false", "[sanitize]"])
def test_a_notebook_cannot_lift_it(value: str, place: str, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Nor is a slip of the pen taken for nothing: the post is held back, and one line says why."""
    front = f"---\nhtml: {value}\n---" if place == "cell" else "---\ntitle: T\n---"
    write_notebook(blog_folder / "notebooks/post.ipynb", ("raw", front), BAD)
    if place == "folder":
        (blog_folder / "notebooks/_metadata.yml").write_text(f"html: {value}\n")
    if place == "sidecar":
        (blog_folder / "notebooks/post.meta").write_text(f".. html: {value}\n")
    report = blogtools.convert(blog_folder)
    (error,) = report.errors
    assert FrontMatterError.slug == error.slug
    assert "html: expected `sanitize`" in error.message
    assert not (blog_folder / "_site/post/index.html").exists()


def test_the_setting_is_checked(blog_folder: Path, run: Run) -> None:
    """Before anything is written."""
    (blog_folder / "blogtools.toml").write_text('html = "sanitise"\n')
    status, _, err = run("convert")
    assert 2 == status
    assert "`html` cannot be 'sanitise', did you mean 'sanitize'?" in err


def test_embedded_cells_follow_their_own_notebook(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Those of a guest are sanitized in an author's post, and everything is in the post of a guest."""
    cell = output({"text/html": BAD}, f"#| label: one\n#| fig-cap: {json.dumps(BAD)}\nf()")
    text = {"cell_type": "markdown", "source": BAD, "metadata": {"tags": ["two"]}}
    write_notebook(blog_folder / "notebooks/guest.ipynb", SANITIZE, cell, text)
    write_notebook(blog_folder / "notebooks/own.ipynb", cell, text)
    embeds = "{{< embed guest.ipynb#one >}}\n\n{{< embed guest.ipynb#two >}}"
    write_notebook(blog_folder / "notebooks/a.ipynb", f"{embeds}\n\nown <i onclick='mine()'>x</i>")
    write_notebook(blog_folder / "notebooks/b.ipynb", SANITIZE, embeds.replace("guest", "own"))
    assert not blogtools.convert(blog_folder).errors
    first, second = ((blog_folder / f"_site/{name}/index.html").read_text() for name in "ab")
    assert not RUNS.search(first)
    assert "mine()" in first
    assert "The HTML of embedded notebooks was cleaned" in first
    assert not RUNS.search(second)
    assert "The HTML of this notebook was cleaned" in second


def test_cells_of_a_notebook_with_broken_metadata_are_sanitized(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Nobody knows what it asks for."""
    cell = output({"text/html": BAD}, "#| label: one\nf()")
    write_notebook(blog_folder / "notebooks/guest.ipynb", ("raw", "---\nhtml: sanitize\ndate: [x\n---"), cell)
    write_notebook(blog_folder / "notebooks/a.ipynb", "{{< embed guest.ipynb#one >}}")
    blogtools.convert(blog_folder)
    assert not RUNS.search((blog_folder / "_site/a/index.html").read_text())


@pytest.mark.parametrize("how", ["tag", "option", "setting"])
def test_an_author_may_load(how: str, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """For a cell, or for the whole blog; a notebook that is sanitized may not."""
    html = '<img src="https://a.example/x.png" alt="x"><style>p{background:url(https://a.example/y)}</style>'
    tags = {"tags": ["load-external"]} if how == "tag" else {}
    source = "#| load-external: true\nf()" if how == "option" else "f()"
    if how == "setting":
        (blog_folder / "blogtools.toml").write_text("load_external = true\n")
    write_notebook(blog_folder / "notebooks/own.ipynb", output({"text/html": html}, source, **tags))
    write_notebook(blog_folder / "notebooks/guest.ipynb", SANITIZE, output({"text/html": html}, source, **tags))
    report = blogtools.convert(blog_folder)
    own, guest = ((blog_folder / f"_site/{name}/index.html").read_text() for name in ("own", "guest"))
    assert '<img src="https://a.example/x.png" alt="x"></div>' in own
    assert "url(https://a.example/y)" in own
    assert '<span class="external">' not in own
    assert '<span class="external">' in guest
    assert "a.example/y" not in guest
    assert ["notebooks/guest.ipynb"] == [found.where.file for found in report.findings if found.slug == "external"]


def test_the_finding_names_the_server(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And the cell, and what to do."""
    frame = '<iframe src="https://www.youtube.com/embed/x" width="560" height="315"></iframe>'
    write_notebook(blog_folder / "notebooks/post.ipynb", "Text", frame, "![a](https://img.example/a.png)")
    found = [str(one) for one in blogtools.convert(blog_folder).findings if one.slug == "external"]
    remedy = "(put it beside the notebook, or tag the cell `load-external`)"
    assert [
        f"notebooks/post.ipynb, cell 2: a frame from youtube.com waits for a reader's click {remedy}",
        f"notebooks/post.ipynb, cell 3: an image from img.example waits for a reader's click {remedy}",
    ] == found
    page = (blog_folder / "_site/post/index.html").read_text()
    assert '<a href="https://www.youtube.com/embed/x">Load frame from youtube.com</a>' in page


def test_a_page_in_a_frame_waits_if_it_asks(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Maps are saved as pages that load their library from elsewhere; a page that asks nobody is shown at once."""
    (blog_folder / "notebooks/map.html").write_text('<script src="https://cdn.example/leaflet.js"></script>')
    (blog_folder / "notebooks/table.html").write_text("<table><tr><td>1</td></tr></table>")
    frames = [output({"text/html": f'<iframe src="{name}.html"></iframe>'}) for name in ("map", "table")]
    write_notebook(blog_folder / "notebooks/post.ipynb", *frames)
    report = blogtools.convert(blog_folder)
    (found,) = (str(one) for one in report.findings if one.slug == "external")
    assert "cell 1: a frame from cdn.example waits for a reader's click" in found
    page = (blog_folder / "_site/post/index.html").read_text()
    assert 1 == page.count("<template><iframe")
    assert 2 == page.count("<iframe")


def test_files_of_the_blog_itself_are_no_other_server(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Even with their whole address."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://blog.example"\nsearch = false\ncards = false\n')
    write_notebook(
        blog_folder / "notebooks/post.ipynb", '![a](https://blog.example/a.png) <img src="//blog.example/b">'
    )
    report = blogtools.convert(blog_folder)
    assert [] == [found for found in report.findings if found.slug == "external"]


def test_feeds_have_a_link(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """In place of what a reader would have to click, and no styles."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://blog.example"\nsearch = false\ncards = false\n')
    html = '<style>h1{display:none}</style><iframe src="https://a.example/f" title="A film"></iframe>'
    write_notebook(blog_folder / "notebooks/2026-01-01-post.ipynb", output({"text/html": html}))
    blogtools.convert(blog_folder)
    feed = json.loads((blog_folder / "_site/feed.json").read_text())["items"][0]["content_html"]
    assert '<a href="https://a.example/f">Load frame from a.example: A film</a>' in feed
    assert "display" not in feed
    assert "iframe" not in feed


def test_files_that_run_are_not_published(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Drawings are cleaned, in the cell and beside it; pages and scripts stay away, and a finding says so."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="bad()"><text>kept</text></svg>'
    notebooks = blog_folder / "notebooks"
    (notebooks / "a.svg").write_text(svg)
    (notebooks / "page.html").write_text("<script>bad()</script>")
    (notebooks / "data.csv").write_text("a,b")
    attached = {
        "cell_type": "markdown",
        "source": "![a](attachment:b.svg) [x](attachment:c) ![c](a.svg) [d](page.html) [e](data.csv)",
        "metadata": {},
        "attachments": {
            "b.svg": {"image/svg+xml": base64.b64encode(svg.encode()).decode()},
            "c": {"text/html": base64.b64encode(b"<script>bad()</script>").decode()},
        },
    }
    write_notebook(notebooks / "post.ipynb", SANITIZE, attached)
    report = blogtools.convert(blog_folder)
    files = {path.suffix for path in (blog_folder / "_site/post").iterdir()}
    assert {".html", ".svg", ".csv"} == files
    assert ["index.html"] == [path.name for path in (blog_folder / "_site/post").glob("*.html")]
    text = pages(blog_folder / "_site/post")
    assert not RUNS.search(text)
    assert text.count("kept</text>") == 1  # Both are the same file.
    missing = [str(found) for found in report.findings if found.slug == "missing-file"]
    expected = "attachment:c is not published: it is no picture, though the cell has it as text/html"
    hint = "(insert the picture into the cell again, as PNG, JPEG, GIF, WebP or SVG)"
    page = "page.html is not published: it may have scripts, and its notebook is sanitized"
    assert [f"{expected} {hint}", f"{page} (make a PDF or a picture of it, and refer to that)"] == [
        text.partition("cell 2: ")[2].partition(":  ")[0].partition(": a browser")[0] for text in missing
    ]


def test_figures_become_words_and_snippets_do_not_run(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """What a script would draw is told, and Run buttons, which could reach the page, are not there."""
    (blog_folder / "blogtools.toml").write_text('pyodide = "pyodide/pyodide.js"\n')
    plotly = {"application/vnd.plotly.v1+json": {"data": [{"type": "bar", "x": ["a"], "y": [1]}], "layout": {}}}
    cells = (output(plotly), output({"text/plain": "1"}, "#| snippet: one\nprint(1)"))
    write_notebook(blog_folder / "notebooks/own.ipynb", *cells)
    write_notebook(blog_folder / "notebooks/guest.ipynb", SANITIZE, *cells)
    report = blogtools.convert(blog_folder)
    own, guest = ((blog_folder / f"_site/{name}/index.html").read_text() for name in ("own", "guest"))
    assert "figures." in own
    assert "pyodide" in own
    assert "figures." not in guest
    assert "pyodide" not in guest
    assert '<div class="figure-words">' in guest
    assert any("the HTML of its notebook is sanitized" in found.message for found in report.findings)


def test_an_output_of_scripts_alone_is_shown_as_something_else(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """As a picture if there is one, else as text."""
    html = '<div id="map"></div><script>draw()</script>'
    frame = '<iframe srcdoc="&lt;script&gt;draw()&lt;/script&gt;"></iframe>'
    cells = (output({"text/html": html, "text/plain": "<Map>"}), output({"text/html": frame, "text/plain": "<Frame>"}))
    write_notebook(blog_folder / "notebooks/guest.ipynb", SANITIZE, *cells)
    report = blogtools.convert(blog_folder)
    page = (blog_folder / "_site/guest/index.html").read_text()
    assert "&lt;Map&gt;" in page
    assert "&lt;Frame&gt;" in page
    assert 2 == sum(found.slug == "interactive-output" for found in report.findings)


def test_the_preview_is_the_page(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Of the same cells, while someone writes; what the metadata says counts at once."""
    path = write_notebook(blog_folder / "notebooks/post.ipynb", SANITIZE, *EVERYWHERE)
    blogtools.convert(blog_folder)
    blog = find_blog(blog_folder)
    source = Source(path, "notebooks/post.ipynb", blog.root)
    place, cache = NotebookPlace(blog, source, blog_context(blog, source)), RenderCache()
    cells = {str(number): json.dumps(make_cell(cell)).encode() for number, cell in enumerate(EVERYWHERE)}
    asking = {"front": json.dumps(make_cell(SANITIZE)).encode()}
    for draft in (Draft(1, {**asking, **cells}), Draft(2, cells), Draft(3, {**asking, **cells})):
        page = live_page(place, draft, cache).content
        assert bool(RUNS.search(page.decode())) == ("front" not in draft.cells)
        if "front" in draft.cells:
            assert page.count(b"kept") == (blog_folder / "_site/post/index.html").read_bytes().count(b"kept")
