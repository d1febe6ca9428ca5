"""Reads and changes the alternative text of images in Markdown cells."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import msgspec

from blogtools.edit.change import CellChange
from blogtools.edit.image_places import ImagePlace, find_places, outline
from blogtools.errors import UsageError, Where
from blogtools.model import Cell

_MARKUP = "\\`*_[]<>&~|$!"
"""Characters that may be markup to Markdown, or to the preprocessing before it."""


class CellImage(msgspec.Struct, frozen=True):
    """An image in a Markdown cell."""

    url: str
    alt: str
    """Alternative text without markup; empty if there is none."""
    line: int
    """Line in the cell, counted from 1."""


def images(cell: Cell) -> tuple[CellImage, ...]:
    """Return the images of a Markdown cell in order, including those in its HTML."""
    if cell.kind != "markdown":
        return ()
    found, line, done = [], 1, 0
    for place in find_places(cell.source):
        line += cell.source.count("\n", done, place.start)
        done = place.start
        found.append(CellImage(place.url, place.alt, line))
    return tuple(found)


def set_alternative_text(cell: Cell, image: int, text: str) -> CellChange:
    """Return the change that gives an image (index from 0) another alternative text.

    White space in the text is collapsed. In Markdown, characters that would be markup are escaped.

    Raises:
        UsageError: There is no such image, or its text cannot be changed without other changes.
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
    expected = [(other.url, text if other is place else other.alt) for other in places]
    for written in _spellings(place, text):
        source = cell.source[: place.start] + written + cell.source[place.end :]
        if _changes_only(cell.source, source, expected, place):
            return CellChange(cell.number, source if source != cell.source else None)
    message = f"the alternative text of image {image + 1} cannot be changed without changing something else"
    raise UsageError(message, where=Where(cell=cell.number, line=images(cell)[image].line), hint="change it by hand")


def _spellings(place: ImagePlace, text: str) -> Iterator[str]:
    """Yield ways to write the image with the text, the one with the least escaping first."""
    if place.is_html:
        value = escape(text)
        yield place.with_alt(value)
        yield place.with_alt(_as_references(value, "\\$"))
        return
    yield place.with_alt(text)
    for signs in ("\\[]", _MARKUP):
        yield place.with_alt("".join(f"\\{sign}" if sign in signs else sign for sign in text))
    yield place.with_alt(_as_references(text, _MARKUP))


def _as_references(text: str, signs: str) -> str:
    return "".join(f"&#{ord(sign)};" if sign in signs else sign for sign in text)


def _changes_only(old: str, new: str, expected: list[tuple[str, str]], place: ImagePlace) -> bool:
    if [(other.url, other.alt) for other in find_places(new)] != expected:
        return False
    return place.is_html or outline(old) == outline(new)
