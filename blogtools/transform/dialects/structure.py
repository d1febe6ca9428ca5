"""Where the code and the HTML of a piece of Markdown are, as the parser sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pyromark

from blogtools.memo import lazy_pattern, text_cache
from blogtools.transform.dialects.directives import is_for_pages, is_hidden_block
from blogtools.transform.dialects.spans import Span, Spans
from blogtools.transform.markdown.attributes import read_attributes
from blogtools.transform.markdown.callouts import CALLOUT_KINDS
from blogtools.transform.markdown.directives import MARKDOWN_DIRECTIVES

_PARSER = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_GFM)
_BRACKET = lazy_pattern(rb"\n\n|(?<!\\)[\[\]()]")
_CODE_IN_LINE = lazy_pattern(rb"(?<!`)(`++)[^\n]*?(?<!`)\1(?!`)")
_CODE_ATTRIBUTES = lazy_pattern(rb"\{(?P<attributes>[^{}\n]*)\}")


class Structure:
    """Where the code and the HTML of a piece of Markdown are, and which of it is not for readers."""

    def __init__(self, data: bytes) -> None:
        code: list[Span] = []
        html_blocks: list[Span] = []
        inline_html: list[Span] = []
        marked: list[int] = []
        admonition = (0, False)
        self.removed: list[Span] = []
        self.callouts: list[Span] = []
        """The lines inside of directives (MyST) whose text is Markdown, which is code for the parser."""
        self.indented: list[Span] = []
        """Indented text of admonitions and tabs (MkDocs), which is Markdown, and code for the parser."""
        for event, place in _PARSER.events_with_range(data.decode()):
            kind, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
            span = (place["start"], place["end"])
            if kind == "Code":
                code.append(span)
                marked.append(span[0])
                self.removed += _hidden_inline(data, span)
            elif kind == "Start" and value == "HtmlBlock":
                html_blocks.append(span)
            elif kind == "InlineHtml":
                inline_html.append(span)
            elif kind == "Start" and isinstance(value, dict) and "CodeBlock" in value:
                block = value["CodeBlock"]
                if not isinstance(block, dict):
                    admonition = span[0], _is_admonition(data, span[0], admonition)
                if isinstance(block, dict) or not admonition[1]:
                    code.append(span)
                else:
                    self.indented.append(span)
                    code += (match.span() for match in _CODE_IN_LINE.finditer(data, *span))
                if isinstance(block, dict):
                    marked.append(span[0])
                info = block.get("Fenced", "").strip() if isinstance(block, dict) else ""
                if info.startswith("{"):
                    self.removed += _hidden_block(data, span, info)
                    self.callouts += _callout_body(data, span, info)
        self.code = Spans(code)
        self.marked_code = frozenset(marked)
        """Offsets at which fenced code, or code within a line, begins."""
        self.html = Spans([*html_blocks, *inline_html])
        self.html_blocks = Spans(html_blocks)
        self.html_starts = frozenset(start for start, _ in html_blocks)


@text_cache(256)
def structure_of(data: bytes) -> Structure:
    """Return where the code and the HTML of a piece of Markdown are; several steps ask for the same cells."""
    return Structure(data)


def _hidden_block(data: bytes, span: Span, info: str) -> Iterator[Span]:
    """Yield a block of code for another format; of one for pages, only the lines of the fence."""
    text = data[slice(*span)].rstrip(b"\n")
    first, last = text.find(b"\n"), text.rfind(b"\n")
    if is_hidden_block(info, text[first + 1 :].decode()):
        yield span
    elif is_for_pages(info) and 0 <= first < last:
        yield span[0], span[0] + first
        yield span[0] + last, span[0] + len(text)


def _is_admonition(data: bytes, start: int, before: tuple[int, bool]) -> bool:
    """Return True if an indented block is the text of an admonition (MkDocs), which is Markdown.

    `before` is the start of the indented block before this one, and whether that was one.
    """
    end = start
    while end > before[0]:
        line = data.rfind(b"\n", 0, end - 1) + 1
        if data[line : line + 1].strip():
            return data[line:end].startswith((b"!!! ", b"???", b'=== "', b'===+ "', b'===! "', b'===!+ "'))
        end = line
    return before[1]


def _callout_body(data: bytes, span: Span, info: str) -> Iterator[Span]:
    """Yield the lines inside of a callout that is written as a block of code, up to the fence that ends it."""
    text = data[slice(*span)].rstrip()
    first, last = text.find(b"\n") + 1, text.rfind(b"\n") + 1
    is_closed = not text[last:].strip(b" \t>").strip(b"`~")
    if is_closed and first < last and _has_markdown(info[1:].partition("}")[0].lower()):
        yield span[0] + first, span[0] + last


def _has_markdown(name: str) -> bool:
    return name in CALLOUT_KINDS or name in MARKDOWN_DIRECTIVES


def _hidden_inline(data: bytes, span: Span) -> Iterator[Span]:
    """Yield code within a line that is for another format or has a class that hides; of HTML, the marks around it."""
    match = _CODE_ATTRIBUTES.match(data, span[1])
    if match is None:
        return
    written = match["attributes"].decode()
    if is_for_pages(match[0].decode()):
        code = data[slice(*span)]
        ticks = len(code) - len(code.lstrip(b"`"))
        yield span[0], span[0] + ticks
        yield span[1] - ticks, match.end()
    elif written.startswith("=") or read_attributes(written).hides:
        yield span[0], match.end()


def brackets(data: bytes, code: Spans) -> dict[int, int]:
    """Return the offsets of closing brackets, and of the brackets that they close in the same paragraph."""
    pairs: dict[int, int] = {}
    opened: dict[bytes, list[int]] = {b"[": [], b"(": []}
    for match in _BRACKET.finditer(data):
        if match[0] == b"\n\n":
            opened = {b"[": [], b"(": []}
        elif match.start() in code:
            continue
        elif match[0] in opened:
            opened[match[0]].append(match.start())
        elif opening := opened[b"[" if match[0] == b"]" else b"("]:
            pairs[match.start()] = opening.pop()
    return pairs
