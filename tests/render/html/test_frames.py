"""Divs over several cells: their tags stay whole, whatever an author writes into them."""

from __future__ import annotations

import pytest

from blogtools.model import Cell, Frame
from blogtools.render.context import Rendering
from blogtools.render.html.frames import frame_html
from blogtools.render.sanitize.fragment import Rules
from blogtools.transform.dialects.cells import without_hidden
from blogtools.transform.dialects.frames import with_whole_frames


def cells(*sources: str) -> tuple[Cell, ...]:
    """Cells of Markdown; those that begin with `>>>` are code."""
    made = (
        Cell(number, "code" if source.startswith(">>>") else "markdown", source)
        for number, source in enumerate(sources, 1)
    )
    return without_hidden(tuple(made), {}, "a.ipynb", lambda function, *given: function(*given))[0]


def outline(found: tuple[Cell, ...]) -> list[str]:
    """The tags before and after each cell, without attributes, and its source."""
    parts = []
    for cell in found:
        parts += [frame.tag.partition(" ")[0].strip("<>") for frame in cell.opens]
        parts.append(cell.source.strip())
        parts += [frame.tag.strip("<>") for frame in cell.closes]
    return parts


def test_a_div_stands_around_its_cells() -> None:
    """A cell is split where one begins or ends in the midst of its text."""
    found = cells("a\n::: {.x}\nb", ">>> c", "d\n:::\ne")
    assert outline(found) == ["a", "div", "b", ">>> c", "d", "/div", "e"]
    assert [cell.number for cell in found] == [1, 1, 2, 3, 3]


def test_tabs_begin_at_headings() -> None:
    """Those of the first level."""
    found = cells("::: {.panel-tabset}\n## A", ">>> b", "## C\n### D", ">>> e", ":::")
    assert outline(found) == ["div", "details", ">>> b", "/details", "details", "### D", ">>> e", "/details", "/div"]


def test_a_tag_without_its_partner_goes() -> None:
    """Its cell was removed."""
    found = cells("::: {.x}\na", ">>> b", "c\n:::")
    assert outline(with_whole_frames(found[:-1])) == ["a", ">>> b"]


@pytest.mark.parametrize("title", ["</aside>", "<script>alert(1)</script>", "<b>", '" onclick="x', "[a](javascript:b)"])
def test_a_title_stays_where_it_is(title: str) -> None:
    """Even one that would close what is around it, or run."""
    quoted = title.replace('"', "'")
    tag = (
        cells(f'::: {{.callout-note title="{quoted}" style="position:fixed" onclick="x"}}', ">>> a", ":::")[0]
        .opens[0]
        .tag
    )
    html = frame_html(tag, Rendering("a.ipynb"), Rules(1, sanitize=True))
    assert html.startswith('<aside class="callout callout-note" markdown="1"><p class="callout-title">')
    assert html.endswith("</p>")
    assert html.count("<b>") == html.count("</b>")
    assert not any(word in html for word in ("</aside>", "<script", 'onclick="x', "javascript", "position"))


def test_an_id_is_unique() -> None:
    """On the whole page."""
    rendering = Rendering("a.ipynb")
    rendering.claim_id("a")
    assert frame_html('<div id="a">', rendering, Rules(1)) == '<div id="a-1">'
    assert frame_html(Frame(1, "</div>").tag, rendering, Rules(1)) == "</div>"
