"""The picture of a post that other sites show beside a link to it (`og:image`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from blogtools.render.card.line_breaks import ELLIPSIS, fit
from blogtools.render.card.png import FILTER, Band, encode
from blogtools.render.card.shaping import drawable, lettering, unit_width

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 1200, 630
PAPER, INK, QUIET, ACCENT, LINE = "#fdfcfa", "#23211e", "#635e57", "#0a6070", "#e3dfd7"
"""The default theme by day: `:root` of templates/style.css."""

_STEPS = {INK: 5, QUIET: 4, ACCENT: 4, LINE: 1}
"""Colors between paper and each color, itself included: with paper they go into four bits a pixel."""
_RAIL, _TEXT, _END = 100, 148, 84
"""From the edge at which lines begin: the rail, and text; from the other edge: where text ends."""
_RADIUS = 11
"""Radius of the dot on the rail, in pixels."""
_MARGIN, _EDGE = 24, 60
"""Pixels that letters may reach beyond the ends of a line, and that they keep from the edges (sites may crop)."""
_LONGEST = 300
_LAST_WORD = re.compile(r"\s\S{0,30}$")
_LANGUAGE = re.compile("[A-Za-z0-9-]+")


class TextPlace(NamedTuple):
    """Position and style of a text on the card."""

    middle: int
    """Pixels from the top to the middle of its lines."""
    height: int
    """Maximum height of all its lines, in pixels."""
    sizes: tuple[int, ...]
    color: str
    strong: bool
    """True to thicken its stems, as only one weight of each font is available."""


class Ink(NamedTuple):
    """Something drawn: a text or the dot."""

    left: int
    """Column of its left edge in pixels; rows begin with `FILTER` columns."""
    top: int
    image: Image
    """Places in the palette."""


_BLOG = TextPlace(93, 46, (30,), INK, strong=True)
_TITLE = TextPlace(311, 340, tuple(range(104, 28, -2)), INK, strong=True)
_DATE = TextPlace(529, 46, (30,), QUIET, strong=False)


def draw_card(title: str, *, date: str, blog: str, language: str = "en") -> bytes:
    """Return a PNG of 1200 × 630 pixels with a post's title, its date as shown to readers, and its blog's name.

    `language` (BCP 47) is that of the texts. A title or name of which the fonts here have less than half is left out,
    as is a date that they do not have entirely; without its title a card shows the name in its place. The same texts
    give the same bytes on one machine, and ASCII gives the same picture on all that have this version of Pillow.
    """
    language = language if _LANGUAGE.fullmatch(language) else "en"
    text, head, foot = _drawn(title, 0.5), _drawn(blog, 0.5), _drawn(date, 1)
    if not text:
        text, head = head, ""
    rtl = lettering(text, language).rtl
    middle, written = _write(text, language, _TITLE, rtl=rtl)
    inks = [*_write_once(head, language, _BLOG, rtl=rtl)[1], *written, *_write(foot, language, _DATE, rtl=rtl)[1]]
    inks.append(Ink(FILTER + (WIDTH - _RAIL if rtl else _RAIL) - _RADIUS, middle - _RADIUS, _dot()))
    return encode(_rows(1, rtl=rtl), HEIGHT, _bands(inks, rtl=rtl), _palette())


def _write(text: str, language: str, place: TextPlace, *, rtl: bool) -> tuple[int, list[Ink]]:
    """Return the middle of a text's first line, and the text as it is drawn."""
    from PIL import Image  # loading Pillow takes longer than a build in which nothing changed

    if not text:
        return place.middle, []
    face = lettering(text, language)
    leading = face.leading(text)
    lines, size = fit(text, (WIDTH - _TEXT - _END, place.height), place.sizes, leading, partial(unit_width, face))
    step = leading * size
    above = round(1.1 * size)
    first = place.middle - step * (len(lines) - 1) / 2
    widths = [face.width(line, size) for line in lines]
    wide = min(round(max(widths)) + 2 * _MARGIN, WIDTH - _TEXT + _MARGIN - _EDGE)
    sheet = Image.new("P", (wide, round(2 * above + step * (len(lines) - 1))))
    bold = round(size / 45) if place.strong else 0
    before, steps = _levels(place.color)
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        x = sheet.width - _MARGIN - width if rtl else _MARGIN
        face.draw(sheet, (x, round(above + 0.36 * size + number * step)), line, size, bold=bold, ink=steps)
    box = sheet.getbbox()
    if box is None:
        return round(first), []
    left = FILTER + (WIDTH - _TEXT + _MARGIN - sheet.width if rtl else _TEXT - _MARGIN)
    drawn = sheet.crop(box)
    if before:
        drawn = drawn.point([level and before + level for level in range(256)])
    return round(first), [Ink(left + box[0], round(first) - above + box[1], drawn)]


_write_once = lru_cache(maxsize=4)(_write)
"""For the name of the blog, which all its cards show."""


def _bands(inks: Iterable[Ink], *, rtl: bool) -> Iterator[Band]:
    """Put what is drawn on the rows that it needs, and a bare one below."""
    groups: list[list[Ink]] = []
    bottom = -1
    for ink in sorted(inks, key=attrgetter("top")):
        if ink.top > bottom:
            groups.append([])
        groups[-1].append(ink)
        bottom = max(bottom, ink.top + ink.image.height)
    for group in groups:
        top = group[0].top
        image = _rows(max(ink.top + ink.image.height for ink in group) + 1 - top, rtl=rtl)
        for ink in group:
            image.paste(ink.image, (ink.left, ink.top - top))
        yield Band(top, image)


def _rows(number: int, *, rtl: bool) -> Image:
    """Return paper with the rail."""
    from PIL import Image

    rail = FILTER + (WIDTH - _RAIL if rtl else _RAIL)
    rows = Image.new("P", (FILTER + WIDTH, number))
    rows.paste(sum(_levels(LINE)), (rail - 1, 0, rail + 1, number))
    return rows


@cache
def _dot() -> Image:
    from PIL import Image, ImageDraw

    finer = 8  # Pillow's circles have steps; drawn larger and reduced, they have none.
    side = 2 * _RADIUS * finer
    dot = Image.new("L", (side, side))
    ImageDraw.Draw(dot).ellipse((0, 0, side - 1, side - 1), 255)
    before, steps = _levels(ACCENT)
    levels = [before + level if (level := round(covered * steps / 255)) else 0 for covered in range(256)]
    return dot.reduce(finer).point(levels, "P")


def _drawn(text: str, share: float) -> str:
    """Return the drawable part of a text; empty if less than `share` of its letters and digits can be drawn."""
    if len(text) > _LONGEST:
        text = _LAST_WORD.sub("", text[:_LONGEST]) + ELLIPSIS
    drawn = drawable(text)
    return drawn if sum(map(str.isalnum, drawn)) >= share * sum(map(str.isalnum, text)) else ""


def _levels(color: str) -> tuple[int, int]:
    """Return the place in the palette before those of a color, and how many it has, from the palest to itself."""
    place = list(_STEPS).index(color)
    return sum(list(_STEPS.values())[:place]), _STEPS[color]


@cache
def _palette() -> bytes:
    paper = bytes.fromhex(PAPER[1:])
    ramps = (
        round(below + (above - below) * level / steps)
        for color, steps in _STEPS.items()
        for level in range(1, steps + 1)
        for below, above in zip(paper, bytes.fromhex(color[1:]), strict=True)
    )
    return bytes((*paper, *ramps))
