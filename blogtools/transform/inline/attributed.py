"""Attributes of spans, links, pictures and code within a line: `[a]{.aside}`, `![b](c.png){width=50%}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement, Span
from blogtools.transform.inline.places import Places
from blogtools.transform.markdown.attributes import Attributes, read_attributes
from blogtools.transform.markdown.html_tags import opening_tag, size_style

_SPAN = lazy_pattern(rb"(?<=\])\{:?[ \t]*(?=[#.\w])([^{}\n]*)\}(?<!\]\{\})")
_LINK = lazy_pattern(rb"(?<=\))\{:?[ \t]*(?=[#.\w])([^{}\n]*[#.=][^{}\n]*)\}")
_CODE = lazy_pattern(rb"(?<=`)\{:?[ \t]*(?=[#.])([^{}\n]*)\}")
_DESTINATION = lazy_pattern(
    rb"\A[ \t]*(?:<(?P<pointed>[^<>\n]*)>|(?P<plain>[^\s()<>]+))[ \t]*(?:\"(?P<title>[^\"\n]*)\")?[ \t]*\Z"
)
_TAGS = {"mark": "mark", "underline": "u", "ul": "u", "kbd": "kbd"}
"""Classes that have an element of HTML (Pandoc, Quarto)."""
_ALIGNMENTS = frozenset({"left", "right", "center"})
_CAPTIONED = b'<br><span class="caption">'


def spans(places: Places) -> Iterator[Replacement]:
    """Yield elements in place of bracketed spans with attributes; links by reference are such spans, too."""
    if b"]{" not in places.data:
        return
    for match in _SPAN.finditer(places.data):
        opening = places.brackets.get(match.start() - 1)
        attributes = read_attributes(f"{{{match[1].decode()}}}")
        is_meant = b"." in match[1] or b"#" in match[1] or b"=" in match[1]
        if opening is None or not is_meant or not places.is_text(match.start()) or not places.is_text(opening):
            continue
        if (start := places.brackets.get(opening - 1)) is not None and places.data[opening - 1 : opening] == b"]":
            # `[text][label]{.a}`: a link, which stays one.
            yield from places.take(*_around((_with_bang(places.data, start), match.start()), match.span(), attributes))
        elif places.data[opening - 1 : opening] != b"!":
            name, rest = _element(attributes)
            yield from places.take(
                Replacement(opening, opening + 1, opening_tag(name, rest).encode()),
                Replacement(match.start() - 1, match.end(), f"</{name}>".encode()),
            )


def _element(attributes: Attributes) -> tuple[str, Attributes]:
    """Return the element for the first class that has one, and the attributes without that class."""
    for name in attributes.classes:
        if name in _TAGS:
            return _TAGS[name], msgspec.structs.replace(
                attributes, classes=tuple(other for other in attributes.classes if other != name)
            )
    return "span", attributes


def links(places: Places) -> Iterator[Replacement]:
    """Yield elements around links and pictures with attributes."""
    if b"){" not in places.data:
        return
    for match in _LINK.finditer(places.data):
        parenthesis = places.brackets.get(match.start() - 1)
        is_link = parenthesis is not None and places.data[parenthesis - 1 : parenthesis] == b"]"
        opening = places.brackets.get(parenthesis - 1) if is_link and parenthesis is not None else None
        if opening is None or parenthesis is None or not (places.is_text(opening) and places.is_text(match.start())):
            continue
        attributes = read_attributes(f"{{{match[1].decode()}}}")
        start = _with_bang(places.data, opening)
        destination = _DESTINATION.match(places.data[parenthesis + 1 : match.start() - 1])
        if start < opening:
            inside = (opening + 1, parenthesis - 1)
            yield from places.take(*_picture(places, (start, match.start()), inside, match.span(), attributes))
        elif "target" in attributes.pairs and destination:
            yield from places.take(
                Replacement(opening, opening + 1, _link_tag(destination, attributes)),
                Replacement(parenthesis - 1, match.end(), b"</a>"),
            )
        else:
            yield from places.take(*_around((start, match.start()), match.span(), attributes))


def _link_tag(destination: re.Match[bytes], attributes: Attributes) -> bytes:
    """Return the start tag of a link; Markdown has no form for one that opens elsewhere."""
    url = (destination["pointed"] or destination["plain"] or b"").decode()
    title = {"title": destination["title"].decode()} if destination["title"] else {}
    pairs = {**title, "rel": "noopener", **attributes.pairs}
    tag = opening_tag("a", msgspec.structs.replace(attributes, pairs=pairs))
    return f'<a href="{escape(url)}"{tag[2:]}'.encode()


def _with_bang(data: bytes, bracket: int) -> int:
    """Return where a picture begins that has its opening bracket here; of a link, that is the bracket."""
    return bracket - 1 if data[bracket - 1 : bracket] == b"!" and data[bracket - 2 : bracket - 1] != b"\\" else bracket


def _around(what: Span, written: Span, attributes: Attributes) -> Iterator[Replacement]:
    """Yield a span around a link or code, if the attributes have anything to show for it."""
    tag = opening_tag("span", attributes)
    if tag == "<span>":
        yield Replacement(*written)
    else:
        yield Replacement(what[0], what[0], tag.encode())
        yield Replacement(*written, b"</span>")


def _picture(places: Places, what: Span, inside: Span, written: Span, attributes: Attributes) -> Iterator[Replacement]:
    """Yield a span around a picture with its size and place; one with a label, or a text of its own, has a caption."""
    pairs = attributes.pairs
    size = size_style(attributes)
    align = pairs.get("fig-align", pairs.get("align", ""))
    caption = places.data[slice(*inside)].decode()
    own_alt = pairs.get("fig-alt", pairs.get("alt"))
    has_caption = bool(caption.strip()) and (own_alt is not None or attributes.id.startswith("fig-"))
    if "fig-cap" in pairs:
        caption, has_caption = pairs["fig-cap"], True
    if places.data.startswith(_CAPTIONED, written[1]):
        has_caption = False  # The step `references` has put it there, with the number of the figure.
    classes = [
        *(["picture"] if size or has_caption or align in _ALIGNMENTS else []),
        *([f"picture-{align}"] if align in _ALIGNMENTS else []),
    ]
    tag = opening_tag("span", attributes, classes=classes, style=f"display: inline-block; {size}" if size else "")
    if tag != "<span>":
        yield Replacement(what[0], what[0], tag.encode())
    if own_alt is not None:
        yield Replacement(*inside, _escaped(own_alt).encode())
    ending = f'<span class="caption">{places.translate(caption)}</span>' if has_caption else ""
    yield Replacement(*written, f"{ending}{'</span>' if tag != '<span>' else ''}".encode())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def attributed_code(places: Places) -> Iterator[Replacement]:
    """Yield spans around code with attributes."""
    if b"`{" not in places.data:
        return
    starts = {places.structure.code.end_around(start): start for start in places.structure.marked_code}
    for match in _CODE.finditer(places.data):
        start = starts.get(match.start())
        if start is not None and places.is_text(match.start()):
            attributes = read_attributes(f"{{{match[1].decode()}}}")
            yield from places.take(*_around((start, match.start()), match.span(), attributes))
