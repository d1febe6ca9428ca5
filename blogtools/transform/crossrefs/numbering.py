"""The numbers and captions of what the cells of a post have, in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import msgspec

from blogtools.model import Cell
from blogtools.transform.crossrefs.labels import Label, LabelRegistry

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
NBSP = "\u00a0"
"""Between a word and its number, which stay on one line."""


class Numbering:
    """Numbers what a post has, cell by cell."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words
        self.registry = LabelRegistry()
        self.cell = 0
        """Number of the cell that is rewritten."""
        self.html: frozenset[int] = frozenset()
        """Its lines in blocks of HTML."""
        self._around: list[Label] = []
        self._parts = 0
        self._expected: list[tuple[str, int, int]] = []
        """Name, cell and line of each target (MyST) that belongs to what comes next."""

    def begin(self, cell: Cell) -> None:
        """Go on with another cell."""
        self.cell, self.html = cell.number, frozenset()
        self.registry.is_embedded = cell.origin is not None

    def add(self, kind: str, name: str, line: int, title: str = "", *, numbered: bool = True) -> Label:
        """Return something with its number, and add its label, if it has one."""
        number = self._next(kind) if numbered else ""
        anchor = escape(name)
        label = Label(name, kind, number, title, anchor, self.cell, line)
        self.registry.add(label)
        self.settle(label)
        return label

    def _next(self, kind: str) -> str:
        if self._around and kind == self._around[-1].kind:
            self._parts += 1
            return f"{self._around[-1].number} ({_LETTERS[(self._parts - 1) % len(_LETTERS)]})"
        return self.registry.number(kind)

    @contextmanager
    def inside(self, label: Label) -> Iterator[None]:
        """Take what is inside of a figure for its parts."""
        self._around.append(label)
        parts, self._parts = self._parts, 0
        yield
        self._around.pop()
        self._parts = parts

    def expect(self, name: str, line: int) -> None:
        """Keep a target for what comes next."""
        self._expected.append((name, self.cell, line))

    @property
    def waits(self) -> bool:
        """True if a target waits for what comes next."""
        return bool(self._expected)

    def settle(self, label: Label | None) -> None:
        """Give the targets that wait what they belong to; None for a place in the text."""
        for name, cell, line in self._expected:
            if label is not None and label.name == name:
                continue  # The target and the directive below it have one label.
            given = label or Label("")
            self.registry.add(msgspec.structs.replace(given, name=name, anchor=escape(name), cell=cell, line=line))
        self._expected = []

    def word(self, label: Label) -> str:
        """Return the name of a kind with its number, such as `Figure 1`."""
        word = self.words.get(label.kind, "")
        return f"{word}{NBSP}{label.number}" if word and label.number else word or label.number

    def heading(self, label: Label) -> str:
        """Return a caption with its number in front; of a part of a figure, only its letter."""
        is_part = label.number.endswith(")")
        front = label.number.rpartition(" ")[2] if is_part else self.word(label)
        if not label.title:
            return front
        return f"{front} {label.title}" if is_part else f"{front}: {label.title}"

    def caption(self, label: Label, anchor: str = "") -> str:
        """Return the caption of something as Markdown, behind an anchor."""
        return f'{anchor}<span class="caption">{self.heading(label)}</span>'

    @staticmethod
    def anchor(name: str) -> str:
        """Return an element that names a place."""
        return f'<a id="{escape(name)}"></a>' if name else ""
