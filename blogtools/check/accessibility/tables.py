"""Check for tables of data in which no cell is a header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from blogtools.check.accessibility.markup import Token, html_tokens, tokens_of
from blogtools.check.places import Problem, find_in_markdown, own_cells
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Markdown, Output, Post, Visibility

_LAYOUT = ("presentation", "none")
"""Roles of tables that only arrange what is in them (WAI-ARIA 1.2)."""
_RICHER = "application/vnd.jupyter.widget-view+json"
_HINT = "name its columns in the first row"
_HEADER, _HEADER_END = {"Start": "TableHead"}, {"End": "TableHead"}
"""Events of the parser."""


class _Table(msgspec.Struct):
    """Facts about a table, collected while it is read."""

    position: int
    is_layout: bool
    has_header: bool = False
    rows: int = 0
    """Rows with at least two cells that say something."""
    said: int = 0
    """Cells of the current row that say something."""
    in_header: bool = False
    says: bool = False
    """True if the current cell says something."""

    def end_cell(self) -> None:
        self.has_header |= self.in_header and self.says
        self.said += self.says
        self.in_header = self.says = False

    def end_row(self) -> None:
        self.end_cell()
        self.rows += self.said > 1
        self.said = 0


def find_tables(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each table without a header, in prose and among the outputs."""
    for where, message in find_in_markdown(post, call, _in_markdown):
        yield Finding("table-header", message, where, _HINT, "note")
    for cell in own_cells(post):
        if cell.options.output is not Visibility.REMOVE and any(call(_has_bare_table, one) for one in cell.outputs):
            message = "a table among the outputs has no header"
            yield Finding("table-header", message, Where(post.source, cell.number), _HINT, "note")


def _in_markdown(markdown: Markdown) -> tuple[Problem, ...]:
    text = markdown.text
    has_html = b"<table" in text or b"<TABLE" in text
    if not (has_html or (b"|" in text and _may_have_bare_header(markdown.events))):
        return ()
    return tuple((position, "a table has no header") for position in _bare_tables(tokens_of(markdown)))


def _may_have_bare_header(events: Iterable[Any]) -> bool:
    """Return False if the header of each table in Markdown surely has a text: most do, and all else takes longer."""
    is_bare = False
    for event in events:
        if event == _HEADER:
            is_bare = True
        elif is_bare and event.__class__ is dict:
            ((kind, value),) = event.items()
            if event == _HEADER_END or (kind == "Start" and "Image" in value):
                return True
            is_bare = kind not in ("Text", "Code") or not value.strip()
    return False


def _has_bare_table(output: Output) -> bool:
    html = output.data.get("text/html")
    if (
        not isinstance(html, str)
        or "<table" not in html
        or "<th" in html.replace("<thead", "")
        or _RICHER in output.data
    ):
        return False
    return any(True for _ in _bare_tables(html_tokens(html)))


def _bare_tables(tokens: Iterable[Token]) -> Iterator[int]:
    """Yield the position of each table of two rows and columns or more, none of whose cells is a header with a text.

    A table around other tables, and one of pictures, arranges them on the page.
    """
    tables: list[_Table] = []
    for token in tokens:
        if token.name == "table" and not token.is_end:
            if tables:
                tables[-1].is_layout = True
            tables.append(_Table(token.position, token.attributes.get("role", "") in _LAYOUT))
        elif not tables:
            continue
        elif token.name == "table":
            table = tables.pop()
            table.end_row()
            if table.rows > 1 and not (table.has_header or table.is_layout):
                yield table.position
        elif token.name == "tr":
            tables[-1].end_row()
        elif token.name in ("td", "th"):
            tables[-1].end_cell()
            tables[-1].in_header = token.name == "th" and not token.is_end
        elif token.text.strip():
            tables[-1].says = True
