"""A piece of the author's Markdown as a document of its own, in the dialect of a target."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape, unescape
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN, Markdown
from blogtools.render.code.block import fence_language
from blogtools.render.diagrams.source import LANGUAGES as DIAGRAMS
from blogtools.render.diagrams.source import DiagramKind
from blogtools.render.dialects import Dialect, FormulaPlace, formula_line
from blogtools.render.markdown.callouts import native_callout
from blogtools.render.markdown.code_block import code_edits
from blogtools.render.markdown.html_ends import html_ends
from blogtools.render.markdown.lists import with_wide_lists
from blogtools.render.targets.target import BOLD_CALLOUT, GITHUB_CALLOUT, Callout, language_only
from blogtools.transform.code.fences import read_fence
from blogtools.transform.code.look import CodeLook
from blogtools.transform.excerpt import MORE_MARKER
from blogtools.transform.markdown.addresses import ByteEdit, HtmlPiece, edited, link_edits, link_text_end, located_html
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import LocatedEvent, located_events, reference_definitions

_FENCE = re.compile(rb"(`{3,}|~{3,})([^\n]*)")
_CALLOUT = re.compile(rb"\[!(\w+)\][ \t]*")
_MARK = FORMULA_OPEN.encode() + rb"([0-9]{1,9})" + FORMULA_CLOSE.encode()
_TOKEN = lazy_pattern(rb"\\.|[$|]|" + _MARK, re.DOTALL)
_SETEXT = re.compile(rb"[ \t>]*(=+|-+)[ \t]*$")
_FORMULA_OR_TAG = lazy_pattern(rf"<[^>]*>|{FORMULA_OPEN}([0-9]{{1,9}}){FORMULA_CLOSE}")
_VIDEO = re.compile(rb'<iframe [^<>]*\bdata-video="(https://[^"\s<>]+)"[^<>]*></iframe>[ \t]*(?:\n|\Z)')
"""Matches the frame of a video that the step `shortcodes` writes."""
_PLACE = re.compile(rb'<a id="[^"<>]*"></a>')
"""Matches the id of a heading that other posts refer to, and which stays where the heading is the title."""
_ELSEWHERE = lazy_pattern(r"[a-zA-Z][\w+.-]*:|/|#")
"""Matches an address that is none of a file beside the page."""
_NOT_SPACE = re.compile(rb"[^\s>]")


class PieceNeeds(msgspec.Struct, frozen=True):
    """Facts of a page that a piece of its Markdown needs."""

    dialect: Dialect
    address: Callable[[str], str]
    """From a URL as written to the one to write."""
    title: int = -1
    """Position of the event that begins the heading which is the title, and so is left out."""
    footnotes: Mapping[str, str] = {}
    """Labels of footnotes that are called otherwise on the page."""
    unused: frozenset[str] = frozenset()
    """Labels of footnotes that nothing refers to."""
    inlines_links: bool = False
    """True if link definitions would be used by other pieces, too."""
    diagram: Callable[[DiagramKind, int, int], Iterator[ByteEdit]] | None = None
    """From the kind of a diagram and the range of its block to what takes its place."""
    code_info: Callable[[str, CodeLook], str] = language_only
    """As that of the target."""
    callout: Callout = GITHUB_CALLOUT
    excerpt: str = "<!--more-->"
    """What takes the place of the author's mark after the excerpt."""
    shift: int = 0
    """Levels by which headings go down."""
    html_address: Callable[[str], str] | None = None
    """As `address`, in raw HTML; None if that is the same."""


@lru_cache(16)
def _token(marks: str) -> re.Pattern[bytes]:
    """Return a pattern for what is not written as it stands: escaped characters, marks and formulas; not addresses."""
    if marks == "$|":
        return _TOKEN
    characters = re.escape(marks).encode()
    return re.compile(rb"\\.|(?:https?|ftp)://[^\s<>]*|[" + characters + rb"]|" + _MARK, re.DOTALL)


