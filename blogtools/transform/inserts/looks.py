"""A fast look for what is put into Markdown, without the modules that do it."""

from __future__ import annotations

from blogtools.memo import lazy_pattern
from blogtools.model import Cell

_MAY_INSERT = lazy_pattern(
    r"\{\{[<%]|\{%|\{\{-?[ \t]*[A-Za-z_][\w.-]*[ \t]*(?:\||-?\}\})|youtube:|\{(?:iframe|youtube|vimeo|video)\}|<script"
)


def may_include(cell: Cell) -> bool:
    """Return False if a cell surely includes no file."""
    return cell.kind == "markdown" and ("include" in cell.source or "8<-" in cell.source)


def may_insert(cell: Cell) -> bool:
    """Return False if a cell surely has no shortcode, no Liquid, no substitution, and no video."""
    return cell.kind == "markdown" and _MAY_INSERT.search(cell.source) is not None
