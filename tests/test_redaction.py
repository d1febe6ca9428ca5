"""What the author's rules replace is nowhere in the published copy, and stays in the notebook."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from blogtools.api import Blog
from tests.conftest import Told, make_notebook, tree
from tests.planted import PLACES
from tests.published import leaks

NAME, NEW = "Kestrel-7", "the-client"
RULE = f"title = 'T'\nbase_url = 'https://x.org'\nllms_txt = true\nsearch = true\n[redact]\n'{NAME}' = '{NEW}'\n"
DOORS: list[dict[str, Any]] = [{}, {"single_file": True}, {"to": "markdown"}, {"to": "hugo"}, {"to": "jekyll"}]


def _code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}


def _shown(mime: str, content: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mime: content}, "metadata": {}}


def _printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


WRITTEN: dict[str, Any] = {
    "entity": "<p>Kestrel&#45;7 Kestrel&#x2d;7</p>",
    "markdown-escape": r"Kestrel\-7",
    "in-parts": "<p>Kes<b>trel</b>-<i>7</i></p>",
    "url": "[a](https://x.org/Kestrel%2D7)",
    "html-entity": _code("f()", _shown("text/html", "<p>Kestrel&#45;7</p>")),
    "html-of-parts": _code("f()", _shown("text/html", "<span>Kestrel</span><span>-7</span>")),
    "json-in-html": _code("f()", _shown("text/html", '<script type="x">{"a": "Kestrel\\u002d7"}</script><p>b</p>')),
    "colored": _code("f()", _printed("\x1b[31mKes\x1b[32mtrel\x1b[0m-7")),
    "key-of-json": _code("f()", _shown("application/json", {"Kestrel-7": {"Kestrel-7": 1}})),
    "bokeh": _code("f()", _shown("application/vnd.bokehjs_exec.v0+json", {"id": NAME})),
    "vega": _code("f()", _shown("application/vnd.vegalite.v5+json", {"data": {"values": [{"a": NAME}]}})),
    "name-of-an-error": _code("f()", {"output_type": "error", "ename": NAME, "evalue": "", "traceback": [NAME]}),
    "label": _code(f"#| label: {NAME}\nf()", _printed("a")),
    "snippet": _code(f"#| snippet: {NAME}\nprint('{NAME}')"),
    "attachment-name": {
        "cell_type": "markdown",
        "source": f"![{NAME}](attachment:{NAME}.svg)",
        "attachments": {f"{NAME}.svg": {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}},
    },
}
"""Ways to write the name that readers see as the same."""


@pytest.fixture
def blog(blog_folder: Path) -> Path:
    """A blog with a rule, and posts that have what it replaces in every place, in file names, too."""
    posts = blog_folder / "notebooks"
    (blog_folder / "blogtools.toml").write_text(RULE)
    for name, plant in PLACES.items():
        notebook, files, _ = plant(NAME)
        (posts / f"{name}.ipynb").write_text(json.dumps(notebook))
        for file, text in files.items():
            (posts / file).write_text(text)
    for name, cell in WRITTEN.items():
        (posts / f"written-{name}.ipynb").write_text(json.dumps(make_notebook("A", cell)))
    plot = _code(f"#| label: plot\nprint('{NAME}')", _printed("Kest"), _printed("rel-7"))
    (posts / f"2020-01-02-{NAME}.ipynb").write_text(json.dumps(make_notebook(f"# About {NAME}", plot)))
    (posts / f"{NAME}.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>Kestrel&#45;7</text></svg>")
    (posts / f"of-{NAME}").mkdir()
    (posts / f"of-{NAME}/{NAME}.csv").write_text(f"a,{NAME}")
    links = f"[x](2020-01-02-{NAME}.ipynb) ![q]({NAME}.svg) [d](of-{NAME}/{NAME}.csv)"
    embed = f"{{{{< embed 2020-01-02-{NAME}.ipynb#plot echo=true >}}}}"
    (posts / "links.ipynb").write_text(json.dumps(make_notebook("A", links, embed, "![](#plot)")))
    return blog_folder


@pytest.mark.parametrize("door", DOORS, ids=lambda door: "-".join(map(str, door)) or "html")
def test_what_is_replaced_is_nowhere(blog: Path, tmp_path: Path, door: dict[str, Any]) -> None:
    """Not in the name of a file, not compressed, and not in the report; the notebooks are as they were."""
    before = tree(blog / "notebooks")
    if door.get("to") == "jekyll":
        for path in (blog / "notebooks").glob("[a-z]*.ipynb"):
            path.rename(path.with_name(f"2020-01-02-{path.name}"))
        before = tree(blog / "notebooks")
    report = Blog.open(blog).convert(output=tmp_path / "out", **door)
    assert report.errors == ()
    assert len(report.built) == len(list((blog / "notebooks").glob("*.ipynb")))
    assert leaks(tmp_path / "out", NAME, "Kestrel") == []
    assert tree(blog / "notebooks") == before


def test_names_of_files_lead_where_they_led(blog: Path, tmp_path: Path) -> None:
    """The text has another name than the disk; links, pictures and embeds find the file."""
    report = Blog.open(blog).convert(output=tmp_path / "out")
    page = (tmp_path / "out/links/index.html").read_text()
    assert 'href="../the-client/"' in page
    assert 'href="the-client.csv"' in page
    assert (tmp_path / "out/links/the-client.csv").read_text() == "a,the-client"
    assert "About the-client</a>" in page  # where the embedded cell comes from
    assert page.count('<span class="s1">&#39;the-client&#39;</span>') + page.count("the-client'") >= 1
    about = [one for one in report.findings if one.where.file == "notebooks/links.ipynb" and one.slug != "missing-alt"]
    assert [one.slug for one in about] == ["privacy"]


def test_what_was_replaced_is_told_once(blog_folder: Path, write_notebook: Callable[..., Path], told: Told) -> None:
    """With the code that readers get other than it ran; a name of a file is a warning of its own."""
    (blog_folder / "blogtools.toml").write_text("[redact]\n'Kestrel-\\d' = 'C'\n")
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        f"# On {NAME}",
        f"{NAME} {NAME}",
        _code(f"f('{NAME}')", _printed("/home/me/x")),
    )
    _, printed = told("check")
    assert (
        "notebooks/a.ipynb\n  note     4 places are replaced by the rules in `redact` (the published code of cell 3"
        " is not what ran; see that it still runs)  [privacy]\n" in printed
    )
    write_notebook(blog_folder / f"notebooks/{NAME}.ipynb", "A", _code("f()", _printed("/home/ann/x /home/ann/y")))
    _, printed = told("check")
    assert "  warning  has a name with something that the rules in `redact` replace" in printed
    assert "  note     2 home directories are shown as `~`" in printed


def test_a_new_rule_holds_for_all_posts(blog_folder: Path, write_notebook: Callable[..., Path], told: Told) -> None:
    """Pages that did not change are built again."""
    write_notebook(blog_folder / "notebooks/a.ipynb", f"# On {NAME}")
    assert told("convert")[0] == 0
    assert leaks(blog_folder / "_site", NAME) != []
    (blog_folder / "blogtools.toml").write_text(RULE)
    assert told("convert")[0] == 0
    assert leaks(blog_folder / "_site", NAME) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("'(' = 'a'", "the pattern '(' of `redact` is not a valid regular expression: missing ), unterminated"),
        ("'[[a]' = 'a'", "the pattern '[[a]' of `redact` is not a valid regular expression: Possible nested set"),
        ("'a*' = 'a'", "the pattern 'a*' of `redact` can match an empty text, which is everywhere"),
        ("'' = 'a'", "the pattern '' of `redact` can match an empty text"),
        (
            "'(a+)+b' = 'a'",
            "the pattern '(a+)+b' of `redact` may take forever on some texts; in a repeat, write `a++` for `a+`",
        ),
        ("'(?:a|aa)+b' = 'a'", "the pattern '(?:a|aa)+b' of `redact` may take forever on some texts"),
        ("a = 1", "`redact` must be a table of texts, found {'a': 1}"),
    ],
)
def test_rules_that_cannot_be_used(blog_folder: Path, told: Told, rule: str, problem: str) -> None:
    """Nothing is written."""
    (blog_folder / "blogtools.toml").write_text(f"[redact]\n{rule}\n")
    status, printed = told("convert")
    assert status == 2
    assert problem in printed
    assert not (blog_folder / "_site").exists()


@pytest.mark.parametrize(
    "rule", ["(?:a++b)+c", "(?>foo|bar)+", "(?:foo|bar)", r"(?:\d{1,3}\.){3}\d+", "(?i)kestrel(-7)?", r"\w+@x\.org"]
)
def test_rules_that_can_be_used(blog_folder: Path, write_notebook: Callable[..., Path], told: Told, rule: str) -> None:
    """Among them what is rewritten as the message says."""
    (blog_folder / "blogtools.toml").write_text(f"[redact]\n'{rule}' = 'a'\n")
    write_notebook(blog_folder / "notebooks/a.ipynb", "A " + "a" * 3000 + "@x.org")
    assert told("convert")[0] == 0


def test_exporters_of_jupyter(blog: Path) -> None:
    """What JupyterLab's menu downloads has the rules of the blog that the notebook is in."""
    from blogtools.lab.exporters import BlogPostExporter, BlogPostMarkdownExporter

    notebook = nbformat.from_dict(PLACES["code"](NAME)[0])
    for exporter in (BlogPostExporter(), BlogPostMarkdownExporter()):
        text, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(blog / "notebooks"), "name": "code"}})
        assert NAME not in text
        assert NEW in text


