import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import Formula
from blogtools.render.math.mathml import RenderedFormula, render_formulas
from blogtools.transform.markdown.mathematics import protect


def render(*sources: str) -> list[RenderedFormula]:
    """Render pieces of Markdown that are a formula each."""
    return list(render_formulas([formula for source in sources for formula in protect(source)[1]]))


def text(rendered: RenderedFormula) -> str:
    """What a reader sees of it."""
    return "".join(ET.fromstring(f"<p>{rendered.html}</p>").itertext())  # noqa: S314 (our own output)


def test_inline_formula() -> None:
    """A formula in a line is MathML that holds its TeX."""
    assert [
        RenderedFormula('<math alttext="x_1 &lt; y"><msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mi>y</mi></math>')
    ] == render("$x_1 < y$")


def test_display_formula_scrolls_in_itself() -> None:
    """A display formula stands in an element that the theme may let scroll, and that may stand in a paragraph."""
    [rendered] = render("$$x$$")
    assert rendered.html == '<span class="math-display"><math alttext="x" display="block"><mi>x</mi></math></span>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(r"$\mbox{if } x$", "if\xa0x", id="mbox"),
        pytest.param(r"$\text{a $x_1$ b\_c}$", "a\xa0x1\xa0b_c", id="mathematics in text"),
        pytest.param(r"$\text{raw_cost} \bigg{|}$", "raw_cost|", id="underscore in text, delimiter in braces"),
        pytest.param(r"$10% of x$", "10%ofx", id="percent in a line is no comment"),
        pytest.param("$$x % a comment\n + y$$", "x+y", id="comment"),
        pytest.param(r"$\begin{bmatrix} a \cr b \end{bmatrix}$", "[ab]", id="cr"),
        pytest.param(r"$$\begin{split} a &= b \end{split}$$", "a=b", id="split"),
        pytest.param(r"\begin{eqnarray*} a &=& b \\ c &\le& d \end{eqnarray*}", "a=bc≤d", id="eqnarray"),
        pytest.param(r"$\left| x \right>$", "|x⟩", id="angle bracket written as greater-than"),
        pytest.param(r"$$A & = B \\ C &= D$$", "A=BC=D", id="rows without an environment"),
        pytest.param(r"$\sum_{\substack{a \\ b}} x$", "∑abx", id="substack"),
        pytest.param(r"$\class{a}{x} \cssId{b}{\sqrt{y}}$", "xy", id="class and id"),
        pytest.param(r"$\require{cancel} \cancel{x}$", "x", id="require"),
        pytest.param(r"$E_\rm{kin}$", "Ekin", id="switch as a subscript"),
        pytest.param(r"$a &lt; b$", "a<b", id="escaped twice"),
        pytest.param(r"$\begin{array}{@{}l p{3cm}} a & b \end{array}$", "ab", id="columns for print"),
        pytest.param(r"$\LaTeX$", "LaTeX", id="LaTeX"),
        pytest.param(r"$x \tag{3}$", "x(3)", id="tag in a line"),
        pytest.param(r"$$\left( a \\ b \right)$$", "(ab)", id="line break between left and right"),
    ],
)
def test_what_mathjax_forgives(source: str, expected: str) -> None:
    """TeX that MathJax shows is shown, with all its letters."""
    [rendered] = render(source)
    assert rendered.problem is None
    assert expected == re.sub("[\u2061-\u2064]", "", text(rendered))


@pytest.mark.parametrize(
    ("definition", "use", "expected"),
    [
        pytest.param(r"\newcommand{\vv}[1]{\mathbf{#1}}", r"\vv{x} \vv y", "𝐱𝐲", id="argument"),
        pytest.param(r"\newcommand{\E}[2][X]{E_{#1}(#2)}", r"\E{a} \E[Y]{b}", "EX(a)EY(b)", id="optional argument"),
        pytest.param(r"\def\half#1{\frac{#1}{2}}", r"\half3", "32", id="def"),
        pytest.param(r"\DeclareMathOperator{\rank}{rank}", r"\rank A", "rankA", id="operator"),
        pytest.param(r"\renewcommand{\vec}[1]{<#1>}", r"\vec{v}", "<v>", id="renewcommand"),
        pytest.param(r"\let\old\vec \renewcommand{\vec}[1]{\old{#1}!}", r"\vec{v}", "v⃗!", id="let keeps the old one"),
        pytest.param(r"\newcommand\al{\alpha}", r"\al x^\al", "αxα", id="no space is lost, none joins words"),
        pytest.param(r"\newcommand{\R}{\mathbb{R}} \newcommand{\Rn}{\R^n}", r"\Rn", "ℝn", id="macro in a macro"),
        pytest.param(r"\providecommand{\foo}{a} \providecommand{\foo}{b}", r"\foo", "a", id="providecommand"),
    ],
)
def test_macros_serve_the_whole_post(definition: str, use: str, expected: str) -> None:
    """A macro that one formula defines is known to all that follow; the definition itself shows nothing."""
    defined, used = render(f"$${definition}$$", f"${use}$")
    assert RenderedFormula("") == defined
    assert used.problem is None
    assert expected == re.sub("[\u2061-\u2064]", "", text(used))


