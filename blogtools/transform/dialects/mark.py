"""A mark of another tool: a row of the tables of marks."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.code.fences import CODE_DIRECTIVES
from blogtools.transform.markdown.callouts import CALLOUT_KINDS
from blogtools.transform.markdown.directives import WRITERS

Effect = Literal["shown", "ignored", "removed", "obeyed"]
"""What becomes of a mark: readers see it as it is written; nothing, and they do not see it; or it is taken out.

Where a mark that is taken out names an id, an anchor takes its place. What is obeyed does what it
does in its tool.
"""
Obeyed = Literal["", "line", "block", "always"]
"""Marks that are obeyed: within lines before they are looked for, or as blocks when Markdown is parsed.

Of these, it is told what is left of them, which is `always` nothing for some.
"""
Part = Literal["text", "code", "html", "tag", "listing", "indented"]
"""Text that is no code and no HTML; an opening fence, or code within a line, with what surrounds it; a tag.

Of a `tag`, it does not matter if the parser takes it for one; a `listing` is what stands inside of fenced
code, and what is `indented` is in the other kind.
"""


class Mark(msgspec.Struct, frozen=True):
    """A mark of another tool."""

    dialect: str
    name: str
    """A noun phrase, without article, for the message."""
    needs: bytes
    """What every place with the mark has in it, in its first line if the pattern is for lines: a fast check."""
    pattern: re.Pattern[bytes]
    example: str
    """A piece of Markdown with the mark."""
    part: Part = "text"
    effect: Effect = "shown"
    hint: str = "write it in Markdown or HTML, or remove it"
    """That on what is left of the mark, if it is obeyed."""
    obeyed: Obeyed = ""
    lead: bytes = b""
    """The sign that a line with the mark begins with, if it is always the same one: a faster check."""

    def matches(self, match: re.Match[bytes]) -> bool:
        """Return True if a match of the pattern is not of a kind that is obeyed; its named groups are kinds."""
        return not any(kind and kind.decode().lower() in _OBEYED_KINDS for kind in match.groupdict().values())


_OBEYED_KINDS = frozenset(
    {
        *CALLOUT_KINDS,
        *(f"callout-{kind}" for kind in CALLOUT_KINDS),
        "raw",
        "only",
        "ifconfig",
        "math",
        *CODE_DIRECTIVES,
        *WRITERS,
    }
)


_LEAD = re.compile(rb"\^\\?([{.:>|(~%])(?![*?{])")


def mark_row(  # noqa: PLR0913, PLR0917 - a row of the table
    dialect: str,
    name: str,
    needs: bytes,
    pattern: bytes,
    example: str,
    part: Part = "text",
    effect: Effect = "shown",
    obeyed: Obeyed = "",
    **more: str,
) -> Mark:
    """Return a row; the pattern is compiled when it is used first."""
    compiled = lazy_pattern(pattern, re.MULTILINE)
    found = _LEAD.match(pattern)
    lead = found[1] if found else b""
    return Mark(dialect, name, needs, compiled, example, part, effect, obeyed=obeyed, lead=lead, **more)
