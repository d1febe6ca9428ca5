"""Rendering of the formulas of a post as MathML, with numbering and references across the post."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Formula
from blogtools.render.math.commands import with_elements
from blogtools.render.math.limits import close_brackets, is_too_deep
from blogtools.render.math.macros import expand_macros
from blogtools.render.math.normalize import normal_form, usual_meaning
from blogtools.render.math.references import PREFIX, link_labels, settle

_REASON = lazy_pattern(r'title="\d+: ([^"]*)"')
_UNPRINTABLE = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;"})


_ENCLOSURE = lazy_pattern(r'<menclose notation="([a-z ]*)">|<mrow class="menclose-[a-z]*"></mrow>|</menclose>')
_EMPTY_ROW = '"></mtd></mtr></mtable>'
_LAST_RULE = lazy_pattern(
    r'<mtable(?P<style> style="[^"]*")?(?P<rest>[^>]*)>(?P<rows>(?:(?!</?mtable).)*)'
    r'<mtr>(?:<mtd style="border-top: (?P<line>[^;"]*);[^"]*"></mtd>)+</mtr></mtable>',
    re.DOTALL,
)
"""A table without tables in it, whose last row is empty but for the rule above it: `hline` before its end."""
_STROKE = "linear-gradient(to top {},transparent 48%,currentcolor 48% 52%,transparent 52%)"
_ENCLOSURES = {
    "box": "border:.05em solid;padding:.25em",
    "updiagonalstrike": f"background:{_STROKE.format('left')}",
    "downdiagonalstrike": f"background:{_STROKE.format('right')}",
    "updiagonalstrike downdiagonalstrike": f"background:{_STROKE.format('left')},{_STROKE.format('right')}",
}


class RenderedFormula(msgspec.Struct, frozen=True):
    """A rendered formula."""

    html: str
    """MathML, or the TeX in `<code>`; empty for a formula that only defines macros."""
    problem: str | None = None
    """A message for the author, on one line; None if there is no problem."""


def render_formulas(formulas: Sequence[Formula]) -> tuple[RenderedFormula, ...]:
    r"""Render all formulas of a post, in order; those that cannot be rendered stay readable as TeX.

    Macros, equation numbers, `\label` and `\ref` apply across the post. The TeX goes into `<math alttext>`; display
    formulas are wrapped in `<span class="math-display">`, TeX in `<code class="math-tex">`. Never raises.
    """
    if not formulas:
        return ()
    texs, refusals = expand_macros([_printable(formula.tex) for formula in formulas])
    texs = [usual_meaning(tex, display=formula.display) for tex, formula in zip(texs, formulas, strict=True)]
    texs, notes = link_labels(texs)
    display = [formula.display for formula in formulas]
    outputs = _convert(texs, display, refusals)
    if refused := [number for number, output in enumerate(outputs) if not _is_mathml(output)]:
        for number in refused:
            texs[number] = normal_form(texs[number], display=display[number])
        outputs = _convert(texs, display, refusals)
    return tuple(
        _rendered(formula, tex, output, refusals.get(number), notes.get(number))
        for number, (formula, tex, output) in enumerate(zip(formulas, texs, outputs, strict=True))
    )


def _convert(texs: list[str], display: Sequence[bool], refusals: dict[int, str]) -> list[str]:
    # Imported here because most posts have no formula.
    from math_core import LatexToMathML

    converter = LatexToMathML(
        continue_on_error=True, fancy_error=False, allow_unreliable_rendering=True, id_prefix=PREFIX
    )

    @cache
    def converts(piece: str) -> bool:
        return _is_mathml(converter.convert_with_local_state(piece, displaystyle=True))

    for number, tex in enumerate(texs):
        texs[number] = close_brackets(tex, converts)
        if is_too_deep(tex, converts):
            texs[number], refusals[number] = "", "it is nested too deeply"
    return converter.convert_all(list(zip(texs, display, strict=True)))


def _is_mathml(output: str) -> bool:
    return output.startswith("<math")


def _rendered(formula: Formula, tex: str, output: str, refusal: str | None, note: str | None) -> RenderedFormula:
    if not formula.tex.strip():
        return RenderedFormula(html.escape(_printable(formula.written), quote=False))
    if refusal is None and _is_mathml(output):
        if not tex or tex.isspace():
            return RenderedFormula("")
        source = _printable(formula.tex.strip()).translate(_ATTRIBUTE)
        mathml = _finished(output)
        if mathml.startswith("<math"):
            mathml = f'<math alttext="{source}"{mathml[5:]}'
        return RenderedFormula(f'<span class="math-display">{mathml}</span>' if formula.display else mathml, note)
    if refusal is None:
        reason = _REASON.search(output)
        refusal = html.unescape(reason[1]).rstrip(".") if reason else "unknown"
    kind = "math-tex math-display" if formula.display else "math-tex"
    code = html.escape(_printable(formula.written), quote=False)
    return RenderedFormula(f'<code class="{kind}">{code}</code>', f"a formula is shown as TeX: {refusal}")


def _finished(mathml: str) -> str:
    """Replace what math-core leaves to its own style sheet or to HTML entities."""
    mathml = with_elements(settle(mathml))
    if _EMPTY_ROW in mathml:
        mathml = _LAST_RULE.sub(_bottom_rule, mathml)
    if "<menclose" in mathml:
        mathml = _ENCLOSURE.sub(_enclosure, mathml)
    return mathml.replace("&ApplyFunction;", "\u2061").replace("&InvisibleTimes;", "\u2062")


def _bottom_rule(found: re.Match[str]) -> str:
    style = (found["style"] or ' style=""').removesuffix('"')
    return f'<mtable{style}border-bottom: {found["line"]};"{found["rest"]}>{found["rows"]}</mtable>'


def _enclosure(found: re.Match[str]) -> str:
    if found[1] is not None:
        return f'<mrow style="{_ENCLOSURES.get(found[1], "")}">'
    return "</mrow>" if found[0] == "</menclose>" else ""


def _printable(text: str) -> str:
    """Replace characters that HTML and XML do not allow."""
    return _UNPRINTABLE.sub("\ufffd", text)