@pytest.mark.parametrize(
    "tex",
    [
        pytest.param(r"\def\a{\a}\a", id="itself"),
        pytest.param(r"\def\a#1{\a{#1#1}}\a{x}", id="doubling"),
        pytest.param(r"\def\a#1{\b#1#1}\def\b#1{\a#1#1}\a x", id="each other"),
        pytest.param(r"\newcommand{\a}{", id="unfinished"),
        pytest.param(r"\newcommand{\a}[1]{#1}\a", id="no argument"),
        pytest.param(r"\let\a\def\a\b#1{\b{#1#1}}\b x", id="another name for def"),
    ],
)
def test_macros_that_do_not_end(tex: str) -> None:
    """A macro that cannot be expanded leaves TeX and a problem, and the next formula is none the worse."""
    broken, sound = render_formulas([Formula(tex, display=False, written=f"${tex}$"), Formula("x", False, "$x$")])
    assert f'<code class="math-tex">${tex}$</code>' == broken.html
    assert "shown as TeX" in (broken.problem or "")
    assert sound.html == '<math alttext="x"><mi>x</mi></math>'


def test_numbers_and_references_reach_across_the_post() -> None:
    """Equations are numbered in order, and references lead to them, also forward, also from prose."""
    prose, first, tagged, aligned, bare = render(
        r"\eqref{eq:last_one}",
        r"$$ a \label{first} $$",
        r"$$ \begin{aligned} b &= c \end{aligned} \tag{7.1} $$",
        r"\begin{align} d &= e \\ f &= g \label{eq:last_one} \end{align}",
        r"$\ref{first}$",
    )
    assert '<a href="#eq:last-one">(3)</a>' in prose.html
    assert 'id="eq:first"' in first.html
    assert text(first) == "a(1)"
    assert text(tagged) == "b=c(7.1)"
    assert text(aligned) == "d=e(2)f=g(3)"
    assert 'id="eq:last-one"' in aligned.html
    assert '<a href="#eq:first">1</a>' in bare.html


def test_formulas_that_fail_take_no_number() -> None:
    """Numbers have no gaps."""
    _, second = render(r"\begin{align} \foo \end{align}", r"\begin{align} x \end{align}")
    assert text(second) == "x(1)"


def test_labels_are_unique() -> None:
    """The same label twice, or two that make the same id, give no id twice."""
    rendered = render(*[rf"$$ x \label{{{label}}} $$" for label in ("a b", "a_b", "a_b", "é")])
    ids = re.findall('id="([^"]*)"', "".join(each.html for each in rendered))
    assert ids == ["eq:a-b", "eq:a-b-2", "eq:formula"]
    assert rendered[2].problem == "the label “a_b” is defined twice"


def test_reference_to_nowhere() -> None:
    """A reference without its label shows the label's name and is a problem."""
    [rendered] = render(r"\eqref{eq:no_where}")
    assert text(rendered) == "eq:no_where"
    assert rendered.problem == "no formula has the label “eq:no_where”"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        pytest.param(r"$\foo < 1$", r'<code class="math-tex">$\foo &lt; 1$</code>', id="inline"),
        pytest.param(r"$$\foo$$", r'<code class="math-tex math-display">$$\foo$$</code>', id="display"),
    ],
)
def test_unknown_commands_stay_tex(source: str, html: str) -> None:
    """What cannot be shown as mathematics stays readable, and the author is told why."""
    [rendered] = render(source)
    assert html == rendered.html
    assert rendered.problem == r'a formula is shown as TeX: Unknown command "\foo"'


@pytest.mark.parametrize("source", ["$$$$", "$ $", "\ue0f0"], ids=["display", "inline", "mark"])
def test_no_tex_is_shown_as_written(source: str) -> None:
    """Dollars without a formula are text."""
    assert [RenderedFormula(source)] == render(source)


def test_color_colors_its_argument() -> None:
    r"""`\color{red}{x} y` leaves y alone, as MathJax does."""
    [rendered] = render(r"$\color{red}{x} y$")
    assert '<mrow style="color:#FF0000;"><mi>x</mi></mrow><mi>y</mi>' in rendered.html


def test_enclosures_need_no_style_sheet() -> None:
    """Boxes and strokes carry their own style, so they show in feeds too."""
    [rendered] = render(r"$\boxed{x} \cancel{y}$")
    assert "menclose" not in rendered.html
    assert "border" in rendered.html
    assert "linear-gradient" in rendered.html


