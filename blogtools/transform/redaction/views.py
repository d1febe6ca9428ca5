"""A text as readers see it, whose parts know where they are written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from blogtools.memo import lazy_pattern

CharRange = tuple[int, int]
"""Offsets of the first character of a part of a text, and of the one after it."""

_COLOR = r"(?P<color>\x1b\[[0-9;:]*[A-Za-z])"
_TAG = r"(?P<tag></?(?:a|abbr|b|bdi|cite|code|em|font|i|kbd|mark|q|s|samp|small|span|strong|tt|u|var|wbr)\b[^<>]*>)"
_ENTITY = r"(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
_UNICODE = r"\\u(?P<unicode>[0-9a-fA-F]{4})"
_ESCAPED = r"(?P<escaped>\\[!-/:-@\[-`{-~])"
_PERCENT = r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
_CHANGED = lazy_pattern(f"{_COLOR}|{_TAG}|{_ENTITY}|{_UNICODE}|{_ESCAPED}|{_PERCENT}")
"""What is written otherwise than it is read, in ANSI text, HTML, JSON in it, Markdown, code and URLs."""
_MARKS = ("\x1b", "<", "&", "\\", "%")


class View:
    """A text as it is read: without color codes and inline tags, its entities and escapes decoded."""

    def __init__(self, text: str) -> None:
        """Decode a text."""
        self.written = text
        parts: list[str] = []
        self._starts: list[int] = []
        """Offset of each part in the view, ascending."""
        self._spans: list[tuple[CharRange, bool]] = []
        """Where each part is written, and True if it is written as it is read."""
        self._hidden: list[CharRange] = []
        done = length = 0
        for start, end, read in [*_changes(text), (len(text), len(text), "")]:
            for part, span, plain in ((text[done:start], (done, start), True), (read, (start, end), False)):
                if part:
                    parts.append(part)
                    self._starts.append(length)
                    self._spans.append((span, plain))
                    length += len(part)
            if not read and end > start:
                self._hidden.append((start, end))
            done = end
        self.text = "".join(parts)

    def span(self, start: int, end: int) -> CharRange:
        """Return where a part of the view is written."""
        first, is_plain = self._part(start)
        begin = first[0] + start - self._starts[self._index(start)] if is_plain else first[0]
        last, is_plain = self._part(end - 1)
        return begin, last[0] + end - self._starts[self._index(end - 1)] if is_plain else last[1]

    def hidden(self, span: CharRange) -> str:
        """Return the color codes and tags within a part of the text, in order."""
        return "".join(self.written[start:end] for start, end in self._hidden if span[0] <= start and end <= span[1])

    def _index(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _part(self, offset: int) -> tuple[CharRange, bool]:
        return self._spans[self._index(offset)]


def view_of(text: str) -> View | None:
    """Return the view of a text; None if it is read as it is written."""
    if not any(mark in text for mark in _MARKS) or not _CHANGED.search(text):
        return None
    return View(text)


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield ranges, in order, and the one character that is read in their place, or nothing."""
    for match in _CHANGED.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind in ("color", "tag"):
            yield start, end, ""
        elif kind == "escaped":
            yield start, end, match[0][1]
        elif kind == "unicode":
            yield start, end, chr(int(match["unicode"], 16))
        elif kind == "entity":
            import html  # Loaded only where something may be replaced.

            read = html.unescape(match[0])
            if read != match[0]:
                yield start, end, read
        else:
            yield from _characters(match[0], start)


def _characters(written: str, start: int) -> Iterator[tuple[int, int, str]]:
    """Yield the characters of percent-encoded UTF-8; bytes that are none stay as they are."""
    try:
        characters = bytes.fromhex(written.replace("%", "")).decode()
    except UnicodeDecodeError:
        return
    for character in characters:
        end = start + 3 * len(character.encode())
        yield start, end, character
        start = end


def find_all(pattern: re.Pattern[str], text: str) -> Iterator[CharRange]:
    """Yield where a pattern matches, in order and without overlaps.

    A long text is searched in overlapping parts, so that time is linear in its length whatever the pattern: no match
    has more than half of `LONGEST_PART` characters.
    """
    position, length = 0, len(text)
    while position < length:
        end = min(position + LONGEST_PART, length)
        following = length if end == length else position + LONGEST_PART // 2
        for match in pattern.finditer(text, position, end):
            if match.start() >= following:
                break
            yield match.span()
            position = match.end()
        position = max(position, following)


LONGEST_PART = 4000
"""Characters of a text that are searched at once."""
