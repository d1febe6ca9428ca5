"""Attributes of headings and paragraphs (Pandoc, kramdown, Hugo, MyST), MyST's targets, and the language of a fence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inline.places import Places
from blogtools.transform.markdown.attributes import Attributes, read_attributes
from blogtools.transform.markdown.html_tags import opening_tag

_HEADING = lazy_pattern(
    rb"^[ >]{0,8}#{1,6}[ \t]+(?P<text>[^\n]*?)(?P<mark>[ \t]*\{:?[ \t]*(?P<inner>(?=[#.-])[^{}\n]*)\})[ \t]*#*[ \t]*$",
    re.MULTILINE,
)
_UNDERLINED = lazy_pattern(
    rb"^ {0,3}(?P<text>[^\s>#|][^\n]*?)(?P<mark>[ \t]*\{:?[ \t]*(?P<inner>(?=[#.-])[^{}\n]*)\})[ \t]*\n"
    rb" {0,3}(?:=+|-+)[ \t]*$",
    re.MULTILINE,
)
_ALONE = lazy_pattern(
    rb"^[ \t]{0,3}\{(?P<colon>:?)[ \t]*(?P<inner>(?=[#.\w-])[^{}\n]*[#.=][^{}\n]*)\}[ \t]*$", re.MULTILINE
)
_TARGET = lazy_pattern(rb"^\((?P<id>[\w:.-]+)\)=[ \t]*\n(?=\s*^ {0,3}#{1,6}[ \t])", re.MULTILINE)
_NEXT_HEADING = lazy_pattern(rb"\s*^ {0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_HEADING_LINE = lazy_pattern(rb" {0,3}#{1,6}[ \t]+(?=\S)")
_PARAGRAPH = lazy_pattern(rb"(?![ \t]*(?:[-+*>|#<=~`]|\d+[.)]|:::|!!!|\?\?\?|===|\{|\())[^\n]")
"""The first line of what is surely a paragraph."""
_FENCE = lazy_pattern(rb"^[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*\{(?P<inner>[^{}\n]*)\}[ \t]*$", re.MULTILINE)
_CHUNK = lazy_pattern(
    r"(python|r|julia|sql|bash|ojs|stata|javascript|js|css|sh|rust|go|c\+\+|cpp)\b[ \t]*,?[ \t]*(.*)\Z"
)
_CHUNK_THAT_HIDES = lazy_pattern(r"\b(?:echo|include|eval|results|output|child|ref\.label)\b")
_OPTION_LINES = lazy_pattern(rb"(?:\n[ \t>]*(?:#|//|--)\|[^\n]*)+")
_NO_LANGUAGE = frozenset({"numberLines", "number-lines", "lineAnchors", "line-anchors", "cell-code"})


def headings(places: Places) -> Iterator[Replacement]:
    """Yield anchors at the beginning of headings with attributes, or with a target of MyST before them."""
    for pattern in (_HEADING, _UNDERLINED):
        for match in pattern.finditer(places.data):
            if places.is_text(match.start("mark")) and places.is_text(match.end("mark") - 1):
                start = match.start("text")
                attributes = _heading_attributes(match["inner"])
                yield from places.take(*_anchor(start, attributes), Replacement(*match.span("mark")))
    if b")=" in places.data:
        for match in _TARGET.finditer(places.data):
            heading = _NEXT_HEADING.match(places.data, match.end())
            if heading and places.is_text(match.start()):
                anchor = _anchor(heading.end(), Attributes((), {}, match["id"].decode()))
                yield from places.take(*anchor, Replacement(match.start(), match.end() - 1))


def _heading_attributes(written: bytes) -> Attributes:
    attributes = read_attributes(f"{{{written.decode()}}}")
    if written.strip() == b"-":
        return Attributes((), {})
    # Which headings have no number is read from the notebook itself.
    shown = tuple(name for name in attributes.classes if name != "unnumbered")
    return msgspec.structs.replace(attributes, classes=shown)


def _anchor(place: int, attributes: Attributes) -> Iterator[Replacement]:
    tag = opening_tag("a", msgspec.structs.replace(attributes, pairs={}))
    if tag != "<a>":
        yield Replacement(place, place, f"{tag}</a>".encode())


def alone(places: Places) -> Iterator[Replacement]:
    """Yield what attributes on a line of their own do for the heading or the paragraph that they belong to.

    kramdown's `{: .a}` and Hugo's `{.a}` follow a block, MyST's are before one.
    """
    data = places.data
    for match in _ALONE.finditer(data):
        if not places.is_text(match.start()) or not places.is_text(match.end() - 1):
            continue
        attributes = read_attributes(f"{{{match['inner'].decode()}}}")
        previous = data.rfind(b"\n", 0, max(match.start() - 1, 0)) + 1
        if match.start() and data[previous : match.start()].strip():
            yield from _after_block(places, previous, match, attributes)
        elif not match["colon"]:
            heading = _NEXT_HEADING.match(data, match.end())
            paragraph = _PARAGRAPH.match(data, match.end() + 1)
            if heading:
                yield from places.take(*_anchor(heading.end(), attributes), Replacement(*match.span()))
            elif paragraph:
                yield from _paragraph(places, match, match.end() + 1, attributes)


def _after_block(places: Places, last: int, match: re.Match[bytes], attributes: Attributes) -> Iterator[Replacement]:
    """Yield what attributes do for the block whose last line begins at `last`."""
    data = places.data
    heading = _HEADING_LINE.match(data, last)
    if heading:
        yield from places.take(*_anchor(heading.end(), attributes), Replacement(*match.span()))
        return
    begin = data.rfind(b"\n\n", 0, last) + 2 if b"\n\n" in data[:last] else 0
    yield from _paragraph(places, match, begin, attributes, end=match.start() - 1)


def _paragraph(
    places: Places, match: re.Match[bytes], begin: int, attributes: Attributes, end: int | None = None
) -> Iterator[Replacement]:
    if end is None:
        following = places.data.find(b"\n\n", begin)
        end = following if following >= 0 else len(places.data.rstrip())
    if begin >= end or not places.is_text(begin):
        return
    lines = places.data[begin:end].split(b"\n")
    if all(_PARAGRAPH.match(line) for line in lines):
        yield from places.take(
            Replacement(begin, begin, opening_tag("span", attributes).encode()),
            Replacement(end, end, b"</span>"),
            Replacement(*match.span()),
        )


def fences(places: Places) -> Iterator[Replacement]:
    """Yield the language in place of the options of a chunk; attributes of other tools are read where code is shown."""
    if b"`{" not in places.data and b"~{" not in places.data and b"` {" not in places.data:
        return
    for match in _FENCE.finditer(places.data):
        written = match["inner"].decode().strip()
        if match.start("fence") in places.structure.marked_code:
            options = _OPTION_LINES.match(places.data, match.end())
            info = _info(written, options[0].decode() if options else "")
            if info is not None:
                yield from places.take(Replacement(match.end("fence"), match.end(), info.encode()))


def _info(written: str, below: str) -> str | None:
    """Return the language of a chunk of code (Quarto, R Markdown); None if something else is in the braces.

    `below` are the lines `#| name: value` after it. A block that they may hide is left for the author to be told.
    """
    chunk = _CHUNK.match(written)
    if chunk:
        return None if _CHUNK_THAT_HIDES.search(chunk[2] + below) else chunk[1]
    return None
