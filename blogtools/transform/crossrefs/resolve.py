"""Finds what a reference leads to: in the post, in the notebook that a cell comes from, or in another post."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote

import msgspec

from blogtools.errors import Finding, Where, nearest
from blogtools.model import Cell, Post
from blogtools.transform.crossrefs.labels import Label
from blogtools.transform.crossrefs.number_cells import NumberedCells
from blogtools.transform.crossrefs.others import OtherPosts, ReferencedPost
from blogtools.transform.dialects.written_lines import written_line


class Resolved(msgspec.Struct, frozen=True):
    """The target of a reference."""

    label: Label
    url: str
    post: str = ""
    """The title of the post that it is in; empty if it is in this one."""


class Resolver:
    """Finds what references lead to."""

    def __init__(
        self, post: Post, numbered: NumberedCells, others: OtherPosts, headings: Callable[[], dict[str, str]]
    ) -> None:
        """Start with the post's own labels; `headings` returns the anchors of its headings, and their texts."""
        self.findings: list[Finding] = []
        self.line = 0
        """Number of the line of the reference."""
        self._cell: Cell | None = None
        self._post = post
        self._numbered = numbered
        self._labels = numbered.registry.labels
        self._equations = numbered.registry.equations
        self._folded = {_folded(name): label for name, label in self._labels.items()}
        self._others = others
        self._headings = headings
        self._looked_up: dict[tuple[str, str], Resolved | None] = {}
        self._hints: dict[str, str] = {}
        self.word = numbered.numbering.word

    def begin(self, cell: Cell) -> None:
        """Go on with the references of another cell."""
        self._cell, self.line = cell, 0

    def known(self, name: str, *, is_equation: bool = False) -> Resolved | None:
        """Return what the post has with a label, a formula first if it `is_equation`; None if nothing has it."""
        label = self._equations.get(name) if is_equation else None
        label = label or self._labels.get(name) or self._folded.get(_folded(name))
        return None if label is None else Resolved(label, f"#{url_of(label.anchor)}" if label.anchor else "")

    def find(self, name: str, *, is_equation: bool = False) -> Resolved | None:
        """Return what has a label, here or in another post; if nothing has, that is reported."""
        found = self.known(name, is_equation=is_equation) or self._outside(name)
        if found is None:
            self._report_missing(name)
        return found

    def somewhere(self, name: str) -> Resolved | None:
        """Return what may have a label, here or in another post; None if nothing has."""
        return self.known(name) or self._elsewhere(name)

    def has_post(self, path: str) -> bool:
        """Return True if there is another post, given the path of its notebook."""
        return self._others.at(unquote(path)) is not None

    def post(self, path: str) -> ReferencedPost | None:
        """Return another post, given the path of its notebook; if there is none, that is reported."""
        other = self._others.at(path)
        if other is None:
            self.report(f"{path} was not found", "write the path of a notebook of the blog, relative to this one")
        return other

    def report(self, message: str, hint: str) -> None:
        """Report a problem of the reference; those of an embedded cell are reported in its own post."""
        if self._cell is not None and self._cell.origin is None:
            where = Where(
                self._post.source, self._cell.number, written_line(self._cell, self.line) if self.line else None
            )
            finding = Finding("crossref", message, where, hint)
            if finding not in self.findings:
                self.findings.append(finding)

    def _outside(self, name: str) -> Resolved | None:
        """Return what has no label of the post: a heading, or something in another post."""
        origin = self._cell.origin.source if self._cell and self._cell.origin else ""
        if (name, origin) not in self._looked_up:
            self._looked_up[name, origin] = self._heading(name) or self._elsewhere(name)
        return self._looked_up[name, origin]

    def _heading(self, name: str) -> Resolved | None:
        headings = self._headings()
        anchor = name if name in headings else _folded(name)
        if anchor not in headings:
            return None
        return Resolved(Label(name, "section", "", headings[anchor], anchor), f"#{url_of(anchor)}")

    def _elsewhere(self, name: str) -> Resolved | None:
        origin = self._cell.origin if self._cell else None
        other = self._others.from_source(origin.source) if origin else self._others.owner(name)
        label = other.labels.get(name) if other else None
        if other is None or label is None:
            return None
        return Resolved(label, f"{quote(other.path)}#{url_of(label.anchor)}", other.title)

    def _report_missing(self, name: str) -> None:
        cell = self._numbered.without_output.get(name)
        if cell is not None:
            self.report(f"{name} is the label of cell {cell}, which shows no output", "run it, or remove the reference")
            return
        if name not in self._hints:
            near = nearest(name, self._labels)
            hint = "give it to a figure, table, formula or heading, such as {#LABEL}"
            self._hints[name] = f"did you mean {near}?" if near else hint
        self.report(f"nothing has the label {name}", self._hints[name])


def url_of(anchor: str) -> str:
    """Return an id as the fragment of a URL."""
    return quote(anchor, safe=":")


def _folded(name: str) -> str:
    """Return a label as MyST compares it."""
    return "-".join(name.split()).casefold()
