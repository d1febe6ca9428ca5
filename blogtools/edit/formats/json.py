"""Edits of metadata cells in JSON."""

from __future__ import annotations

import json
import re

from blogtools.edit.formats.editor import KeyValue, MetadataEditor, Plain, ScalarKind, ScalarValue, Value
from blogtools.edit.formats.yaml import remove_from_flow
from blogtools.edit.splice import Splice

_SPACE = re.compile(r"\s*")
_decode = json.JSONDecoder().raw_decode


class JsonEditor(MetadataEditor):
    """A cell that consists of one JSON object."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.root = self._value(self._skip(0))
        self.entries = self.root.entries

    def _skip(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def _value(self, start: int) -> Value:
        """Return the value at an offset; the reader has accepted the text, so it is valid."""
        text = self.text
        _, end = _decode(text, start)
        sign = text[start]
        if sign not in "[{":
            return Value(start, end, '"' if sign == '"' else "")
        items: list[Value] = []
        entries: list[KeyValue] = []
        position = self._skip(start + 1)
        while position < end - 1:
            first = position
            if sign == "{":
                key, position = _decode(text, first)
                value = self._value(self._skip(self._skip(position) + 1))
                entries.append(KeyValue(key, first, value))
            else:
                value = self._value(first)
                items.append(value)
            position = self._skip(value.end)
            position = self._skip(position + 1) if text[position] == "," else position
        return Value(start, end, sign, tuple(items), tuple(entries))

    def scalar(self, value: ScalarValue, kind: ScalarKind, like: Value | None, *, inside: bool = False) -> str:  # noqa: ARG002 - in JSON all scalars are written alike
        """Return text in quotes; also true and false, if the old value had quotes."""
        if isinstance(value, bool) and like is not None and like.style == '"':
            value = "true" if value else "false"
        return json.dumps(value, ensure_ascii=False)

    def named(self, text: str, like: Value) -> str:  # noqa: ARG002 - likewise
        """Return an object."""
        return f'{{"name": {self.scalar(text, "text", None)}}}'

    def add(
        self, key: str, value: Plain, kind: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """Add a member."""
        written = self.flow(value) if isinstance(value, tuple) else self.scalar(value, kind, None)
        member = f"{json.dumps(key)}: {written}"
        if not self.entries:
            return [Splice(self.root.start + 1, self.root.start + 1, member)]
        comma = self.comma(self.root)
        if before and not after:
            return [Splice(before.start, before.start, member + comma)]
        at = (after or self.entries[-1]).value.end
        return [Splice(at, at, comma + member)]

    def remove(self, entry: KeyValue) -> list[Splice]:
        """Remove a member and its comma."""
        return [remove_from_flow(self.entries, entry)]
