"""The picture of a post that other sites show beside a link to it (`og:image`)."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from blogtools.site.card_lines import fit, shorten
from blogtools.site.card_text import Lettering, drawable, lettering

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 1200, 630
PAPER, INK, QUIET, ACCENT, LINE = "#fdfcfa", "#23211e", "#635e57", "#0a6070", "#e3dfd7"
"""The default theme by day: `:root` of templates/style.css."""

_RAMPS = (INK, QUIET, ACCENT, LINE)
_LEVELS = 16
"""Steps from paper to each color: enough for smooth letters, few enough for a small file."""

_RIGHT = 84
_RAIL = 100
"""Where the line at the side is, from the edge where lines of text begin, and where these begin."""
_TEXT = 148
_HEAD, _TITLE, _FOOT = (64, 132), (132, 500), (500, 566)
"""Bands of the card, in pixels from the top."""
_SIZES = tuple(range(92, 28, -2))
_SMALL = 30


def draw_card(title: str, *, date: str, blog: str, language: str = "en") -> bytes:
    """A PNG of 1200 × 630 pixels with a post's title, its date as shown to readers, and the name of its blog.

    `language` (BCP 47) is that of the title. A title of which no font here has the greater part is left out.
    """
    from PIL import Image, ImageDraw  # loading Pillow takes longer than a build in which nothing changed

    head, text = drawable(blog), drawable(title)
    if not text or 2 * _letters(text) < _letters(title):
        head, text = "", head
    face = lettering(text, language)
    card = Image.new("P", (WIDTH, HEIGHT))
    card.putpalette(_palette())
    middle = _draw_title(card, text, face)
    rail = WIDTH - _RAIL if face.rtl else _RAIL
    ImageDraw.Draw(card).rectangle((rail - 1, 0, rail, HEIGHT), _index(LINE))
    _draw_dot(card, rail, middle)
    _draw_line(card, head, language, _HEAD, INK, 0.02, rtl=face.rtl)
    _draw_line(card, drawable(date), language, _FOOT, QUIET, 0, rtl=face.rtl)
    data = io.BytesIO()
    card.save(data, "PNG", compress_level=6)
    return data.getvalue()


def _draw_title(card: Image, text: str, face: Lettering) -> int:
    from PIL import Image, ImageDraw

    top, bottom = _TITLE
    leading = face.leading(text)
    lines, size = fit(text, WIDTH - _TEXT - _RIGHT, bottom - top, _SIZES, leading, lambda part: face.width(part, 100) / 100)
    band = Image.new("L", (WIDTH, bottom - top))
    draw = ImageDraw.Draw(band)
    step = leading * size
    first = (bottom - top - step * len(lines)) / 2 + step / 2 + 0.36 * size
    for place, line in enumerate(lines):
        x = WIDTH - _TEXT - face.width(line, size) if face.rtl else _TEXT
        face.draw(draw, x, round(first + place * step), line, size, 0.011 * size)
    card.paste(band.point(_ramp(INK)), (0, top))
    return round(top + first - 0.36 * size)


def _draw_line(card: Image, text: str, language: str, band: tuple[int, int], color: str, stroke: float, *, rtl: bool) -> None:
    from PIL import Image, ImageDraw

    top, bottom = band
    face = lettering(text, language)
    image = Image.new("L", (WIDTH, bottom - top))
    text = text if face.width(text, _SMALL) <= 900 else shorten(text, 900/_SMALL, lambda part: face.width(part, _SMALL) / _SMALL)
    x = WIDTH - _TEXT - face.width(text, _SMALL) if rtl else _TEXT
    face.draw(ImageDraw.Draw(image), x, 40, text, _SMALL, stroke * _SMALL)
    card.paste(image.point(_ramp(color)), (0, top))


def _draw_dot(card: Image, x: int, y: int) -> None:
    from PIL import Image, ImageDraw

    radius, finer = 11, 8
    side = 2 * radius * finer
    dot = Image.new("L", (side, side))
    ImageDraw.Draw(dot).ellipse((0, 0, side - 1, side - 1), 255)
    card.paste(dot.reduce(finer).point(_ramp(ACCENT)), (x - radius, y - radius))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _index(color: str) -> int:
    return _RAMPS.index(color) * _LEVELS + _LEVELS - 1


def _ramp(color: str) -> list[int]:
    """From how much of a pixel is covered, 0 to 255, to its place in the palette."""
    start = _RAMPS.index(color) * _LEVELS
    return [start + level if (level := value * _LEVELS // 256) else 0 for value in range(256)]


@cache
def _palette() -> bytes:
    paper = bytes.fromhex(PAPER[1:])
    return bytes(
        round(below + (above - below) * level / (_LEVELS - 1))
        for color in _RAMPS
        for level in range(_LEVELS)
        for below, above in zip(paper, bytes.fromhex(color[1:]), strict=True)
    )
