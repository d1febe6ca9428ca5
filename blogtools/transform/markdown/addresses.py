"""The addresses in Markdown and in HTML, and how to change them without touching another byte."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Markdown
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import LocatedEvent, located_events, parse_markdown, reference_definitions
from blogtools.transform.markdown.tags import Attribute, quote_like, tags

ReplaceUrl = Callable[[str], str]
"""From a URL as written to the one to write."""
ByteEdit = tuple[int, int, bytes]
"""Bytes from, bytes to, and what to put there."""

_URL_ATTRIBUTES = frozenset(("src", "href", "poster", "xlink:href"))
_SETS = frozenset(("srcset", "imagesrcset"))
_WITH_ADDRESSES = ("src", "href", "poster", "<object", "SRC", "HREF", "POSTER", "<OBJECT")
# HTML Standard, "Parse a srcset attribute".
_CANDIDATE = lazy_pattern(r"[\s,]*+(?P<url>\S+?)(?:,+(?=\s|\Z)|\s+[^,]*(?:,|\Z)|\Z)")
_DESTINATION = lazy_pattern(rb"\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))")


class HtmlAddress(NamedTuple):
    """An address in a tag."""

    url: str
    is_link: bool
    """True for a link; False for a resource that is part of the page."""


def may_have_addresses(html: str) -> bool:
    """Return False if a piece of HTML surely has no address; much faster than to look for them."""
    for name in _WITH_ADDRESSES:  # noqa: SIM110 - `any` takes twice as long
        if name in html:
            return True
    return False


def html_addresses(html: str) -> Iterator[HtmlAddress]:
    """Give the addresses in a piece of HTML, however they are quoted; of a `srcset` each one."""
    for attribute, url in _addresses(html):
        yield HtmlAddress(url, is_link=attribute.name.endswith("href"))


def address_starts(html: str) -> Iterator[tuple[str, int]]:
    """Give the addresses in a piece of HTML, and where in it the attribute of each begins."""
    return ((url, attribute.start) for attribute, url in _addresses(html))


def _addresses(html: str) -> Iterator[tuple[Attribute, str]]:
    for attribute in _url_attributes(html):
        if attribute.name in _SETS:
            for candidate in _CANDIDATE.finditer(attribute.value):
                yield attribute, candidate["url"]
        else:
            yield attribute, attribute.value


def html_changes(html: str, address: ReplaceUrl) -> Iterator[tuple[int, int, str]]:
    """Give what `address` changes in a piece of HTML: characters from, characters to, and what to put there."""
    for attribute in _url_attributes(html):
        old = attribute.value
        new = _CANDIDATE.sub(lambda one: _candidate(one, address), old) if attribute.name in _SETS else address(old)
        if new != old:
            yield attribute.start, attribute.end, quote_like(new, html[attribute.start : attribute.end])


def with_html_addresses(html: str, address: ReplaceUrl) -> str:
    """Return HTML with its URLs replaced; the same string if none changes."""
    parts: list[str] = []
    done = 0
    for start, end, replacement in html_changes(html, address):
        parts += html[done:start], replacement
        done = end
    return "".join([*parts, html[done:]]) if parts else html


def _url_attributes(html: str) -> Iterator[Attribute]:
    if "=" not in html:
        return
    for tag in tags(html):
        if tag.is_end or tag.name == "base" or "=" not in tag.written:
            continue
        for attribute in tag.attributes:
            name = attribute.name
            if attribute.value and (
                name in _URL_ATTRIBUTES or name in _SETS or (name == "data" and tag.name == "object")
            ):
                yield attribute


def _candidate(one: re.Match[str], address: ReplaceUrl) -> str:
    start, end = (position - one.start() for position in one.span("url"))
    return f"{one[0][:start]}{address(one['url'])}{one[0][end:]}"


class HtmlPiece(msgspec.Struct, frozen=True):
    """HTML of the author in a piece of Markdown: an inline tag, or the lines of a block together."""

    text: str
    lines: Sequence[tuple[int, int]]
    """Start of each line, in `text` and in the Markdown, in bytes; empty if unknown."""

    def edits(self, address: ReplaceUrl) -> Iterator[ByteEdit]:
        """Give the edits of the Markdown that change addresses in this piece."""
        if not self.lines:
            return
        for start, end, replacement in html_changes(self.text, address):
            yield self.place(start), self.place(end), replacement.encode()

    def place(self, offset: int) -> int:
        """Return the byte of the Markdown at which a character of this piece stands."""
        start, place = self.lines[bisect_right(self.lines, offset, key=itemgetter(0)) - 1]
        return place + len(self.text[start:offset].encode())


def html_pieces(events: Sequence[Any], places: Sequence[Sequence[tuple[int, int]]] = ()) -> dict[int, HtmlPiece]:
    """Return the author's HTML among events, by the position of its first event.

    The parser gives a block line by line, so that a tag over several lines is in several events. `places` says of each
    event where its lines are, for pieces whose addresses change.
    """
    pieces: dict[int, HtmlPiece] = {}
    first = last = -2
    for position, event in enumerate(events):
        if event.__class__ is str or not ("Html" in event or "InlineHtml" in event):
            continue
        text = event.get("Html")
        lines = places[position] if places else ()
        if text is not None and last == position - 1:
            before = pieces[first]
            more = [(len(before.text) + start, place) for start, place in lines]
            pieces[first] = HtmlPiece(before.text + text, [*before.lines, *more])
        else:
            first = position
            pieces[first] = HtmlPiece(event["InlineHtml"] if text is None else text, lines)
        last = position if text is not None else -2
    return pieces


def located_html(markdown: Markdown, events: Sequence[LocatedEvent]) -> dict[int, HtmlPiece]:
    """Return the author's HTML among the located events of a piece of Markdown, by the position of its first event."""
    places = [_lines(event, markdown.text, start, end) for event, start, end in events]
    return html_pieces([event for event, _, _ in events], places)


