"""Markdown to HTML: one small function per kind of parser event."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN, Asset, Markdown
from blogtools.render.code.block import code_block, fence_language
from blogtools.render.diagrams.source import LANGUAGES as DIAGRAMS
from blogtools.render.diagrams.source import DiagramKind
from blogtools.render.html.bare_addresses import linked
from blogtools.render.html.heading_time import NO_MARKS, Marks, time_marks
from blogtools.render.html.markdown_state import PageMarkdown
from blogtools.render.quotes import has_typewriter_marks, typographic
from blogtools.render.sanitize.contain import contain
from blogtools.render.sanitize.fragment import Rules, external_image, finished, sanitized
from blogtools.render.sanitize.hosts import is_safe_address
from blogtools.render.sanitize.ids import unique_ids_of
from blogtools.transform.code.annotations import may_be_annotated, starts_with_list
from blogtools.transform.code.fences import read_fence, take_directive_options
from blogtools.transform.code.look import PLAIN
from blogtools.transform.markdown.addresses import html_pieces, with_html_addresses
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import parse_markdown

_FORMULA = lazy_pattern(f"{FORMULA_OPEN}([0-9]{{1,9}}){FORMULA_CLOSE}")
_TAG_OR_FORMULA = lazy_pattern(rf"<[^>]*>|{_FORMULA.pattern}")
_WITHIN_LINES = (
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<del>",
    "</del>",
    "<a",
    "</a>",
    "<code>",
    "<span",
    "</span>",
)
# The attribute of Python-Markdown and kramdown which says that Markdown is inside.
_MARKDOWN_INSIDE = lazy_pattern(r"(<[a-zA-Z][^<>]*?)\smarkdown(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?(?=[\s/>])")

OPENING_TAGS = {
    "Paragraph": "<p>",
    "HtmlBlock": "",
    "DefinitionList": "<dl>\n",
    "DefinitionListTitle": "<dt>",
    "DefinitionListDefinition": "<dd>",
    "Emphasis": "<em>",
    "Strong": "<strong>",
    "Strikethrough": "<del>",
}
CLOSING = {
    "Paragraph": "</p>\n",
    "HtmlBlock": "",
    "Item": "</li>\n",
    "DefinitionList": "</dl>\n",
    "DefinitionListTitle": "</dt>\n",
    "DefinitionListDefinition": "</dd>\n",
    "TableHead": "</tr></thead><tbody>\n",
    "TableRow": "</tr>\n",
    "Table": "</tbody></table></div>\n",
    "Emphasis": "</em>",
    "Strong": "</strong>",
    "Strikethrough": "</del>",
}
BARE = {"SoftBreak": "\n", "HardBreak": "<br>\n", "Rule": "<hr>\n"}
CALLOUT_TITLES = {kind: kind for kind in ("Note", "Tip", "Important", "Warning", "Caution")}
TABLE_OPENING = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>'


def render_markdown(
    page: PageMarkdown,
    markdown: Markdown,
    cell: int = 0,
    *,
    formulas: Sequence[str] = (),
    assets: Mapping[str, Asset] | None = None,
    rules: Rules | None = None,
    is_output: bool = False,
) -> str:
    """Render one piece of Markdown of the cell with a number.

    `formulas` are its formulas as HTML, `assets` maps its URLs to files, `rules` are for HTML in it. No heading of an
    output is one of the post.
    """
    writer = _Writer(page, markdown, rules or Rules(cell), formulas, assets or {})
    if is_output:
        writer.headings = {}
        writer.quotes = None
    return writer.write()


class _Writer:
    """Writes the HTML of one piece of Markdown."""

    def __init__(
        self, page: PageMarkdown, markdown: Markdown, rules: Rules, formulas: Sequence[str], assets: Mapping[str, Asset]
    ) -> None:
        self.page = page
        self.events = markdown.events
        self.offset = markdown.offset
        self.text_parsed = markdown.text
        self.formulas = markdown.formulas
        self.formula_html = formulas
        self.rules = rules
        self.cell = rules.cell
        self.assets = assets
        self.headings = page.headings
        self.quotes = page.rendering.quotes
        self.out: list[str] = []
        self.author_html = self.unique_html() if b"<" in markdown.text else {}
        self.drawings: dict[str, str] = {}
        """Mark in the text to the diagram that goes there, once all other HTML is clean."""
        self.links = 0
        self.alignments: list[tuple[str, ...]] = []
        self.column = 0
        self.in_head = False
        self.annotations = markdown.annotations
        """Prefix of the ids of the next list's items, if they explain the annotations of code."""
        self.annotated: list[tuple[str, int] | None] = []
        """For each open list, the prefix and the number of the next item, if they do."""

    def write(self) -> str:
        self.write_events(0, len(self.events))
        return self.contained("".join(self.out))

    def write_events(self, position: int, stop: int, marks: Marks = NO_MARKS) -> None:
        """Write the events from `position` up to `stop`; `marks` are tags to insert into their texts."""
        events = self.events
        out = self.out
        while position < stop:
            event = events[position]
            if event.__class__ is str:
                out.append(BARE[event])
            else:
                ((kind, value),) = event.items()
                if kind == "Text":
                    out.append(self.marked(value, marks[position]) if position in marks else self.text(value))
                elif kind == "Start":
                    if value.__class__ is str and value in OPENING_TAGS:
                        out.append(OPENING_TAGS[value])
                    else:
                        position = self.start(value, position)
                elif kind == "End":
                    self.end(value)
                elif kind in ("Html", "InlineHtml"):
                    out.append(self.html(position))
                else:
                    out.append(LEAVES[kind](self, value))
            position += 1

    # Elements -----------------------------------------------------------------------------------------------------

    def start(self, tag: Any, position: int) -> int:
        """Write the start of the element at `position`; return the position of the last event consumed."""
        name, data = (tag, None) if tag.__class__ is str else next(iter(tag.items()))
        return STARTS[name](self, data, position)

    def end(self, tag: Any) -> None:
        if tag.__class__ is str:
            text = CLOSING.get(tag)
            if text is not None:
                self.out.append(text)
            elif tag == "TableCell":
                self.out.append("</th>" if self.in_head else "</td>")
            elif tag == "Link":
                self.links -= 1
                self.out.append("</a>")
            if tag == "TableHead":
                self.in_head = False
            elif tag == "Table":
                self.alignments.pop()
        elif "BlockQuote" in tag:
            self.out.append("</aside>\n" if tag["BlockQuote"] in CALLOUT_TITLES else "</blockquote>\n")
        elif "List" in tag:
            self.annotated.pop()
            self.out.append("</ol>\n" if tag["List"] else "</ul>\n")

    def end_of(self, position: int) -> int:
        """Return the position of the event that ends the element starting at `position`."""
        depth = 0
        for index in range(position, len(self.events)):
            event = self.events[index]
            if event.__class__ is dict:
                if "Start" in event:
                    depth += 1
                elif "End" in event:
                    depth -= 1
                    if depth == 0:
                        return index
        return len(self.events)

    def captured(self, position: int, stop: int, marks: Marks = NO_MARKS) -> str:
        """Return the HTML of the events from `position` up to `stop` instead of writing it."""
        outer, self.out = self.out, []
        self.write_events(position, stop, marks)
        inner, self.out = "".join(self.out), outer
        return inner

    def plain(self, position: int, stop: int) -> str:
        """Return the plain text of the events from `position` up to `stop`."""
        parts = []
        for event in self.events[position:stop]:
            if event.__class__ is str:
                parts.append(" ")
            else:
                parts.append(event.get("Text") or event.get("Code") or "")
        return restore("".join(parts), self.formulas)

    def start_heading(self, data: Any, position: int) -> int:
        """Write a heading, whose text stays as it is written."""
        quotes, self.quotes = self.quotes, None
        end = self.heading(data, position)
        self.quotes = quotes
        return end

    def heading(self, data: Any, position: int) -> int:
        end = self.end_of(position)
        key = (self.cell, self.offset + position)
        heading = self.headings.get(key)
        if heading is None:  # In the Markdown of an output, which has no headings of the post.
            level = data["level"][1]
            self.out.append(f"<h{level}>{self.captured(position + 1, end)}</h{level}>\n")
        elif key != self.page.title_heading and heading.text.strip():
            marks = time_marks(self.events, position, end, heading.dated) if heading.dated else NO_MARKS
            inner = self.captured(position + 1 + heading.marks, end, marks)
            if heading.number:
                # The style sheet writes it: the text of a heading is what its author wrote.
                inner = f'<span class="section-number" data-number="{heading.number}"></span>{inner}'
            self.page.heading_html[heading.anchor] = self.contained(inner)
            level = min(heading.level + self.page.shift, 6)
            others = ((heading.legacy_anchor,) if heading.legacy_anchor else ()) + heading.former
            legacy = "".join(f'<span id="{escape(other)}"></span>' for other in others)
            anchor = escape(heading.anchor)
            classes = f' class="{escape(" ".join(heading.classes))}"' if heading.classes else ""
            self.out.append(
                f'<h{level} id="{anchor}"{classes}>{legacy}{inner}'
                f'<a class="anchor" href="#{anchor}" aria-hidden="true" tabindex="-1"></a></h{level}>\n'
            )
        elif key == self.page.title_heading:
            self.out.extend(self.places(position, end))
        elif (inner := self.captured(position + 1, end)).strip():
            self.out.append(f"<p>{inner}</p>\n")  # A picture.
        return end

    def places(self, position: int, stop: int) -> Iterator[str]:
        """Yield the elements that name a place among the events from `position` up to `stop`."""
        for index in range(position, stop):
            html = self.author_html.get(index, "")
            if html.startswith("<a id="):
                yield f"{html}</a>\n"

    def marked(self, text: str, marks: Sequence[tuple[int, str]]) -> str:
        """Return the HTML of a text with tags inserted at offsets."""
        parts, done = [], 0
        for offset, tag in marks:
            parts += [self.text(text[done:offset]), tag]
            done = offset
        return "".join([*parts, self.text(text[done:])])

    def start_quote(self, kind: str | None, position: int) -> int:
        name = CALLOUT_TITLES.get(kind or "")
        if not name:
            self.out.append("<blockquote>\n")
            return position
        title, last = self.callout_title(position) or (name, position)
        self.out.append(f'<aside class="callout callout-{name.lower()}"><p class="callout-title">{title}</p>\n')
        return last

    def callout_title(self, position: int) -> tuple[str, int] | None:
        """Return the HTML of a callout's own title, its first paragraph if all of that is bold, and where that ends."""
        if self.events[position + 1 : position + 3] != ({"Start": "Paragraph"}, {"Start": "Strong"}):
            return None
        end = self.end_of(position + 2)
        if self.events[end + 1] != {"End": "Paragraph"}:
            return None
        return self.captured(position + 3, end), end + 1

    def start_code(self, kind: Any, position: int) -> int:
        end = self.end_of(position)
        code = self.plain(position + 1, end).removesuffix("\n")
        info = "" if kind == "Indented" else restore(kind["Fenced"], self.formulas)
        fence = read_fence(info)
        language = fence_language(fence.language)
        if diagram := DIAGRAMS.get(language):
            self.out.append(self.diagram(diagram, code))
            return end
        look = fence.look
        if info.startswith("{"):
            options, code = take_directive_options(info, code)
            look = look if options is PLAIN else options
        if look.label:
            look = msgspec.structs.replace(look, label=self.page.rendering.claim_id("-".join(look.label.split())))
        annotations = ""
        if may_be_annotated(code) and starts_with_list(self.events, end + 1):
            annotations = self.annotations = f"annotation-{self.cell}-{self.offset + position}"
        self.out.append(code_block(code, language, look, annotations=annotations))
        return end

    def diagram(self, kind: DiagramKind, source: str) -> str:
        """Return a mark for the drawing of a diagram."""
        # Imported only for posts with diagrams.
        from blogtools.render.diagrams.html import DiagramPlace, diagram_html, source_html
        from blogtools.render.diagrams.source import read_diagram

        mark = f"blogtools-{secrets.token_hex(16)}"
        place = DiagramPlace(
            self.page.rendering,
            self.cell,
            line_of=lambda: self.line_before(source),
            markdown=self.caption,
            address=self.url,
        )
        text = read_diagram(source)
        self.drawings[mark] = diagram_html(kind, source, text, place) or source_html(kind, source, text, place)
        return mark

    def caption(self, text: str) -> str:
        """Return the HTML of a caption of the cell."""
        caption = parse_markdown(text)
        return render_markdown(self.page, caption, self.cell, assets=self.assets, rules=self.rules, is_output=True)

    def line_before(self, code: str) -> int:
        """Return the number of the line before a block of code, counted from 1."""
        text = restore(self.text_parsed.decode(), self.formulas)
        return text.count("\n", 0, max(text.find(code), 0))

    def start_list(self, first: int | None, position: int) -> int:
        self.annotated.append((self.annotations, first) if self.annotations and first is not None else None)
        self.annotations = ""
        if first is None:
            self.out.append("<ul>\n")
        else:
            self.out.append("<ol>\n" if first == 1 else f'<ol start="{first}">\n')
        return position

    def start_item(self, _: Any, position: int) -> int:
        # A task marker is the first event of the item or of its first paragraph.
        following = self.events[position + 1 : position + 3]
        is_task = any(event.__class__ is dict and "TaskListMarker" in event for event in following)
        id_attribute = ""
        if self.annotated and (note := self.annotated[-1]):
            id_attribute = f' id="{self.page.rendering.claim_id(f"{note[0]}-{note[1]}")}"'
            self.annotated[-1] = (note[0], note[1] + 1)
        self.out.append(f'<li class="task"{id_attribute}>' if is_task else f"<li{id_attribute}>")
        return position

    def start_table(self, alignments: Any, position: int) -> int:
        self.alignments.append(tuple(alignments))
        self.out.append(TABLE_OPENING)
        return position

    def start_table_head(self, _: Any, position: int) -> int:
        self.in_head = True
        self.column = 0
        self.out.append("<thead><tr>")
        return position

    def start_table_row(self, _: Any, position: int) -> int:
        self.column = 0
        self.out.append("<tr>")
        return position

    def start_table_cell(self, _: Any, position: int) -> int:
        alignments = self.alignments[-1]
        alignment = alignments[self.column] if self.column < len(alignments) else "None"
        self.column += 1
        style = "" if alignment == "None" else f' style="text-align: {alignment.lower()}"'
        self.out.append(f"<th{self.formula_label(position)}{style}>" if self.in_head else f"<td{style}>")
        return position

    def formula_label(self, position: int) -> str:
        """Return a label for a header that has only formulas: of MathML, tools make no name of the header."""
        text = self.events[position + 1] if position + 1 < len(self.events) else ""
        written = text.get("Text", "") if text.__class__ is dict else ""
        formulas = _FORMULA.findall(written) if FORMULA_OPEN in written else []
        if not formulas or _FORMULA.sub("", written).strip() or self.events[position + 2] != {"End": "TableCell"}:
            return ""
        tex = " ".join(self.formulas[int(number)].tex for number in formulas if int(number) < len(self.formulas))
        return f' aria-label="{escape(tex.strip())}"' if tex.strip() else ""

    def start_link(self, data: Any, position: int) -> int:
        self.links += 1
        url = restore(data["dest_url"], self.formulas)
        url = f"mailto:{url}" if data["link_type"] == "Email" else self.url(url)
        title = f' title="{escape(restore(data["title"], self.formulas))}"' if data["title"] else ""
        is_safe = not self.rules.sanitize or is_safe_address(url)
        self.out.append(f'<a href="{_attribute(url)}"{title}>' if is_safe else "<a>")
        return position

    def start_image(self, data: Any, position: int) -> int:
        end = self.end_of(position)
        alt = self.plain(position + 1, end)
        url = restore(data["dest_url"], self.formulas)
        title = f' title="{escape(restore(data["title"], self.formulas))}"' if data["title"] else ""
        asset = self.assets.get(url)
        size = f' width="{asset.width}" height="{asset.height}"' if asset and asset.width and asset.height else ""
        if not alt.strip():
            self.page.rendering.report(
                "missing-alt",
                f"image {url} has no alternative text",
                cell=self.cell,
                hint="write it between the brackets of ![…]",
                severity="note",
            )
        address = self.url(url)
        html = f'<img src="{_attribute(address)}" alt="{escape(alt)}"{title}{size} loading="lazy" decoding="async">'
        # Among HTML of the author, `contained` looks at all images.
        if not self.author_html and (":" in address or "//" in address or "\\" in address):
            html = external_image(address, alt, html, self.page.rendering, self.rules, in_link=self.links > 0)
        self.out.append(html)
        return end

    def start_footnote(self, label: str, position: int) -> int:
        end = self.end_of(position)
        self.page.footnotes.define(label, self.contained(self.captured(position + 1, end), in_item=True))
        return end

    # Leaves -------------------------------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        """Return the HTML of a text, with formulas rendered and URLs linked."""
        if self.quotes is not None and has_typewriter_marks(text):
            text = typographic(text, self.quotes, self.character_before)
        html = escape(text, quote=False)
        if not self.links and ("://" in html or "www." in html or "@" in html):
            html = linked(html)
        if FORMULA_OPEN in html:
            html = _FORMULA.sub(self.formula, html)
        return html

    def character_before(self) -> str:
        """Return the character before what is written next; "" at the start of a block."""
        for part in reversed(self.out):
            if part.endswith((">", ">\n")):
                if not part.startswith(_WITHIN_LINES):
                    return " " if part.startswith("<br") else ""
                if part.startswith("<code"):
                    return "x"
            elif part:
                return part[-1]
        return ""

    def formula(self, mark: re.Match[str]) -> str:
        number = int(mark[1])
        if number < len(self.formula_html):
            return self.formula_html[number]
        # An author may write a mark as an entity.
        return escape(self.formulas[number].written, quote=False) if number < len(self.formulas) else mark[0]

    def code(self, text: str) -> str:
        return f"<code>{escape(restore(text, self.formulas), quote=False)}</code>"

    def html(self, position: int) -> str:
        """Return the author's HTML at an event, with resolved URLs; a block is returned whole at its first line."""
        html = self.author_html.get(position, "")
        return with_html_addresses(html, self.url) if "=" in html else html

    def unique_html(self) -> dict[int, str]:
        """Return the author's HTML by position of its event, with formulas typeset and ids unique on the page."""
        said = {
            position - self.offset + 1 + index
            for (cell, position), heading in self.headings.items()
            if cell == self.cell
            for index in range(heading.marks)
        }
        pieces = {position: piece.text for position, piece in html_pieces(self.events).items() if position not in said}
        for position, html in pieces.items():
            if " markdown" in html:
                pieces[position] = html = _MARKDOWN_INSIDE.sub(r"\1", html)  # noqa: PLW2901 - without the attribute
            if FORMULA_OPEN in html:
                pieces[position] = _TAG_OR_FORMULA.sub(self.formula_outside_tags, html)
        return dict(zip(pieces, unique_ids_of(list(pieces.values()), self.page.rendering), strict=True))

    def contained(self, html: str, *, in_item: bool = False) -> str:
        """Contain HTML in its place on the page; HTML without any of the author's needs no change."""
        if self.author_html:
            html = contain(sanitized(html, self.rules), in_item=in_item)
            html = finished(html, self.page.rendering, self.rules, in_item=in_item)
        for mark, drawing in self.drawings.items():
            html = html.replace(mark, drawing)
        return html

    def formula_outside_tags(self, match: re.Match[str]) -> str:
        return self.formula(match) if match[1] else restore(match[0], self.formulas)

    def footnote_reference(self, label: str) -> str:
        return self.page.footnotes.reference(label)

    def task_marker(self, done: bool) -> str:  # noqa: FBT001 - the parser's payload
        name, checked = ("Done", " checked") if done else ("To do", "")
        return f'<input type="checkbox" aria-label="{name}" disabled{checked}> '

    def url(self, url: str) -> str:
        return self.page.rendering.address(url, self.cell, self.assets)


def _attribute(url: str) -> str:
    """Escape a URL for an attribute, which may contain no white space (HTML Standard, "valid URL string")."""
    return escape(url if " " not in url else url.replace(" ", "%20"))


STARTS: dict[str, Callable[[_Writer, Any, int], int]] = {
    "Heading": _Writer.start_heading,
    "BlockQuote": _Writer.start_quote,
    "CodeBlock": _Writer.start_code,
    "List": _Writer.start_list,
    "Item": _Writer.start_item,
    "Table": _Writer.start_table,
    "TableHead": _Writer.start_table_head,
    "TableRow": _Writer.start_table_row,
    "TableCell": _Writer.start_table_cell,
    "Link": _Writer.start_link,
    "Image": _Writer.start_image,
    "FootnoteDefinition": _Writer.start_footnote,
}
LEAVES: dict[str, Callable[[_Writer, Any], str]] = {
    "Code": _Writer.code,
    "FootnoteReference": _Writer.footnote_reference,
    "TaskListMarker": _Writer.task_marker,
}
