"""Completion of what is written at the cursor of a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from blogtools.live.completion import cell_options, metadata, references
from blogtools.live.completion.candidates import Candidate, Completion, best
from blogtools.live.completion.spot import Spot, SpotKind
from blogtools.live.completion.spots import spot_at
from blogtools.live.completion.writing import Writing
from blogtools.live.page import NotebookPlace
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Cell, Notebook
from blogtools.read.forms import FIRST_CELLS, OPENING_CELLS

OFFERS: dict[SpotKind, Callable[[Spot, Writing], Iterable[Candidate]]] = {
    "mention": references.offer_mentions,
    "citation": references.offer_citations,
    "reference": references.offer_labels,
    "post": references.offer_posts,
    "target": references.offer_targets,
    "place": references.offer_places,
    "picture": references.offer_pictures,
    "directive": references.offer_directives,
    "key": metadata.offer_keys,
    "value": metadata.offer_values,
    "option": cell_options.offer_options,
    "option value": cell_options.offer_option_values,
}
"""What is written to what can be."""
TITLED = frozenset({"mention", "citation", "reference", "post", "target", "place"})
"""Of these, the notes are titles, which authors remember better than keys."""


def complete_at(
    place: NotebookPlace, notebook: Notebook, index: int, offset: int, call: Memoizer = call_uncached
) -> Completion:
    """Return what can be written at the cursor of a cell, given by its index in the notebook.

    The offset is in characters. There are no items where nothing is to be completed.
    """
    cell = notebook.cells[index]
    offset = min(max(offset, 0), len(cell.source))
    spot = spot_at(cell, offset, is_opening=_is_opening(notebook, cell))
    if spot is None:
        return Completion(offset)
    by_note = spot.kind in TITLED
    items, is_whole = best(OFFERS[spot.kind](spot, Writing(place, notebook, cell, call)), spot.typed, by_note=by_note)
    return Completion(spot.start, items, is_whole, by_note)


def _is_opening(notebook: Notebook, cell: Cell) -> bool:
    """Return True if a cell stands where metadata may be; in Markdown, nothing for readers precedes it."""
    opening = [one for one in notebook.cells[:OPENING_CELLS] if one.source.strip()][:FIRST_CELLS]
    before = [one for one in opening if one.number < cell.number]
    return any(one is cell for one in opening) and (cell.kind == "raw" or all(one.kind == "code" for one in before))
