"""Dialects of Markdown: what the parsers of generators understand of formulas, fences, callouts and HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.render.code.block import fence_language
from blogtools.transform.code.fences import read_fence

FormulaPlace = Literal["alone", "line", "cell"]
"""Place of a formula: a paragraph of its own, a line with other text, or a cell of a table."""

_COMMENT = lazy_pattern(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n|\Z)")
_BAR = lazy_pattern(r"\\\||\|")
_LINE_BREAK = lazy_pattern(r"[ \t]*[\r\n]\s*")
_HUGO_ATTRIBUTES = lazy_pattern(r"[\w+#.-]+ ?\{(?:\w+=(?:\w+|\"[^\"{}\n]*\"|\[[\d,\s\"-]*\])(?:[,\s]\s*|(?=\})))+\}$")
_QUOTE_MARK = lazy_pattern(r"(?<=\n)[ \t]*(?:>[ \t]?)+")


class Dialect(msgspec.Struct, frozen=True):
    """A parser of Markdown; the defaults are those of GitHub, and of formulas as JupyterLab has them."""

    formula: Callable[[str, bool, FormulaPlace], str] | None = None
    """From TeX on one line, whether it is displayed and its place to what the parser takes; None: stays as written."""
    text: Callable[[str], str] | None = None
    """Returns what to write for an escaped character, a `$` or a `|` in the text; None if it stays as it is."""
    displays_alone: bool = False
    """True if a displayed formula has to be a paragraph of its own."""
    fence_info: Callable[[str], str] = str
    """From the info string of a fence to the one to write."""
    needs_blank_lines: bool = False
    """True if only blank lines separate blocks, and tables from text."""
    has_callouts: bool = True
    """False if `> [!NOTE]` would be shown as text."""
    html_attribute: str = ""
    """Attribute of an HTML element whose content is Markdown, for parsers that take it for HTML otherwise."""


def formula_line(tex: str, *, quoted: bool) -> str:
    """Return TeX without line breaks, so that no line of it begins a list or a heading, and without comments.

    `quoted` formulas begin each line with the mark of a block quote.
    """
    if "\n" in tex or "\r" in tex:
        tex = _QUOTE_MARK.sub("", tex) if quoted else tex
        tex = _COMMENT.sub(r"\1", tex) if "%" in tex else tex
        tex = _LINE_BREAK.sub(" ", tex).strip()
    return tex


def _without_bars(tex: str) -> str:
    r"""Return TeX without `|`, which would end a cell of a table."""
    return _BAR.sub(lambda bar: "\\Vert " if bar[0] == "\\|" else "\\vert ", tex) if "|" in tex else tex


def _goldmark_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    r"""Return a formula for Goldmark's passthrough, with `$$`, or `$` or `\(` in a line (gohugo.io, "Mathematics").

    A `$` in the formula would end one that begins with `$`.
    """
    if place == "cell":
        tex = _without_bars(tex)
    if display:
        return f"$${tex}$$"
    return rf"\({tex}\)" if "$" in tex else f"${tex}$"


def _goldmark_text(written: str) -> str:
    r"""Escape `$`, and write `\(` and `\[` of the author, which are brackets, so that they begin no formula."""
    if written == "$":
        return r"\$"
    return {r"\(": "(", r"\)": ")", r"\[": "&#91;", r"\]": "&#93;"}.get(written, written)


def _kramdown_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    r"""Return a formula between `$$`, which alone makes it a displayed one (kramdown.gettalong.org, "Math Blocks").

    A `|` would make the paragraph a table.
    """
    tex = _without_bars(tex)
    if display:
        return f"$${tex}$$" if place == "alone" else rf"$$\displaystyle {tex}$$"
    return rf"\$${tex}$$" if place == "alone" else f"$${tex}$$"


def _kramdown_text(written: str) -> str:
    r"""Escape `$`, of which two begin a formula, and `|`, which would make a table of a paragraph."""
    return f"\\{written}" if written in ("$", "|") else written


def _plain_info(info: str) -> str:
    """Return an info string without attributes in braces."""
    return info if "{" not in info else re.sub(r"[{}\"'`\s]", "", fence_language(read_fence(info).language)) or "text"


def _goldmark_info(info: str) -> str:
    """Return an info string without attributes but Hugo's own: others stop its whole site."""
    return info if _HUGO_ATTRIBUTES.match(info) else _plain_info(info)


GITHUB = Dialect()
GOLDMARK = Dialect(_goldmark_formula, _goldmark_text, fence_info=_goldmark_info, has_callouts=False)
KRAMDOWN = Dialect(
    _kramdown_formula,
    _kramdown_text,
    displays_alone=True,
    needs_blank_lines=True,
    fence_info=_plain_info,
    has_callouts=False,
    html_attribute='markdown="1"',
)
