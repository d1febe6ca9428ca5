"""Ids of raw HTML are made unique on the page, and what refers to them follows."""

from __future__ import annotations

import re
from html import escape, unescape

from blogtools.render.context import Rendering

_TAG = re.compile(
    r"<!--.*?-->"
    r"|<(?P<raw>script|style)\b(?P<raw_attributes>[^>]*)>(?P<text>.*?)</(?P=raw)\s*>"
    r"|<[a-zA-Z][^\s/>]*(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
# For text in small letters: a pattern that begins with fixed letters is found ten times as fast.
_HAS_ID = re.compile(r"id(?<=[\s\"'/]id)\s*=")
_LISTS = re.compile(
    r"for|headers|list|form|aria-(?:labelledby|controls|describedby|owns|details|flowto|activedescendant)"
)
_LINKS = ("href", "xlink:href")
_STYLE_REFERENCE = re.compile(r"#(-?[A-Za-z_][\w-]*)")
_URL_REFERENCE = re.compile(r"(url\(\s*(?:[\"']|&quot;|&#39;)?#)([^\s)\"'&]+)")
_SCRIPT_REFERENCE = re.compile(r"(?P<quote>[\"'`])(?P<hash>#?)(?P<id>[^\"'`\s#]{1,200})(?P=quote)")


def unique_ids(html: str, rendering: Rendering) -> str:
    """Claim the ids of a fragment for the page.

    An id that is taken is renamed, and the fragment's own references to it are, too: links, labels, `aria-*` lists,
    `url(#…)`, selectors in `<style>`, and quoted strings in `<script>`.
    """
    if not _HAS_ID.search(html.lower()):
        return html
    names: dict[str, str] = {}
    edits: list[tuple[int, int, str]] = []
    for match in _TAG.finditer(html):
        if not match["attributes"] or not _HAS_ID.search(match["attributes"].lower()):
            continue
        for attribute in _ATTRIBUTE.finditer(match["attributes"]):
            if attribute[1].lower() == "id" and (old := _value(attribute[3])):
                new = rendering.claim_id(old)
                names.setdefault(old, new)
                if new != old:
                    start = match.start("attributes") + attribute.start(3)
                    edits.append((start, start + len(attribute[3]), _quoted(new, attribute[3])))
    if not edits:
        return html
    html = _apply(html, edits)
    renamed = {old: new for old, new in names.items() if old != new}
    return _TAG.sub(lambda match: _follow(match, renamed), html) if renamed else html


def _follow(match: re.Match[str], names: dict[str, str]) -> str:
    tag = match[0]
    if match["raw"]:
        start = match.start("text") - match.start()
        end = match.end("text") - match.start()
        pattern, replace = (
            (_STYLE_REFERENCE, lambda found: "#" + names.get(found[1], found[1]))
            if match["raw"].lower() == "style"
            else (_SCRIPT_REFERENCE, lambda found: _script_string(found, names))
        )
        return tag[:start] + pattern.sub(replace, match["text"]) + tag[end:]
    if not match["attributes"]:
        return tag
    start = match.start("attributes") - match.start()
    return tag[:start] + _ATTRIBUTE.sub(lambda found: _attribute(found, names), match["attributes"]) + ">"


def _attribute(found: re.Match[str], names: dict[str, str]) -> str:
    name, equals, written = found.groups()
    name_lower = name.lower()
    value = _value(written)
    new = value
    if name_lower in _LINKS and value.startswith("#"):
        new = "#" + names.get(value[1:], value[1:])
    elif _LISTS.fullmatch(name_lower):
        new = " ".join(names.get(part, part) for part in value.split())
    elif "url(" in value:
        new = _URL_REFERENCE.sub(lambda url: url[1] + names.get(url[2], url[2]), value)
    return found[0] if new == value else f"{name}{equals}{_quoted(new, written)}"


def _script_string(found: re.Match[str], names: dict[str, str]) -> str:
    new = names.get(found["id"])
    return f"{found['quote']}{found['hash']}{new}{found['quote']}" if new else found[0]


def _value(written: str) -> str:
    return unescape(written[1:-1] if written[0] in "\"'" else written)


def _quoted(value: str, written: str) -> str:
    return f"'{escape(value)}'" if written[0] == "'" else f'"{escape(value)}"'


def _apply(html: str, edits: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, replacement in edits:
        parts += html[done:start], replacement
        done = end
    return "".join([*parts, html[done:]])
