"""Ids of author HTML are made unique on the page, and what refers to them follows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from blogtools.memo import lazy_pattern
from blogtools.render.context import Rendering
from blogtools.transform.markdown.tags import Attribute, Tag, element_names, quote_like, tags

# For text in small letters: a pattern that begins with fixed letters is found ten times as fast.
_HAS_ID = re.compile(r"id(?<=[\s\"'/]id)\s*=")
_LISTS = element_names(
    "for headers list form aria-labelledby aria-controls aria-describedby aria-owns aria-details aria-flowto"
    " aria-errormessage aria-activedescendant popovertarget commandfor"
)
"""Attributes that hold ids, one or several."""
_LINKS = frozenset(("href", "xlink:href", "usemap"))
_STYLE_REFERENCE = lazy_pattern(r"#(-?[A-Za-z_][\w-]*)")
_URL_REFERENCE = lazy_pattern(r"(url\(\s*[\"']?#)([^\s)\"']+)")
_SCRIPT_REFERENCE = lazy_pattern(r"(?P<quote>[\"'`])(?P<hash>#?)(?P<id>[^\"'`\s#]{1,200})(?P=quote)")

_Edit = tuple[int, int, str]


def unique_ids(html: str, rendering: Rendering) -> str:
    """Claim the ids of a fragment for the page.

    An id that is taken is renamed, and the fragment's own references to it are, too: links, labels, image maps,
    `aria-*` lists, `url(#…)`, selectors in `<style>`, and quoted strings in `<script>`.
    """
    return unique_ids_of([html], rendering)[0]


def unique_ids_of(pieces: Sequence[str], rendering: Rendering) -> list[str]:
    """Do the same for HTML in several pieces that refer to each other, as those of a Markdown cell."""
    claimed: dict[str, str] = {}
    given = [_ids_claimed(piece, rendering, claimed) for piece in pieces]
    renamed = {old: new for old, new in claimed.items() if old != new}
    return [_edited(piece, _references(piece, renamed)) for piece in given] if renamed else given


def _ids_claimed(html: str, rendering: Rendering, claimed: dict[str, str]) -> str:
    """Return the piece with ids unique on the page; references follow the first element with an id."""
    if not _HAS_ID.search(html.lower()):
        return html
    edits: list[_Edit] = []
    for tag in tags(html):
        if tag.is_end or not _HAS_ID.search(tag.written.lower()):
            continue
        for attribute in tag.attributes:
            if attribute.name == "id" and attribute.value:
                new = rendering.claim_id(attribute.value)
                claimed.setdefault(attribute.value, new)
                if new != attribute.value:
                    edits.append(_edit(attribute, new, html))
    return _edited(html, edits)


def _references(html: str, names: Mapping[str, str]) -> list[_Edit]:
    edits: list[_Edit] = []
    raw: Tag | None = None
    for tag in tags(html):
        if raw is not None and tag.is_end and tag.name == raw.name:
            edits += _in_text(html, raw, tag.start, names)
        raw = tag if tag.name in ("script", "style") and not tag.is_end else None
        if tag.is_end or "=" not in tag.written:
            continue
        for attribute in tag.attributes:
            new = _value(attribute, names)
            if new != attribute.value:
                edits.append(_edit(attribute, new, html))
    return sorted(edits)


def _in_text(html: str, tag: Tag, end: int, names: Mapping[str, str]) -> list[_Edit]:
    """Return the edit of the text in a `<style>` or a `<script>`; empty if there is nothing to change."""
    text = html[tag.end : end]
    if tag.name == "style":
        new = _STYLE_REFERENCE.sub(lambda found: "#" + names.get(found[1], found[1]), text)
    else:
        new = _SCRIPT_REFERENCE.sub(lambda found: _script_string(found, names), text)
    return [(tag.end, end, new)] if new != text else []


def _value(attribute: Attribute, names: Mapping[str, str]) -> str:
    name, value = attribute.name, attribute.value
    if name in _LINKS and value.startswith("#"):
        return "#" + names.get(value[1:], value[1:])
    if name in _LISTS:
        parts = value.split()
        return value if names.keys().isdisjoint(parts) else " ".join(names.get(part, part) for part in parts)
    if "url(" in value:
        return _URL_REFERENCE.sub(lambda url: url[1] + names.get(url[2], url[2]), value)
    return value


def _script_string(found: re.Match[str], names: Mapping[str, str]) -> str:
    new = names.get(found["id"])
    return f"{found['quote']}{found['hash']}{new}{found['quote']}" if new else found[0]


def _edit(attribute: Attribute, new: str, html: str) -> _Edit:
    return attribute.start, attribute.end, quote_like(new, html[attribute.start : attribute.end])


def _edited(html: str, edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, replacement in edits:
        parts += html[done:start], replacement
        done = end
    return "".join([*parts, html[done:]]) if parts else html
