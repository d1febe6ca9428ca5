"""Dialects of Markdown: what the parsers of generators understand of formulas, fences, callouts and HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.render.code.block import fence_language
from blogtools.transform.code.fences import read_fence

SYNTAX_OPEN, SYNTAX_CLOSE = "\ue0f2", "\ue0f3"
"""Delimiters around template syntax of the generator until `protect` has escaped the author's text."""

FormulaPlace = Literal["alone", "line", "cell"]
"""Place of a formula: a paragraph of its own, a line with other text, or a cell of a table."""

_COMMENT = lazy_pattern(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n|\Z)")
_BAR = lazy_pattern(r"\\\||\|")
_LINE_BREAK = lazy_pattern(r"[ \t]*[\r\n]\s*")
_HUGO_ATTRIBUTES = lazy_pattern(r"[\w+#.-]+ ?\{(?:\w+=(?:\w+|\"[^\"{}\n]*\"|\[[\d,\s\"-]*\])(?:[,\s]\s*|(?=\})))+\}$")
_LABEL = lazy_pattern(r"\s*\\label\s*\{[^{}]*\}")
_EQNARRAY = lazy_pattern(r"\\(begin|end)\{eqnarray\*?\}")
_PUNCTUATION = lazy_pattern(r"[!-/:-@\[-`{-~]")
"""Matches what CommonMark lets a backslash escape."""
_QUOTE_MARK = lazy_pattern(r"(?<=\n)[ \t]*(?:>[ \t]?)+")


class Dialect(msgspec.Struct, frozen=True):
    """A parser of Markdown; the defaults are those of GitHub, and of formulas as JupyterLab has them."""

    formula: Callable[[str, bool, FormulaPlace], str] | None = None
    """From TeX on one line, whether it is displayed and its place to what the parser takes; None: stays as written."""
    text: Callable[[str], str] | None = None
    """Returns what to write for an escaped character or one of the `marks` in the text; None if it stays as it is."""
    marks: str = "$|"
    """Characters of the text for which `text` is asked."""
    displays_alone: bool = False
    """True if a displayed formula has to be a paragraph of its own."""
    fence_info: Callable[[str], str] = str
    """From the info string of a fence to the one to write."""
    needs_blank_lines: bool = False
    """True if only blank lines separate blocks, and tables from text."""
    list_indent: int = 0
    """Columns by which everything in an item of a list has to be indented; 0 for as much as its first line has."""
    checks_pictures: bool = False
    """True if the generator stops at a picture in Markdown that is missing, so that it has to be HTML."""
    html_fence: str = ""
    """Info string of a block whose text is HTML, for parsers that look for Markdown in HTML; "" for as it stands."""
    code_in_cells: Literal["", "plain", "html"] = ""
    r"""What to make of code with `\|` in a cell of a table: "plain" leaves the backslash out, which would be seen.

    "html" is an element, for parsers that end the cell at a bar in code, and the table at odd backticks.
    """
    top_heading: int = 1
    """Highest level of headings in the text; one above it would be taken for the title, and left out."""
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
    r"""Return TeX without `|`, which would end a cell of a table, nor a space at its end, where `$` needs none."""
    if "|" not in tex:
        return tex
    return _BAR.sub(lambda bar: "\\Vert " if bar[0] == "\\|" else "\\vert ", tex).rstrip()


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


def _small_info(info: str) -> str:
    """Return an info string in small letters: Shiki and Prism know no `Python`."""
    return _plain_info(info).lower()


def _plain_word(info: str) -> str:
    """Return an info string of one word: more of it, or other characters, and the fence is none (Python-Markdown)."""
    found = re.match(r"[\w#.+-]+", _plain_info(info).strip())
    return found[0] if found else "text"


def _paragraph_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    r"""Return a formula that is displayed as a paragraph of its own, and has no bars (pymdownx.arithmatex)."""
    tex = _without_bars(tex.strip())
    if display and place == "alone":
        return f"$${tex}$$"
    tex = rf"\displaystyle {tex}" if display else tex
    return rf"\({tex}\)" if "$" in tex else f"${tex}$"


def _fenced_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    r"""Return a formula for remark-math: a displayed one between lines of `$$`, others between `$`."""
    if display and place == "alone":
        return f"$$\n{tex.strip()}\n$$"
    tex = _without_bars(tex.strip()) if place == "cell" else tex.strip()
    tex = rf"\displaystyle {tex}" if display else tex
    # Two dollars around it, because one inside would end it.
    return f"$${tex}$$" if "$" in tex else f"${tex}$"


def _line_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula for MyST, which finds a displayed one in a quote only if it is on one line."""
    return f"$${tex.strip()}$$" if display and place == "alone" else _fenced_formula(tex, display, place)


def _for_katex(tex: str) -> str:
    """Return TeX without what KaTeX refuses: labels, which nothing refers to, and the environment `eqnarray`."""
    if "\\label" in tex:
        tex = _LABEL.sub("", tex)
    if "{eqnarray" in tex:
        tex = _EQNARRAY.sub(lambda sign: "\\begin{array}{rcl}" if sign[1] == "begin" else "\\end{array}", tex)
    return tex


def _remark_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula for remark-math and KaTeX."""
    return _fenced_formula(_for_katex(tex), display, place)


