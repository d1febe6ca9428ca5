"""A metadata cell as a sheet on which values stand: what each form of one has to know, and what all have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

import msgspec

from blogtools.edit.splice import Splice, line_start

ScalarKind = Literal["text", "date", "flag"]
"""What a scalar is to be taken for; texts that look like something else need quotes."""
Single = str | bool
Plain = str | bool | tuple[str, ...]


class UnchangeableError(Exception):
    """There is no place for this value on the sheet."""


class Value(msgspec.Struct, frozen=True):
    """A value, and where it stands in the text of its cell."""

    start: int
    end: int
    style: str = ""
    """Of a scalar: the sign it is quoted with, `|`, `>`, or nothing; of the others: `[`, `-` (a list of lines), `{`."""
    items: tuple[Value, ...] = ()
    entries: tuple[KeyValue, ...] = ()


class KeyValue(msgspec.Struct, frozen=True):
    """A key and its value."""

    key: str
    start: int
    value: Value


class MetadataEditor(ABC):
    """A metadata cell; its text has one kind of line end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: Sequence[KeyValue] = ()

    @abstractmethod
    def scalar(self, value: Single, meaning: ScalarKind, like: Value | None, *, inside: bool = False) -> str:
        """A scalar as it is written instead of another; `inside` of brackets, or on a line."""

    @abstractmethod
    def named(self, text: str, like: Value) -> str:
        """A mapping of a name, like another one."""

    @abstractmethod
    def add(
        self, key: str, value: Plain, meaning: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """A new entry, between two others or at the end."""

    @abstractmethod
    def remove(self, entry: KeyValue) -> list[Splice]:
        """An entry less."""

    def entry(self, key: str) -> KeyValue:
        """The entry that counts of those with a key.

        Raises:
            UnchangeableError: there is none, because the key stands in another place.
        """
        found = [entry for entry in self.entries if entry.key == key]
        if not found:
            raise UnchangeableError
        return found[-1]

    def put(
        self, entry: KeyValue, value: Plain, meaning: ScalarKind, given: Any, change: ListChange | None
    ) -> list[Splice]:
        """Another value for a key; `given` is what it had, `change` tells lists which of their items are new."""
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
            return [Splice(old.start, old.end, self.scalar(value, meaning, old, inside=True))]
        if old.style == "{":
            raise UnchangeableError
        return [Splice(old.start, old.end, self._gap(old) + self.scalar(value, meaning, old))]

    def _gap(self, old: Value) -> str:
        """What keeps a first value apart from its key."""
        return " " if old.start == old.end and not self.text[old.start - 1].isspace() else ""

    def flow(self, texts: Sequence[str]) -> str:
        """A list on one line."""
        return f"[{', '.join(self.scalar(text, 'text', None, inside=True) for text in texts)}]"

    def _change_list(self, old: Value, change: ListChange) -> Iterator[Splice]:
        names_in_maps = bool(old.items) and all(item.style == "{" for item in old.items)
        for start, end, texts in change.steps():
            common = min(end - start, len(texts))
            for item, text in zip(old.items[start : start + common], texts[:common], strict=True):
                yield self._other_item(item, text)
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

    def _other_item(self, item: Value, text: str) -> Splice:
        if item.style == "{":
            item = next((entry.value for entry in item.entries if entry.key == "name"), item)
        if item.style in ("{", "[", "-"):
            raise UnchangeableError
        return Splice(item.start, item.end, self.scalar(text, "text", item, inside=True))

    def _cut(self, old: Value, start: int, end: int) -> Splice:
        """Items less, but never all of them."""
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
        """What stands between items."""
        items = old.items or tuple(Value(entry.start, entry.value.end) for entry in old.entries)
        if len(items) > 1:
            between = self.text[items[0].end : items[1].start]
        else:
            between = "," + self.text[old.start + 1 : items[0].start]
        if "\n" in between:
            return ",\n" + between.rpartition("\n")[2]
        return between if between.strip() == "," and len(items) > 1 else ", "

    def dash(self, item: Value) -> int:
        """Where the sign of an item stands, in a list of lines."""
        return self.text.rfind("-", 0, item.start)

    def _indent(self, item: Value) -> str:
        dash = self.dash(item)
        return self.text[line_start(self.text, dash) : dash]

    def lines_of(self, old: Value, start: int, end: int) -> tuple[int, int]:
        """The lines of items `start` to `end`, in a list of lines."""
        first = line_start(self.text, self.dash(old.items[start]))
        stop = self.text.find("\n", old.items[end - 1].end)
        return first, len(self.text) if stop < 0 else stop + 1


class ListChange(msgspec.Struct, frozen=True):
    """From the items of a list to others: what each says, as the reader has it."""

    old: Sequence[tuple[str, ...]]
    new: Sequence[str]

    def steps(self) -> Iterator[tuple[int, int, list[str]]]:
        """Old items, from one to before another, and the new ones that take their place."""
        new = [(text,) for text in self.new]
        matcher = SequenceMatcher(None, self.old, new, autojunk=False)
        for kind, start, end, new_start, new_end in matcher.get_opcodes():
            if kind != "equal":
                yield start, end, list(self.new[new_start:new_end])


def _like(old: Value) -> Value | None:
    """The item whose quotes new ones get; None unless all have the same."""
    styles = {item.style for item in old.items}
    return old.items[0] if len(styles) == 1 and styles <= {"'", '"'} else None
