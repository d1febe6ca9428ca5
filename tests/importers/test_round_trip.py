"""What is converted to Markdown and imported again is the same post, as far as Markdown carries it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogtools import Blog, read_post
from blogtools.config import find_blog
from blogtools.importers.run import import_posts
from blogtools.model import Post
from blogtools.render.outputs.terminal import flatten, plain

WORDS = st.text("abcxyz äß€*_`#<>&|~-=.:!()[]{}$\\\"'0123456789\n", min_size=1, max_size=40)
PROSE = st.lists(st.text("abc xyz äß€.,:!?'0123456789", min_size=1, max_size=40), min_size=1, max_size=4).map(
    lambda lines: "\n\n".join(f"Text {' '.join(line.split())}." for line in lines)
)
BLOCKS = st.sampled_from(
    [
        "## A heading\n\nText.",
        "- a\n- b\n\n  ```python\n  in_a_list()\n  ```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> A quote.\n>\n> ```python\n> quoted()\n> ```",
        "Text.\n\n```console\n$ ls\n```",
        "A [link](https://example.org/a), **bold** `code` and <b>HTML</b>.",
        "Text $x^2$.\n\n$$\ny\n$$",
        "+++\n\nText\n\n---",
    ]
)
CODE = st.lists(st.sampled_from(["x = 1", "print(x)", "", "def f():", "    return '```'", "# ~~~", "~~~", "`a`"])).map(
    lambda lines: "\n".join(["y", *lines, "z"])
)
PRINTED = WORDS.map(lambda text: f"|{text}|")
CELLS = st.lists(
    st.one_of(
        (PROSE | BLOCKS).map(lambda text: ("markdown", text, ())),
        st.tuples(st.just("code"), CODE, st.lists(PRINTED, max_size=2).map(tuple)),
    ),
    min_size=1,
    max_size=6,
)
NAMES = st.lists(
    st.text("abcäß -&/'", min_size=1, max_size=10).map(lambda text: f"t{text.strip()}"), max_size=3, unique=True
)
FRONT = st.fixed_dictionaries(
    {
        "title": st.text("abc äß€:#'\"[]{}-&*!|>%@0123", max_size=30).map(lambda text: " ".join(f"T {text} t".split())),
        "date": st.dates(dt.date(1990, 1, 1), dt.date(2025, 1, 1)).map(str),
    },
    optional={
        "tags": NAMES,
        "description": PROSE.map(lambda text: text.split("\n")[0]),
        "authors": NAMES.filter(bool),
        "series": st.just("A series"),
        "draft": st.just(value=True),
        "language": st.just("de"),
        "aliases": st.just(["/old/a/"]),
    },
)  # fmt: skip


def notebook(front: dict[str, object], cells: list[tuple[str, str, tuple[str, ...]]]) -> str:
    """A notebook, as Jupyter has it."""
    made: list[dict[str, object]] = [
        {"cell_type": "raw", "metadata": {}, "source": f"---\n{json.dumps(front, ensure_ascii=False)}\n---"}
    ]
    for kind, source, printed in cells:
        outputs = [
            {"output_type": "stream", "name": ("stdout", "stderr")[number % 2], "text": text}
            for number, text in enumerate(printed)
        ]
        more = {"execution_count": 1, "outputs": outputs} if kind == "code" else {}
        made.append({"cell_type": kind, "metadata": {}, "source": source, **more})
    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}}
    return json.dumps({"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 4})


def parts(post: Post) -> list[tuple[str, ...]]:
    """Kind, text and outputs of each cell.

    Two cells of text are one in Markdown, and the outputs of a cell are one text, as readers see it.
    """
    found: list[tuple[str, ...]] = []
    for cell in post.cells:
        if cell.kind == "markdown" and found and found[-1][0] == "markdown":
            found[-1] = ("markdown", f"{found[-1][1]}\n\n{cell.source.strip()}")
            continue
        printed = "\n".join(plain(flatten(output.text)).strip("\n") for output in cell.outputs)
        found.append((cell.kind, cell.source.strip("\n"), *([printed.strip()] if printed.strip() else [])))
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None, derandomize=True)
@given(FRONT, CELLS)
def test_a_post_comes_back(
    blog_folder: Path, front: dict[str, object], cells: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    """Cells, metadata and the text of outputs are those of the notebook."""
    (blog_folder / "blogtools.toml").write_text("cards = false")
    source = blog_folder / "notebooks/a.ipynb"
    source.write_text(notebook(front, cells), encoding="utf-8")
    report = Blog.open(blog_folder).convert(to="markdown", output="out", drafts=True)
    assert report.errors == ()
    (written,) = (blog_folder / "out").rglob("index.md")
    back = blog_folder / "back"
    for old in back.glob("*"):
        old.unlink()
    imported = import_posts(find_blog(blog_folder), [written], back)
    assert imported.errors == ()
    before, after = read_post(source), read_post(next(back.glob("*.ipynb")))
    assert parts(after) == parts(before)
    changed = {
        name for name in before.front.__struct_fields__ if getattr(before.front, name) != getattr(after.front, name)
    }
    # Markdown has the address and the language of every post, which notebooks need not say.
    assert changed <= {"slug", "description"}
    assert after.slug == before.slug
