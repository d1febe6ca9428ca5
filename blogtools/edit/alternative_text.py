"""What stands for the images of a Markdown cell where they cannot be seen: read, and changed in place."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import msgspec

from blogtools.edit.change import CellChange
from blogtools.edit.image_places import ImagePlace, find_places, outline
from blogtools.errors import UsageError, Where
from blogtools.model import Cell

_MARKUP = "\\`*_[]<>&~|$!"
"""Signs that may mean something to Markdown, or to what reads a cell before it does."""


class CellImage(msgspec.Struct, frozen=True):
    """An image of a Markdown cell."""

    url: str
    alt: str
    """Without its markup; empty if it has none."""
    line: int
    """Of the cell, counted from 1."""


def images(cell: Cell) -> tuple[CellImage, ...]:
    """The images of a Markdown cell in order, those in its HTML too."""
    if cell.kind != "markdown":
        return ()
    return tuple(
        CellImage(place.url, place.alt, cell.source.count("\n", 0, place.start) + 1)
        for place in find_places(cell.source)
    )


def set_alternative_text(cell: Cell, image: int, text: str) -> CellChange:
    """What to change so that the image of that number, counted from 0, has another alternative text.

    The text is one line: white space in it is one space. In Markdown, signs that would be markup are escaped.

    Raises:
        UsageError: there is no such image, or its text cannot be changed alone.
    """
    where = Where(cell=cell.number)
    places = find_places(cell.source) if cell.kind == "markdown" else []
    if not 0 <= image < len(places):
        message = f"there is no image {image + 1} in this cell"
        raise UsageError(message, where=where, hint=f"it has {len(places)}")
    text = " ".join(text.split())
    place = places[image]
    if place.alt == text and (text or place.has_alt):
        return CellChange(cell.number)
    wanted = [(other.url, text if other is place else other.alt) for other in places]
    for written in _spellings(place, text):
        source = cell.source[: place.start] + written + cell.source[place.end :]
        if _is_right(cell.source, source, wanted, place):
            return CellChange(cell.number, source if source != cell.source else None)
    message = f"the alternative text of image {image + 1} cannot be changed alone"
    raise UsageError(message, where=Where(cell=cell.number, line=images(cell)[image].line), hint="change it by hand")


def _spellings(place: ImagePlace, text: str) -> Iterator[str]:
    """An image with the text, as plain as it may be."""
    if place.is_html:
        value = escape(text)
        yield place.with_alt(value)
        yield place.with_alt(_as_numbers(value, "\\$"))
        return
    yield place.with_alt(text)
    for signs in ("\\[]", _MARKUP):
        yield place.with_alt("".join(f"\\{sign}" if sign in signs else sign for sign in text))
    yield place.with_alt(_as_numbers(text, _MARKUP))


def _as_numbers(text: str, signs: str) -> str:
    return "".join(f"&#{ord(sign)};" if sign in signs else sign for sign in text)


def _is_right(old: str, new: str, wanted: list[tuple[str, str]], place: ImagePlace) -> bool:
    if [(other.url, other.alt) for other in find_places(new)] != wanted:
        return False
    return place.is_html or outline(old) == outline(new)
