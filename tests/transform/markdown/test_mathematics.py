import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN
from blogtools.transform.markdown.mathematics import protect, restore


def written(source: str) -> list[str]:
    """The formulas that were found, as the author wrote them."""
    return [formula.written for formula in protect(source)[1]]


@pytest.mark.parametrize(
    ("source", "tex", "display"),
    [
        pytest.param("a $x_1$ b", "x_1", False, id="dollar"),
        pytest.param("$$x^2$$", "x^2", True, id="two dollars"),
        pytest.param(r"a \\(x\\) b", "x", False, id="round brackets"),
        pytest.param(r"\\[x\\]", "x", True, id="square brackets"),
        pytest.param("$a {b$ c} d$", "a {b$ c} d", False, id="braces balance"),
        pytest.param("$$\na \\\\[2pt]\nb\n$$", "\na \\\\[2pt]\nb\n", True, id="several lines"),
        pytest.param(
            "\\begin{align*}\na &= b\n\\end{align*}", "\\begin{align*}\na &= b\n\\end{align*}", True, id="environment"
        ),
        pytest.param(r"see \eqref{eq:one_two}.", r"\eqref{eq:one_two}", False, id="reference in prose"),
        pytest.param(r"$\text{5\$}$", r"\text{5\$}", False, id="escaped dollar inside"),
    ],
)
def test_formula_is_taken_out(source: str, tex: str, display: bool) -> None:  # noqa: FBT001 (a parameter)
    """A formula leaves its mark in the text, and its TeX, without delimiters, in the formulas."""
    text, formulas = protect(source)
    assert [(tex, display)] == [(formula.tex, formula.display) for formula in formulas]
    assert f"{FORMULA_OPEN}0{FORMULA_CLOSE}" in text
    assert tex not in text


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("no mathematics at all", id="prose"),
        pytest.param(r"it costs \$5 or \$6", id="escaped dollars"),
        pytest.param("it costs $5", id="one dollar"),
        pytest.param("a $x\n\nb$", id="blank line"),
        pytest.param("a $x\r\n\r\nb$", id="blank line of Windows"),
        pytest.param("`$x$` and ``a ` $y$``", id="code spans"),
        pytest.param("```\n$x$\n\n$y$\n```", id="fenced code"),
        pytest.param("- a\n\n  ~~~ python\n  '$x$'\n  ~~~\n", id="indented fence"),
        pytest.param("a $x\n```\nprint('$')\n```\n", id="a fence ends the paragraph"),
        pytest.param(r"\begin{align} a", id="environment without end"),
        pytest.param(r"`\begin{x}` or `\end{x}`", id="delimiters in code"),
    ],
)
def test_what_is_no_formula_stays(source: str) -> None:
    """Code, escaped dollars and what a paragraph leaves open reach the Markdown parser as they are."""
    assert (source, ()) == protect(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("$a$$b$", ["$a$$b$"], id="two dollars in a row do not close one"),
        pytest.param("$$a$$ $b$", ["$$a$$", "$b$"], id="both kinds"),
        pytest.param("$a {b$ c\n\n$d$", ["$a {b$", "$d$"], id="unbalanced brace until the blank line"),
        pytest.param("it costs $5 and $10", ["$5 and $"], id="prices, as JupyterLab reads them"),
        pytest.param("`a` $x$ `b` $y$", ["$x$", "$y$"], id="between code spans"),
        pytest.param("```\n$a$\n```\n$b$", ["$b$"], id="after a fence"),
        pytest.param("$a `b$ c` d$", ["$a `b$ c` d$"], id="code inside hides the dollar"),
        pytest.param(
            "\\begin{align}\\begin{aligned}a\\end{aligned}\\end{align}",
            ["\\begin{align}\\begin{aligned}a\\end{aligned}\\end{align}"],
            id="nested environments",
        ),
    ],
)
def test_rules_of_jupyterlab(source: str, expected: list[str]) -> None:
    """Where a formula begins and ends is what JupyterLab shows."""
    assert expected == written(source)


def test_own_marks_of_the_author_survive() -> None:
    """A source that has our mark in it is shown with that character, and its formulas are not mixed up."""
    source = f"{FORMULA_OPEN}0{FORMULA_CLOSE} and $x$"
    text, formulas = protect(source)
    assert [formula.tex for formula in formulas] == ["", "x"]
    assert source == restore(text, formulas)


PIECES = st.lists(
    st.sampled_from(
        [
            "$",
            "$$",
            "\\",
            "\\\\(",
            "\\\\)",
            "\\\\[",
            "\\\\]",
            "{",
            "}",
            "\\begin{a}",
            "\\end{a}",
            "`",
            "```\n",
            "~~~\n",
            "\n",
            "\n\n",
            "\r\n",
            " ",
            "x",
            "1",
            "\\$",
            "\\ref{a}",
            FORMULA_OPEN,
            FORMULA_CLOSE,
            "é",
            "\t",
        ]
    )
).map("".join)


@settings(max_examples=200)
@given(PIECES)
def test_restore_undoes_protect(source: str) -> None:
    """Nothing is lost or changed by taking formulas out and putting them back."""
    assert source == restore(*protect(source))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("$" * 50_000, id="dollars"),
        pytest.param("`" * 50_000 + "$", id="backticks"),
        pytest.param(" ".join("`" * length for length in range(300)) + "$", id="growing runs of backticks"),
        pytest.param("```\n" * 20_000 + "$", id="fences"),
        pytest.param("$a{$\n\n" * 10_000, id="open braces"),
        pytest.param("$\n" + " " * 50_000 + "$", id="spaces"),
        pytest.param("\\begin{" * 20_000, id="environments"),
    ],
)
def test_hostile_sources_come_back_whole(source: str) -> None:
    """No source makes the search for formulas hang (it would be minutes) or lose a character."""
    assert source == restore(*protect(source))
