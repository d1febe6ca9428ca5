r"""Commands of MathJax's extensions: `\href`, `\colorbox`, `\bbox`, `\enclose`, `\ce`."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from blogtools.model import Formula
from blogtools.render.math.mathml import RenderedFormula, render_formulas


def render(tex: str) -> RenderedFormula:
    """Render one formula."""
    return render_formulas([Formula(tex, display=True, written=f"$${tex}$$")])[0]


def text(rendered: RenderedFormula) -> str:
    """What a reader sees of it."""
    parts = ET.fromstring(f"<p>{rendered.html}</p>").itertext()  # noqa: S314 (our own output)
    return "".join("".join(parts).split())


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\ce{H2O}", "H2O"),
        (r"\ce{2H2 + O2 -> 2H2O}", "2H2+O2→2H2O"),
        (r"\ce{SO4^2- + Ba^2+ -> BaSO4 v}", "SO42−+Ba2+→BaSO4↓"),
        (r"\ce{CO2 + H2O <=>[K_a] H+ + HCO3-}", "CO2+H2O⇌KaH++HCO3−"),
        (r"\ce{^{227}_{90}Th+}", "90227Th+"),
        (r"\ce{CuSO4*5H2O}", "CuSO4⋅5H2O"),
        (r"\ce{CH3-CH=O}", "CH3−CH=O"),
        (r"\ce{1/2 O2 ^}", "12O2↑"),
        (r"\ce{Fe^{III}(aq)}", "FeIII(aq)"),
        (r"\ce{$n$ H2O}", "nH2O"),
        (r"x = \href{https://x.org/a_1?b=c}{y^2} + 1", "x=y2+1"),
        (r"\colorbox{yellow}{a $x$}", "ax"),
        (r"\frac{\fcolorbox{red}{#ff0}{x}}{\bbox[5px, #eee]{\frac12}}", "x12"),
        (r"\enclose{circle}{x + \enclose{box}{y}}", "x+y"),
    ],
)
def test_commands_are_typeset(tex: str, expected: str) -> None:
    """In well-formed markup, without a trace of the marks in between."""
    rendered = render(tex)
    assert rendered.problem is None
    assert text(rendered) == expected
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in rendered.html)


def test_a_number_in_a_chemical_formula_is_lowered_behind_an_element() -> None:
    """And is a factor in front of one."""
    assert r"<mn>2</mn></msub>" in render(r"\ce{H2}").html
    assert "<msub>" not in render(r"\ce{2H}").html


def test_what_is_colored_stays_readable() -> None:
    """In dark mode, too, the letters are dark, as where the color was chosen."""
    assert 'style="background:yellow;color:#1a1a1a;padding:.2em"' in render(r"\colorbox{yellow}{x}").html


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\href{data:text/html,a}{x}",
        r"\colorbox{red;background:url(//x.org)}{x}",
        r'\colorbox{red"onload="a}{x}',
        r"\bbox[border:1px solid url(x)]{x}",
        r"\bbox[position:fixed]{x}",
        r"\enclose{pied-piper}{x}",
        r"\enclose{box}",
        r"\colorbox{red}",
        r"\ce",
    ],
)
def test_what_is_not_understood_stays_tex(tex: str) -> None:
    """With a problem for the author, and without anything that acts."""
    rendered = render(tex)
    assert rendered.problem is not None
    assert "<a " not in rendered.html
    assert "style=" not in rendered.html


@pytest.mark.parametrize(
    "tex", [r"\enclose{box}{" * 400 + "x" + "}" * 400, r"\ce{" * 300 + "}" * 300, r"\href{#}{" * 500, r"\bbox[" * 900]
)
def test_hostile_nesting_is_survived(tex: str) -> None:
    """As TeX, or as mathematics."""
    assert render(tex).html


def test_a_rule_at_the_end_of_an_array_makes_no_row() -> None:
    """It is the border below the last one."""
    html = render(r"\begin{array}{|c|}\hline a\\ \hline b\\ \hline\end{array}").html
    assert html.count("<mtr>") == 2
    assert "border-bottom: 0.05em solid currentcolor;" in html
    both = render(r"\begin{pmatrix}\begin{array}{c}a\\ \hline\end{array} & b\end{pmatrix}").html
    assert both.count("<mtr>") == 2
    assert both.count("border-bottom") == 1
