"""Labels of footnotes and link definitions, which are those of a cell but would be those of the whole Markdown page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from blogtools.model import Cell
from blogtools.transform.markdown.parse import reference_definitions

CellKey = tuple[int, int]
"""Number of a cell, and of the events before this piece of it."""


class Labels(msgspec.Struct, frozen=True):
    """The labels of a page that need a change."""

    footnotes: Mapping[CellKey, Mapping[str, str]]
    """Cell to the labels of its footnotes and what to call them."""
    unused: frozenset[str]
    """Labels of footnotes, as they are to be called, that nothing refers to."""
    links: frozenset[CellKey]
    """Cells whose link definitions another cell would use."""


NO_LABELS = Labels({}, frozenset(), frozenset())


def page_labels(cells: Iterable[Cell]) -> Labels:
    """Return the labels of a page's Markdown cells that mean something else, or nothing, once they are in one text."""
    found = [(key_of(cell), cell) for cell in cells if cell.kind == "markdown" and cell.markdown is not None]
    notes = [(key, cell) for key, cell in found if "[^" in cell.source]
    links = [(key, cell) for key, cell in found if "]:" in cell.source]
    if not notes and not links:
        return NO_LABELS
    footnotes, unused = _footnotes(notes)
    return Labels(footnotes, unused, _links(found, links) if links else frozenset())


def key_of(cell: Cell) -> CellKey:
    """Return what tells a piece of a cell from all others of the page."""
    return cell.number, cell.markdown.offset if cell.markdown is not None else 0


def _footnotes(cells: list[tuple[CellKey, Cell]]) -> tuple[dict[CellKey, dict[str, str]], frozenset[str]]:
    """Return new labels for footnotes that several cells define, and the labels that nothing refers to."""
    times: Counter[str] = Counter()
    renamed: dict[CellKey, dict[str, str]] = {}
    defined: list[str] = []
    referred: set[str] = set()
    labels = {label for _, cell in cells for label in _labels(cell, "FootnoteDefinition")}
    for key, cell in cells:
        own = dict.fromkeys(_labels(cell, "FootnoteDefinition"))
        names: dict[str, str] = {}
        for label in own:
            times[label] += 1
            if times[label] > 1:
                names[label] = _free(label, times[label], labels)
            defined.append(names.get(label, label))
        if names:
            renamed[key] = names
        referred.update(names.get(label, label) for label in _labels(cell, "FootnoteReference"))
    return renamed, frozenset(defined) - referred


def _free(label: str, number: int, taken: set[str]) -> str:
    while (name := f"{label}-{number}") in taken:
        number += 1
    taken.add(name)
    return name


def _labels(cell: Cell, kind: str) -> Iterable[str]:
    """Return the labels of footnotes that a cell refers to, or that it defines with a text."""
    events = cell.markdown.events if cell.markdown is not None else ()
    for position, event in enumerate(events):
        if event.__class__ is not dict:
            continue
        if kind in event:
            yield event[kind]
        elif kind == "FootnoteDefinition" and event.get("Start").__class__ is dict and kind in event["Start"]:
            following = events[position + 1]
            if not (following.__class__ is dict and "End" in following):
                yield event["Start"][kind]


def _links(found: list[tuple[CellKey, Cell]], defining: list[tuple[CellKey, Cell]]) -> frozenset[CellKey]:
    """Return the cells that define a label which stands in brackets in another cell, too."""
    users: dict[str, set[CellKey]] = {}
    for key, cell in found:
        for text in _in_brackets(cell.source):
            users.setdefault(text, set()).add(key)
    cells: set[CellKey] = set()
    for key, cell in defining:
        assert cell.markdown is not None  # noqa: S101 - `found` has no others
        labels = (" ".join(label.split()).casefold() for label in reference_definitions(cell.markdown))
        if any(users.get(label, set()) - {key} for label in labels):
            cells.add(key)
    return frozenset(cells)


def _in_brackets(source: str) -> Iterable[str]:
    return (" ".join(text.split()).casefold() for text in re.findall(r"\[([^\[\]]+)\]", source))
