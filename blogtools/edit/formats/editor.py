"""Format-preserving edits of a metadata block; one subclass per format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

import msgspec

from blogtools.edit.splice import Splice, line_start

ScalarKind = Literal["text", "date", "flag"]
"""Type that a scalar is to be read as; text that looks like another type needs quotes."""
ScalarValue = str | bool
Plain = str | bool | tuple[str, ...]


class UnchangeableError(Exception):
    """The value cannot be written in this place."""


class Value(msgspec.Struct, frozen=True):
    """A value, and its start and end offsets in the text of the cell."""

    start: int
    end: int
    style: str = ""
    """For scalars: the quote character, `|`, `>` or nothing; for others: `[`, `-` (a block list) or `{`."""
    items: tuple[Value, ...] = ()
    entries: tuple[KeyValue, ...] = ()


class KeyValue(msgspec.Struct, frozen=True):
    """A key and its value."""

    key: str
    start: int
    value: Value


class MetadataEditor(ABC):
    """A metadata cell that is being edited; its text has only newlines as line endings."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: Sequence[KeyValue] = ()

    @abstractmethod
    def scalar(self, value: ScalarValue, kind: ScalarKind, like: Value | None, *, inside: bool = False) -> str:
        """Return a scalar as it is written in place of `like`; with `inside`, between brackets or as a list item."""

    @abstractmethod
    def named(self, text: str, like: Value) -> str:
        """Return a mapping with a `name`, written like another one."""

    @abstractmethod
    def add(
        self, key: str, value: Plain, kind: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """Add an entry, between two others or at the end."""

    @abstractmethod
    def remove(self, entry: KeyValue) -> list[Splice]:
        """Remove an entry."""

    def entry(self, key: str) -> KeyValue:
        """Return the entry with a key; the last, if there are several.

        Raises:
            UnchangeableError: There is none, because the key is set in another place.
        """
        found = [entry for entry in self.entries if entry.key == key]
        if not found:
            raise UnchangeableError
        return found[-1]

    def put(
        self, entry: KeyValue, value: Plain, kind: ScalarKind, given: Any, change: ListChange | None
    ) -> list[Splice]:
        """Replace the value of an entry; `given` is the old one, `change` lists the changed items of a list."""
        old = entry.value
        if isinstance(value, tuple):
            if old.style in ("[", "-") and change is not None and len(change.old) == len(old.items):
                return list(self._change_list(old, change))
            if old.style == "{" or isinstance(given, dict):
                raise UnchangeableError
            return [Splice(old.start, old.end, self._gap(old) + self.flow(value))]
        if old.style in ("[", "-"):
            if not old.items or old.items[0].style in ("[", "-", "{"):
                raise UnchangeableError
            old = old.items[0]
            return [Splice(old.start, old.end, self.scalar(value, kind, old, inside=True))]
        if old.style == "{":
            raise UnchangeableError
        return [Splice(old.start, old.end, self._gap(old) + self.scalar(value, kind, old))]

    def _gap(self, old: Value) -> str:
        """Return the space that a key without a value needs before its new value."""
        return " " if old.start == old.end and not self.text[old.start - 1].isspace() else ""

    def flow(self, texts: Sequence[str]) -> str:
        """Return a list on one line."""
        return f"[{', '.join(self.scalar(text, 'text', None, inside=True) for text in texts)}]"

    def _change_list(self, old: Value, change: ListChange) -> Iterator[Splice]:
        names_in_maps = bool(old.items) and all(item.style == "{" for item in old.items)
        for start, end, texts in change.steps():
            common = min(end - start, len(texts))
            for item, text in zip(old.items[start : start + common], texts[:common], strict=True):
                yield self._changed_item(item, text)
            if end > start + common:
                yield self._cut(old, start + common, end)
            if len(texts) > common:
                written = [
                    self.named(text, old.items[0])
                    if names_in_maps
                    else self.scalar(text, "text", _like(old), inside=True)
                    for text in texts[common:]
                ]
                yield self._insert(old, start + common, written)

    def _changed_item(self, item: Value, text: str) -> Splice:
        if item.style == "{":
            item = next((entry.value for entry in item.entries if entry.key == "name"), item)
        if item.style in ("{", "[", "-"):
            raise UnchangeableError
        return Splice(item.start, item.end, self.scalar(text, "text", item, inside=True))

    def _cut(self, old: Value, start: int, end: int) -> Splice:
        """Remove some items of a list, but never all of them."""
        items = old.items
        if old.style == "-":
            return Splice(*self.lines_of(old, start, end), "")
        if end < len(items):
            return Splice(items[start].start, items[end].start, "")
        return Splice(items[start - 1].end if start else items[0].start, items[end - 1].end, "")

    def _insert(self, old: Value, index: int, written: list[str]) -> Splice:
        items = old.items
        if old.style == "-":
            first = line_start(self.text, self.dash(items[0]))
            lead = self.text[first : items[0].start] if items[0].style != "{" else f"{self._indent(items[0])}- "
            lines = "".join(f"{lead}{text}\n" for text in written)
            at = self.lines_of(old, index - 1, index)[1] if index else first
            return Splice(at, at, lines)
        if not items:
            return Splice(old.start, old.end, f"[{', '.join(written)}]")
        comma = self.comma(old)
        if index:
            at = items[index - 1].end
            return Splice(at, at, "".join(comma + text for text in written))
        return Splice(items[0].start, items[0].start, "".join(text + comma for text in written))

    def comma(self, old: Value) -> str:
        """Return the separator between items."""
        items = old.items or tuple(Value(entry.start, entry.value.end) for entry in old.entries)
        if len(items) > 1:
            between = self.text[items[0].end : items[1].start]
        else:
            between = "," + self.text[old.start + 1 : items[0].start]
        if "\n" in between:
            return ",\n" + between.rpartition("\n")[2]
        return between if between.strip() == "," and len(items) > 1 else ", "

    def dash(self, item: Value) -> int:
        """Return the offset of an item's dash, in a block list."""
        return self.text.rfind("-", 0, item.start)

    def _indent(self, item: Value) -> str:
        dash = self.dash(item)
        return self.text[line_start(self.text, dash) : dash]

    def lines_of(self, old: Value, start: int, end: int) -> tuple[int, int]:
        """Return the offsets of the lines of items `start` to `end` (exclusive), in a block list."""
        first = line_start(self.text, self.dash(old.items[start]))
        stop = self.text.find("\n", old.items[end - 1].end)
        return first, len(self.text) if stop < 0 else stop + 1


class ListChange(msgspec.Struct, frozen=True):
    """The old and new items of a list, as the reader reads them."""

    old: Sequence[tuple[str, ...]]
    new: Sequence[str]

    def steps(self) -> Iterator[tuple[int, int, list[str]]]:
        """Yield the changes: start and end (exclusive) index of old items, and the new items that replace them."""
        new = [(text,) for text in self.new]
        matcher = SequenceMatcher(None, self.old, new, autojunk=False)
        for kind, start, end, new_start, new_end in matcher.get_opcodes():
            if kind != "equal":
                yield start, end, list(self.new[new_start:new_end])


def _like(old: Value) -> Value | None:
    """Return an item whose quotes new items get; None unless all have the same quotes."""
    styles = {item.style for item in old.items}
    return old.items[0] if len(styles) == 1 and styles <= {"'", '"'} else None
