"""A metadata cell as a list of lines, below a heading and a summary (fastpages) or without (pelican-jupyter)."""

from __future__ import annotations

import re

from blogtools.edit.formats.editor import KeyValue, MetadataEditor, Plain, ScalarKind, Single, UnchangeableError, Value
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
        """Take the cell's text; in fastpages' form its first line is the title."""
        super().__init__(text)
        self.with_heading = with_heading
        self.keys: list[KeyValue] = []
        head: dict[str, KeyValue] = {}
        for line in _LINE.finditer(text):
            written = line[0]
            if item := _ITEM.match(written):
                self.keys.append(KeyValue(item[2], line.start(), self._value(line.start() + item.start(4), item[4])))
            elif with_heading and (found := _HEADING.match(written)) and "title" not in head:
                head["title"] = KeyValue("title", line.start(), _words(line.start() + found.start(1), found[1]))
            elif with_heading and (found := _SUMMARY.match(written)):
                first = head.get("description")
                begin = first.value.start if first else line.start() + found.start(1)
                value = _words(begin, text[begin : line.start() + found.end(1)])
                head["description"] = KeyValue("description", first.start if first else line.start(), value)
        self.head = head
        # The first counts, of all that have one key; the heading does before any.
        self.entries = [*reversed(self.keys), *head.values()]

    def _value(self, start: int, written: str) -> Value:
        if written[:1] in tuple("[{\"'"):
            tree = read_yaml_tree(f"v: {written}", start - len("v: "))
            if tree is not None and tree.entries:
                return tree.entries[0].value
        return Value(start, start + len(written))

    def scalar(self, value: Single, meaning: ScalarKind, like: Value | None, *, inside: bool = False) -> str:
        """As it stands, if it can: only fastpages takes these lines for YAML."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if "\n" in value and like is not None and self._is_head(like):
            reason = "it has to be one line there"
            raise UnchangeableError(reason)
        if like is not None and self._is_head(like):
            return _head_text(value, like.style)
        if like is not None and like.style in ("'", '"'):
            return quoted(value, like.style)
        if is_plain(value, inside=inside, is_date=meaning == "date") or (
            not self.with_heading and _stands(value, inside)
        ):
            return value
        return quoted(value, '"')

    def _is_head(self, value: Value) -> bool:
        return any(entry.value == value for entry in self.head.values())

    def named(self, text: str, like: Value) -> str:  # noqa: ARG002 - there is one way
        """A mapping in braces."""
        return f"{{name: {self.scalar(text, 'text', None, inside=True)}}}"

    def add(
        self, key: str, value: Plain, meaning: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """A new line of the list, or fastpages' line for a summary."""
        if key == "description" and self.with_heading and isinstance(value, str):
            if "\n" in value:
                reason = "it has to be one line there"
                raise UnchangeableError(reason)
            title = self.head["title"]
            at = line_after(self.text, title.value.end)
            return [Splice(at, at, f"{self._line_end(at)}> {_head_text(value, title.value.style)}\n")]
        if not self.keys:
            raise UnchangeableError
        written = self.flow(value) if isinstance(value, tuple) else self.scalar(value, meaning, None)
        after = after if after in self.keys else None
        before = before if before in self.keys else None
        model = after or before or self.keys[-1]
        item = _ITEM.match(self.text, model.start, line_after(self.text, model.start))
        lead = self.text[line_start(self.text, model.start) : model.start] + (item[1] if item else "- ")
        if before and not after:
            return [Splice(before.start, before.start, f"{lead}{key}: {written}\n")]
        at = line_after(self.text, model.value.end)
        return [Splice(at, at, f"{self._line_end(at)}{lead}{key}: {written}{chr(10) if self._ended(at) else ''}")]

    def _ended(self, at: int) -> bool:
        return self.text[:at].endswith("\n")

    def _line_end(self, at: int) -> str:
        return "" if self._ended(at) else "\n"

    def remove(self, entry: KeyValue) -> list[Splice]:
        """Its line, or the lines of a summary."""
        start, end = entry.start, line_after(self.text, entry.value.end)
        if end == len(self.text) and start and not self._ended(end):
            start -= 1
        return [Splice(start, end, "")]


def _words(start: int, written: str) -> Value:
    """A text in Markdown, perhaps in quotes, which are no part of it."""
    is_quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    style = written[0] if is_quoted and written[0] not in written[1:-1] else ""
    return Value(start, start + len(written), style)


def _head_text(text: str, sign: str) -> str:
    """A title or a summary in the quotes that stand there, or in others that it does not hold itself."""
    has_own = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]
    if not sign and not has_own and text == text.strip() and not text.endswith("#") and text[0] not in "> \t":
        return text
    free = [other for other in (sign, '"', "'") if other and other not in text]
    return f"{free[0]}{text}{free[0]}" if free else text


def _stands(text: str, inside: bool) -> bool:  # noqa: FBT001 - a word of the caller's
    """Whether a line of pelican-jupyter's may hold a text as it is."""
    plain = text == text.strip() and text[:1] not in tuple("[{\"'") and text not in ("", "~", "null")
    return plain and not inside and "\n" not in text
