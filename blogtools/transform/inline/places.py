"""Where in a piece of Markdown marks are marks: not in code, HTML, formulas and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.find import formula_ranges
from blogtools.transform.dialects.spans import Replacement, Span, Spans
from blogtools.transform.dialects.structure import Structure, brackets

_ADDRESS = lazy_pattern(
    rb"\b(?:(?:https?|ftp|file|mailto):|www\.)(?:[^\s<>()\[\]{}\"'`]|\([^\s<>()]*\))*|^ {0,3}\[[^\]\n]+\]:[ \t]*\S+",
    re.MULTILINE,
)
_DEFINITION_OF_TEXT = lazy_pattern(rb" {0,3}\[\^")
_BACKSLASHES = lazy_pattern(rb"\\+\Z")


class Places:
    """A piece of Markdown, and which of its bytes may be parts of a mark."""

    def __init__(self, source: str, translate: Callable[[str], str]) -> None:
        """Take a piece of Markdown; `translate` is for pieces of it that stand in another place afterwards."""
        self.data = source.encode()
        self.translate = translate
        self.structure = Structure(self.data)
        self._formulas = Spans(formula_ranges(source))
        self._elsewhere = Spans(self.structure.indented)
        self._taken = bytearray(len(self.data))

    @cached_property
    def brackets(self) -> dict[int, int]:
        """The offsets of closing brackets, and of the brackets that they close."""
        return brackets(self.data, self.structure.code)

    @cached_property
    def _addresses(self) -> Spans:
        return Spans(_addresses(self.data, self.brackets))

    def is_text(self, offset: int) -> bool:
        """Return True if a byte is not part of code, HTML, a formula or an address, and not escaped."""
        structure = self.structure
        apart = (structure.code, structure.html, self._elsewhere, self._formulas, self._addresses)
        if any(offset in spans for spans in apart):
            return False
        before = _BACKSLASHES.search(self.data, max(0, offset - 20), offset)
        return before is None or len(before[0]) % 2 == 0

    def matches(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """Yield the matches of a pattern that begin and end in text."""
        for match in pattern.finditer(self.data):
            if self.is_text(match.start()) and self.is_text(match.end() - 1):
                yield match

    def take(self, *replacements: Replacement) -> Iterator[Replacement]:
        """Yield the replacements of one mark, if no other mark has taken any byte of them."""
        if not any(any(self._taken[one.start : one.end]) for one in replacements):
            for one in replacements:
                self._taken[one.start : one.end] = b"\1" * (one.end - one.start)
            yield from replacements


def _addresses(data: bytes, pairs: dict[int, int]) -> Iterator[Span]:
    """Yield where addresses are: bare ones, those of links and pictures, and those of definitions."""
    for match in _ADDRESS.finditer(data):
        if not _DEFINITION_OF_TEXT.match(match[0]):
            yield match.span()
    for closing, opening in pairs.items():
        if data[closing : closing + 1] == b")" and data[opening - 1 : opening] == b"]":
            yield opening, closing