def _katex_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula for a plugin of markdown-it with KaTeX, which knows `$$` only as a paragraph of its own."""
    tex = _for_katex(tex.strip())
    if display and place == "alone":
        return f"$$\n{tex}\n$$"
    tex = _without_bars(tex) if place == "cell" else tex
    return rf"$\displaystyle {tex}$" if display else f"${tex}$"


def _github_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula in the forms whose text GitHub takes for no Markdown (GitHub, "Mathematical expressions")."""
    tex = tex.strip()
    if display and place == "alone":
        return f"```math\n{tex}\n```"
    tex = _without_bars(tex) if place == "cell" else tex
    return f"$`\\displaystyle {tex}`$" if display else f"$`{tex}`$"


def _double_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula between two dollars, on lines of their own if it is displayed (Hashnode, KaTeX)."""
    tex = _for_katex(_without_bars(tex.strip()) if place == "cell" else tex.strip())
    if display and place == "alone":
        return f"$$\n{tex}\n$$"
    return rf"$$\displaystyle {tex}$$" if display else f"$${tex}$$"


def _liquid_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula in dev.to's tag, whose text is no Markdown."""
    begin, end = f"{SYNTAX_OPEN}{{% katex{'' if display else ' inline'} %}}", f"{{% endkatex %}}{SYNTAX_CLOSE}"
    return f"{begin}\n{tex}\n{end}" if display and place == "alone" else f"{begin} {tex.strip()} {end}"


def _code_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    """Return a formula as code, where nothing typesets it."""
    tex = tex.strip().replace("`", "'")
    return f"```latex\n{tex}\n```" if display and place == "alone" else f"`{tex}`"


def _escaped_formula(tex: str, display: bool, place: FormulaPlace) -> str:  # noqa: FBT001 - the type of the field
    r"""Return a formula as text that no parser changes, and that KaTeX or MathJax finds on the page: `\(…\)`."""
    tex = _without_bars(tex.strip()) if place == "cell" else tex.strip()
    begin, end = (r"\\[", r"\\]") if display else (r"\\(", r"\\)")
    return f"{begin}{_PUNCTUATION.sub(_backslash, tex)}{end}"


def _backslash(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _escaping(characters: str) -> Callable[[str], str]:
    """Return a function that puts a backslash before some characters."""
    return lambda written: f"\\{written}" if written in characters else written


def _paragraph_text(written: str) -> str:
    r"""Escape what begins formulas and attributes for Python-Markdown, which knows no backslash before a dollar."""
    if written in ("$", r"\$"):
        return "&#36;"
    return {"{": r"\{", r"\(": "(", r"\)": ")", r"\[": "&#91;", r"\]": "&#93;"}.get(written, written)


GITHUB = Dialect()
GOLDMARK = Dialect(_goldmark_formula, _goldmark_text, fence_info=_goldmark_info)
KRAMDOWN = Dialect(
    _kramdown_formula,
    _kramdown_text,
    displays_alone=True,
    needs_blank_lines=True,
    fence_info=_plain_info,
    html_attribute='markdown="1"',
    code_in_cells="html",
)
PYTHON_MARKDOWN = Dialect(
    _paragraph_formula,
    _paragraph_text,
    marks="${",
    displays_alone=True,
    needs_blank_lines=True,
    fence_info=_plain_word,
    html_attribute='markdown="1"',
    list_indent=4,
    code_in_cells="plain",
)
"""With the extensions that `setup.SETUPS` has for its generators."""
REMARK = Dialect(_remark_formula, _escaping("$"), displays_alone=True, fence_info=_small_info, checks_pictures=True)
MARKDOWN_IT = Dialect(_katex_formula, _escaping("$"), displays_alone=True, fence_info=_plain_info)
"""With a plugin for KaTeX."""
PULLDOWN = Dialect(_escaped_formula, fence_info=_plain_info)
"""Zola's, which has no mathematics."""
PANDOC = Dialect(
    _fenced_formula,
    _escaping("$|@~^{"),
    marks="$|@~^{",
    displays_alone=True,
    needs_blank_lines=True,
    fence_info=_plain_word,
    code_in_cells="plain",
    html_fence="{=html}",
)
MYST = Dialect(_line_formula, _escaping("$@%{"), marks="$@%{", displays_alone=True, fence_info=_plain_word)
GITHUB_MATH = Dialect(_github_formula, _escaping("$"), displays_alone=True, fence_info=_plain_info)
FOREM = Dialect(_liquid_formula, displays_alone=True, fence_info=_plain_word)
HASHNODE = Dialect(_double_formula, displays_alone=True, fence_info=_plain_word)
MEDIUM = Dialect(_code_formula, displays_alone=True, fence_info=_plain_word)
