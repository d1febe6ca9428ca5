"""Formatted citations as Markdown: each in the text, and the list of what is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from selectolax.lexbor import LexborHTMLParser

from blogtools.memo import lazy_pattern
from blogtools.transform.citations.entries import decoded
from blogtools.transform.markdown.plain import escaped

_STYLE = lazy_pattern(r"(?s)<style>.*?</style>")
_CODED = lazy_pattern(r"%EE%88%[89AB][0-9A-F]")
"""A coded character in an address."""
_DOUBLED = lazy_pattern(r"(?<=\d),(?=\))|(\.[”’])\.")
_ELEMENTS = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "sup": "sup", "sub": "sub"}
_SIGNS = {"em": "*", "strong": "**"}
"""For generators that leave out HTML: where Markdown is sure to take them for what they are."""
_SPACE = lazy_pattern(r"[ \t\n\r\f]+")


class Formatted(msgspec.Struct, frozen=True):
    """The groups and the entries of a post as the formatter wrote them."""

    groups: tuple[tuple[Piece, ...], ...]
    entries: tuple[tuple[str, str], ...]
    """Key and Markdown of each entry, in the order of the list."""
    notes: dict[str, str] = {}
    """For styles with footnotes: the number of a note to its text in Markdown."""


class Piece(msgspec.Struct, frozen=True):
    """A part of a group: a citation of one entry, or what stands around it."""

    text: str
    """Markdown."""
    key: str = ""
    """The entry that it cites."""
    note: str = ""
    """The number of the note that it is."""


def read_formatted(html: str, keys: tuple[str, ...], groups: int) -> Formatted:
    """Read what `format_citations` returns, for entries with these keys and a number of groups before them."""
    tree = LexborHTMLParser(_STYLE.sub("", html))
    notes: dict[str, Any] = {node.id or "": node for node in tree.css("section[role=doc-endnotes] li")}
    divs = tree.css("body > div")
    # A group for each entry tells which item of the list it is.
    places = {
        place: key for key, div in zip(keys, divs[groups:], strict=True) if (place := _target(div, notes)) is not None
    }
    listed = tree.css("section[role=doc-bibliography] li")
    return Formatted(
        tuple(tuple(_pieces(div, places)) for div in divs[:groups]),
        tuple((places[node.id], _tidied(_markdown(node))) for node in listed if node.id in places),
        {name: _note(node) for name, node in notes.items()},
    )


def _target(div: Any, notes: Mapping[str, Any]) -> str | None:
    """Return the id of the item that a group with one entry leads to."""
    for link in div.css("a"):
        target = (link.attributes.get("href") or "").removeprefix("#")
        if target in notes:
            return _target(notes[target], {})
        if "role" not in (link.parent.attributes if link.parent else {}):  # Not the way back from a note.
            return target
    return None


def _note(node: Any) -> str:
    # The first element is the link back.
    return _markdown(node, skip="sup[role=doc-backlink]").strip()


def _tidied(text: str) -> str:
    """Return an entry without the signs that styles put between parts of which one is missing."""
    return _DOUBLED.sub(r"\1", text.strip())


def _pieces(div: Any, places: Mapping[str, str]) -> Iterator[Piece]:
    for node in _children(div):
        link = node if node.tag == "a" else node.css_first("a") if node.tag != "-text" else None
        target = (link.attributes.get("href") or "").removeprefix("#") if link is not None else ""
        if target in places:
            yield Piece(_inside(link), places[target])
        elif target and node.tag == "sup":
            yield Piece("", note=target)
        else:
            yield Piece(_markdown(node))


def _children(node: Any) -> Iterator[Any]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _inside(node: Any, skip: str = "") -> str:
    skipped = {one.mem_id for one in node.css(skip)} if skip else set()
    return "".join(_markdown(child) for child in _children(node) if child.mem_id not in skipped)


def _markdown(node: Any, skip: str = "") -> str:
    """Return a node of HTML as Markdown on one line."""
    if node.tag == "-text":
        return escaped(decoded(_SPACE.sub(" ", node.text_content or "")))
    inner = _inside(node, skip)
    element = _ELEMENTS.get(node.tag or "")
    if element and inner.strip():
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        inner = inner.strip()
        if element in _SIGNS and inner[0].isalnum() and inner[-1].isalnum() and _is_alone(node):
            return f"{before}{_SIGNS[element]}{inner}{_SIGNS[element]}{after}"
        return f"{before}<{element}>{inner}</{element}>{after}"
    if node.tag == "a" and (node.attributes.get("role") or "") not in ("doc-backlink", "doc-biblioref"):
        return _link(_CODED.sub(_unquoted, node.attributes.get("href") or ""), inner, node.text())
    return inner


def _is_alone(node: Any) -> bool:
    """Return True if asterisks around an element cannot meet those around another."""
    around = (node.prev, node.next)
    return node.parent.tag not in _ELEMENTS and all(one is None or one.tag == "-text" for one in around)


def _link(address: str, label: str, text: str) -> str:
    if not re.match(r"https?://", address):
        return label
    url = re.sub(r"[\s<>\\()\[\]{}\"`|^*]", lambda match: quote(match[0], safe=""), address)
    return f"<{url}>" if url == decoded(text) else f"[{label}]({url})"


def _unquoted(match: re.Match[str]) -> str:
    return quote(decoded(unquote(match[0])), safe="/")
