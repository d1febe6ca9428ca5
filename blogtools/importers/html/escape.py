"""Text of a page as Markdown that shows it to the letter."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"\\\(.{1,5000}?\\\)|\\\[.{1,5000}?\\\]|\$\$.{1,5000}?\$\$", re.DOTALL)
_DOLLARS = re.compile(r"(?<![\w$\\])\$(?![\s$])[^$]{1,1000}?(?<![\s\\])\$(?![\w$])")
_MARKUP = re.compile(
    r"[\\`*\[\]<>$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)"
    r"|~(?=~|[^~\s]{1,40}~)|\^(?=[^^\s]{1,40}\^)|=(?==)|\+(?=\+)|\{(?=[{%#.:+=>~<-])|(?<![\w:]):(?=[a-z][\w+-]*:)"
)
"""Marks of Markdown, and those of other tools that blogtools obeys: `H~2~O`, `==marked==`, `{{< x >}}`, `:tada:`."""
_LINE_MARKUP = re.compile(
    r"^( {0,3})(?=#{1,6}(?: |$)|[-+:%](?: |$)|=+ *$|-+ *$|~{3}|:{3}|!{3}|\?{3}|={3}|\+{3})"
    r"|^( {0,3}\d{1,9})(?=[.)](?: |$))"
)
_ENTITIES = {"{": "&#123;", ":": "&#58;"}
"""Of marks that a backslash does not take their meaning."""


def escaped_markdown(text: str, *, dollars: bool = False) -> str:
    r"""Return a text of one line as Markdown that shows it to the letter.

    Formulas between `\(` and `\)`, `\[` and `\]`, and two dollar signs stay formulas; with `dollars`, those
    between single ones too.
    """
    pieces = []
    done = 0
    for start, end in _formulas(text, dollars=dollars):
        pieces += [_plain(text[done:start]), text[start:end]]
        done = end
    pieces.append(_plain(text[done:]))
    return _LINE_MARKUP.sub(lambda match: f"{match[1] or match[2] or ''}\\", "".join(pieces))


def _formulas(text: str, *, dollars: bool) -> list[tuple[int, int]]:
    if "\\(" not in text and "\\[" not in text and "$" not in text:
        return []
    found = [match.span() for match in _FORMULA.finditer(text)]
    if dollars:
        taken = [match.span() for match in _DOLLARS.finditer(text)]
        found += [one for one in taken if not any(start <= one[0] < end for start, end in found)]
    return sorted(found)


def _plain(text: str) -> str:
    return _MARKUP.sub(_as_written, text)


def _as_written(mark: re.Match[str]) -> str:
    if mark[0] == "\\" and mark.string[mark.end() : mark.end() + 1] in tuple("[]()"):
        return "&#92;"  # JupyterLab would make formulas of these, with another backslash before them too.
    return _ENTITIES.get(mark[0]) or f"\\{mark[0]}"
