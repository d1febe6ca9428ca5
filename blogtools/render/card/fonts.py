"""The fonts of this machine: which of them has a character, and the font inside Pillow before all others."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

EMBEDDED = "embedded"
"""Stands for the font inside Pillow (Aileron: ASCII and quotation marks), which draws the same everywhere."""
JOINERS = "\u200c\u200d"
"""Zero width non-joiner and joiner, which change the letters beside them."""
SHAPED = re.compile(
    "[\u0590-\u0dff\u0f00-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U00011000-\U00011fff\U0001e800-\U0001efff]"
)
"""Scripts that run from right to left, join letters, or put vowels before what they follow: wrong without libraqm."""

_FOLDERS = (
    *("$XDG_DATA_HOME/fonts", "$HOME/.local/share/fonts", "$HOME/.fonts", "/usr/local/share/fonts", "/usr/share/fonts"),
    *("$HOME/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"),
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
    """Return the paths of all fonts, best first: embedded, then regular ones of preferred families, then all others."""
    found = {
        str(Path(parent, name))
        for folder in _FOLDERS
        for parent, _, names in os.walk(os.path.expandvars(folder))  # passes over folders that are not there
        for name in names
        if name.lower().endswith((".ttf", ".otf", ".ttc")) and not _NO_TEXT.search(name.lower())
    }
    return (EMBEDDED, *sorted(found, key=_rank))


@lru_cache(maxsize=24)  # a large font takes 2 MB at each size
def font(face: str, size: float) -> FreeTypeFont:
    """Load a font at a size in pixels. Raises `OSError` if it cannot be read."""
    from PIL import ImageFont  # loading Pillow takes longer than a build in which nothing changed

    if face == EMBEDDED:
        return cast("FreeTypeFont", ImageFont.load_default(size))
    engine = ImageFont.Layout.RAQM if shapes(face) else ImageFont.Layout.BASIC
    loaded = ImageFont.truetype(face, size, layout_engine=engine)
    with suppress(OSError, ValueError):  # OSError: the weight cannot vary; ValueError: none is called so.
        loaded.set_variation_by_name("Regular")  # Some are thin unless told otherwise.
    return loaded


@lru_cache(maxsize=65536)
def has(face: str, cluster: str) -> bool:
    """Return True if a font has all characters of `cluster`, except joiners, which are not drawn.

    A character counts if its outline is not that of a missing one, and if the font can draw it correctly.
    """
    if SHAPED.search(cluster) and not shapes(face):
        return False
    try:
        probe, missing = _probe(face)
        return all(probe.getbbox(char) != missing for char in cluster if char not in JOINERS)
    except OSError:
        return False  # Not a font after all, or a damaged glyph.


@lru_cache(maxsize=4096)
def find_font(cluster: str) -> str | None:
    """Return the first font that has `cluster`; None if there is none."""
    return next((face for face in faces() if has(face, cluster)), None)


@cache
def shapes(face: str) -> bool:
    """Return True if libraqm lays out a font: joins letters, places marks, orders right-to-left text.

    Never the embedded one, which has to look the same where libraqm is missing.
    """
    from PIL import features

    return face != EMBEDDED and bool(features.check("raqm"))


@lru_cache(maxsize=512)
def _probe(face: str) -> tuple[FreeTypeFont, tuple[float, ...]]:
    from PIL import ImageFont

    # At this size boxes are exact, and quick as nothing is hinted; without libraqm no dotted circles join in.
    probe = font(face, 1000).font_variant(layout_engine=ImageFont.Layout.BASIC)
    return probe, probe.getbbox("\U0010fffe")  # a noncharacter


def _rank(path: str) -> tuple[bool, int, str, str]:
    stem = Path(path).stem.lower().replace(" ", "")
    place = next((place for place, family in enumerate(_PREFERRED) if stem.startswith(family)), len(_PREFERRED))
    return bool(_STYLED.search(stem)), place, stem, path
