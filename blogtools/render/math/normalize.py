"""Normalization of TeX written for MathJax, which is lenient, to the TeX that math-core supports."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from blogtools.memo import lazy_pattern
from blogtools.render.math.commands import with_commands

MAX_LENGTH = 20_000
"""Longer formulas are not rewritten, because some of the patterns below take quadratic time."""

_GROUP = r"\{(?>(?:[^{}\\]++|\\.)*)\}"
for _ in range(5):
    # Nested braces, up to six levels; deeper arguments are not rewritten.
    _GROUP = rf"\{{(?>(?:[^{{}}\\]++|\\.|{_GROUP})*)\}}"
_INNER = _GROUP[2:-2]
_TEXT = r"\\(?:text(?:bf|it|rm|sf|tt|up|normal|md)?|mbox|hbox|fbox)"
_SIZES = r"tiny|Tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
_SPECIAL = lazy_pattern(r"(?<!\\)[_#%&]")
_END = r"(?![a-zA-Z])"

Rewrite = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rewrite(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Rewrite:
    return lazy_pattern(pattern, re.DOTALL), replacement


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _math_in_text(found: re.Match[str]) -> str:
    r"""Rewrite `\text{a_b $x$ c}` as `{\text{a\_b }x\text{ c}}`."""
    command, inner = found[1], found[2]
    parts = re.split(r"(?<!\\)\$(.*?)(?<!\\)\$", inner, flags=re.DOTALL)
    pieces = [
        part if number % 2 else f"{command}{{{_SPECIAL.sub(_escaped, part)}}}"
        for number, part in enumerate(parts)
        if part
    ]
    return pieces[0] if len(pieces) == 1 else "{" + "".join(pieces) + "}"


def _one_line(found: re.Match[str]) -> str:
    r"""Remove line breaks between `\left` and `\right`, where MathJax ignores them."""
    return re.sub(r"\\\\(?:\s*\[[^\]]*\])?", " ", found[0])


def _eqnarray(found: re.Match[str]) -> str:
    """Rewrite `eqnarray` as `align`, merging the separate column of the relation."""
    body = found[2]
    if r"\begin" not in body:
        body = re.sub(r"(?<!\\)&([^&\\]*(?:\\[a-zA-Z]+[^&\\]*)?)(?<!\\)&", r"& \1 ", body)
    return rf"\begin{{align{found[1]}}}{body}\end{{align{found[1]}}}"


def _columns(found: re.Match[str]) -> str:
    """Remove print layout from the columns of an array: `@{…}`, widths, spaces, positions."""
    columns = re.sub(rf"[@!><]\s*(?:{_GROUP})", "", found[1])
    columns = re.sub(rf"[pmb]\s*(?:{_GROUP})", "l", columns)
    columns = re.sub(r"\*\s*\{\s*([0-9]{1,2})\s*\}\s*\{([^{}]*)\}", lambda many: many[2] * int(many[1]), columns)
    return rf"\begin{{array}}{{{re.sub('[^lcr|:]', '', columns)}}}"


def _character(found: re.Match[str]) -> str:
    code = found[1]
    number = int(code[1:], 16) if code[0] == "x" else int(code)
    return chr(number) if 0x20 < number < 0xD800 or 0xE000 <= number <= 0x10FFFF else found[0]  # noqa: PLR2004 (Unicode)


REWRITES: tuple[Rewrite, ...] = (
    # Commands that have another name here, or no meaning on a web page.
    _rewrite(rf"\\(?:cr|newline){_END}", r"\\\\"),
    _rewrite(rf"\\(?:mbox|hbox|textnormal|textmd|textup){_END}", r"\\text"),
    _rewrite(rf"\\(La)?TeX{_END}", r"\\text{\1TeX}"),
    _rewrite(r"\\require\s*\{[^{}]*\}", ""),
    _rewrite(rf"\\(?:{_SIZES}|strut|displaylimits|allowbreak|nobreak|null|noindent|centering){_END}", ""),
    _rewrite(rf"\\(?:Bbb|mathbbm|mathds){_END}", r"\\mathbb"),
    _rewrite(rf"\\pmb{_END}", r"\\boldsymbol"),
    _rewrite(rf"\\hdots{_END}", r"\\ldots"),
    _rewrite(rf"\\dots([ombi]){_END}", lambda found: r"\ldots" if found[1] == "o" else r"\cdots"),
    _rewrite(rf"\\nicefrac{_END}", r"\\tfrac"),
    _rewrite(r"\\unicode\s*\{\s*(x[0-9a-fA-F]{1,6}|[0-9]{1,7})\s*\}", _character),
    _rewrite(r"\\(?=\n)", r"\\ "),
    _rewrite(r"\\root\s*(\w+|" + _GROUP + r")\s*\\of", r"\\sqrt[\1]"),
    # Commands that only decorate MathJax's HTML.
    *(_rewrite(rf"\\(?:class|cssId|style)\s*\{{[^{{}}]*\}}\s*({_GROUP})", r"\1") for _ in range(4)),
    _rewrite(rf"\\smash\s*(?:\[[tb]\])?\s*({_GROUP})", r"\1"),
    _rewrite(rf"\\ensuremath\s*({_GROUP})", r"\1"),
    _rewrite(r"\\rule\s*(?:\[[^\]]*\])?\s*\{\s*0\s*[a-z]*\s*\}\s*\{[^{}]*\}", ""),
    # Delimiters.
    _rewrite(r"(\\[bB]igg?[lrm]?)\s*\{\s*(\\?[^\\{}\s]|\\[a-zA-Z]+)\s*\}", r"\1\2"),
    _rewrite(rf"\\(left|right|middle|[bB]igg?[lrm]?)\s*(?:<|\\lt{_END})", r"\\\1\\langle "),
    _rewrite(rf"\\(left|right|middle|[bB]igg?[lrm]?)\s*(?:>|\\gt{_END})", r"\\\1\\rangle "),
    _rewrite(r"([_^])\s*(\\(?:rm|bf|it|sf|tt|cal|mathrm))\s*(\{[^{}]*\})", r"\1{\2\3}"),
    # Text.
    _rewrite(rf"({_TEXT})\s*\{{({_INNER})\}}", _math_in_text),
    _rewrite(r"(?<!\\)(?:\\\\)?\$", r"\\$"),
    _rewrite(r"\\verb\*?([^\w\s*])([\w .,:;=+()-]*)\1", r"\\texttt{\2}"),
    # Environments.
    _rewrite(r"\\begin\{eqnarray(\*?)\}(.*?)\\end\{eqnarray\1\}", _eqnarray),
    _rewrite(r"\\(begin|end)\{(?:split|subequations)\}", r"\\\1{aligned}"),
    _rewrite(r"\\begin\{alignat(\*?)\}\s*\{[0-9]*\}", r"\\begin{align\1}"),
    _rewrite(r"\\(begin|end)\{(?:flalign|alignat)(\*?)\}", r"\\\1{align\2}"),
    _rewrite(r"\\begin\{alignedat\}\s*\{[0-9]*\}", r"\\begin{aligned}"),
    _rewrite(r"\\end\{alignedat\}", r"\\end{aligned}"),
    _rewrite(r"\\begin\{(aligned|gathered)\}\s*\[[tbc]\]", r"\\begin{\1}"),
    _rewrite(r"\\begin\{([pbvBV]?matrix)\*\}\s*(?:\[[lcr]\])?", r"\\begin{\1}"),
    _rewrite(r"\\end\{([pbvBV]?matrix)\*\}", r"\\end{\1}"),
    _rewrite(r"\\(begin|end)\{smallmatrix\}", r"\\\1{matrix}"),
    _rewrite(rf"\\substack\s*\{{({_INNER})\}}", r"{\\begin{subarray}{c}\1\\end{subarray}}"),
    _rewrite(rf"\\begin\{{array\}}\s*(?:\[[tbc]\])?\s*\{{({_INNER})\}}", _columns),
    _rewrite(r"(\\\\)\s*\[[^\]]*\](?=\s*\\h(?:dash)?line)", r"\1"),
    _rewrite(r"\\left(?![a-z])(?:(?!\\left|\\right|\\begin).)*\\right(?![a-z])", _one_line),
    _rewrite(r"\\vspace\*?\s*\{[^{}]*\}|\\hfill(?![a-zA-Z])", " "),
    _rewrite(rf"(\\(?:mathop|mathbin|mathrel)\s*{_GROUP})\s*\\(?:no)?limits{_END}", r"\1"),
)

_COLORED = lazy_pattern(r"\\color(?=\s*\{[^{}]*\}\{)")
_PERCENT = lazy_pattern(r"(?<!\\)%")
_TAG = lazy_pattern(r"\\tag(\*?)\s*\{([^{}$]*)\}")
_LABEL = lazy_pattern(r"\\label\s*\{[^{}]*\}")
_NESTED = lazy_pattern(r"\\begin\{([a-zA-Z]+\*?)\}.*?\\end\{\1\}", re.DOTALL)
_NUMBERED = lazy_pattern(r"\\begin\{(?:equation|align|gather|multline)\*?\}")
_MARKED_OUTSIDE = lazy_pattern(
    rf"\s*({_NUMBERED.pattern}.*)(\\end\{{(?:equation|align|gather|multline)\*?\}})"
    rf"\s*((?:(?:{_TAG.pattern}|{_LABEL.pattern})\s*)+)",
    re.DOTALL,
)
_ALIGNED = lazy_pattern(r"\s*\\begin\{(aligned|gathered)\}(.*)\\end\{\1\}\s*", re.DOTALL)
_ESCAPED = lazy_pattern(r"&(?:amp|lt|gt|#39|quot);")


def usual_meaning(tex: str, *, display: bool) -> str:
    """Rewrite what math-core would interpret differently from MathJax, or silently drop."""
    if "%" in tex and not display and "\n" not in tex:
        # Otherwise, `%` in an inline formula would comment out the rest of it.
        tex = _PERCENT.sub(r"\\%", tex)
    if r"\color" in tex:
        # In `\color{red}{x} y`, Jupyter's MathJax colors only x; LaTeX's `\textcolor` does the same.
        tex = _COLORED.sub(r"\\textcolor", tex)
    return tex


def normal_form(tex: str, *, display: bool) -> str:
    """Rewrite a formula that math-core rejected in TeX that it supports."""
    if len(tex) > MAX_LENGTH:
        return tex
    if _ESCAPED.search(tex):
        tex = html.unescape(tex)
    tex = with_commands(tex)
    for pattern, replacement in REWRITES:
        tex = pattern.sub(replacement, tex)
    tex = _with_rows(tex)
    return _with_number(tex) if display else _without_number(tex)


def _with_rows(tex: str) -> str:
    r"""Add an `aligned` environment to bare rows such as `a &= b \\ c &= d`."""
    outside = _NESTED.sub("", tex)
    if "\\begin" in outside:
        return tex
    if re.search(r"(?<!\\)&", outside):
        tags = "".join(tag[0] for tag in _TAG.finditer(outside))
        return rf"\begin{{aligned}}{_TAG.sub('', tex) if tags else tex}\end{{aligned}}{tags}"
    return tex


def _with_number(tex: str) -> str:
    r"""Wrap a formula with `\tag` or `\label` in a numbered environment."""
    if environment := _MARKED_OUTSIDE.fullmatch(tex):
        return f"{environment[1]}{environment[3]}{environment[2]}"
    if _NUMBERED.search(tex):
        return tex
    tags, labels = list(_TAG.finditer(tex)), list(_LABEL.finditer(tex))
    if not tags and not labels:
        return tex
    aligned = _ALIGNED.fullmatch(tex)
    if len(tags) > 1 and aligned and not _NUMBERED.search(aligned[2]):
        name = {"aligned": "align*", "gathered": "gather*"}[aligned[1]]
        return rf"\begin{{{name}}}{aligned[2]}\end{{{name}}}"
    if len(tags) > 1 or len(labels) > 1:
        return tex
    bare = _LABEL.sub("", _TAG.sub("", tex))
    marks = "".join(mark[0] for mark in (*tags, *labels))
    return rf"\begin{{equation}}{bare}{marks}\end{{equation}}"


def _without_number(tex: str) -> str:
    """Append the number to an inline formula, which has no margin to put it in."""
    tex = _TAG.sub(lambda tag: rf"\quad\text{{{tag[2]}}}" if tag[1] else rf"\quad\text{{({tag[2]})}}", tex)
    return _LABEL.sub("", tex)
