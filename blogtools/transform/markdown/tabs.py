"""Rewrites tabs of MkDocs, Quarto, MyST and Docusaurus as HTML that needs no script: of its parts, one is open."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import Attributes
from blogtools.transform.markdown.html_blocks import details, element_lines

_MKDOCS = lazy_pattern(r"( {0,3})===(!?)(\+?)[ \t]+\"([^\"\n]+)\"[ \t]*$")
_HEADING = lazy_pattern(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = lazy_pattern(r" {0,3}(`{3,}|~{3,})")
_ITEM = '<details class="tab"'
_NAME = 'name="tabs-'
_NAMED = lazy_pattern(r"<details class=\"tab\" name=\"(tabs-[0-9a-f]{8})\"( open)?")


class Tab(msgspec.Struct, frozen=True):
    """A tab."""

    title: str
    """In Markdown."""
    body: list[str]
    is_open: bool = False


def tab_set(tabs: list[Tab]) -> list[str]:
    """Return tabs as lines; the first is open unless another one asks for it."""
    opened = next((index for index, tab in enumerate(tabs) if tab.is_open), 0)
    name = tab_set_name("\n".join("\n".join((tab.title, *tab.body)) for tab in tabs))
    lines = []
    for index, tab in enumerate(tabs):
        lines += details(tab.title, tab.body, classes=("tab",), is_open=index == opened, name=name)
    return element_lines("div", Attributes(("tabs",), {}), lines)


def mkdocs_tabs(lines: list[str], start: int) -> tuple[list[Tab], int] | None:
    """Return the tabs that begin at a line `=== "Title"`, with their indented text, and the line after them."""
    tabs: list[Tab] = []
    position = start
    while position < len(lines):
        opening = _MKDOCS.match(lines[position])
        if opening is None or (tabs and opening[2]):
            break
        indent = len(opening[1]) + 4
        end = position + 1
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * indent)):
            end += 1
        body = [line[indent:] for line in lines[position + 1 : end]]
        if not any(map(str.strip, body)):
            break
        tabs.append(Tab(opening[4], body, bool(opening[3])))
        position = end
    return (tabs, position) if tabs else None


def quarto_tabs(body: list[str]) -> tuple[list[str], list[Tab]]:
    """Return the lines before the first heading of a `.panel-tabset`, and its tabs: one for each heading like that."""
    before: list[str] = []
    tabs: list[Tab] = []
    marks = fence = ""
    for line in body:
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif opening and opening[1].startswith(fence) and line.strip() == opening[1]:
            fence = ""
        heading = None if fence else _HEADING.match(line)
        if heading and (not marks or heading[1] == marks):
            marks = heading[1]
            tabs.append(Tab(heading[2], [], 'class="active"' in line))
        else:
            (tabs[-1].body if tabs else before).append(line)
    return before, tabs


def tab_item(title: str, body: list[str], *, is_open: bool) -> list[str]:
    """Return one of MyST's tabs, to which the set around it gives its name."""
    return details(title, body, classes=("tab",), is_open=is_open)


def named_tabs(body: list[str]) -> list[str]:
    """Return MyST's tabs as a set: one is open."""
    name = tab_set_name("\n".join(body))
    items = [index for index, line in enumerate(body) if line.startswith(_ITEM) and " name=" not in line]
    opened = next((index for index in items if " open" in body[index].partition(">")[0]), items[0] if items else 0)
    lines = list(body)
    for index in items:
        state = " open" if index == opened else ""
        rest = lines[index].removeprefix(_ITEM).removeprefix(" open")
        lines[index] = f'{_ITEM} name="{name}"{state}{rest}'
    return element_lines("div", Attributes(("tabs",), {}), lines)


def distinct_sets(text: str, place: str) -> str:
    """Return Markdown in which each set of tabs has a name of its own: of sets with one name, one part would be open.

    Equal sets have equal names, and each of them has one part that is open. `place` is a part of the names.
    """
    if _NAME not in text:
        return text
    found = [(match[1], bool(match[2])) for match in _NAMED.finditer(text)]
    sets = Counter(name for name, is_open in found if is_open)
    parts = Counter(name for name, _ in found)
    seen: Counter[str] = Counter()

    def renamed(match: re.Match[str]) -> str:
        name = match[1]
        number = seen[name] // max(parts[name] // max(sets[name], 1), 1)
        seen[name] += 1
        return match[0].replace(name, f"{name}{place and '-'}{place}{f'-{number + 1}' if number else ''}")

    return _NAMED.sub(renamed, text) if place or any(number > 1 for number in sets.values()) else text


def tab_set_name(text: str) -> str:
    """Return a name for a set of tabs, which is another for other tabs."""
    return f"tabs-{hashlib.blake2b(text.encode(errors='replace'), digest_size=4).hexdigest()}"
