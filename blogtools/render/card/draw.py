"""The picture of a post that other sites show beside a link to it (`og:image`)."""

from __future__ import annotations

import io
import re
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from blogtools.render.card.line_breaks import ELLIPSIS, fit
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
_MARGIN, _EDGE = 24, 60
"""How far letters may reach beyond the ends of a line, and how near to the card's edges, as other sites may crop it."""
_LONGEST = 300
_LAST_WORD = re.compile(r"\s\S{0,30}$")
_LANGUAGE = re.compile("[A-Za-z0-9-]+")


class TextPlace(NamedTuple):
    """Where and how a text stands on the card."""

    middle: int
    """Pixels from the top to the middle of its lines."""
    height: int
    """Of its lines together, at most."""
    sizes: tuple[int, ...]
    color: str
    strong: bool
    """Whether its stems are thickened: only one weight of a font is at hand."""


_BLOG = TextPlace(93, 46, (30,), INK, strong=True)
_TITLE = TextPlace(311, 340, tuple(range(104, 28, -2)), INK, strong=True)
_DATE = TextPlace(529, 46, (30,), QUIET, strong=False)


def draw_card(title: str, *, date: str, blog: str, language: str = "en") -> bytes:
    """A PNG of 1200 × 630 pixels with a post's title, its date as shown to readers, and the name of its blog.

    `language` (BCP 47) is that of the texts. A title or name of which the fonts here have less than half is left out,
    as is a date that they do not have entirely; without its title a card shows the name in its place. The same texts
    give the same bytes on one machine, and ASCII gives the same picture on all that have this version of Pillow.
    """
    from PIL import Image, ImageDraw  # loading Pillow takes longer than a build in which nothing changed

    language = language if _LANGUAGE.fullmatch(language) else "en"
    text, head, foot = _drawn(title, 0.5), _drawn(blog, 0.5), _drawn(date, 1)
    if not text:
        text, head = head, ""
    rtl = lettering(text, language).rtl
    card = Image.new("P", (WIDTH, HEIGHT))
    card.putpalette(_palette())
    rail = WIDTH - _RAIL if rtl else _RAIL
    ImageDraw.Draw(card).rectangle((rail - 1, 0, rail, HEIGHT), _ramp(LINE)[-1])
    _draw_dot(card, rail, _write(card, text, language, _TITLE, rtl=rtl))
    _write(card, head, language, _BLOG, rtl=rtl)
    _write(card, foot, language, _DATE, rtl=rtl)
    data = io.BytesIO()
    card.save(data, "PNG", bits=4, compress_level=3)  # one level more takes 1 to 3 ms for 2 kB
    return data.getvalue()


def _write(card: Image, text: str, language: str, place: TextPlace, *, rtl: bool) -> int:
    """Draw a text; gives the middle of its first line."""
    from PIL import Image, ImageChops, ImageDraw

    if not text:
        return place.middle
    face = lettering(text, language)
    leading = face.leading(text)
    lines, size = fit(text, (WIDTH - _TEXT - _END, place.height), place.sizes, leading, partial(unit_width, face))
    step = leading * size
    above = round(1.1 * size)
    first = place.middle - step * (len(lines) - 1) / 2
    widths = [face.width(line, size) for line in lines]
    wide = min(round(max(widths)) + 2 * _MARGIN, WIDTH - _TEXT + _MARGIN - _EDGE)
    sheet = Image.new("L", (wide, round(2 * above + step * (len(lines) - 1))))
    draw = ImageDraw.Draw(sheet)
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        x = sheet.width - _MARGIN - width if rtl else _MARGIN
        face.draw(draw, x, round(above + 0.36 * size + number * step), line, size)
    for _ in range(round(size / 45) if place.strong else 0):  # a tenth of the time of Pillow's strokes
        sheet = ImageChops.lighter(sheet, ImageChops.offset(sheet, 1, 0))
    left = WIDTH - _TEXT + _MARGIN - sheet.width if rtl else _TEXT - _MARGIN
    card.paste(sheet.point(_ramp(place.color)), (left, round(first) - above))
    return round(first)


def _draw_dot(card: Image, x: int, y: int) -> None:
    from PIL import Image, ImageDraw

    radius, finer = 11, 8  # Pillow's circles have steps; drawn larger and reduced, they have none.
    side = 2 * radius * finer
    dot = Image.new("L", (side, side))
    ImageDraw.Draw(dot).ellipse((0, 0, side - 1, side - 1), 255)
    card.paste(dot.reduce(finer).point(_ramp(ACCENT)), (x - radius, y - radius))


def _drawn(text: str, share: float) -> str:
    """What is drawn of a text; nothing if the fonts lack more than a share of its letters and digits."""
    if len(text) > _LONGEST:
        text = _LAST_WORD.sub("", text[:_LONGEST]) + ELLIPSIS
    drawn = drawable(text)
    return drawn if sum(map(str.isalnum, drawn)) >= share * sum(map(str.isalnum, text)) else ""


@cache
def _ramp(color: str) -> list[int]:
    """From how much of a pixel is covered, 0 to 255, to its place in the palette."""
    steps = _STEPS[color]
    before = sum(list(_STEPS.values())[: list(_STEPS).index(color)])
    return [before + level if (level := round(value * steps / 255)) else 0 for value in range(256)]


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
