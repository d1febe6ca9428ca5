"""Whether a notebook's outputs are those of its code, and whether readers have the post as it stands."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from blogtools.content.discover import default_output_folder
from blogtools.live.page import LivePage, NotebookPlace
from blogtools.model import Notebook

PublishedState = Literal["unknown", "never", "same", "older"]

_ANCHOR = re.compile(rb'<span id="[^"]*"></span>\n?')
"""Anchors that a heading had before it was reworded; only a build knows them."""


class Freshness(msgspec.Struct, frozen=True):
    """What the notebook's numbers and the output folder tell."""

    code: int = 0
    """Code cells that are not empty."""
    not_run: tuple[int, ...] = ()
    """Numbers of those that have no execution count."""
    out_of_order: tuple[int, ...] = ()
    """Numbers of those that ran before a cell above them did."""
    published: PublishedState = "unknown"
    """`never` at this address, the `same` page, or an `older` one; unknown for a notebook of another machine."""


def freshness_of(place: NotebookPlace, notebook: Notebook, page: LivePage) -> Freshness:
    """How fresh a notebook and its published page are."""
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
    """How the page in the output folder compares with the one of the draft."""
    if not place.on_disk:
        return "unknown"
    folder = default_output_folder(place.blog, "html")
    try:
        there = (folder / page.path).read_bytes()
    except OSError:
        return "never"
    # What stands around a post changes with the others.
    end = page.placeholders.body_end if page.placeholders.body_end >= 0 else page.placeholders.nav
    here = page.content[: end if end >= 0 else None]
    is_same = there.startswith(here) or _ANCHOR.sub(b"", there).startswith(_ANCHOR.sub(b"", here))
    return "same" if is_same and not page.post.front.draft else "older"
