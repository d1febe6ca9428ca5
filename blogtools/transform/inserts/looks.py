"""A fast look for what is put into Markdown, without the modules that do it."""

from __future__ import annotations

from blogtools.memo import lazy_pattern

_MAY_INSERT = lazy_pattern(
    r"\{\{[<%]|\{%|\{\{-?[ \t]*[A-Za-z_][\w.-]*[ \t]*(?:\||-?\}\})|youtube:|\{(?:iframe|youtube|vimeo|video)\}|<script"
)


def may_include(source: str) -> bool:
    """Return False if a piece of Markdown surely includes no file."""
    return "include" in source or "8<-" in source


def may_insert(source: str) -> bool:
    """Return False if a piece of Markdown surely has no shortcode, no Liquid, no substitution, and no video."""
    may = "{" in source or "youtube:" in source or "<script" in source
    return may and _MAY_INSERT.search(source) is not None
