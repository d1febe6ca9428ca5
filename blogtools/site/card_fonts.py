"""The fonts of this machine: which of them has a character, and the font inside Pillow before all others."""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

EMBEDDED = ""
"""Stands for the font inside Pillow (Aileron: ASCII and quotation marks), which draws the same everywhere."""

_FOLDERS = (
    *("$XDG_DATA_HOME/fonts", "~/.local/share/fonts", "~/.fonts", "/usr/local/share/fonts", "/usr/share/fonts"),
    *("~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"),
    *("$LOCALAPPDATA/Microsoft/Windows/Fonts", "$WINDIR/Fonts"),
)
_PREFERRED = (
    *("notosans", "dejavusans", "liberationsans", "droidsans"),
    *("helveticaneue", "hiragino", "ヒラギノ", "pingfang", "applesdgothic", "geezapro", "kohinoor"),
    *("segoeui", "yugothr", "msyh", "malgun", "nirmala", "arial"),
)
_NO_TEXT = re.compile(r"emoji|lastresort|adobeblank")
_STYLED = re.compile(r"bold|ital|obl|black|heavy|medium|light|thin|cond|narrow|mono|serif|display|unjoined")


@cache
def faces() -> tuple[str, ...]:
    """Paths of all fonts, the best first: embedded, then plain ones of families that are preferred, then all others."""
    folders = [os.path.expandvars(Path(folder).expanduser()) for folder in _FOLDERS]
    found = {
        str(Path(parent, name))
        for folder in folders
        for parent, _, names in os.walk(folder)  # which passes over folders that are not there
        for name in names
        if name.lower().endswith((".ttf", ".otf", ".ttc")) and not _NO_TEXT.search(name.lower())
    }
    return (EMBEDDED, *sorted(found, key=_rank))


@lru_cache(maxsize=256)
def font(face: str, size: float) -> FreeTypeFont:
    """A font at a size in pixels.

    The embedded one is laid out by Pillow itself, as libraqm is not on all machines. `OSError`: it cannot be read.
    """
    from PIL import ImageFont  # loading Pillow takes longer than a build in which nothing changed

    if face != EMBEDDED:
        return ImageFont.truetype(face, size)
    embedded = ImageFont.load_default(size)
    assert isinstance(embedded, ImageFont.FreeTypeFont), "Pillow was built without FreeType"  # noqa: S101
    return embedded.font_variant(layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65536)
def has(face: str, char: str) -> bool:
    """Whether a font has a character: whether its outline is another one than that of a missing character."""
    try:
        probe, missing = _probe(face)
        return probe.getbbox(char) != missing
    except OSError:
        return False  # Not a font after all, or a damaged glyph.


@lru_cache(maxsize=4096)
def find(chars: str) -> str | None:
    """The first font that has all of `chars`; None if there is none."""
    return next((face for face in faces() if all(has(face, char) for char in chars)), None)


@cache
def shapes(face: str) -> bool:
    """Whether libraqm lays a font out: joins letters, places marks, orders what runs from right to left."""
    from PIL import features

    return face != EMBEDDED and features.check("raqm")


@lru_cache(maxsize=512)
def _probe(face: str) -> tuple[FreeTypeFont, tuple[float, ...]]:
    from PIL import ImageFont

    # At this size boxes are exact, and quick as nothing is hinted; without libraqm no dotted circles join in.
    probe = font(face, 1000).font_variant(layout_engine=ImageFont.Layout.BASIC)
    return probe, probe.getbbox("\U0010fffe")  # a noncharacter


def _rank(path: str) -> tuple[bool, int, str]:
    stem = Path(path).stem.lower().replace(" ", "")
    place = next((place for place, family in enumerate(_PREFERRED) if stem.startswith(family)), len(_PREFERRED))
    return bool(_STYLED.search(stem)), place, stem
