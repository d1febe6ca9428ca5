"""Text of a card in any script: what of it can be drawn, how wide it is, and its drawing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from blogtools.render.card.fonts import EMBEDDED, JOINERS, SHAPED, faces, find_font, font, has, shapes
from blogtools.render.card.glyphs import Glyphs, glyph, render_run

if TYPE_CHECKING:
    from PIL.Image import Image

VIRAMA = 9
"""The combining class of signs that bind the next letter to the one before."""

# Pictures, which differ from machine to machine; what selects or joins them goes too.
_PICTURES = re.compile("[\U0001f000-\U0001faff\U000e0000-\U000e007f\ufe00-\ufe0f\u20e3]")
_PLAINER = str.maketrans("‐‑‒–—―−", "-------")
_UNJOINED = str.maketrans("", "", JOINERS)
# Kerning of the embedded font, in thousandths of its size: Pillow reads it only with libraqm.
_KERNING = {
    left + right: by
    for left, by, rights in (
        *(("A", -68, "TVY’”"), ("A", -33, "W"), ("F", -36, "A"), ("L", -128, "TVY"), ("L", -82, "W"), ("P", -32, "A")),
        *(("T", -58, "Aacdegmnopqrsu"), ("V", -44, "A"), ("V", -24, "cdegoq"), ("W", -50, "A"), ("W", -22, "cdegoq")),
        *(("Y", -72, "Acdegoq"), ("Y", -52, "a"), ("v", -50, ".…"), ("w", -60, ".…")),
    )
    for right in rights
}


class Run(NamedTuple):
    """A piece of a line in one font."""

    text: str
    face: str
    rtl: bool
    """True if its first letter belongs to a script that runs from right to left."""


class Lettering(msgspec.Struct, frozen=True):
    """The font, direction and language that a text is set in."""

    face: str
    """Its main font."""
    rtl: bool
    """True if its lines run from right to left."""
    language: str
    """BCP 47; forms of letters depend on it, as between Japanese and Chinese."""

    def width(self, text: str, size: float) -> float:
        """Return the width of a line in pixels."""
        return sum(self._run_width(run, size) for run in self._runs(text))

    def leading(self, text: str) -> float:
        """Return the distance of baselines at size 1: that of the tallest font among its words, slightly tightened."""
        tall = {run.face for run in self._runs(text) if any(map(str.isalnum, run.text))}
        return min(max(1.16, *(sum(font(face, 100).getmetrics()) / 108 for face in (self.face, *tall))), 1.5)

    def draw(self, sheet: Image, start: tuple[float, int], text: str, size: int, *, bold: int, ink: int) -> None:
        """Draw a line on an image of mode P whose values are levels: 0 is bare, `ink` fully covered.

        `start` is the left end of the baseline; stems are `bold` pixels wider than the font has them.
        """
        x, baseline = start
        # libraqm puts the characters of a run in order; here runs are, of which those against the line are turned.
        groups = [list(group) for _, group in groupby(self._runs(text), key=lambda run: run.rtl)]
        ordered = (group[::-1] if group[0].rtl else group for group in (groups[::-1] if self.rtl else groups))
        for run in chain.from_iterable(ordered):
            for piece, kerning in self._pieces(run, size, bold):
                if piece.mask is not None:
                    sheet.paste(ink, (math.floor(x + 0.5) + piece.left, baseline + piece.top), piece.mask)
                x += piece.advance + kerning * size / 1000

    def _pieces(self, run: Run, size: int, bold: int) -> list[tuple[Glyphs, int]]:
        """Return what is drawn one after the other, and the kerning behind each."""
        if run.face == EMBEDDED:
            return [(glyph(size, char, bold), kerning) for char, kerning in kerned(run.text)]
        direction, language = self._shaping(run.face)
        return [(render_run(font(run.face, size), run.text, bold, direction, language), 0)]

    def _run_width(self, run: Run, size: float) -> float:
        if run.face == EMBEDDED:
            return sum(glyph(size, char).advance + kerning * size / 1000 for char, kerning in kerned(run.text))
        direction, language = self._shaping(run.face)
        return font(run.face, size).getlength(run.text, direction=direction, language=language)

    def _shaping(self, face: str) -> tuple[str, str] | tuple[None, None]:
        return ("rtl" if self.rtl else "ltr", self.language) if shapes(face) else (None, None)

    def _runs(self, text: str) -> list[Run]:
        text = text.replace("\u00a0", " ")
        if self.face == EMBEDDED and text.isascii():
            return [Run(text, EMBEDDED, rtl=False)]
        runs: list[tuple[str, str]] = []
        for cluster in clusters(text):
            # Spaces and punctuation stay in the font of the word before.
            face = self.face if not runs or cluster[0].isalnum() else runs[-1][1]
            if not cluster.isspace() and not has(face, cluster):
                face = find_font(cluster) or face
            if runs and face == runs[-1][1]:
                runs[-1] = (runs[-1][0] + cluster, face)
            else:
                runs.append((cluster, face))
        return [Run(piece, face, _is_rtl(piece, default=self.rtl)) for piece, face in runs]


@lru_cache(maxsize=8192)
def unit_width(face: Lettering, text: str) -> float:
    """Return the width of a piece of text at size 1."""
    return face.width(text, 100) / 100


@lru_cache(maxsize=64)
def lettering(text: str, language: str) -> Lettering:
    """Choose the font with most of a text's letters, and the direction of the first letter (UAX #9, P2)."""
    if text.isascii():
        return Lettering(EMBEDDED, rtl=False, language=language)
    parts = clusters(text)
    rtl = _is_rtl(text, default=False)
    if rtl:
        # libraqm puts brackets and foreign words in order only where all of a line is in one font.
        whole = (face for face in faces() if all(has(face, part) for part in parts if not part.isspace()))
        first = (find_font(part) for part in parts if _is_rtl(part, default=False))
        return Lettering(next(whole, None) or next(first, None) or EMBEDDED, rtl, language)
    letters = Counter(part for part in parts if part[0].isalnum())
    wanted = dict.fromkeys((EMBEDDED, *(find_font(part) or EMBEDDED for part in letters)))
    face = max(wanted, key=lambda face: sum(number for part, number in letters.items() if has(face, part)))
    return Lettering(face, rtl, language)


