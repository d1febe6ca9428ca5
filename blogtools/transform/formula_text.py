"""Formulas as plain text, for places that show no mathematics: summaries, descriptions and feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import combining

from blogtools.memo import lazy_pattern
from blogtools.model import Formula
from blogtools.transform.markdown.mathematics import protect, replace_marks

OMITTED = "…"
"""In place of a formula that cannot be read as text."""
LONGEST_TEX = 200
"""Characters of TeX from which a formula is omitted."""

_UP = str.maketrans("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_DOWN = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ACCENTS = {"ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304", "→": "\u20d7", "˙": "\u0307"}
_SCRIPTS = {"msub": "_", "munder": "_", "msup": "^", "mover": "^", "msubsup": "_^", "munderover": "_^"}
_RELATION = lazy_pattern(r"[=<>≠≤≥≈≡∼≃∝∈∉⊂⊆→←↔⇒⇔↦∧∨∪∩+−±×]")
_COMPOUND = lazy_pattern(rf"[\s/]|{_RELATION.pattern}")
_TEX = lazy_pattern(r"[\\^_{}]")


def readable(text: str, formulas: Sequence[Formula]) -> str:
    """Return a text with its marks of formulas (`mathematics.protect`) replaced by the formulas as text."""
    return replace_marks(text, formulas, formula_text) if formulas else text


def without_tex(text: str) -> str:
    """Return a plain text with its formulas as text; dollar signs around something that is no TeX are left alone."""
    if "$" not in text and "\\" not in text:
        return text
    protected, formulas = protect(text)
    shown = [formula_text(one) if _TEX.search(one.tex) or one.tex.isalnum() else one.written for one in formulas]
    return replace_marks(protected, shown)


def formula_text(formula: Formula) -> str:
    """Return a formula as text, such as `x² ≤ α/2`, or `OMITTED` for one that needs more than a line."""
    tex = formula.tex.strip()
    if not tex:
        return formula.written
    if len(tex) > LONGEST_TEX:
        return OMITTED
    # Imported here because few summaries have a formula.
    from xml.etree import ElementTree as ET

    from math_core import LatexError, LatexToMathML

    try:
        mathml = LatexToMathML().convert_with_local_state(tex, displaystyle=False)
        mathml = mathml.replace("&ApplyFunction;", " ").replace("&InvisibleTimes;", "")
        text = _text(ET.fromstring(mathml))  # noqa: S314 - math-core's own output, without entities
    except (LatexError, ET.ParseError, _NoLineError):
        return OMITTED
    return " ".join(text.replace("\ufe00", "").split()) or OMITTED


class _NoLineError(Exception):
    """A part of a formula cannot be written in a line of text."""


def _text(node: Any) -> str:
    """Return an element of MathML as text."""
    parts = [_text(child) for child in node]
    if node.tag in _SCRIPTS and parts:
        base, *scripts = parts
        accent = _ACCENTS.get(scripts[0].strip(), scripts[0].strip())
        if len(accent) == 1 and combining(accent):
            return base + accent if len(base) == 1 else base
        return base + "".join(_script(text, sign) for text, sign in zip(scripts, _SCRIPTS[node.tag], strict=True))
    match node.tag, parts:
        case "mspace", _:
            return " "
        case "mo", _ if node.text not in ("⏞", "⏟"):
            own = node.text or ""
            return f" {own} " if _RELATION.fullmatch(own) else own
        case "mfrac", [above, below] if "linethickness" not in node.attrib:
            return f"{_one(above)}/{_one(below)}"
        case "mo" | "mfrac" | "mtable" | "mmultiscripts" | "merror" | "menclose", _:
            raise _NoLineError
        case "msqrt", _:
            return f"√{_one(''.join(parts))}"
        case "mroot", [base, index]:
            return f"{_script(index, '^').removeprefix('^')}√{_one(base)}"
        case _:
            return (node.text or "") + "".join(parts)


def _script(text: str, sign: str) -> str:
    """Return a superscript or subscript in Unicode's own characters if it has all of them, else after its sign."""
    text = "".join(text.split())
    table = _DOWN if sign == "_" else _UP
    if text in ("′", "″", "‴", "*", "∗"):
        return text
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return f"{sign}{_one(text)}"


def _one(text: str) -> str:
    """Return a text in brackets if it would fall apart beside a sign."""
    text = text.strip()
    return f"({text})" if _COMPOUND.search(text) else text
