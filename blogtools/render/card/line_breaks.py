"""A title as lines in a box: where they break, and how large they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from blogtools.render.card.shaping import clusters

ELLIPSIS = "…"
WHOLE = 48
"""The size down to which words are kept whole; those that are still too long for a line are broken…"""
BROKEN = 64
"""…and no larger than this."""
_NO_START = frozenset("ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〻ゝゞヽヾ・：；！？，．、。…‥!?,.:;%")
"""Characters that no line begins with, besides closing brackets and quotation marks (JIS X 4051)."""
OPENING, CLOSING = {"Ps", "Pi"}, {"Pe", "Pf"}
"""Categories of brackets and quotation marks."""
_COMPOUND = re.compile(r"[^\W\d_]{2}[-/–—]$")

Measure = Callable[[str], float]


class Lines(NamedTuple):
    """A title, broken."""

    lines: tuple[str, ...]
    size: int


class Fragment(NamedTuple):
    """A piece of text that is not broken."""

    text: str
    width: float
    """At size 1."""
    space: float
    """Width of the space before it, at size 1; 0 if there is none."""


def fit(text: str, box: tuple[float, float], sizes: Sequence[int], leading: float, measure: Measure) -> Lines:
    """Break `text` for a box (width, height), at the first of `sizes` (from large to small) that has room for it.

    The lines are of about one length. What has no room at the smallest size ends with an ellipsis. `measure` gives the
    width of a text at size 1; `leading` is the distance of baselines at size 1.
    """
    width, height = box
    words = split(text, measure)
    pieces = [part for word in words for part in (broken(word, measure) if word.width * WHOLE > width else (word,))]
    largest = sizes[0] if len(pieces) == len(words) else BROKEN
    area = sum(piece.space + piece.width for piece in pieces) * leading
    for size in sizes:
        if area * size * size > width * height:
            continue  # not even without gaps at the ends of lines
        lines = wrap(pieces, width / size)
        fits = len(lines) * leading * size <= height and all(piece.width * size <= width for piece in pieces)
        if fits and size <= largest:
            return Lines(tuple(map(line_text, balanced_lines(pieces, width / size))), size)
    size = sizes[-1]
    room = max(int(height / (leading * size)), 1)
    *full, last = (line_text(line) for line in wrap(pieces, width / size)[:room])
    return Lines((*full, shorten_line(last, width / size, measure)), size)


def split(text: str, measure: Measure) -> list[Fragment]:
    """Split a text into words, and those of scripts written without spaces into characters."""
    pieces: list[Fragment] = []
    for word in text.split(" "):
        opens = all(unicodedata.category(char) in OPENING for char in word)
        if pieces and not opens and not any(map(str.isalnum, word)):  # No line begins with a dash or slash.
            joined = f"{pieces[-1].text} {word}"
            pieces[-1] = Fragment(joined, measure(joined), pieces[-1].space)
            continue
        space = measure(" ") if pieces else 0.0
        for part in _parts(word):
            pieces.append(Fragment(part, measure(part), space))
            space = 0.0
    return pieces


def broken(word: Fragment, measure: Measure) -> list[Fragment]:
    """Split a word into its characters (grapheme clusters)."""
    parts = clusters(word.text)
    return [Fragment(part, measure(part), 0.0 if place else word.space) for place, part in enumerate(parts)]


def wrap(pieces: Sequence[Fragment], width: float) -> list[list[Fragment]]:
    """Fill lines of `width` (at size 1), one after the other."""
    lines: list[list[Fragment]] = []
    used = 0.0
    for piece in pieces:
        used += piece.space + piece.width
        if lines and used <= width:
            lines[-1].append(piece)
        else:
            lines.append([piece])
            used = piece.width
    return lines


def balanced_lines(pieces: Sequence[Fragment], width: float) -> list[list[Fragment]]:
    """Return as few lines as `width` (at size 1) needs, the longest of them as short as possible."""
    best = wrap(pieces, width)
    low, high = 0.0, width
    for _ in range(8):
        middle = (low + high) / 2
        lines = wrap(pieces, middle)
        if len(lines) > len(best) or any(piece.width > middle for piece in pieces):
            low = middle
        else:
            best, high = lines, middle
    return best


def line_text(line: Sequence[Fragment]) -> str:
    """Return the text of a line as it is drawn."""
    return "".join(f" {piece.text}" if place and piece.space else piece.text for place, piece in enumerate(line))


def shorten_line(text: str, width: float, measure: Measure) -> str:
    """Return as much of a line as fits with an ellipsis behind it, cut at the end of a word if there is one."""
    parts = clusters(text)
    while parts and measure("".join(parts) + ELLIPSIS) > width:
        parts.pop()
    kept = "".join(parts)
    if len(kept) < len(text) and text[len(kept)] != " ":
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" .,:;/-–—…") + ELLIPSIS


def _parts(word: str) -> list[str]:
    if word.isascii() and "-" not in word and "/" not in word:
        return [word]  # as the rules below would have it
    parts: list[str] = []
    for cluster in clusters(word):
        if parts and not _may_break(parts[-1], cluster):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _may_break(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if first in _NO_START or unicodedata.category(first) in CLOSING or unicodedata.category(last) in OPENING:
        return False
    compound = first.isalpha() and _COMPOUND.search(before) is not None
    return compound or _is_wide(last) or _is_wide(first)


def _is_wide(char: str) -> bool:
    """Return True if lines may break beside a character: ideographs and kana, but not Hangul, which has spaces."""
    return unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"