def drawable(text: str) -> str:
    """Return what the fonts of this machine can draw of a text, with whitespace collapsed.

    Where a character is missing, a plainer form takes its place (`e` for `é`), else nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    parts = []
    for cluster in clusters(_PICTURES.sub("", unicodedata.normalize("NFC", text))):
        if cluster.isspace():
            parts.append(cluster if cluster == "\u00a0" else " ")
        elif unicodedata.category(cluster[0])[0] not in "CM":  # controls, and marks that have no letter
            parts.append(_drawable(cluster))
    return " ".join(part for part in "".join(parts).split(" ") if part)


def clusters(text: str) -> list[str]:
    """Split a text into characters as readers see them: with marks, joiners and viramas (close to UAX #29)."""
    if text.isascii():
        return list(text)
    found: list[str] = []
    for char in text:
        last = found[-1][-1] if found else " "
        bound = unicodedata.category(char)[0] == "M" or char in JOINERS
        if not last.isspace() and (bound or last == "\u200d" or unicodedata.combining(last) == VIRAMA):
            found[-1] += char
        else:
            found.append(char)
    return found


def _drawable(cluster: str) -> str:
    if not SHAPED.search(cluster):
        cluster = cluster.translate(_UNJOINED)
    if find_font(cluster) is not None:
        return cluster
    plain = unicodedata.normalize("NFKD", cluster.translate(_PLAINER))
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "CM" and find_font(char) is not None)


def _is_rtl(text: str, *, default: bool) -> bool:
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    kind = next(strong, None)
    return default if kind is None else kind != "L"


def kerned(text: str) -> list[tuple[str, int]]:
    """Return each character, and what is added behind it, in thousandths of the size (embedded font)."""
    return [(char, _KERNING.get(text[place : place + 2], 0)) for place, char in enumerate(text)]