def _lines(event: Any, source: bytes, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Return where each line of an event's HTML begins, in the HTML and in the source (past the `> ` of a quote)."""
    html = event.get("Html") or event.get("InlineHtml") if event.__class__ is dict else None
    if html is None:
        return ()
    found: list[tuple[int, int]] = []
    offset = 0
    written = source[start:end].split(b"\n")
    lines = html.split("\n")
    for line, raw in zip(lines, written, strict=False):
        if len(lines) != len(written) or not raw.endswith(line.encode()):
            return ()
        found.append((offset, start + len(raw) - len(line.encode())))
        offset += len(line) + 1
        start += len(raw) + 1
    return found


def with_addresses(source: str, address: ReplaceUrl) -> str:
    """Return Markdown with its URLs replaced; the same object if none changes."""
    markdown = parse_markdown(source)
    events = located_events(markdown)
    pieces = located_html(markdown, events)
    edits: set[ByteEdit] = set()
    for position, (event, _, _) in enumerate(events):
        if event.__class__ is str:
            continue
        ((kind, value),) = event.items()
        if position in pieces:
            edits.update(pieces[position].edits(address))
        elif kind == "Start" and value.__class__ is dict and ("Link" in value or "Image" in value):
            edits.update(link_edits(markdown, next(iter(value.values())), events, position, address))
    return restore(edited(markdown.text, edits).decode(), markdown.formulas) if edits else source


def edited(text: bytes, edits: set[ByteEdit]) -> bytes:
    """Apply edits to a text; of two that overlap, only the first."""
    parts, done = [], 0
    for start, end, replacement in sorted(edits):
        if start >= done:
            parts += [text[done:start], replacement]
            done = end
    return b"".join([*parts, text[done:]])


def link_edits(
    markdown: Markdown, data: Any, events: Sequence[LocatedEvent], position: int, address: ReplaceUrl
) -> Iterator[ByteEdit]:
    """Yield the edits of the link or image that starts at `position` in `events`, or of its definition."""
    url = restore(data["dest_url"], markdown.formulas)
    target = address(url)
    if target == url:
        return
    end = events[position][2]
    if data["link_type"] == "Inline":
        inner = link_text_end(events, position)
        bracket = markdown.text.find(b"](", inner - 1, end)
        yield from _destination_edit(markdown.text, bracket + 2, target) if bracket >= 0 else ()
    elif data["link_type"] in ("Reference", "Collapsed", "Shortcut"):
        label = " ".join(data["id"].split()).casefold()
        for name, span in reference_definitions(markdown).items():
            if " ".join(name.split()).casefold() == label:
                colon = markdown.text.find(b"]:", span[0], span[1])
                yield from _destination_edit(markdown.text, colon + 2, target) if colon >= 0 else ()


def link_text_end(events: Sequence[LocatedEvent], position: int) -> int:
    """Return the byte behind the last event in the link or image that starts at `position`."""
    _, start, end = events[position]
    inner = start + 1
    depth = 0
    for event, _, inner_stop in islice(events, position, None):
        if isinstance(event, dict) and "Start" in event:
            depth += 1
        elif isinstance(event, dict) and "End" in event:
            depth -= 1
            if depth == 0:
                break
        if inner_stop < end:
            inner = max(inner, inner_stop)
    return inner


def _destination_edit(text: bytes, position: int, target: str) -> Iterator[ByteEdit]:
    match = _DESTINATION.match(text, position)
    if match:
        group = 1 if match[1] is not None else 2
        start, end = match.span(group)
        if group == 2 and ("{" in target or " " in target):  # noqa: PLR2004 - the second group of the pattern
            target = f"<{target}>" if "{" not in target else target
        yield start, end, target.encode()
