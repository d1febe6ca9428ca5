"""Finds what the Markdown of a cell keeps from readers: comments, text for other formats, spans of a hiding class.

What is removed leaves its line breaks, so that every other line keeps its number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from blogtools.errors import Severity
from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.comments import html_comments, other_comments
from blogtools.transform.dialects.spans import Span, Spans, finder
from blogtools.transform.dialects.structure import brackets, structure_of
from blogtools.transform.markdown.attributes import read_attributes

SIGNATURES = (
    *("<!--", "<?", ":::", "]{", "){", "`{", "~{", "` {", "~ {", " {.", "{:", "{%", "{{", "{#", "{/*", "%%"),
    *("\\begin{comment}", "\\iffalse", "+++", "\n%", "\n{.", "]: #", "]:#", "]: <>"),
)
"""Strings of which everything that hides has one, in a text that begins with a line break."""

_ATTRIBUTED = lazy_pattern(rb"(?P<close>[\])])\{(?P<attributes>[^{}\n]*)\}")
_HIDING_ATTRIBUTES = lazy_pattern(
    rb"\{(?![<%/])(?<!\{\{):?(?:[ \t]*[#.][^{}\n]*|[^{}\n]*[ \t])??"
    rb"\.(?:hidden|content-hidden|content-visible|d-none)(?=[\s}.#])[^{}\n]*\}"
)
_MYST_COMMENT = lazy_pattern(rb"^%(?!%)[^\n]*", re.MULTILINE)
_BLOCK_BREAK = lazy_pattern(rb"^\+\+\+[ \t]*(\{.*\})?[ \t]*$", re.MULTILINE)
_HIDING_TAG = lazy_pattern(rb"[\"'](?:remove|hide)[-_](?:cell|input|output)[\"']")
_DIV_START = lazy_pattern(rb"[ \t>]*:::")
_DIV = lazy_pattern(rb"[ \t>]*:{3,}[ \t]*(.*?)[ \t:]*$")


class HidingProblem(msgspec.Struct, frozen=True):
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
    problems: tuple[HidingProblem, ...] = ()


def possible_signatures(text: str) -> tuple[str, ...]:
    """Return those of `SIGNATURES` that a text has: most posts have none, and no cell of theirs need be looked at."""
    has = finder(text)
    return tuple(signature for signature in SIGNATURES if has(signature.encode()))


def may_hide(source: str, possible: Sequence[str] = SIGNATURES) -> bool:
    """Return True if a piece of Markdown may have a mark that hides; a fast check."""
    return any(signature in source for signature in possible) or source.startswith(("%", "{."))


def visible_text(source: str, *, is_myst: bool) -> VisibleText:
    """Return Markdown without what is hidden within a line or a block; of divs only the fences are found.

    In MyST (`is_myst`), lines that begin with `%` are comments.
    """
    data = source.encode()
    structure = structure_of(data)
    code = structure.code
    comments = tuple(html_comments(data, code, structure.html_blocks, structure.html_starts))
    removed = Spans(
        [
            *structure.removed,
            *(span for span, is_comment in comments if is_comment),
            *other_comments(data, code),
            *_hidden_spans(data, code),
            *_hidden_sections(data, code),
            *(match.span() for match in _percent_lines(data, code) if is_myst),
        ]
    )
    breaks = [match.start() for match in re.finditer(b"\n", data)]
    problems = [
        *(problem for problem in _shown_comments(data, code, removed, breaks) if not is_myst),
        *_unknown_attributes(data, code, removed, breaks),
        *(_unclear_comment(span, breaks) for span, is_comment in comments if not is_comment),
    ]
    divs = _divs(data, code, removed) if b":::" in data else ()
    text = removed.without(data).decode()
    if structure.callouts:
        lines = text.split("\n")
        for start, end in structure.callouts:
            first, last = bisect_left(breaks, start), bisect_left(breaks, end)
            inside = visible_text("\n".join(lines[first:last]), is_myst=is_myst)
            lines[first:last] = inside.text.split("\n")
            problems += [msgspec.structs.replace(one, line=one.line + first) for one in inside.problems]
        text = "\n".join(lines)
    return VisibleText(text, tuple(divs), tuple(problems))


def _hidden_spans(data: bytes, code: Spans) -> Iterator[Span]:
    """Yield the spans, links and images whose attributes hide them: `[text]{.hidden}`, `![](a.png){.hidden}`."""
    found = [
        match
        for match in _ATTRIBUTED.finditer(data)
        if match.start() not in code and read_attributes(match["attributes"].decode()).hides
    ]
    openings = brackets(data, code) if found else {}
    for match in found:
        start = openings.get(match.start())
        if start is not None and match["close"] == b")" and data[start - 1 : start] == b"]":
            start = openings.get(start - 1)
        if start is not None:
            yield (start - 1 if data[start - 1 : start] == b"!" else start), match.end()


def _hidden_sections(data: bytes, code: Spans) -> Iterator[Span]:
    """Yield what follows a block break of MyST whose tags hide it, up to the next one."""
    breaks = [match for match in _BLOCK_BREAK.finditer(data) if match.start() not in code]
    for index, match in enumerate(breaks):
        if match[1] and _HIDING_TAG.search(match[1]):
            yield match.start(), breaks[index + 1].start() if index + 1 < len(breaks) else len(data)


def _percent_lines(data: bytes, code: Spans) -> Iterator[re.Match[bytes]]:
    if b"%" in data:
        yield from (match for match in _MYST_COMMENT.finditer(data) if match.start() not in code)


def _shown_comments(data: bytes, code: Spans, removed: Spans, breaks: Sequence[int]) -> Iterator[HidingProblem]:
    for match in _percent_lines(data, code):
        if match.start() not in removed:
            message = "a line begins with %, which is a comment in MyST and text here"
            yield HidingProblem(
                bisect_left(breaks, match.start()) + 1,
                message,
                "write comments as <!-- … -->, or put a backslash before the %",
            )


def _unclear_comment(span: Span, breaks: Sequence[int]) -> HidingProblem:
    message = (
        "<!-- begins a comment in the middle of a line that goes on after a blank line: text here and in JupyterLab"
    )
    hint = "begin the comment on a line of its own, or remove it"
    return HidingProblem(bisect_left(breaks, span[0]) + 1, message, hint, "error")


def _unknown_attributes(data: bytes, code: Spans, removed: Spans, breaks: Sequence[int]) -> Iterator[HidingProblem]:
    """Yield a problem for each mark that hides a heading or a block in another tool, whose extent is not known."""
    for match in _HIDING_ATTRIBUTES.finditer(data):
        line = bisect_left(breaks, match.start())
        is_div = _DIV_START.match(data, breaks[line - 1] + 1 if line else 0)
        is_known = is_div or match.start() in code or match.start() in removed
        if not is_known and read_attributes(match[0].decode()).hides:
            message = f"{match[0].decode()} hides something in other tools, but not here"
            hint = "put what nobody should see into a cell tagged `remove-cell`, or remove the mark"
            yield HidingProblem(line + 1, message, hint, "error")


def _divs(data: bytes, code: Spans, removed: Spans) -> Iterator[DivFence]:
    offset = 0
    for number, line in enumerate(data.split(b"\n")):
        match = _DIV.match(line) if b":::" in line else None
        if match and offset + match.end() - 1 not in code and offset + match.end() - 1 not in removed:
            yield DivFence(number, match[1].decode())
        offset += len(line) + 1
