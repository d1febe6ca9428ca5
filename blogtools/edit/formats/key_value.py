"""Edits of metadata cells that are lists of `- key: value`, with heading and summary (fastpages) or not (Pelican)."""

from __future__ import annotations

import re

from blogtools.edit.formats.editor import (
    KeyValue,
    MetadataEditor,
    Plain,
    ScalarKind,
    ScalarValue,
    UnchangeableError,
    Value,
)
from blogtools.edit.formats.yaml_scalar import is_plain, quoted
from blogtools.edit.formats.yaml_tree import read_yaml_tree
from blogtools.edit.splice import Splice, line_after, line_start

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"([ \t]*[-*][ \t]+)([A-Za-z][\w-]*)[ \t]*:([ \t]*)(.*?)[ \t]*$")
_HEADING = re.compile(r"[ \t]*#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_SUMMARY = re.compile(r"[ \t]*>[> \t]*(.*?)[ \t]*$")


class KeyValueEditor(MetadataEditor):
    """`# "Title"`, `> summary`, `- key: value`."""

    def __init__(self, text: str, *, with_heading: bool) -> None:
        """Parse the cell's text; in the fastpages format, its heading is the title."""
        super().__init__(text)
        self.with_heading = with_heading
        self.keys: list[KeyValue] = []
        head: dict[str, KeyValue] = {}
        for line in _LINE.finditer(text):
            written = line[0]
            if item := _ITEM.match(written):
                self.keys.append(KeyValue(item[2], line.start(), self._value(line.start() + item.start(4), item[4])))
            elif with_heading and (found := _HEADING.match(written)) and "title" not in head:
                head["title"] = KeyValue("title", line.start(), _text_value(line.start() + found.start(1), found[1]))
            elif with_heading and (found := _SUMMARY.match(written)):
                first = head.get("description")
                begin = first.value.start if first else line.start() + found.start(1)
                value = _text_value(begin, text[begin : line.start() + found.end(1)])
                head["description"] = KeyValue("description", first.start if first else line.start(), value)
        self.head = head
        # If a key is repeated, the first takes effect, and the heading before all.
        self.entries = [*reversed(self.keys), *head.values()]

    def _value(self, start: int, written: str) -> Value:
        if written[:1] in tuple("[{\"'"):
            tree = read_yaml_tree(f"v: {written}", start - len("v: "))
            if tree is not None and tree.entries:
                return tree.entries[0].value
        return Value(start, start + len(written))

    def scalar(self, value: ScalarValue, kind: ScalarKind, like: Value | None, *, inside: bool = False) -> str:
        """Return text unquoted where possible; only fastpages reads these lines as YAML."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if "\n" in value and like is not None and self._is_head(like):
            reason = "it has to be one line there"
            raise UnchangeableError(reason)
        if like is not None and self._is_head(like):
            return _head_text(value, like.style)
        if like is not None and like.style in ("'", '"'):
            return quoted(value, like.style)
        if is_plain(value, inside=inside, is_date=kind == "date") or (
            not self.with_heading and _is_verbatim(value, inside)
        ):
            return value
        return quoted(value, '"')

    def _is_head(self, value: Value) -> bool:
        return any(entry.value == value for entry in self.head.values())

    def named(self, text: str, like: Value) -> str:  # noqa: ARG002 - there is one way
        """Return a mapping in braces."""
        return f"{{name: {self.scalar(text, 'text', None, inside=True)}}}"

    def add(
        self, key: str, value: Plain, kind: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """Add a line to the list, or fastpages' summary line."""
        if key == "description" and self.with_heading and isinstance(value, str):
            if "\n" in value:
                reason = "it has to be one line there"
                raise UnchangeableError(reason)
            title = self.head["title"]
            at = line_after(self.text, title.value.end)
            return [Splice(at, at, f"{self._missing_line_end(at)}> {_head_text(value, title.value.style)}\n")]
        if not self.keys:
            raise UnchangeableError
        written = self.flow(value) if isinstance(value, tuple) else self.scalar(value, kind, None)
        after = after if after in self.keys else None
        before = before if before in self.keys else None
        model = after or before or self.keys[-1]
        item = _ITEM.match(self.text, model.start, line_after(self.text, model.start))
        lead = self.text[line_start(self.text, model.start) : model.start] + (item[1] if item else "- ")
        if before and not after:
            return [Splice(before.start, before.start, f"{lead}{key}: {written}\n")]
        at = line_after(self.text, model.value.end)
        line_end = "\n" if self._has_line_end(at) else ""
        return [Splice(at, at, f"{self._missing_line_end(at)}{lead}{key}: {written}{line_end}")]

    def _has_line_end(self, at: int) -> bool:
        return self.text[:at].endswith("\n")

    def _missing_line_end(self, at: int) -> str:
        return "" if self._has_line_end(at) else "\n"

    def remove(self, entry: KeyValue) -> list[Splice]:
        """Remove an entry's line, or the lines of a summary."""
        start, end = entry.start, line_after(self.text, entry.value.end)
        if end == len(self.text) and start and not self._has_line_end(end):
            start -= 1
        return [Splice(start, end, "")]


def _text_value(start: int, written: str) -> Value:
    """Return the value of Markdown text; quotes around it are not part of it."""
    is_quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    style = written[0] if is_quoted and written[0] not in written[1:-1] else ""
    return Value(start, start + len(written), style)


def _head_text(text: str, quote: str) -> str:
    """Return a title or summary in the existing quotes, or in others that it does not contain."""
    has_own = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]
    if not quote and not has_own and text == text.strip() and not text.endswith("#") and text[0] not in "> \t":
        return text
    free = [other for other in (quote, '"', "'") if other and other not in text]
    return f"{free[0]}{text}{free[0]}" if free else text


def _is_verbatim(text: str, inside: bool) -> bool:  # noqa: FBT001 - passed on from the caller
    """Return True if pelican-jupyter reads a text on a line as it is."""
    plain = text == text.strip() and text[:1] not in tuple("[{\"'") and text not in ("", "~", "null")
    return plain and not inside and "\n" not in text