def test_no_markup_gets_through() -> None:
    """TeX cannot bring HTML onto the page."""
    for rendered in render(r"$<script>$", r"$\text{<script>}$", r"$\foo{<script>}$", r"$\href{javascript:x}{y}$"):
        assert "<script" not in rendered.html
        assert "href=" not in rendered.html


N = 20_000


@pytest.mark.parametrize(
    "tex",
    [
        pytest.param("x+" * 50_000, id="100 kB"),
        pytest.param("{" * N + "}" * N, id="braces"),
        pytest.param(r"\sqrt " * N, id="commands in each other"),
        pytest.param(r"\frac a" * N, id="fractions in each other"),
        pytest.param(r"\left(" * N, id="left"),
        pytest.param(r"\displaystyle " * N, id="switches"),
        pytest.param("(" * 60, id="open brackets"),
        pytest.param("[0, 1[ " * 30, id="intervals"),
        pytest.param(r"\langle x| " * 30, id="bras"),
        pytest.param(r"\frac{" + "f(" * 30 + "}{" + ")" * 30 + "}", id="brackets closed in another group"),
        pytest.param(r"\ket{" * 30 + "}" * 30, id="kets"),
        pytest.param(r"\class{a}" * 1000, id="classes"),
        pytest.param(r"\begin{a}" * 1000, id="environments"),
        pytest.param("x\x00\x1b\ud800", id="control characters and surrogates"),
    ],
)
def test_hostile_formulas_are_survived(tex: str) -> None:
    """No formula ends the process, hangs, or puts on the page what HTML cannot hold."""
    [rendered] = render_formulas([Formula(tex, display=True, written=f"$${tex}$$")])
    assert not re.search("[\x00-\x08\x1b\ud800-\udfff]", rendered.html)
    assert "math" in rendered.html


def test_brackets_that_stay_open_are_mathematics() -> None:
    """Half-open intervals in the French way are no problem, however many."""
    [rendered] = render("$" + "[0, 1[ " * 30 + "$")
    assert rendered.problem is None
    assert re.sub("[\u2061-\u2064]", "", text(rendered)) == "[0,1[" * 30


TEX = st.lists(
    st.sampled_from(
        [
            *"xyz12^_{}&+=()[]|'%$~<> ",
            r"\\",
            r"\frac",
            r"\sqrt",
            r"\alpha ",
            r"\text{",
            r"\left(",
            r"\right)",
            r"\begin{matrix}",
            r"\end{matrix}",
            r"\label{a}",
            r"\ref{a}",
            r"\tag{1}",
            r"\def\a{x}",
            r"\a",
            r"\newcommand",
            r"\foo",
            r"\color{red}",
            r"\mbox{",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150)
@given(st.lists(st.tuples(TEX, st.booleans()), max_size=4))
def test_every_formula_becomes_well_formed_markup(formulas: list[tuple[str, bool]]) -> None:
    """Whatever the TeX, there is one piece of well-formed markup for each formula."""
    rendered = render_formulas([Formula(tex, display, f"${tex}$") for tex, display in formulas])
    assert len(formulas) == len(rendered)
    for each in rendered:
        text(each)


DEEP = (
    *(r"\frac{1}", r"\frac1", r"\sqrt", r"\sqrt[3]", r"\binom{n} ", r"\overset{a}", r"\textcolor{red}", "x^{", r"\sum"),
    *(
        r"\mathbf_",
        r"\underbrace^",
        r"^\not",
        r"_\boxed",
        r"^\stackrel{b}",
        r" \frac{1}_",
        r"\begin{matrix}",
        r"\left(",
    ),
)
CONVERTS = """
import sys, threading
from blogtools.model import Formula
from blogtools.render.math.mathml import render_formulas
units = sys.argv[1:]
formulas = [Formula((unit * 19_000)[:19_000], display=True, written=unit) for unit in units]
threading.stack_size(1 << 20)
thread = threading.Thread(target=lambda: print(len(render_formulas(formulas))))
thread.start()
thread.join()
"""


def test_no_formula_overflows_the_stack() -> None:
    """In a thread with as little of it as any platform gives; what nests too deeply stays TeX."""
    done = subprocess.run([sys.executable, "-c", CONVERTS, *DEEP], capture_output=True, check=False, text=True)
    assert (0, f"{len(DEEP)}\n", "") == (done.returncode, done.stdout, done.stderr)


def test_nothing_heavy_is_imported_without_formulas() -> None:
    """Posts without formulas do not pay for the converter."""
    code = "import sys, blogtools.render.math.mathml as m; m.render_formulas(()); print('math_core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"False\n"
