"""The tags in a piece of HTML and where they stand: for changes that must leave every other byte as it is.

Parsers build trees and forget where anything stood (selectolax and nh3 tell no source positions), so addresses and ids
are changed by this tokenizer of the HTML Standard (13.2.5). It knows tags, not structure: which elements a tag opens
or ends is for `render.sanitize.contain` to find out, with a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from html.entities import html5

import msgspec

from blogtools.memo import lazy_pattern


def element_names(text: str) -> frozenset[str]:
    """Return the names in a text as a set."""
    return frozenset(text.split())


RAW_TEXT = element_names("script style textarea title xmp iframe noembed noframes")
"""Elements in which `<` begins no other tag."""

_CHANGES_WHAT_FOLLOWS = RAW_TEXT | {"svg", "math", "foreignobject"}
_UNFINISHED = 10
"""Tags without an end after which no other is looked for: each takes a look at all the rest of the text."""
_ATTRIBUTE = r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?=>)|[^\s>\"'][^\s>]*+)|(?!\s*+=))"  # Name, value.
_TOKEN = lazy_pattern(
    r"<(?:"
    r"(?P<comment>!--(?:-?>|.*?--!?>|.*\Z))"
    rf"|(?P<end>/)?(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?>(?:[\s/]++|{_ATTRIBUTE})*))>"
    r"|(?P<cdata>!\[CDATA\[)"
    r"|(?P<bogus>[!?][^>]*+>|/[^a-zA-Z>][^>]*+>)"
    r"|(?P<broken>(?=/?[a-zA-Z]|[!?])))",
    re.DOTALL,
)
_ONE_ATTRIBUTE = lazy_pattern(
    r"(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+'|(?=>|\Z)|[^\s>\"'][^\s>]*+)|(?!\s*+=))"
)
_REFERENCE = lazy_pattern(r"&(?:#(?:[xX][0-9a-fA-F]++|[0-9]++);?|([a-zA-Z][a-zA-Z0-9]*+)(;|(?!=)))")


class Attribute(msgspec.Struct, frozen=True):
    """An attribute of a tag."""

    name: str
    """In small letters."""
    value: str
    """As it is meant, without quotes and character references."""
    start: int
    """Start of the value in the text, quotes included; the end of the attribute if it has no value."""
    end: int


class Tag(msgspec.Struct, frozen=True):
    """A start tag or an end tag."""

    name: str
    """In small letters."""
    start: int
    end: int
    written: str
    """Text between the name and `>`."""
    is_end: bool
    is_unfinished: bool
    """True if it has no `>`, so that a parser drops it and everything after it."""

    @property
    def attributes(self) -> Iterator[Attribute]:
        """The attributes; of several with one name the first, which is the one that counts."""
        names = set()
        offset = self.end - 1 - len(self.written)
        for match in _ONE_ATTRIBUTE.finditer(self.written):
            name = match["name"].lower()
            if name in names:
                continue
            names.add(name)
            value = match["value"] or ""
            start, end = match.span("value") if value else (match.end(), match.end())
            plain = _decoded(value[1:-1] if value[:1] in ("'", '"') else value)
            yield Attribute(name, plain, offset + start, offset + end)


def tags(html: str) -> Iterator[Tag]:
    """Give the tags of a piece of HTML, in order; none of those in comments, scripts and other raw text.

    An element of raw text that nothing ends is taken for text, and so the tags in it count.
    """
    foreign: list[bool] = []
    endless: set[str] = set()
    unfinished = position = 0
    search = _TOKEN.search
    while match := search(html, position):
        start, position = match.span()
        name, is_end, written = match.group("name", "end", "attributes")
        if name is not None:
            tag = Tag(name.lower(), start, position, written, is_end is not None, False)
            yield tag
            if tag.name in _CHANGES_WHAT_FOLLOWS:
                position = _after(tag, html, foreign, endless)
        elif match["cdata"]:
            end = html.find("]]>" if foreign and foreign[-1] else ">", position)
            position = end + 1 if end >= 0 else len(html)
        elif match["broken"] is not None:
            unfinished += 1
            yield Tag("", start, position, "", is_end=False, is_unfinished=True)
            if unfinished >= _UNFINISHED:
                yield from _all_unfinished(html, position)
                return


def _all_unfinished(html: str, position: int) -> Iterator[Tag]:
    for match in re.compile("<").finditer(html, position):
        yield Tag("", match.start(), match.end(), "", is_end=False, is_unfinished=True)


def _after(tag: Tag, html: str, foreign: list[bool], endless: set[str]) -> int:
    """Return where to look for the next tag. `endless` are raw text elements without an end tag from here on.

    Of SVG and MathML (`foreign`) only so much is known that their titles, styles and scripts hold tags.
    """
    if tag.name in ("svg", "math", "foreignobject"):
        if tag.is_end:
            foreign[-1:] = []
        elif not tag.written.endswith("/"):
            foreign.append(tag.name != "foreignobject")
    elif tag.name in RAW_TEXT and not tag.is_end and tag.name not in endless and not (foreign and foreign[-1]):
        end = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(html, tag.end)
        if end:
            return end.start()
        endless.add(tag.name)
    return tag.end


def quote_like(value: str, written: str) -> str:
    """Return a value as it is written in place of `written`, in the same kind of quotes."""
    return f"'{escape(value)}'" if written[:1] == "'" else f'"{escape(value)}"'


def _decoded(value: str) -> str:
    return _REFERENCE.sub(_character, value) if "&" in value else value


def _character(match: re.Match[str]) -> str:
    """Return the character of a reference in an attribute (HTML Standard, 13.2.5.73: `&copy=1` is no reference)."""
    return html5.get(match[1] + match[2], match[0]) if match[1] else unescape(match[0])
