"""Edits of metadata cells in YAML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blogtools.edit.formats.editor import (
    KeyValue,
    MetadataEditor,
    Plain,
    ScalarKind,
    ScalarValue,
    UnchangeableError,
    Value,
)
from blogtools.edit.formats.yaml_scalar import block, is_plain, quoted
from blogtools.edit.formats.yaml_tree import read_yaml_tree
from blogtools.edit.splice import Splice, line_after, line_start

_HEADER = re.compile(r"[|>]([+-]?)")
_BOOLEANS = {"true": "false", "yes": "no", "on": "off"}


class YamlEditor(MetadataEditor):
    """YAML between two fences."""

    def __init__(self, text: str, start: int, end: int) -> None:
        """Parse the cell's text, whose YAML is between the offsets `start` and `end`."""
        super().__init__(text)
        self.end = end
        root = read_yaml_tree(text[start:end], start)
        self.root = root
        self.entries = root.entries if root else ()
        self.is_flow = root is not None and text[root.start : root.start + 1] == "{"
        values = [entry.value for entry in self.entries]
        self.sign = next((value.style for value in values if value.style in ("'", '"')), "")
        self.lists = [value for value in values if value.style in ("[", "-") and value.items]

    def scalar(self, value: ScalarValue, kind: ScalarKind, like: Value | None, *, inside: bool = False) -> str:
        """Return text plain where possible, else in the existing quotes or as a block."""
        old = self.text[like.start : like.end] if like else ""
        style = like.style if like else ""
        inside = self.is_flow or (inside and not self._is_line_item(like))
        if isinstance(value, bool):
            value, kind = _boolean(value, old.strip("\"'")), "flag"
        if style in ("|", ">") or ("\n" in value and not inside and not style and not self._has_comment(like)):
            written = self._block(value, old, like)
            if written is not None:
                return written
        if style in ("'", '"'):
            return quoted(value, style)
        if kind == "flag" or is_plain(value, inside=inside, is_date=kind == "date"):
            return value
        sign = self.sign or ("'" if re.search(r'["\\]', value) and "'" not in value else '"')
        return quoted(value, sign)

    def _has_comment(self, like: Value | None) -> bool:
        """Return True if something follows a value on its line; below a block it would be a part of that."""
        return like is not None and bool(self.text[like.end : line_after(self.text, like.end)].strip())

    def _is_line_item(self, like: Value | None) -> bool:
        return like is not None and any(old.style == "-" and like in old.items for old in self.lists)

    def _block(self, text: str, old: str, like: Value | None) -> str | None:
        header = _HEADER.match(old)
        sign = old[0] if header and "\n" not in text else "|"
        below = re.search(r"\n([ \t]+)\S", old) if header else None
        at = line_start(self.text, like.start) if like else 0
        indent = below[1] if below else re.match(r" *", self.text[at:])[0] + "  "  # type: ignore[index]  # it matches
        return block(text, sign + (header[1] if header else "-"), indent)

    def named(self, text: str, like: Value) -> str:
        """Return `name: …`, in braces if other items are."""
        is_flow = self.text[like.start] == "{"
        written = self.scalar(text, "text", None, inside=is_flow)
        return f"{{name: {written}}}" if is_flow else f"name: {written}"

    def add(
        self, key: str, value: Plain, kind: ScalarKind, after: KeyValue | None, before: KeyValue | None
    ) -> list[Splice]:
        """Add a line; lists take several lines if other lists do."""
        if self.is_flow:
            return self._add_inside(f"{key}: {self._written(value, kind)}", after, before)
        last = self.entries[-1] if self.entries else None
        first = self.entries[0].start if self.entries else 0
        indent = self.text[line_start(self.text, first) : first] if self.entries else ""
        lines = f"{indent}{key}:{self._value(value, kind, indent)}\n"
        after = after or (None if before else last)
        if after:
            at = line_after(self.text, after.value.end)
        else:
            at = line_start(self.text, before.start) if before else self.end
        return [Splice(at, at, lines)]

    def _value(self, value: Plain, kind: ScalarKind, indent: str) -> str:
        model = next(iter(self.lists), None)
        if isinstance(value, tuple) and model and all(old.style == "-" for old in self.lists):
            dash = self.dash(model.items[0])
            lead = self.text[line_start(self.text, dash) : dash]
            return "".join(f"\n{lead}- {self.scalar(item, 'text', None)}" for item in value)
        if isinstance(value, str) and "\n" in value:
            written = block(value, "|-", indent + "  ")
            return " " + (written or quoted(value, '"'))
        return " " + self._written(value, kind)

    def _written(self, value: Plain, kind: ScalarKind) -> str:
        return self.flow(value) if isinstance(value, tuple) else self.scalar(value, kind, None)

    def _add_inside(self, written: str, after: KeyValue | None, before: KeyValue | None) -> list[Splice]:
        root = self.root
        if root is None:
            raise UnchangeableError
        if not self.entries:
            return [Splice(root.start + 1, root.start + 1, written)]
        comma = self.comma(root)
        if before and not after:
            return [Splice(before.start, before.start, written + comma)]
        at = (after or self.entries[-1]).value.end
        return [Splice(at, at, comma + written)]

    def remove(self, entry: KeyValue) -> list[Splice]:
        """Remove an entry's lines."""
        if self.is_flow:
            return [remove_from_flow(self.entries, entry)]
        return [Splice(line_start(self.text, entry.start), line_after(self.text, entry.value.end), "")]


def remove_from_flow(entries: Sequence[KeyValue], entry: KeyValue) -> Splice:
    """Remove an entry between braces, and its comma."""
    index = list(entries).index(entry)
    if index + 1 < len(entries):
        return Splice(entry.start, entries[index + 1].start, "")
    return Splice(entries[index - 1].value.end if index else entry.start, entry.value.end, "")


def _boolean(value: bool, old: str) -> str:  # noqa: FBT001 - the value itself
    """Return true or false in the author's own spelling, such as `yes` or `True`."""
    for yes, no in _BOOLEANS.items():
        if old.lower() in (yes, no):
            word = yes if value else no
            return word.capitalize() if old[:1].isupper() else word
    return "true" if value else "false"
