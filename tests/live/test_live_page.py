"""The page of a draft: remembered and told in pieces, it is always the page that `convert` would write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogtools.build.pipeline import Options, convert
from blogtools.live.delta import NO_TEXT, DeltaPart, PageText, delta, split_page
from blogtools.live.draft import Draft
from blogtools.live.page import RenderCache, live_page
from blogtools.model import Placeholders
from blogtools.render.html import page as html
from tests.drafts import EDITS, Editor, blog, cells


def apply_delta(old: Sequence[str], parts: Sequence[DeltaPart]) -> list[str]:
    """Return the pieces of the new page, put together as the front end does."""
    pieces: list[str] = []
    for part in parts:
        pieces.extend([part] if isinstance(part, str) else old[part[0] : part[0] + part[1]])
    return pieces


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(cells(), max_size=6), edits=EDITS)
def test_a_remembered_page_is_the_whole_page(tmp_path: Path, first: list[dict[str, Any]], edits: list[Any]) -> None:
    """After any sequence of edits, what the front end has put together equals a page made from nothing."""
    place = blog(tmp_path)
    editor, cache, draft, shown = Editor(first), RenderCache(), Draft(), NO_TEXT
    for edit in [None, *edits]:
        if edit is not None:
            editor.edit(*edit)
        draft = draft.after(editor.update())
        page = live_page(place, draft, cache)
        whole = live_page(place, draft, RenderCache())
        assert whole.content == page.content
        assert whole.files.keys() == page.files.keys()
        assert whole.post.findings == page.post.findings
        text = split_page(page.content, page.placeholders)
        pieces = tuple(apply_delta(shown.pieces, delta(shown, text)))
        assert page.content.decode() == "".join(pieces)
        shown = PageText(pieces, text.digest)


def test_it_is_the_page_that_convert_writes(tmp_path: Path) -> None:
    """To the byte, what the site says around a post included, once the other posts were built."""
    place = blog(tmp_path)
    convert(place.blog, (), Options())
    editor = Editor([{"cell_type": "markdown", "metadata": {}, "source": "## Notes\n\n![dot](dot.png) $x$"}])
    draft = Draft().after(editor.update())
    page = live_page(place, draft, RenderCache())
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [editor.front, *(cell for _, cell in editor.cells)],
    }
    place.source.path.write_text(json.dumps(notebook))
    convert(place.blog, (), Options())
    assert (tmp_path / "_site" / page.path).read_bytes() == page.content
    assert b'class="neighbors"' in page.content
    for name, file in page.files.items():
        assert file.read() == (tmp_path / "_site" / name).read_bytes(), name


def test_only_what_changed_travels() -> None:
    """A key in one cell of two hundred sends that cell, and a number for the others."""
    old = split_page(b"<main>" + page_of(200) + b"</main>", Placeholders(6, 6 + len(page_of(200))))
    body = page_of(200).replace(b"text 100<", b"text 100 more<")
    new = split_page(b"<main>" + body + b"</main>", Placeholders(6, 6 + len(body)))
    assert [(0, 101), '<div class="cell cell-markdown" data-cell="100">\ntext 100 more</div>\n', (102, 100)] == delta(
        old, new
    )


def page_of(number: int) -> bytes:
    """The body of a page of so many cells."""
    cells = (f'<div class="cell cell-markdown" data-cell="{index}">\ntext {index}</div>\n' for index in range(number))
    return "".join(cells).encode()


def test_a_cell_that_an_author_wrote_in_html_is_no_boundary() -> None:
    """Every piece of the body is balanced, whatever stands in it."""
    inner = '<div class="cell cell-markdown" data-cell="1">\n<div class="cell ">\nmine</div>\n</div>\n'
    page = (inner + inner.replace('"1"', '"2"')).encode()
    assert ("", inner, inner.replace('"1"', '"2"'), "") == split_page(page, Placeholders(0, len(page))).pieces


def test_cells_that_did_not_change_are_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what makes typing in a long post as quick as in a short one."""
    written: list[int] = []
    real = html._cell
    monkeypatch.setattr(html, "_cell", lambda cell, *rest: written.append(cell.number) or real(cell, *rest))
    place = blog(tmp_path)
    editor = Editor([{"cell_type": "markdown", "metadata": {}, "source": f"## Part {n}[^1]\n\n$x$"} for n in range(20)])
    cache = RenderCache()
    draft = Draft().after(editor.update())
    live_page(place, draft, cache)
    written.clear()
    editor.cells[7] = (editor.cells[7][0], {"cell_type": "markdown", "metadata": {}, "source": "## Else"})
    live_page(place, draft.after(editor.update()), cache)
    assert [9] == written
