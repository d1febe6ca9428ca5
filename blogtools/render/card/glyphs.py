"""Rendered glyphs, kept: the cards of a blog draw the same few letters again and again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from blogtools.render.card.fonts import EMBEDDED, font

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont


class Glyphs(NamedTuple):
    """One character, or a run of them, as it is drawn."""

    advance: float
    """Pixels from its start to the start of what follows, without kerning."""
    left: int
    """Pixels from its start to its mask."""
    top: int
    """Pixels from the baseline down to the top of its mask: mostly negative."""
    mask: Image | None
    """Coverage of each pixel, in mode L; None where there is no ink."""


@lru_cache(maxsize=2048)  # about 5 kB each
def glyph(size: float, char: str, bold: int = 0) -> Glyphs:
    """Return a character of the embedded font, which Pillow lays out in whole pixels, one beside the other."""
    return render_run(font(EMBEDDED, size), char, bold)


def render_run(
    loaded: FreeTypeFont, text: str, bold: int, direction: str | None = None, language: str | None = None
) -> Glyphs:
    """Return a run, its stems `bold` pixels wider; `direction` and `language` are for fonts laid out by libraqm."""
    from PIL import Image, ImageChops, ImageDraw  # loading Pillow takes longer than a build in which nothing changed

    advance = loaded.getlength(text, direction=direction, language=language)
    left, top, right, bottom = map(int, loaded.getbbox(text, anchor="ls", direction=direction, language=language))
    if right <= left or bottom <= top:
        return Glyphs(advance, 0, 0, None)
    mask = Image.new("L", (right - left + bold, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, loaded, "ls", direction=direction, language=language)
    for _ in range(bold):  # a tenth of the time of Pillow's strokes
        mask = ImageChops.lighter(mask, ImageChops.offset(mask, 1, 0))
    return Glyphs(advance, left, top, mask)
