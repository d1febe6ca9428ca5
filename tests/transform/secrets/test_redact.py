"""Cells that ask for it show no secret, whatever is made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.model import Cell
from blogtools.render.targets import SINGLE_FILE, TARGETS, Target
from blogtools.transform.secrets.find import MASK
from blogtools.transform.secrets.marks import is_redacted
from tests.checking import code, make_post, printed
from tests.conftest import WriteNotebook, tree

SECRET = "Kd92LmX" + "Wq7Rt4VbN"
LINE = f"api_key = '{SECRET}'"


def widget(value: str) -> dict[str, Any]:
    """Notebook metadata with a widget that shows a text."""
    state = {"w": {"model_name": "TextModel", "model_module": "@jupyter-widgets/controls", "state": {"value": value}}}
    return {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "version_minor": 0, "state": state}}


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog with feeds and `llms.txt`, in which secrets stand wherever a cell can have them."""
    (blog_folder / "blogtools.toml").write_text('title = "T"\nbase_url = "https://example.org/"\nllms_txt = true\n')
    error = {"output_type": "error", "ename": "E", "evalue": LINE, "traceback": [f"\x1b[31m{LINE}\x1b[0m"]}
    shown = {
        "output_type": "display_data",
        "data": {
            "text/html": f"<script>{LINE}</script><b>{LINE}</b>",
            "text/plain": LINE,
            "image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg"><text>{LINE}</text></svg>',
            "application/json": {"api_key": SECRET},
        },
        "metadata": {"alt": LINE},
    }
    picture = {**shown, "data": {"image/svg+xml": shown["data"]["image/svg+xml"], "text/plain": LINE}}
    view = {"output_type": "display_data", "data": {"application/vnd.jupyter.widget-view+json": {"model_id": "w"}}}
    write_notebook(
        blog_folder / "notebooks/keys.ipynb",
        ("raw", "---\ndate: 2024-05-01\n---"),
        {"cell_type": "markdown", "source": f"# {LINE}\n\n{LINE}\n\n<!-- {LINE} -->", "metadata": {"tags": ["redact"]}},
        code(
            f"#| label: ask\n{LINE}\nprint(api_key)",
            printed(f"{LINE[:20]}"),
            printed(f"{LINE[20:]}\n"),
            tags=["redact"],
        ),
        code(f"#| redact: true\n#| fig-cap: {LINE}\nshow()", shown, picture, error, view),
        code(f"#| redact\n#| include: false\n{LINE}"),
        code("#| snippet: use\nprint(api_key)"),
        {"cell_type": "raw", "source": f"<p>{LINE}</p>", "metadata": {"tags": "a,Redact"}},
        widgets=widget(LINE),
    )
    write_notebook(blog_folder / "notebooks/other.ipynb", "# Other\n\n{{< embed keys.ipynb#ask echo=true >}}")
    return blog_folder


@pytest.mark.parametrize("target", [*TARGETS.values(), SINGLE_FILE], ids=lambda target: target.name)
def test_the_secret_is_nowhere_in_what_is_written(blog: Path, target: Target) -> None:
    """Pages, programs to download, pictures, lists, feeds; and what is kept for the next build."""
    convert(find_blog(blog), (), Options(target))
    written = {name: data for name, data in tree(blog).items() if not name.endswith(".ipynb")}
    posts = [name for name, data in written.items() if MASK.encode() in data and not name.startswith(".")]
    assert len(posts) > 1
    if target.name == "html":
        assert {"_site/feed.xml", "_site/feed.json", "_site/llms.txt"} <= written.keys()
        assert MASK.encode() in written["_site/feed.xml"]
    assert [name for name, data in written.items() if SECRET.encode() in data] == []


def test_snippets_show_the_mask() -> None:
    """A program is made of the cells as readers see them."""
    post = make_post(code(LINE, tags=["redact"]), code("#| snippet: use\nprint(api_key)"))
    (snippet,) = post.snippets
    assert f"api_key = '{MASK}'\nprint(api_key)\n" in snippet.program.replace("\n\n", "\n")


def test_what_is_no_secret_stays() -> None:
    """Outputs keep their types, data their values."""
    table = {"application/json": {"rows": [1, 2.5, None, True], "text": "é"}, "image/png": f"AAAA{SECRET}"}
    output = {"output_type": "display_data", "data": table, "metadata": {"image/png": {"width": 3}}}
    plain, masked = (make_post(code("x", output, tags=tags)).cells[0] for tags in ([], ["redact"]))
    assert (masked.outputs, masked.source) == (plain.outputs, plain.source)


@pytest.mark.parametrize(
    ("source", "metadata", "expected"),
    [
        pytest.param("a", {"tags": ["redact"]}, True, id="tag"),
        pytest.param("a", {"tags": ["hide-input", " Redact "]}, True, id="tag among others"),
        pytest.param("a", {"tags": "x, redact"}, True, id="tags in a text"),
        pytest.param("#| redact: true\na", {}, True, id="option"),
        pytest.param("%%time\n# | redact\na", {}, True, id="directive"),
        pytest.param("//| redact: yes\na", {}, True, id="other language"),
        pytest.param("#| tags: [redact, x]\na", {}, True, id="tags in an option"),
        pytest.param("#| tags:\n#|   - redact\na", {}, True, id="tags in lines"),
        pytest.param("#| redact: true\n#| fig-cap: [\na", {}, True, id="beside a line that is wrong"),
        pytest.param("#| redact: false\na", {}, False, id="switched off"),
        pytest.param("redact(x)  # redact\n# redact: true", {}, False, id="code"),
        pytest.param("a", {"tags": ["redacted", "no-redact"]}, False, id="other tags"),
        pytest.param("a", {"tags": {"redact": 1}}, False, id="no tags"),
    ],
)
def test_how_authors_ask(source: str, metadata: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a parameter
    """In all forms in which cells have tags and options."""
    assert is_redacted(Cell(1, "code", source, metadata=metadata)) is expected


def test_the_option_is_known() -> None:
    """It is not taken for a slip."""
    assert make_post(code("#| redact: true\na")).findings == ()


def test_posts_that_do_not_ask_are_left_as_they_are() -> None:
    """A secret in them is found by a check, and changes nothing."""
    post = make_post(f"# {LINE}", code(LINE, printed(LINE)))
    assert [cell.source for cell in post.cells] == [f"# {LINE}", LINE]
    assert post.cells[1].outputs[0].text == LINE


def test_the_metadata_cell_can_be_marked(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """What is made of its keys has no secret, and the other keys are as they were."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        {
            "cell_type": "raw",
            "source": f"---\ntitle: Rain\ndescription: the {LINE}\nwebhook: {LINE}\n---",
            "metadata": {"tags": ["redact"]},
        },
        "It rained.",
    )
    write_notebook(
        blog_folder / "notebooks/b.ipynb",
        {"cell_type": "raw", "source": f"---\ntitle: {LINE}\n---", "metadata": {"tags": ["redact"]}},
        code("#| label: wet\nprint(1)"),
    )
    write_notebook(blog_folder / "notebooks/c.ipynb", "C", "{{< embed b.ipynb#wet echo=true >}}")
    report = convert(find_blog(blog_folder))
    assert (report.exit_status(), [one.slug for one in report.findings if one.slug == "secret"]) == (0, [])
    page = (blog_folder / "_site/a/index.html").read_text(encoding="utf-8")
    assert "<title>Rain" in page
    assert f"the api_key = &#39;{MASK}&#39;" in page
    assert [name for name, data in tree(blog_folder / "_site").items() if SECRET.encode() in data] == []