def piece_text(markdown: Markdown, needs: PieceNeeds) -> str | None:
    """Return a piece of Markdown that ends whatever it begins; None if its HTML allows that only as HTML."""
    return _Piece(markdown, needs).text()


class _Piece:
    def __init__(self, markdown: Markdown, needs: PieceNeeds) -> None:
        if needs.dialect.list_indent:
            markdown = with_wide_lists(markdown, needs.dialect.list_indent)
        self.markdown = markdown
        self.source = markdown.text
        self.needs = needs
        self.dialect = needs.dialect
        self.token = _token(needs.dialect.marks)
        self.callouts: list[tuple[int, int, str]] = []
        """Range and kind of those that are written in the generator's own form."""
        self.events = located_events(markdown)
        self.around: list[str] = []
        """Names of the elements around the event at hand."""
        self.paragraph: LocatedEvent = ("", 0, 0)
        """The event that began the latest paragraph."""

    def text(self) -> str | None:
        html = located_html(self.markdown, self.events) if b"<" in self.source else {}
        ends = html_ends(self.source, html, self.events, self.dialect.html_attribute) if html else None
        if html and ends is None:
            return None
        edits: set[ByteEdit] = set(ends.edits) if ends else set()
        if 0 <= self.needs.title < len(self.events):
            _, start, end = self.events[self.needs.title]
            edits = {edit for edit in edits if not start <= edit[0] <= end}
        edits.update(self.edits())
        for piece in html.values():
            edits.update(piece.edits(self.needs.html_address or self.needs.address))
            if "<!--" in piece.text and self.needs.excerpt:
                edits.update(self.excerpt_marks(piece))
            if FORMULA_OPEN in piece.text and self.dialect.formula is not None:
                edits.update(self.formulas_in_html(piece))
        if b"data-video" in self.source:
            for start, end, link in list(self.videos()):
                edits = {edit for edit in edits if not start <= edit[0] < end} | {(start, end, link)}
        if self.callouts:
            edits = self.with_callouts(edits)
        text = restore(edited(self.source, edits).decode(), self.markdown.formulas)
        after = [fence] if (fence := self.open_fence()) else []
        if after:
            text = text if text.endswith("\n") else text + "\n"
        if ends and ends.end_tags:
            after.append(("\n" if after else "\n\n") + ends.end_tags)
        return "".join([text, *after])

    def open_fence(self) -> str:
        """Return the fence that ends the last block, if that is code which the author did not end."""
        last = next((event for event in reversed(self.events) if event[0].__class__ is dict), None)
        if last is None or last[0].get("End") != "CodeBlock":
            return ""
        _, start, end = last
        opening = _FENCE.match(self.source, start)
        if opening is None or self.prefix(start).strip(b" "):
            return ""
        lines = self.source[start:end].rstrip().split(b"\n")
        fence = opening[1]
        closed = len(lines) > 1 and re.fullmatch(rb" {0,3}" + re.escape(fence) + fence[:1] + rb"*[ \t]*", lines[-1])
        return "" if closed else fence.decode()

    def edits(self) -> Iterator[ByteEdit]:
        """Yield the changes of the author's text, in order."""
        skipped_until = 0
        around = self.around
        for position, (event, start, end) in enumerate(self.events):
            if event.__class__ is str:
                continue
            ((kind, value),) = event.items()
            if kind == "Start":
                name, data = (value, None) if value.__class__ is str else next(iter(value.items()))
                around.append(name)
                if name == "Paragraph":
                    self.paragraph = (event, start, end)
                if position == self.needs.title:
                    skipped_until = end
                    yield start, end, b"".join(_PLACE.findall(self.source, start, end))
                elif start >= skipped_until:
                    if self.dialect.needs_blank_lines and len(around) == 1:
                        yield from self.blank_line(start)
                    if name in _STARTS:
                        yield from _STARTS[name](self, data, position)
            elif kind == "End":
                around.pop()
            elif start >= skipped_until:
                if kind == "Text":
                    yield from self.text_edits(position)
                else:
                    yield from self.inline_edits(kind, value, start, end)
        if self.needs.inlines_links:
            for start, end in reference_definitions(self.markdown).values():
                yield start, end + (self.source[end : end + 1] == b"\n"), b""

    def excerpt_marks(self, piece: HtmlPiece) -> Iterator[ByteEdit]:
        """Write the mark after the excerpt as the generator has it."""
        if piece.lines and (mark := MORE_MARKER.search(piece.text)) and mark[0] != self.needs.excerpt:
            yield piece.place(mark.start()), piece.place(mark.end()), self.needs.excerpt.encode()

    def inline_edits(self, kind: str, value: Any, start: int, end: int) -> Iterator[ByteEdit]:
        """Name a footnote as the page has it, and write code in a cell of a table."""
        if kind == "FootnoteReference" and value in self.needs.footnotes:
            yield start, end, f"[^{self.needs.footnotes[value]}]".encode()
        elif kind == "Code" and "TableCell" in self.around:
            form = self.dialect.code_in_cells
            if form == "plain" and "|" in value:
                yield start, end, self.source[start:end].replace(b"\\|", b"|")
            elif form == "html" and ("|" in value or self.source[start : start + 2] == b"``"):
                html = escape(restore(value, self.markdown.formulas), quote=False).replace("|", "&#124;")
                yield start, end, f"<code>{html}</code>".encode()

    def videos(self) -> Iterator[ByteEdit]:
        """Yield links in the place of players: whether pages may ask other sites is not known, and a link works."""
        for event, start, _ in self.events:
            if event == {"Start": "HtmlBlock"} and (video := _VIDEO.match(self.source, start)):
                url = unescape(video[1].decode())
                yield start, video.end(), f"[Video: {url}]({url})\n".encode()

    # Elements -----------------------------------------------------------------------------------------------------

    def blank_line(self, start: int) -> Iterator[ByteEdit]:
        """Put a blank line before a block that follows another one directly."""
        line = self.source.rfind(b"\n", 0, start) + 1
        if line and self.source[self.source.rfind(b"\n", 0, line - 1) + 1 : line].strip():
            yield line, line, b"\n"

    def code(self, data: Any, position: int) -> Iterator[ByteEdit]:
        """Name the language of a fence, in a form that the target understands."""
        _, start, _ = self.events[position]
        opening = _FENCE.match(self.source, start)
        if data == "Indented" or opening is None:
            return
        info = restore(data["Fenced"], self.markdown.formulas)
        kind = DIAGRAMS.get(fence_language(read_fence(info).language))
        if kind is not None and self.needs.diagram is not None:
            yield from self.needs.diagram(kind, start, self.events[position][2])
            return
        edits = tuple(code_edits(self.markdown, self.events, position, self.needs.code_info))
        if edits:
            yield from edits
            return
        new = self.dialect.fence_info(info) if info.strip() else "text"
        if new != info:
            yield start + len(opening[1]), opening.end(), new.encode()

    def table_row(self, _: Any, position: int) -> Iterator[ByteEdit]:
        """Mark a row of one cell as a row where only blank lines end a table."""
        _, start, end = self.events[position]
        if self.dialect.needs_blank_lines and b"|" not in self.source[start:end]:
            yield start, start, b"| "

    def quote(self, kind: str | None, position: int) -> Iterator[ByteEdit]:
        """Write the name of a callout as text where `[!NOTE]` would be shown, or note that it has an own form."""
        form = self.needs.callout
        if kind is None or form == GITHUB_CALLOUT:
            return
        _, start, end = self.events[position]
        if form != BOLD_CALLOUT and len(self.around) == 1:
            self.callouts.append((start, end, kind))
            return
        mark = _CALLOUT.search(self.source, start, end)
        if mark:
            rest = self.source[mark.end() : end].split(b"\n", 1)[0].strip()
            prefix = self.prefix(mark.start())
            break_ = b"\n" + prefix.rstrip() + b"\n" + prefix if rest else b"\n" + prefix.rstrip()
            yield mark.start(), mark.end(), b"**" + kind.encode() + b"**" + break_

    def with_callouts(self, edits: set[ByteEdit]) -> set[ByteEdit]:
        """Return the edits with those inside of callouts made, and each callout in the generator's form."""
        for start, end, kind in self.callouts:
            inside = {edit for edit in edits if start <= edit[0] and edit[1] <= end and (edit[1] > start or edit[2])}
            inside = {edit for edit in inside if not (edit[0] == edit[1] == start)}
            edits = edits - inside
            own = {(first - start, last - start, text) for first, last, text in inside}
            text = edited(self.source[start:end], own).decode()
            edits.add((start, end, native_callout(text, kind, self.needs.callout).encode()))
        return edits

    def heading(self, _: Any, position: int) -> Iterator[ByteEdit]:
        """Write a heading some levels lower."""
        if not self.needs.shift:
            return
        _, start, end = self.events[position]
        text = self.source[start:end]
        if text.startswith(b"#"):
            level = len(text) - len(text.lstrip(b"#"))
            yield start, start, b"#" * min(self.needs.shift, 6 - level)
            return
        lines = text.rstrip().split(b"\n")
        if len(lines) < 2 or not _SETEXT.match(lines[-1]):  # noqa: PLR2004 - the text and the line below it
            return
        under = end - (len(text) - len(text.rstrip())) - len(lines[-1])
        level = (1 if b"=" in lines[-1] else 2) + self.needs.shift
        if level == 2:  # noqa: PLR2004 - as a line of `-` says
            yield under, under + len(lines[-1]), lines[-1].replace(b"=", b"-")
            return
        yield start, start, b"#" * level + b" "
        yield under - 1, under + len(lines[-1]), b""
        place = start
        for line in lines[:-2]:
            place += len(line) + 1
            yield place - 1, place, b" "

    def footnote(self, label: str, position: int) -> Iterator[ByteEdit]:
        """Leave out the definitions that only the parser needed, and name the others as the page has them."""
        _, start, end = self.events[position]
        following = self.events[position + 1][0]
        new = self.needs.footnotes.get(label, label)
        if following.__class__ is dict and "End" in following:
            yield start, end, b""
        elif new in self.needs.unused:
            # As an item of a list, whose further lines may be indented by four, the text is not lost.
            yield start, start + len(f"[^{label}]:".encode()), b"-"
        elif new != label:
            yield start, start + len(f"[^{label}]".encode()), f"[^{new}]".encode()

    def link(self, data: Any, position: int) -> Iterator[ByteEdit]:
        if not self.needs.inlines_links or data["link_type"] not in ("Reference", "Collapsed", "Shortcut"):
            yield from link_edits(self.markdown, data, self.events, position, self.needs.address)
            return
        url = self.needs.address(restore(data["dest_url"], self.markdown.formulas))
        title = restore(data["title"], self.markdown.formulas).replace("\\", "\\\\").replace('"', '\\"')
        destination = f"<{url}>" if re.search(r"[\s()<>]", url) or not url else url
        inner = link_text_end(self.events, position)
        bracket = self.source.find(b"]", inner, self.events[position][2])
        if bracket >= 0:
            text = f']({destination} "{title}")' if title else f"]({destination})"
            # The range of `[a][]` is that of `[a]`.
            end = self.events[position][2] + (2 if data["link_type"] == "Collapsed" else 0)
            yield bracket, end, text.encode()

    def image(self, data: Any, position: int) -> Iterator[ByteEdit]:
        """Write the address of a picture; one that is not there is HTML where Markdown would stop the generator."""
        url = self.needs.address(restore(data["dest_url"], self.markdown.formulas))
        if not self.dialect.checks_pictures or _ELSEWHERE.match(url):
            yield from self.link(data, position)
            return
        words = []
        for event, _, _ in self.events[position + 1 :]:
            if event == {"End": "Image"}:
                break
            words.append(event.get("Text") or event.get("Code") or "" if event.__class__ is dict else " ")
        _, start, end = self.events[position]
        text = escape(restore("".join(words), self.markdown.formulas))
        yield start, end, f'<img src="{escape(url)}" alt="{text}">'.encode()

    # Text ---------------------------------------------------------------------------------------------------------

    def text_edits(self, position: int) -> Iterator[ByteEdit]:
        """Write the formulas of a text for the target, and escape in it what would begin one."""
        if "CodeBlock" in self.around or "MetadataBlock" in self.around:
            return
        _, start, end = self.events[position]
        # The range of a text that begins with an escaped character begins behind the backslash.
        start -= self.source[start - 1 : start] == b"\\"
        written = self.source[start:end]
        in_picture = "Image" in self.around
        escape = self.dialect.text
        for token in self.token.finditer(written):
            old = token[0]
            if token[1] is None:
                new = escape(old.decode()).encode() if escape is not None else old
            elif in_picture and escape is not None and int(token[1]) < len(self.markdown.formulas):
                new = self.markdown.formulas[int(token[1])].written.replace("$", r"\$").encode()
            else:
                new = self.formula(int(token[1]), start + token.start(), start + token.end())
            if new != old:
                yield start + token.start(), start + token.end(), new

    def formula(self, number: int, start: int, end: int) -> bytes:
        formulas = self.markdown.formulas
        mark = self.source[start:end]
        if self.dialect.formula is None or number >= len(formulas) or not formulas[number].tex.strip():
            return mark
        formula = formulas[number]
        place = self.place(start, end)
        text = self.dialect.formula(
            formula_line(formula.tex, quoted="BlockQuote" in self.around), formula.display, place
        )
        if formula.display and place == "line" and self.dialect.displays_alone and self.around[-1] == "Paragraph":
            return self.set_apart(start, end, formula.tex)
        if "\n" in text:
            text = text.replace("\n", f"\n{self.prefix(self.paragraph[1]).decode()}")
        return text.encode()

    def formulas_in_html(self, piece: HtmlPiece) -> Iterator[ByteEdit]:
        """Yield the formulas of a block of HTML as MathML, because there a parser of Markdown looks for none."""
        if not piece.lines:
            return
        # Most HTML has no formulas.
        from blogtools.render.math.mathml import render_formulas

        rendered = render_formulas(self.markdown.formulas)
        for found in _FORMULA_OR_TAG.finditer(piece.text):
            if found[1] is not None and int(found[1]) < len(rendered):
                html = " ".join(rendered[int(found[1])].html.split("\n"))
                yield piece.place(found.start()), piece.place(found.end()), html.encode()

    def set_apart(self, start: int, end: int, tex: str) -> bytes:
        """Return a displayed formula as a paragraph of its own, out of the one it is in."""
        assert self.dialect.formula is not None  # noqa: S101 - the caller has looked
        text = self.dialect.formula(formula_line(tex, quoted="BlockQuote" in self.around), True, "alone")
        prefix = self.prefix(self.paragraph[1])
        text = text.replace("\n", f"\n{prefix.decode()}")
        gap = b"\n" + prefix.rstrip() + b"\n" + prefix
        _, first, last = self.paragraph
        before = b"" if not self.source[first:start].strip() else gap
        after = b"" if not self.source[end:last].strip() else gap
        return before + text.encode() + after

    def place(self, start: int, end: int) -> FormulaPlace:
        if "TableCell" in self.around:
            return "cell"
        if self.around[-1:] != ["Paragraph"]:
            return "line"
        _, first, last = self.paragraph
        is_alone = not self.source[first:start].strip() and not self.source[end:last].strip()
        return "alone" if is_alone else "line"

    def prefix(self, start: int) -> bytes:
        """Return how a further line of the block at a byte has to begin: with the marks of the quotes around it."""
        line = self.source.rfind(b"\n", 0, start) + 1
        return _NOT_SPACE.sub(b" ", self.source[line:start])


_STARTS: dict[str, Callable[[_Piece, Any, int], Iterator[ByteEdit]]] = {
    "CodeBlock": _Piece.code,
    "BlockQuote": _Piece.quote,
    "Heading": _Piece.heading,
    "TableRow": _Piece.table_row,
    "FootnoteDefinition": _Piece.footnote,
    "Link": _Piece.link,
    "Image": _Piece.image,
}
