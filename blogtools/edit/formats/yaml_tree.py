"""Locates the values in a YAML text, by character."""

from __future__ import annotations

import re
from typing import Any

from blogtools.edit.formats.editor import KeyValue, Value
from blogtools.read.verbatim import verbatim_lines

_VALUE = re.compile(r"[^:]*:[ \t]+")


def read_yaml_tree(text: str, offset: int = 0) -> Value | None:
    """Return the root value of a text that the reader has accepted, None if it is empty.

    `offset` is added to all positions.
    """
    import yaml  # only needed for changes

    changed, notes = verbatim_lines(text)
    places = _Places(text, changed, {note.line - 1 for note in notes}, offset)
    events = yaml.parse(changed, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    stack: list[tuple[Any, list[Value]]] = [(None, [])]
    for event in events:
        start, end = _range(event)
        if isinstance(event, yaml.ScalarEvent):
            stack[-1][1].append(places.scalar(start, end, event.style or ""))
        elif isinstance(event, yaml.AliasEvent):
            stack[-1][1].append(Value(places.at(start), places.at(end), "*"))
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append((event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            opened, inner = stack.pop()
            stack[-1][1].append(places.collection(opened, inner, end))
    root = stack[0][1]
    return root[0] if root else None


def _range(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


class _Places:
    """Maps positions in the text that was parsed to positions in the text that the author wrote."""

    def __init__(self, text: str, changed: str, lines: set[int], offset: int) -> None:
        self.text, self.changed, self.lines, self.offset = text, changed, lines, offset

    def at(self, index: int) -> int:
        if not self.lines:
            return index + self.offset
        line = self.changed.count("\n", 0, index)
        column = index - (self.changed.rfind("\n", 0, index) + 1)
        written = self.text.split("\n")
        if self._was_quoted(line) and (key := _VALUE.match(written[line])) and column > key.end():
            column = len(written[line].rstrip())
        return sum(len(other) + 1 for other in written[:line]) + column + self.offset

    def _was_quoted(self, line: int) -> bool:
        return line in self.lines and self.text.split("\n")[line] != self.changed.split("\n")[line]

    def scalar(self, start: int, end: int, style: str) -> Value:
        if style in ("|", ">"):
            end = start + len(self.changed[start:end].rstrip())
        elif self._was_quoted(self.changed.count("\n", 0, start)):
            style = ""
        return Value(self.at(start), self.at(end), style)

    def collection(self, opened: Any, inner: list[Value], end: int) -> Value:
        import yaml

        is_list = isinstance(opened, yaml.SequenceStartEvent)
        start = self.at(opened.start_mark.index)
        stop = self.at(end) if opened.flow_style or not inner else inner[-1].end
        if is_list:
            return Value(start, stop, "[" if opened.flow_style else "-", items=tuple(inner))
        keys = [self._key(key) for key in inner[::2]]
        entries = (
            KeyValue(name, key.start, value) for name, key, value in zip(keys, inner[::2], inner[1::2], strict=True)
        )
        return Value(start, stop, "{", entries=tuple(entries))

    def _key(self, key: Value) -> str:
        written = self.text[key.start - self.offset : key.end - self.offset]
        return written[1:-1] if key.style in ("'", '"') else written
