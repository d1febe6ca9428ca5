"""Freshness: whether outputs match the code, and the published page the notebook."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from blogtools.content.discover import default_output_folder
from blogtools.live.page import LivePage, NotebookPlace
from blogtools.model import Notebook

PublishedState = Literal["unknown", "never", "same", "older"]

_ANCHOR = re.compile(rb'<span id="[^"]*"></span>\n?')
"""Former anchors of renamed headings, which only a build adds."""


class Freshness(msgspec.Struct, frozen=True):
    """Freshness as read from execution counts and the output folder."""

    code: int = 0
    """Number of non-empty code cells."""
    not_run: tuple[int, ...] = ()
    """Numbers of the cells that have no execution count."""
    out_of_order: tuple[int, ...] = ()
    """Numbers of the cells that ran before a cell above them."""
    published: PublishedState = "unknown"
    """`never` published here, the `same` page, an `older` one, or `unknown` for a notebook that is not on disk."""


def freshness_of(place: NotebookPlace, notebook: Notebook, page: LivePage) -> Freshness:
    """Return how fresh a notebook's outputs and its published page are."""
    cells = [cell for cell in notebook.cells if cell.kind == "code" and cell.source.strip()]
    latest, late = 0, []
    for cell in cells:
        count = cell.execution_count or 0
        if 0 < count < latest:
            late.append(cell.number)
        latest = max(latest, count)
    not_run = tuple(cell.number for cell in cells if cell.execution_count is None)
    return Freshness(len(cells), not_run, tuple(late), _published(place, page))


def _published(place: NotebookPlace, page: LivePage) -> PublishedState:
    """Compare the page in the output folder with that of the draft."""
    if not place.on_disk:
        return "unknown"
    folder = default_output_folder(place.blog, "html")
    try:
        there = (folder / page.path).read_bytes()
    except OSError:
        return "never"
    # The navigation below the body changes with other posts, so it does not count.
    end = page.placeholders.body_end if page.placeholders.body_end >= 0 else page.placeholders.nav
    here = page.content[: end if end >= 0 else None]
    is_same = there.startswith(here) or _ANCHOR.sub(b"", there).startswith(_ANCHOR.sub(b"", here))
    return "same" if is_same and not page.post.front.draft else "older"
