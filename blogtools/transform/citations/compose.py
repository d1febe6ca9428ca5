"""Puts citations together: what the formatter is asked for, and the Markdown that takes the place of each."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.citations.engine import Item
from blogtools.transform.citations.find import Citation, Cited
from blogtools.transform.citations.layout import Formatted, Piece
from blogtools.transform.citations.style import CitationStyle
from blogtools.transform.markdown.plain import escaped

_TAG = lazy_pattern(r"<[^<>]+>|\*+")
_ADDRESS = lazy_pattern(r"<(https?://[^<>]+)>")
_LINK = lazy_pattern(r"\[([^\[\]]*)\]\(<?[^()<>]*>?\)")
_NUMBER = lazy_pattern(r"\W*\d{1,3}\b")
_SAFE = lazy_pattern(r"[^\w-]+")
BACK = "Back to text"


class Request(msgspec.Struct, frozen=True):
    """A citation, and where among the formatter's groups the parts of it are."""

    citation: Citation
    first: int
    """Index of its first group."""
    is_whole: bool
    """True if one group is all of it."""


def requests(
    citations: Sequence[Citation], known: Mapping[str, object], style: CitationStyle, language: str
) -> tuple[tuple[Request, ...], tuple[tuple[Item, ...], ...]]:
    """Return what to ask the formatter for: each citation, and the groups of all."""
    found = []
    groups: list[tuple[Item, ...]] = []
    for citation in citations:
        works = citation.works
        is_whole = citation.form == "paren" and all(
            not (one.prefix or one.suffix or one.without_author) and one.key in known for one in works
        )
        found.append(Request(citation, len(groups), is_whole))
        if is_whole:
            groups.append(tuple(_item(one, "normal", style, language) for one in works))
        elif citation.form != "none":
            for one in works:
                if one.key in known:
                    first, second = _forms(citation, one, style)
                    groups.append((_item(one, first, style, language),))
                    groups.append((_item(one, second, style, language),) if second else ())
    return tuple(found), tuple(groups)


def _forms(citation: Citation, work: Cited, style: CitationStyle) -> tuple[str, str]:
    """Return the form in which a work is cited, and that of a second citation that is needed for it, or none."""
    if citation.form == "text" and style.has_notes:
        return "normal", "author"  # The note first: after the name, it would be the short one.
    form = {"paren": "normal", "text": "prose"}.get(citation.form, citation.form)
    return form, "year" if work.without_author else ""


def _item(work: Cited, form: str, style: CitationStyle, language: str) -> Item:
    return Item(work.key, form, style.locator(work.locator, language))


