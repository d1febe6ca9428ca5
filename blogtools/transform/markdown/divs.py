"""Rewrites fenced divs (Pandoc, Quarto) as elements of HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import Attributes, read_attributes
from blogtools.transform.markdown.html_blocks import details, element_lines
from blogtools.transform.markdown.html_tags import size_style
from blogtools.transform.markdown.tabs import Tab, quarto_tabs, tab_set

RewriteLines = Callable[[list[str]], list[str]]
"""Rewrites the blocks in some lines."""

_WORD = lazy_pattern(r"(\w[\w-]*)(?:[ \t]+([^{}\n]*))?(\{[^{}]*\})?$")
_NUMBER = lazy_pattern(r"\d+(?:\.\d+)?")
_MOST_COLUMNS = 12


def div(written: str, body: list[str], rewrite: RewriteLines) -> list[str]:
    """Return a div as HTML, given what follows its colons; one that is for all readers is only its text."""
    title = ""
    if written.startswith("{"):
        attributes = read_attributes(written)
    else:
        word = _WORD.match(written)
        attributes = read_attributes(word[3] or "{}") if word else Attributes((), {})
        if word:
            title = (word[2] or "").strip()
            attributes = msgspec.structs.replace(attributes, classes=(word[1], *attributes.classes))
    classes = attributes.classes
    if "panel-tabset" in classes:
        before, tabs = quarto_tabs(body)
        rewritten = [Tab(tab.title, rewrite(tab.body), tab.is_open) for tab in tabs]
        return [*rewrite(before), *(tab_set(rewritten) if tabs else [])]
    if classes[:1] == ("details",):
        return details(title or "Details", rewrite(body), classes=classes, is_open=False)
    body = rewrite(body)
    kept = tuple(name for name in classes if name not in ("content-visible", "content-hidden"))
    if kept != classes and not kept and not attributes.id:
        return ["", *body, ""]
    attributes = msgspec.structs.replace(attributes, classes=kept)
    columns = _columns(attributes.pairs)
    if columns:
        attributes = msgspec.structs.replace(attributes, classes=("layout", *kept))
        return element_lines("div", attributes, body, style=f"grid-template-columns: {columns}")
    return element_lines("div", attributes, body, style=size_style(attributes))


def equal_columns(number: int) -> str:
    """Return the CSS of some columns of one width."""
    return f"repeat({max(1, min(number, _MOST_COLUMNS))}, minmax(0, 1fr))"


def _columns(pairs: dict[str, str]) -> str:
    """Return the columns that Quarto's `layout-ncol` or the first row of its `layout` ask for, in CSS; else nothing."""
    if (number := pairs.get("layout-ncol", "")).isdigit():
        return equal_columns(int(number))
    if "layout" in pairs:
        row = re.split(r"\]\s*,\s*\[", pairs["layout"])[0]
        widths = [float(width) for width in _NUMBER.findall(row.replace("-", " "))][:_MOST_COLUMNS]
        if len(set(widths)) > 1:
            return " ".join(f"minmax(0, {width:g}fr)" for width in widths)
        return equal_columns(len(widths)) if widths else ""
    return ""
