"""Edits of metadata cells in TOML."""

from __future__ import annotations

import json
import re
import tomllib

from blogtools.edit.formats.editor import (
    KeyValue,
    MetadataEditor,
    Plain,
    ScalarKind,
    ScalarValue,
    UnchangeableError,
    Value,
)
from blogtools.edit.splice import Splice, line_after, line_start

_BETWEEN = re.compile(r"(?:[\s,]|#[^\n]*)*")
_KEY = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[\w-]+)((?:[ \t]*\.[ \t]*[\w\"'-]+)*)[ \t]*=[ \t]*")
_SCALAR = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}'
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[^\s,\]}#\[{"\']+(?: \d[^\s,\]}#]*)?',
    re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class TomlEditor(MetadataEditor):
    """TOML between two fences; its keys are those before the first table."""

    def __init__(self, text: str, start: int, end: int) -> None:
        """Parse the cell's text, whose TOML is between the offsets `start` and `end`."""
        super().__init__(text)
        self.start, self.end = start, end
        entries: list[KeyValue] = []
        position = self._skip(start)
        while position < end and (key := _KEY.match(text, position)):
            value = self._value(key.end())
            # A dotted key sets only a part of a value.
            entries.append(KeyValue(f"{key[1]}{key[2]}" if key[2] else key[1].strip("\"'"), position, value))
            position = self._skip(value.end)
        self.entries = entries
        self.rest = min(position, end)
        """Offset of the first table."""

    def _skip(self, position: int) -> int:
        match = _BETWEEN.match(self.text, position)
        return match.end() if match else position

    def _value(self, start: int) -> Value:
        text = self.text
        sign = text[start]
        if sign not in "[{":
            match = _SCALAR.match(text, start)
            if match is None:
                raise UnchangeableError
            style = next((quote for quote in ('"""', "'''", '"', "'") if match[0].startswith(quote)), "")
            return Value(start, match.end(), style)
        items: list[Value] = []
        entries: list[KeyValue] = []
        position = self._skip(start + 1)
        while text[position] not in "]}":
            first = position
            key = _KEY.match(text, first) if sign == "{" else None
            value = self._value(key.end() if key else first)
            if key:
                entries.append(KeyValue(key[1].strip("\"'"), first, value))
            else:
                items.append(value)
            position = self._skip(value.end)
        return Value(start, position + 1, sign, tuple(items), tuple(entries))

    def scalar(self, value: ScalarValue, kind: ScalarKind, like: Value | None, *, inside: bool = False) -> str:  # noqa: ARG002 - TOML needs no distinction inside brackets
        """Return text in the existing quotes; dates without quotes, if they are TOML dates."""
        style = like.style if like else '"'
        if isinstance(value, bool):
            word = "true" if value else "false"
            return f"{style}{word}{style}" if like and style else word
        if kind == "date" and (like is None or not style) and _is_date(value):
            return value
        if style == "'" and "'" not in value and "\n" not in value and not _CONTROL.search(value):
            return f"'{value}'"
        if style in ('"""', "'''") and "\n" in value:
            lines = re.sub(r'["\\]', r"\\\g<0>", value)
            return f'"""\n{_CONTROL.sub(_escape, lines)}"""'
        return _CONTROL.sub(_escape, json.dumps(value, ensure_ascii=False))

    def named(self, text: str, like: Value) -> str:  # noqa: ARG002 - there is one way
        """Return an inline table."""
        return f"{{ name = {self.scalar(text, 'text', None)} }}"

    def add(
        self, key: str, value: Plain, kind: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """Add a line, before all tables."""
        written = self.flow(value) if isinstance(value, tuple) else self.scalar(value, kind, None)
        after = after or (self.entries[-1] if self.entries and not before else None)
        if after:
            at = line_after(self.text, after.value.end)
        else:
            at = line_start(self.text, before.start) if before else self.rest
        return [Splice(at, at, f"{key} = {written}\n")]

    def remove(self, entry: KeyValue) -> list[Splice]:
        """Remove an entry's lines."""
        return [Splice(line_start(self.text, entry.start), line_after(self.text, entry.value.end), "")]


def _is_date(text: str) -> bool:
    try:
        return not isinstance(tomllib.loads(f"x = {text}")["x"], str | int | float | list | dict)
    except (tomllib.TOMLDecodeError, KeyError):
        return False


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
