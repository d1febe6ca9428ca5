"""Rewrites the components of Docusaurus and Astro that have a form in Markdown: tabs and admonitions."""

from __future__ import annotations

import textwrap

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.blocks.slashes import WriteCallout
from blogtools.transform.markdown.divs import RewriteLines
from blogtools.transform.markdown.tabs import Tab, tab_set

COMPONENTS = ("Tabs", "Admonition", "Aside")
_OPENING = lazy_pattern(
    r" {0,3}<(?P<name>Tabs|Admonition|Aside)\b(?P<attributes>(?:[^<>{}]|\{[^\n]*?\}(?=[\s>/]))*)>[ \t]*"
)
_ITEM = lazy_pattern(
    r"<(?P<name>TabItem|Tab)\b(?P<attributes>(?:[^<>{}]|\{[^\n]*?\}(?=[\s>/]))*)>(?P<body>.*?)</(?P=name)>", 16
)
_ATTRIBUTE = lazy_pattern(
    r"(?P<name>\w+)(?:=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|\{[\"'`](?P<value>[^\"'`]*)[\"'`]\}))?"
)
_LONGEST = 1000
"""Lines of a component that are looked at for its end."""


def component(
    lines: list[str], start: int, rewrite: RewriteLines, callout: WriteCallout
) -> tuple[list[str], int] | None:
    """Return the component that begins at a line as Markdown and HTML, and the index of the line after it."""
    opening = _OPENING.match(lines[start])
    if opening is None:
        return None
    name = opening["name"]
    found = _inside(lines, start, opening.end(), name)
    if found is None:
        return None
    text, end = found
    attributes = _attributes(opening["attributes"])
    if name != "Tabs":
        return callout(attributes.get("type", "note"), attributes.get("title", ""), _lines(text)), end
    items = list(_ITEM.finditer(text))
    if not items or _ITEM.sub("", text).strip():
        return None
    tabs = []
    for item in items:
        given = _attributes(item["attributes"])
        title = given.get("label") or given.get("value") or given.get("title") or "Tab"
        tabs.append(Tab(title, rewrite(_lines(item["body"])), "default" in given))
    return tab_set(tabs), end


def _inside(lines: list[str], start: int, offset: int, name: str) -> tuple[str, int] | None:
    """Return the text of a component, which is closed at the end of a line, and the index of the line after it."""
    level = 0
    for end in range(start, min(len(lines), start + _LONGEST)):
        level += lines[end].count(f"<{name}>") + lines[end].count(f"<{name} ") - lines[end].count(f"</{name}>")
        if level <= 0:
            text = "\n".join(lines[start : end + 1])[offset:].rstrip()
            return (text.removesuffix(f"</{name}>"), end + 1) if text.endswith(f"</{name}>") else None
    return None


def _attributes(written: str) -> dict[str, str]:
    return {
        match["name"]: match["double"] or match["single"] or match["value"] or ""
        for match in _ATTRIBUTE.finditer(written)
    }


def _lines(text: str) -> list[str]:
    return textwrap.dedent(text.strip("\n")).strip().split("\n")