def test_snippets_run_as_written_and_leave_as_published(
    blog_folder: Path, write_notebook: Callable[..., Path], told: Told
) -> None:
    """A program that is shown or exported has the rules; what runs here needs the real names."""
    (blog_folder / "blogtools.toml").write_text(RULE)
    write_notebook(
        blog_folder / f"notebooks/{NAME}.ipynb",
        _code(f"#| snippet: ask\nopen('{NAME}.txt').read()[0]\nprint('{NAME}')", _printed(f"{NAME}\n")),
    )
    (blog_folder / f"notebooks/{NAME}.txt").write_text("x")
    assert told("snippets", "export", "-o", "out")[0] == 0
    assert leaks(blog_folder / "out", NAME) == []
    assert NEW in told("snippets", "show", "ask")[1]
    assert NAME not in told("snippets", "show", "ask")[1]
    assert told("snippets", "run", "ask")[0] == 0


HOME = "/home/ann/x.py /Users/Ann/y C:\\Users\\ann\\z"
OUTPUTS: dict[str, dict[str, Any]] = {
    "printed": _printed(HOME),
    "in parts": _printed("/home/a"),
    "plain": _shown("text/plain", HOME),
    "html": _shown("text/html", f"<p>{HOME}</p>"),
    "json": _shown("application/json", {"a": [HOME], HOME: 1}),
    "plotly": _shown("application/vnd.plotly.v1+json", {"data": [{"name": HOME}], "layout": {}}),
    "svg": _shown("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg'><text>{HOME}</text></svg>"),
    "svg in base64": _shown(
        "image/svg+xml",
        base64.b64encode(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{HOME}</text></svg>".encode()).decode(),
    ),
    "error": {
        "output_type": "error",
        "ename": "E",
        "evalue": HOME,
        "traceback": ["File \x1b[0;32m/home/\x1b[1mann/x.py\x1b[0m:3", HOME],
    },
}


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS.keys())
def test_home_directories_in_outputs(
    blog_folder: Path, write_notebook: Callable[..., Path], told: Told, output: dict[str, Any]
) -> None:
    """Without any settings they are `~`, also in cells that another post embeds; what the author wrote is kept."""
    second = [_printed("nn/x.py")] if output["output_type"] == "stream" and len(output["text"]) < 10 else []
    cell = _code("#| label: out\nf('/home/ben/x')", output, *second)
    write_notebook(blog_folder / "notebooks/a.ipynb", "A", cell)
    write_notebook(blog_folder / "notebooks/b.ipynb", "A", "{{< embed a.ipynb#out echo=true >}}")
    for door in ([], ["--single-file"], ["--to", "markdown"]):
        assert told("convert", *door)[0] == 0
        assert leaks(blog_folder / "_site", "home/ann", "Users/ann", "Users\\ann") == []
    assert {"a/index.html", "b/index.html"} <= {*leaks(blog_folder / "_site", "/home/ben")}


