r"""Formulas in the HTML of outputs: those that JupyterLab typesets, and Sage's `<script type="math/tex">`."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from blogtools.memo import lazy_pattern
from blogtools.model import Formula

_TEX_SCRIPT = lazy_pattern(
    r"<script\b[^<>]*?\btype\s*=\s*[\"']?math/tex(?P<display>;\s*mode=display)?[\"']?[^<>]*>(?P<tex>(?:(?!<script).)*?)</script\s*>",
    re.DOTALL | re.IGNORECASE,
)
_ONLY_FORMULA = lazy_pattern(r"\s*(?:<html>)?\s*\\\[(?P<tex>[^<]*)\\\]\s*(?:</html>)?\s*", re.IGNORECASE)
_PART = lazy_pattern(
    # No element, comment or formula reaches beyond the next one that begins alike, so that time grows as the text.
    r"<!--(?:(?!<!--).)*?-->"
    r"|<(?P<name>script|style|textarea|pre|code|kbd|samp|svg|math|title)\b(?:(?!<(?P=name)\b).)*?</(?P=name)\s*>"
    r"|<[a-zA-Z/!][^<>]*>"
    r"|\\(?P<escaped>\$)"
    r"|\$\$(?P<dollars>[^$<]+)\$\$"
    r"|\\\[(?P<brackets>(?:(?!\\\[)[^<])+?)\\\]"
    r"|\\\((?P<parentheses>(?:(?!\\\()[^<])+?)\\\)"
    # As Pandoc: no space inside of the dollars, no digit after them, so that prices are none.
    r"|\$(?P<dollar>(?=[^\s$])[^$<]*?[^\s$\\])\$(?!\d)",
    re.DOTALL | re.IGNORECASE,
)

Formulas = Callable[[tuple[Formula, ...]], tuple[str, ...]]
"""Typesets formulas; one that cannot be is an empty text."""


def with_tex_scripts(html: str) -> str:
    """Return HTML with the formulas of scripts that MathJax 2 typesets as text."""
    if "math/tex" not in html:
        return html
    return _TEX_SCRIPT.sub(
        lambda one: f"\\[{escape(one['tex'])}\\]" if one["display"] else f"\\({escape(one['tex'])}\\)", html
    )


def only_formula(html: str) -> str | None:
    """Return the TeX of HTML that is nothing but a formula on a line of its own; None for any other."""
    match = _ONLY_FORMULA.fullmatch(html)
    return unescape(match["tex"]).strip() if match else None


def may_have_formulas(html: str) -> bool:
    """Return False if HTML surely has no formula; a fast check."""
    return "$" in html or "\\(" in html or "\\[" in html


def typeset_html(html: str, typeset: Formulas) -> str:
    r"""Return HTML with the formulas in its text typeset, and `\$` as a dollar; code, drawings and attributes stay."""
    found = [match for match in _PART.finditer(html) if match["escaped"] or _tex(match)]
    if not found:
        return html
    formulas = [match for match in found if not match["escaped"]]
    shown = iter(typeset(tuple(Formula(unescape(_tex(one)), _is_display(one), unescape(one[0])) for one in formulas)))
    parts: list[str] = []
    done = 0
    for match in found:
        if written := match["escaped"] or next(shown):
            parts += html[done : match.start()], written
            done = match.end()
    return "".join([*parts, html[done:]])


def tex_as_markdown(html: str, escaped: Callable[[str], str]) -> str:
    r"""Return a text of HTML with its formulas between dollars, and what is no formula as `escaped` has it."""
    parts: list[str] = []
    done = 0
    for match in _PART.finditer(html):
        if tex := _tex(match):
            parts += escaped(html[done : match.start()]), f"${_in_table(unescape(tex))}$"
            done = match.end()
    return "".join([*parts, escaped(html[done:])])


def _tex(match: re.Match[str]) -> str:
    return match["dollars"] or match["brackets"] or match["parentheses"] or match["dollar"] or ""


def _is_display(match: re.Match[str]) -> bool:
    return bool(match["dollars"] or match["brackets"])


def _in_table(tex: str) -> str:
    """Return TeX without what ends a cell of a table of Markdown, or begins a tag."""
    tex = " ".join(tex.split())
    return tex.replace("\\|", "\\Vert ").replace("|", "\\vert ").replace("<", "\\lt ")