class Writer:
    """Writes the citations of a post as Markdown, and remembers where each work is cited."""

    def __init__(self, formatted: Formatted, known: Mapping[str, object], style: CitationStyle, language: str) -> None:
        self._formatted, self._known, self._style, self._language = formatted, known, style, language
        self._anchors = _anchors([key for key, text in formatted.entries if text])
        self._back: dict[str, list[str]] = {}
        self._count = 0
        self._notes = 0

    def markdown(self, request: Request) -> tuple[str, str]:
        """Return what takes the place of a citation, and the footnotes to add to its cell."""
        is_plain = request.citation.is_plain
        text, notes = "", ""
        for piece in self._pieces(request):
            if piece.note and is_plain:
                text += f" ({plain_text(self._formatted.notes.get(piece.note, ''))})"
            elif piece.note:
                self._notes += 1
                text += f"[^cite-{self._notes}]"
                note = " ".join(filter(None, (piece.text, self._formatted.notes.get(piece.note, ""))))
                notes += f"\n\n[^cite-{self._notes}]: {note}"
            elif is_plain or piece.key not in self._anchors:
                text += plain_markdown(piece.text) if is_plain else piece.text
            else:
                self._count += 1
                back = f"cite-{self._count}"
                self._back.setdefault(piece.key, []).append(back)
                text += f'<a id="{back}"></a>[{piece.text}](#{self._anchors[piece.key]})'
        return text, notes

    def text(self, request: Request) -> str:
        """Return a citation as plain text."""
        parts = (
            f" ({self._formatted.notes.get(piece.note, '')})" if piece.note else piece.text
            for piece in self._pieces(request)
        )
        return plain_text("".join(parts))

    def references(self) -> str:
        """Return the list of what is cited as a list of Markdown; each item leads back to where it is cited."""
        items = []
        for key, text in self._formatted.entries:
            if not text:
                continue  # Styles with footnotes leave some out of the list.
            back = "".join(f' [↩](#{place} "{BACK}")' for place in self._back.get(key, ()))
            items.append(f'- <a id="{self._anchors[key]}"></a>{text}{back}')
        return "\n".join(items)

    def _pieces(self, request: Request) -> Iterator[Piece]:
        citation = request.citation
        if request.is_whole:
            yield from self._formatted.groups[request.first]
            return
        if citation.form == "none":
            return
        parts = [*self._parts(request)]
        around = citation.form == "paren"
        opening = next((part[0] for part in parts if part[0]), "") if around else ""
        closing = next((part[2] for part in parts if part[2]), "") if around else ""
        if around and all(work.key not in self._known for work in citation.works):
            opening, closing = "(", ")"
        yield Piece(opening)
        for number, (_, inner, _) in enumerate(parts):
            if number:
                yield Piece("; " if opening or not around else ", ")
            yield from inner
        yield Piece(closing)

    def _parts(self, request: Request) -> Iterator[tuple[str, tuple[Piece, ...], str]]:
        """Yield what stands in front of each work, the work itself with what its author adds, and what follows."""
        place = request.first
        for work in request.citation.works:
            prefix = Piece(f"{work.prefix} " if work.prefix else "")
            suffix = Piece(f"{'' if work.suffix[0] in ',.;:' else ' '}{work.suffix}" if work.suffix else "")
            if work.key not in self._known:
                yield "", (prefix, Piece(escaped(f"{work.key}?")), suffix), ""
                continue
            normal, second = self._formatted.groups[place], self._formatted.groups[place + 1]
            place += 2
            before, body, after = _around(normal)
            if body.note:
                is_text = request.citation.form == "text"
                name = (prefix, _around(second)[1]) if is_text else ()
                yield "", (*name, Piece("" if is_text else work.prefix, note=body.note), suffix), ""
                continue
            if work.without_author and not _NUMBER.match(plain_text(body.text)):
                locator = self._style.locator(work.locator, self._language)
                _, only, _ = _around(second)
                body = Piece(only.text + (f", {escaped(locator)}" if locator else ""), work.key)
            yield before, (prefix, body, suffix), after


def _around(pieces: Sequence[Piece]) -> tuple[str, Piece, str]:
    """Return what stands in front of the only work of a group, the work, and what follows it."""
    place = next((number for number, piece in enumerate(pieces) if piece.key or piece.note), None)
    if place is None:
        return "", Piece("".join(piece.text for piece in pieces)), ""
    texts = [piece.text for piece in pieces]
    return "".join(texts[:place]), pieces[place], "".join(texts[place + 1 :])


def _anchors(keys: Sequence[str]) -> dict[str, str]:
    """Return the id of each entry in the list, unique and without a character that links would have to escape."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for key in keys:
        wanted = name = f"ref-{_SAFE.sub('-', key).strip('-') or 'entry'}"
        number = 1
        while name in used:
            number += 1
            name = f"{wanted}-{number}"
        used.add(name)
        found[key] = name
    return found


def plain_markdown(text: str) -> str:
    """Return Markdown that this module has made without its links and elements."""
    return _TAG.sub("", _LINK.sub(r"\1", _ADDRESS.sub(r"\1", text)))


def plain_text(text: str) -> str:
    """Return Markdown that this module has made as text."""
    return re.sub(r"\s+", " ", html.unescape(plain_markdown(text))).strip()