def test_home_directories_stay_if_the_author_wants_them(
    blog_folder: Path, write_notebook: Callable[..., Path], told: Told
) -> None:
    """With the setting `show_home`, and the check tells."""
    (blog_folder / "blogtools.toml").write_text("show_home = true\n")
    write_notebook(blog_folder / "notebooks/a.ipynb", _code("f()", _printed(HOME)))
    assert told("convert")[0] == 0
    assert leaks(blog_folder / "_site", "/home/ann") == ["a/index.html"]
    assert "the outputs show a path on your machine: /home/ann/" in told("check")[1]


def test_the_live_page_and_what_the_editor_has(tmp_path: Path) -> None:
    """The preview has the rules; the file is not told to differ from the editor, which has the author's words."""
    from blogtools.config import find_blog
    from blogtools.content.discover import Source
    from blogtools.content.neighbors import blog_context
    from blogtools.lab.publish_handlers import is_unsaved
    from blogtools.live.draft import Draft
    from blogtools.live.page import NotebookPlace, RenderCache, live_page
    from tests.drafts import Editor

    (tmp_path / "blogtools.toml").write_text(RULE)
    cells = [{"id": "a", "cell_type": "markdown", "source": f"# On {NAME}", "metadata": {}}]
    cells.append({"id": "b", "execution_count": 1, **_code(f"f('{NAME}')", _printed(f"{NAME} /home/ann/x"))})
    path = tmp_path / "notebooks" / "post.ipynb"
    path.parent.mkdir()
    editor = Editor(cells)
    path.write_text(json.dumps({"cells": [editor.front, *cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    blog = find_blog(tmp_path)
    source = Source(path, "notebooks/post.ipynb", blog.root, blog.settings.redaction)
    place = NotebookPlace(blog, source, blog_context(blog, source))
    draft = Draft().after(editor.update())
    cache = RenderCache()
    first = live_page(place, draft, cache)
    assert NAME.encode() not in first.content
    assert b"/home/ann" not in first.content
    assert first.content.count(NEW.encode()) >= 3
    assert live_page(place, draft, cache).post.cells[1] is first.post.cells[1]
    assert not is_unsaved(place, draft)
