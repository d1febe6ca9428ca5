"""HTML of the author in a piece of Markdown, made to end where the piece ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import msgspec

from blogtools.transform.markdown.addresses import ByteEdit, HtmlPiece
from blogtools.transform.markdown.parse import LocatedEvent
from blogtools.transform.markdown.tags import RAW_TEXT, Tag, element_names, tags

_VOID = element_names("area base br col embed hr img input keygen link meta param source track wbr")
_END_IMPLIED = element_names("p li dt dd td th tr tbody thead tfoot caption colgroup option optgroup rb rp rt rtc")
_FORMATTING = element_names("a b big code em font i nobr s small strike strong tt u")
"""Elements that browsers continue behind the block in which they are left open (HTML Standard, 13.2.4.3)."""
_INLINE = _FORMATTING | element_names(
    "abbr bdi bdo cite data del dfn ins kbd label mark q ruby samp span sub sup time var"
)
_DOCUMENT = element_names("html head body base meta frameset plaintext")
_SWALLOWS = RAW_TEXT | {"select", "template"}
"""Elements that hide what follows them if they have no end tag."""
_BLOCK_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
"""Beginning and end of HTML blocks that blank lines do not end (CommonMark 4.6, start conditions 2 to 5)."""
_PREFORMATTED = re.compile(r"<(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)

_SCOPES = element_names("svg math applet marquee object template")
"""Elements beyond which the end of a block does not reach (HTML Standard, 13.2.4.2)."""

_DEEPEST = 200
"""Elements inside elements, all of which are looked at where a block ends."""

Path = tuple[int, ...]
"""Positions of the events that begin the blocks around something."""


class HtmlEnds(msgspec.Struct, frozen=True):
    """Changes of a piece of Markdown, and the end tags to write after it."""

    edits: list[ByteEdit]
    end_tags: str


class _Open(msgspec.Struct, frozen=True):
    name: str
    path: Path
    place: int
    """Byte of the source directly after the name in its start tag; -1 if unknown."""


def html_ends(
    source: bytes, pieces: Mapping[int, HtmlPiece], events: Sequence[LocatedEvent], attribute: str = ""
) -> HtmlEnds | None:
    """Return what has to change so that the HTML in a source ends with it, and so that no end tag is too many.

    `attribute` is written into start tags of elements with Markdown in them. None: only a parser knows what the HTML
    means, because some tag is unfinished, or hides what follows it, or belongs to a whole document.
    """
    edits = [edit for position, piece in pieces.items() if (edit := _block_end(piece, events[position]))]
    if not any("<" in piece.text for piece in pieces.values()):
        return HtmlEnds(edits, "")
    return _Tags(source, pieces, events, attribute).ends(edits)


def _block_end(piece: HtmlPiece, event: LocatedEvent) -> ByteEdit | None:
    """Return the edit that ends a comment or the like which the author left open."""
    text = piece.text.strip()
    for begin, end in _BLOCK_ENDS:
        if text.startswith(begin):
            return None if end in text[len(begin) :] or not piece.lines else _behind(piece, event, f" {end}")
    return None


def _behind(piece: HtmlPiece, event: LocatedEvent, text: str) -> ByteEdit:
    start, place = piece.lines[-1]
    if len(piece.lines) > 1 and not piece.text[start:].strip():
        start, place = piece.lines[-2]
    last = piece.text[start:].split("\n", 1)[0].rstrip()
    position = max(place + len(last.encode()), event[1])
    return position, position, text.encode()


class _Tags:
    """The tags of a piece of Markdown, in order, and which elements they leave open."""

    def __init__(
        self, source: bytes, pieces: Mapping[int, HtmlPiece], events: Sequence[LocatedEvent], attribute: str
    ) -> None:
        self.source = source
        self.pieces = pieces
        self.events = events
        self.attribute = attribute
        self.open: list[_Open] = []
        self.with_markdown: set[int] = set()
        self.stray: list[tuple[int, int]] = []
        self.inner_ends: list[tuple[int, str]] = []
        self.shown: list[int] = []
        """Where tags begin that are shown as text, as on pages in HTML."""
        self.foreign = 0
        self.is_known = True

    def ends(self, edits: list[ByteEdit]) -> HtmlEnds | None:
        found = self._tags_by_piece()
        if found is None:
            return None
        path: list[int] = []
        for position, (event, _, _) in enumerate(self.events):
            if not self.is_known:
                return None
            for tag, piece, offset in found.get(position, ()):
                self._tag(tag, tuple(path), piece, offset)
            if event.__class__ is not dict:
                continue
            if "Start" in event:
                self._block(event["Start"], tuple(path))
                path.append(position)
            elif "End" in event:
                ended = path.pop()
                self._ended([one for one in self.open if ended in one.path], position)
                self.open = [one for one in self.open if ended not in one.path or one.name in _FORMATTING]
        if not self.is_known:
            return None
        edits += [(start, end, b"") for start, end in self.stray]
        edits += [(start, start + 1, b"&lt;") for start in self.shown]
        edits += [(place, place, end_tags.encode()) for place, end_tags in self.inner_ends]
        edits += [(place, place, f" {self.attribute}".encode()) for place in sorted(self.with_markdown)]
        return HtmlEnds(edits, "".join(f"</{one.name}>" for one in reversed(self.open)))

    def _tags_by_piece(self) -> dict[int, list[tuple[Tag, HtmlPiece, int]]] | None:
        """Return the tags by the position of the event they are in; None if only a parser knows what they mean."""
        starts: list[int] = []
        length = 0
        for piece in self.pieces.values():
            starts.append(length)
            length += len(piece.text) + 1
        positions = list(self.pieces)
        text = "\n".join(piece.text for piece in self.pieces.values())
        found: dict[int, list[tuple[Tag, HtmlPiece, int]]] = {}
        small = text.lower()
        last_ends = {name: small.rfind(f"</{name}") for name in _SWALLOWS if f"<{name}" in small}
        for tag in tags(text):
            index = bisect_right(starts, tag.start) - 1
            piece = self.pieces[positions[index]]
            swallows = tag.name in _SWALLOWS and not tag.is_end and last_ends.get(tag.name, -1) < tag.start
            if tag.is_unfinished or swallows or tag.name in _DOCUMENT:
                if "\n" in piece.text.strip() or not piece.lines:
                    return None
                self.shown.append(piece.place(tag.start - starts[index]))
            else:
                found.setdefault(positions[index], []).append((tag, piece, starts[index]))
        return found

    def _ended(self, elements: list[_Open], position: int) -> None:
        """End elements in the block that ends at a position, if the end of the block alone does not end them."""
        if not any(one.name in _SCOPES for one in elements):
            return
        before, _, end = self.events[position - 1]
        if before.__class__ is dict and before.get("End") == "CodeBlock":
            self.is_known = False
        end_tags = "".join(f"</{one.name}>" for one in reversed(elements))
        self.inner_ends.append((len(self.source[:end].rstrip()), end_tags))
        self.open = [one for one in self.open if one not in elements]

    def _block(self, value: object, path: Path) -> None:
        """Note which elements have Markdown in them: those that are open where a block begins."""
        name = value if value.__class__ is str else next(iter(value))  # type: ignore[call-overload]
        if self.attribute and name not in ("HtmlBlock", "Emphasis", "Strong", "Strikethrough", "Link", "Image"):
            self.with_markdown.update(
                one.place for one in self.open if one.place >= 0 and one.name not in _INLINE and one.path == path
            )

    def _tag(self, tag: Tag, path: Path, piece: HtmlPiece, offset: int) -> None:
        name = tag.name
        if name in ("svg", "math"):
            self.foreign = max(0, self.foreign + (-1 if tag.is_end else 0 if tag.written.endswith("/") else 1))
        if name in _VOID or name in _END_IMPLIED:
            return
        if not tag.is_end:
            if self.foreign and tag.written.endswith("/"):
                return
            place = piece.place(tag.start - offset + 1 + len(name)) if self.attribute and piece.lines else -1
            self.is_known &= len(self.open) < _DEEPEST
            self.open.append(_Open(name, self._outlasts(name, path), place))
            return
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index].name == name:
                del self.open[index:]
                return
        if not piece.lines:
            self.is_known = False
            return
        self.stray.append((piece.place(tag.start - offset), piece.place(tag.end - offset)))

    def _outlasts(self, name: str, path: Path) -> Path:
        """Return the blocks with which an element ends; a paragraph is ended by an element that is a block itself."""
        while path and name not in _INLINE and self._name(path[-1]) in ("Paragraph", "HtmlBlock"):
            path = path[:-1]
        return tuple(one for one in path if self._name(one) != "HtmlBlock")

    def _name(self, position: int) -> str:
        value = self.events[position][0]["Start"]
        return value if value.__class__ is str else str(next(iter(value)))
