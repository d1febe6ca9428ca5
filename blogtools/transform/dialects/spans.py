"""Sets of byte ranges in a text."""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec

_LETTERS = bytes(byte for byte in range(256) if chr(byte) not in string.punctuation)
Span = tuple[int, int]
"""Start and end, in bytes."""


def finder(text: str) -> Callable[[bytes], bool]:
    """Return a function that tells whether a text has a string; faster than `in` where many are looked for.

    Letters and spaces are left out first: what is in the text is in the tenth that is left, likewise.
    """
    data, signs = _signs(text)
    return lambda needed: needed.translate(None, _LETTERS) in signs and needed in data


@lru_cache(8)
def _signs(text: str) -> tuple[bytes, bytes]:
    """Return a text in bytes, and its punctuation alone; several steps look at the text of one post."""
    data = text.encode()
    return data, data.translate(None, _LETTERS)


class Spans:
    """A set of byte ranges."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for start, end in sorted(spans):
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))
        self._starts = [start for start, _ in self._spans]

    def end_around(self, offset: int) -> int | None:
        """Return the end of the range that a byte is in; None if it is in none."""
        index = bisect_right(self._starts, offset) - 1
        return self._spans[index][1] if index >= 0 and offset < self._spans[index][1] else None

    def __contains__(self, offset: int) -> bool:
        return self.end_around(offset) is not None

    def without(self, data: bytes) -> bytes:
        """Return a text without these ranges, of which the line breaks stay."""
        if not self._spans:
            return data
        kept = []
        done = 0
        for start, end in self._spans:
            kept += [data[done:start], b"\n" * data.count(b"\n", start, end)]
            done = end
        return b"".join([*kept, data[done:]])


class LineCounter:
    """Counts the line breaks before bytes of a text; from one to the next, so that ascending ones cost little."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known = 0, 0

    def before(self, offset: int) -> int:
        """Return the number of line breaks before a byte."""
        done, count = self._known if self._known[0] <= offset else (0, 0)
        count += self._data.count(b"\n", done, offset)
        self._known = offset, count
        return count


class Replacement(msgspec.Struct, frozen=True, order=True):
    """A range of a text, and what takes its place."""

    start: int
    end: int
    text: bytes = b""


def replaced(data: bytes, replacements: Iterable[Replacement]) -> bytes:
    """Return a text with some ranges replaced; of two that overlap, only the first is."""
    kept = []
    done = 0
    for one in sorted(replacements):
        if one.start >= done:
            kept += [data[done : one.start], one.text]
            done = one.end
    return b"".join([*kept, data[done:]])
