"""Finds calls of shortcodes (Quarto, Hugo: `{{< name … >}}`) in Markdown, and reads their arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.find import formula_ranges
from blogtools.transform.dialects.spans import LineCounter, Spans
from blogtools.transform.dialects.structure import structure_of

_CALL = lazy_pattern(
    rb"(?<!\{)\{\{(?P<open>[<%])[ \t]*(?P<end>/[ \t]*)?(?P<name>[A-Za-z][\w-]*)"
    rb"(?P<arguments>(?:[ \t\n]+(?:[^\s\"'>%{]|\{(?!\{[<%])|[>%](?!\}\})|\"(?:[^\"{]|\{(?!\{[<%]))*\""
    rb"|'(?:[^'{]|\{(?!\{[<%]))*')+)*)[ \t\n]*/?[>%]\}\}(?!\})"
)
"""Matches a call; no other begins in it, so that those which nothing closes do not reach to the end of the text."""
_ARGUMENT = lazy_pattern(
    r"(?:(?P<name>[\w-]+)=)?"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'/][^\s\"']*|/[^\s\"']+))"
)


class CallArguments(msgspec.Struct, frozen=True):
    """Arguments of a call."""

    positional: tuple[str, ...] = ()
    named: dict[str, str] = {}

    def get(self, name: str, position: int = -1) -> str:
        """Return an argument by name, or else by position; an empty string if neither is given."""
        if name in self.named:
            return self.named[name]
        return self.positional[position] if 0 <= position < len(self.positional) else ""


class Call(msgspec.Struct, frozen=True):
    """A call of a shortcode."""

    name: str
    arguments: CallArguments
    start: int
    """Byte offset in the Markdown."""
    end: int
    line: int
    """Counted from 1."""
    inner: str | None = None
    """Text between the call and the one that ends it, if one does."""


class Surroundings:
    """Where the code, the HTML and the formulas of a piece of Markdown are."""

    def __init__(self, source: str) -> None:
        """Parse the Markdown."""
        self.data = source.encode()
        self._lines = LineCounter(self.data)
        self.structure = structure_of(self.data)
        self.formulas = Spans(formula_ranges(source))

    def is_code(self, offset: int) -> bool:
        """Return True if a byte is in code or a formula."""
        return offset in self.structure.code or offset in self.formulas

    def is_text(self, offset: int) -> bool:
        """Return True if a byte is neither in code nor in a formula nor in HTML."""
        return not self.is_code(offset) and offset not in self.structure.html

    def line(self, offset: int) -> int:
        """Return the number of a line, counted from 1."""
        return self._lines.before(offset) + 1


def find_calls(text: Surroundings) -> Iterator[Call]:
    """Yield the calls in the text; of those that stand in another one, only the outer."""
    matches = [match for match in _CALL.finditer(text.data) if text.is_text(match.start())]
    ends = _ends(matches)
    done = 0
    for index, match in enumerate(matches):
        if match["end"] or match.start() < done:
            continue
        last = ends[index]
        inner = None if last is None else text.data[match.end() : last.start()].decode()
        done = match.end() if last is None else last.end()
        arguments = read_arguments(match["arguments"].decode())
        yield Call(match["name"].decode(), arguments, match.start(), done, text.line(match.start()), inner)


def _ends(matches: Sequence[re.Match[bytes]]) -> list[re.Match[bytes] | None]:
    """Return the call that ends each one: the next of its name, if that is one which ends."""
    following: dict[bytes, re.Match[bytes]] = {}
    ends: list[re.Match[bytes] | None] = []
    for match in reversed(matches):
        last = following.get(match["name"])
        ends.append(last if last is not None and last["end"] else None)
        following[match["name"]] = match
    return ends[::-1]


def read_arguments(written: str) -> CallArguments:
    """Read arguments by position and by name (`src="a.png"`)."""
    positional: list[str] = []
    named: dict[str, str] = {}
    for match in _ARGUMENT.finditer(written):
        value = next(one for one in (match["double"], match["single"], match["bare"], "") if one is not None)
        if match["name"]:
            named[match["name"]] = value
        else:
            positional.append(value)
    return CallArguments(tuple(positional), named)
