"""Finds what the Markdown of a cell keeps from readers: comments, text for other formats, spans of a hiding class.

What is removed leaves its line breaks, so that every other line keeps its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pyromark

from blogtools.errors import Severity
from blogtools.memo import lazy_pattern
from blogtools.transform.excerpt import MORE_MARKER
from blogtools.transform.hidden.attributes import read_attributes
from blogtools.transform.hidden.directives import is_for_pages, is_hidden_block
from blogtools.transform.hidden.spans import Span, Spans
from blogtools.transform.markdown.callouts import CALLOUT_KINDS

_PARSER = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_GFM)
_SIGNATURES = (
    *("<!--", "<?", ":::", "]{", "){", "`{", "~{", "` {", "~ {", " {.", "{:", "{%", "{{", "{#"),
    *("\\begin{comment}", "\\iffalse", "+++", "\n%", "\n{.", "]: #", "]:#", "]: <>"),
)
"""Strings of which everything that hides has one."""

_COMMENT_OR_RAW_TEXT = lazy_pattern(
    rb"(?P<comment><!--(?:-?>|.*?--!?>)|<\?.*?\?>)|(?P<endless><!--)"
    rb"|<(?P<name>script|style|textarea|title|xmp)\b(?=.*?</(?P=name))",
    re.DOTALL | re.IGNORECASE,
)
_OTHER_COMMENTS = lazy_pattern(
    rb"\{%-?\s*comment\b[^%]*%\}.*?\{%-?\s*endcomment\s*-?%\}"  # Liquid: Jekyll, fastpages.
    rb"|\{::comment\}.*?\{:/(?:comment)?\}"  # kramdown.
    rb"|\{\{/\*.*?\*/\}\}|\{\{[<%]\s*comment\s*[>%]\}\}.*?\{\{[<%]\s*/\s*comment\s*[>%]\}\}"  # Hugo.
    rb"|\{#(?=\s)[^{}]*#\}"  # Jinja: Nikola, MkDocs macros.
    rb"|^ {0,3}\[[^\]\n]*\]:[ \t]*(?:#|<>)[ \t]+(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*$"  # A link to nowhere.
    rb"|\\begin\{comment\}.*?\\end\{comment\}|\\iffalse\b.*?\\fi\b",  # LaTeX, which pages of Pandoc leave out.
    re.DOTALL | re.MULTILINE,
)
_ATTRIBUTED = lazy_pattern(rb"(?P<close>[\])])\{(?P<attributes>[^{}\n]*)\}")
_CODE_ATTRIBUTES = lazy_pattern(rb"\{(?P<attributes>[^{}\n]*)\}")
_HIDING_ATTRIBUTES = lazy_pattern(rb"\{:?[ \t]*[^{}\n]*?\.(?:hidden|content-hidden|content-visible|d-none)\b[^{}\n]*\}")
_MYST_COMMENT = lazy_pattern(rb"^%(?!%)[^\n]*", re.MULTILINE)
_BLOCK_BREAK = lazy_pattern(rb"^\+\+\+[ \t]*(\{.*\})?[ \t]*$", re.MULTILINE)
_HIDING_TAG = lazy_pattern(rb"[\"'](?:remove|hide)[-_](?:cell|input|output)[\"']")
_DIV = lazy_pattern(rb"[ \t>]*:{3,}[ \t]*(.*?)[ \t:]*$")


class Problem(msgspec.Struct, frozen=True):
    """Something that the author may have meant to hide."""

    line: int
    """Counted from 1."""
    message: str
    hint: str
    severity: Severity = "warning"


class DivFence(msgspec.Struct, frozen=True):
    """A line `::: {…}` or `:::`, outside of code."""

    line: int
    """Counted from 0."""
    attributes: str
    """As written; empty on a line that closes a div."""


class VisibleText(msgspec.Struct, frozen=True):
    """Markdown without what is hidden in it, and the fences of its divs."""

    text: str
    divs: tuple[DivFence, ...] = ()
    problems: tuple[Problem, ...] = ()


def may_hide(source: str) -> bool:
    """Return True if a piece of Markdown may have a mark that hides; a fast check."""
    return any(mark in source for mark in _SIGNATURES) or source.startswith(("%", "{."))


def visible_text(source: str, *, is_myst: bool) -> VisibleText:
    """Return Markdown without what is hidden within a line or a block; of divs only the fences are found.

    In MyST (`is_myst`), lines that begin with `%` are comments.
    """
    data = source.encode()
    structure = _Structure(data)
    code = structure.code
    removed = Spans(
        [
            *structure.removed,
            *_html_comments(data, structure),
            *(match.span() for match in _OTHER_COMMENTS.finditer(data) if match.start() not in code),
            *_hidden_spans(data, code),
            *_hidden_sections(data, code),
            *(match.span() for match in _percent_lines(data, code) if is_myst),
        ]
    )
    problems = [
        *(problem for problem in _shown_comments(data, code, removed) if not is_myst),
        *_unknown_attributes(data, code, removed),
    ]
    divs = _divs(data, code, removed) if b":::" in data else ()
    text = removed.without(data).decode()
    if structure.callouts:
        lines = text.split("\n")
        for start, end in structure.callouts:
            first, last = data.count(b"\n", 0, start), data.count(b"\n", 0, end)
            inside = visible_text("\n".join(lines[first:last]), is_myst=is_myst)
            lines[first:last] = inside.text.split("\n")
            problems += [msgspec.structs.replace(one, line=one.line + first) for one in inside.problems]
        text = "\n".join(lines)
    return VisibleText(text, tuple(divs), tuple(problems))


class _Structure:
    """Where the code of a piece of Markdown is, and which of it is not for readers."""

    def __init__(self, data: bytes) -> None:
        code: list[Span] = []
        self.html_blocks: set[int] = set()
        """Starts of blocks of HTML."""
        self.removed: list[Span] = []
        self.callouts: list[Span] = []
        """The lines inside of directives (MyST) whose text is Markdown, which is code for the parser."""
        for event, place in _PARSER.events_with_range(data.decode()):
            kind, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
            span = (place["start"], place["end"])
            if kind == "Code":
                code.append(span)
                self.removed += _hidden_inline(data, span)
            elif kind == "Start" and value == "HtmlBlock":
                self.html_blocks.add(span[0])
            elif kind == "Start" and isinstance(value, dict) and "CodeBlock" in value:
                block = value["CodeBlock"]
                if isinstance(block, dict) or not _is_admonition(data, span[0]):
                    code.append(span)
                info = block.get("Fenced", "").strip() if isinstance(block, dict) else ""
                if info.startswith("{"):
                    self.removed += _hidden_block(data, span, info)
                    self.callouts += _callout_body(data, span, info)
        self.code = Spans(code)


def _hidden_block(data: bytes, span: Span, info: str) -> Iterator[Span]:
    """Yield a block of code for another format; of one for pages, only the lines of the fence."""
    text = data[slice(*span)].rstrip(b"\n")
    first, last = text.find(b"\n"), text.rfind(b"\n")
    if is_hidden_block(info, text[first + 1 :].decode()):
        yield span
    elif is_for_pages(info) and 0 <= first < last:
        yield span[0], span[0] + first
        yield span[0] + last, span[0] + len(text)


def _is_admonition(data: bytes, start: int) -> bool:
    """Return True if an indented block is the text of an admonition (MkDocs), which is Markdown."""
    lines = data[:start].rstrip().split(b"\n")
    above = next((line for line in reversed(lines) if line[:1].strip()), b"")
    return above.startswith((b"!!! ", b"???"))


def _callout_body(data: bytes, span: Span, info: str) -> Iterator[Span]:
    """Yield the lines inside of a callout that is written as a block of code."""
    body = data.find(b"\n", *span) + 1
    if body and info[1:].partition("}")[0].lower() in CALLOUT_KINDS:
        yield body, span[0] + len(data[slice(*span)].rstrip(b"\n"))


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


def _html_comments(data: bytes, structure: _Structure) -> Iterator[Span]:
    """Yield the comments of HTML, but for "more" markers; in scripts and styles there are none."""
    position = 0
    while match := _COMMENT_OR_RAW_TEXT.search(data, position):
        start, position = match.span()
        code_end = structure.code.end_around(start)
        if code_end is not None:
            position = max(code_end, start + 1)
        elif data[start - 1 : start] == b"\\":
            position = start + 1
        elif match["name"]:
            position = data.lower().find(b"</" + match["name"].lower(), position)
        elif match["comment"]:
            if not MORE_MARKER.fullmatch(match[0].decode()):
                yield start, position
        elif start in structure.html_blocks:
            yield start, len(data)
            return


def _hidden_spans(data: bytes, code: Spans) -> Iterator[Span]:
    """Yield the spans, links and images whose attributes hide them: `[text]{.hidden}`, `![](a.png){.hidden}`."""
    for match in _ATTRIBUTED.finditer(data):
        if match.start() in code or not read_attributes(match["attributes"].decode()).hides:
            continue
        start = _opening(data, match.start(), code)
        if start is not None and match["close"] == b")" and data[start - 1 : start] == b"]":
            start = _opening(data, start - 1, code)
        if start is not None:
            yield (start - 1 if data[start - 1 : start] == b"!" else start), match.end()


def _opening(data: bytes, closing: int, code: Spans) -> int | None:
    """Return the offset of the bracket that the one at `closing` closes, in the same paragraph."""
    close = data[closing : closing + 1]
    opening = b"[" if close == b"]" else b"("
    depth = 0
    for offset in range(closing, max(data.rfind(b"\n\n", 0, closing), 0) - 1, -1):
        byte = data[offset : offset + 1]
        if byte not in (close, opening) or data[offset - 1 : offset] == b"\\" or offset in code:
            continue
        depth += 1 if byte == close else -1
        if depth == 0:
            return offset
    return None


def _hidden_sections(data: bytes, code: Spans) -> Iterator[Span]:
    """Yield what follows a block break of MyST whose tags hide it, up to the next one."""
    breaks = [match for match in _BLOCK_BREAK.finditer(data) if match.start() not in code]
    for index, match in enumerate(breaks):
        if match[1] and _HIDING_TAG.search(match[1]):
            yield match.start(), breaks[index + 1].start() if index + 1 < len(breaks) else len(data)


def _percent_lines(data: bytes, code: Spans) -> Iterator[re.Match[bytes]]:
    if b"%" in data:
        yield from (match for match in _MYST_COMMENT.finditer(data) if match.start() not in code)


def _shown_comments(data: bytes, code: Spans, removed: Spans) -> Iterator[Problem]:
    for match in _percent_lines(data, code):
        if match.start() not in removed:
            message = "a line begins with %, which is a comment in MyST and text here"
            yield Problem(_line(data, match), message, "write comments as <!-- … -->, or put a backslash before the %")


def _unknown_attributes(data: bytes, code: Spans, removed: Spans) -> Iterator[Problem]:
    """Yield a problem for each mark that hides a heading or a block in another tool, whose extent is not known."""
    for match in _HIDING_ATTRIBUTES.finditer(data):
        before = data[data.rfind(b"\n", 0, match.start()) + 1 : match.start()]
        is_known = match.start() in code or match.start() in removed or b":::" in before
        if not is_known and read_attributes(match[0].decode()).hides:
            message = f"{match[0].decode()} hides something in other tools, but not here"
            hint = "put what nobody should see into a cell tagged `remove-cell`, or remove the mark"
            yield Problem(_line(data, match), message, hint, "error")


def _divs(data: bytes, code: Spans, removed: Spans) -> Iterator[DivFence]:
    offset = 0
    for number, line in enumerate(data.split(b"\n")):
        match = _DIV.match(line) if b":::" in line else None
        if match and offset + match.end() - 1 not in code and offset + match.end() - 1 not in removed:
            yield DivFence(number, match[1].decode())
        offset += len(line) + 1


def _line(data: bytes, match: re.Match[bytes]) -> int:
    return data.count(b"\n", 0, match.start()) + 1
