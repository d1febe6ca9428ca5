"""Finds comments in Markdown: those of HTML, and those of the template languages and tools around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Span, Spans
from blogtools.transform.excerpt import MORE_MARKER

_HTML = lazy_pattern(rb"(?P<comment><!--|<\?)|<(?P<name>script|style|textarea|title|xmp)\b", re.IGNORECASE)
_BLANK_LINE = lazy_pattern(rb"\n[ \t]*\n")
_ENDS = {b"<!--": lazy_pattern(rb"(?<=<!-)-?->|--!?>"), b"<?": lazy_pattern(rb"\?>")}
_OTHERS = (
    (b"{%", lazy_pattern(rb"\{%-?\s*comment\b"), lazy_pattern(rb"\{%-?\s*endcomment\s*-?%\}")),  # Jekyll, fastpages.
    (b"{::", lazy_pattern(rb"\{::comment\}"), lazy_pattern(rb"\{:/(?:comment)?\}")),  # kramdown.
    (b"{{/*", lazy_pattern(rb"\{\{/\*"), lazy_pattern(rb"\*/\}\}")),  # Hugo.
    (  # Likewise.
        b"comment",
        lazy_pattern(rb"\{\{[<%]\s*comment\s*[>%]\}\}"),
        lazy_pattern(rb"\{\{[<%]\s*/\s*comment\s*[>%]\}\}"),
    ),
    (b"{#", lazy_pattern(rb"\{#-?(?=\s)"), lazy_pattern(rb"#\}")),  # Jinja: Nikola, MkDocs macros.
    (b"{/*", lazy_pattern(rb"\{/\*(?<!=\{/\*)"), lazy_pattern(rb"\*/\}")),  # MDX: Docusaurus, Astro.
    (b"%%", lazy_pattern(rb"^%%[ \t]*$", re.MULTILINE), lazy_pattern(rb"^[^\n]*?%%[ \t]*$", re.MULTILINE)),  # Obsidian.
    (b"%%", lazy_pattern(rb"%%(?<![\w%]%%)(?=[^\s%][^%\n]*[^\s%]%%(?![\w%]))"), lazy_pattern(rb"%%")),  # Likewise.
    (b"%%", lazy_pattern(rb"%%(?<![\w%]%%)(?=[ \t][^%\n]*[ \t]%%(?![\w%]))"), lazy_pattern(rb"%%")),  # Likewise.
    (b"\\begin{c", lazy_pattern(rb"\\begin\{comment\}"), lazy_pattern(rb"\\end\{comment\}")),  # LaTeX, Pandoc.
    (b"\\iffalse", lazy_pattern(rb"\\iffalse\b"), lazy_pattern(rb"\\fi\b")),  # Likewise.
)
"""For each of the other comments, what it has, how it begins and how it ends."""
_TO_NOWHERE = lazy_pattern(
    rb"^ {0,3}\[[^\]\n]*\]:[ \t]*(?:#|<>)[ \t]+(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*$", re.MULTILINE
)
"""A definition of a link that leads nowhere, whose title is a comment: `[//]: # (…)`."""


def html_comments(data: bytes, code: Spans, blocks: Spans, starts: frozenset[int]) -> Iterator[tuple[Span, bool]]:
    """Yield the comments of HTML, but for "more" markers; in scripts and styles there are none.

    At the `starts` of `blocks` of HTML, a comment that nothing ends takes all that follows; elsewhere it is text. One
    that begins in a line of text and goes on after a blank line is a comment for Pandoc and text for JupyterLab, which
    the second value tells: True for what is a comment everywhere.
    """
    lower = data.lower()
    endless: set[bytes] = set()
    position = 0
    while match := _HTML.search(data, position):
        start, position = match.span()
        if (code_end := code.end_around(start)) is not None:
            position = max(code_end, position)
        elif match["name"]:
            end = b"</" + match["name"].lower()
            found = -1 if end in endless else lower.find(end, position)
            position = found if found >= 0 else position
            endless |= {end} if found < 0 else set()
        elif data[start - 1 : start] != b"\\":
            closing = None if match["comment"] in endless else _ENDS[match["comment"]].search(data, position - 1)
            if closing:
                position = closing.end()
                if not MORE_MARKER.fullmatch(data[start:position].decode()):
                    yield (start, position), start in blocks or not _BLANK_LINE.search(data, start, position)
            elif start in starts:
                yield (start, len(data)), True
                return
            else:
                endless.add(match["comment"])


def other_comments(data: bytes, code: Spans) -> Iterator[Span]:
    """Yield the comments of template languages and LaTeX, and links to nowhere."""
    for needs, begin, end in _OTHERS:
        if needs not in data:
            continue
        position = 0
        while match := begin.search(data, position):
            position = match.end()
            if match.start() in code:
                continue
            closing = end.search(data, position)
            if closing is None:
                break
            position = closing.end()
            yield match.start(), position
    if b"]:" in data:
        yield from (match.span() for match in _TO_NOWHERE.finditer(data) if match.start() not in code)
