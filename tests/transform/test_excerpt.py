"""Summaries: what stands before the "more" marker, or else the first words; and how long a post takes to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools import read_post
from blogtools.model import Formula
from blogtools.transform.excerpt import count_words
from blogtools.transform.formula_text import OMITTED, formula_text
from tests.conftest import WriteNotebook

MORE = "\n\n<!-- more -->\n\n"
BADGES = "[![Colab](https://example.org/colab.svg)](https://example.org/a) ![CI](ci.svg)"


@pytest.mark.parametrize(
    ("before", "teaser"),
    [
        pytest.param("First *one*.\n\nSecond.", "First one. Second.", id="paragraphs"),
        pytest.param("- one\n- **two**\n\n  more\n- three", "one · two more · three", id="list"),
        pytest.param("1. one\n   - inner\n2. two", "one · inner · two", id="nested list"),
        pytest.param("Two kinds:\n\n- one\n- two", "Two kinds: one · two", id="paragraph and list"),
        pytest.param("## Part one", "Part one", id="heading"),
        pytest.param("## Part one\n\nWords.", "Words.", id="heading and paragraph"),
        pytest.param("> Quoted.", "Quoted.", id="quotation"),
        pytest.param("> [!NOTE]\n> Mind this.", "Mind this.", id="callout"),
        pytest.param("<p>Words of <b>HTML</b> &amp; more.</p><p>Next.</p>", "Words of HTML & more. Next.", id="HTML"),
        pytest.param("Line one<br>two<br/>three  \nfour", "Line one two three four", id="line breaks"),
        pytest.param(f"{BADGES}\n\nWords.", "Words.", id="badges"),
        pytest.param("Words.\n\n```python\nprint(1)\n```\n\n| a |\n|---|\n| 1 |", "Words.", id="code and table"),
        pytest.param(r"Let $x^2 \le \frac{a}{b}$.", "Let x² ≤ a/b.", id="formula"),
        pytest.param("", "", id="nothing"),
        pytest.param(BADGES, "", id="only badges"),
        pytest.param("# The title", "", id="only the title"),
    ],
)
def test_the_teaser_is_what_stands_before_the_marker(
    tmp_path: Path, write_notebook: WriteNotebook, before: str, teaser: str
) -> None:
    """Whatever that is; never what stands after it, not even where there is nothing before it."""
    title = "" if before.startswith("# ") else "# The title\n\n"
    post = read_post(write_notebook(tmp_path / "a.ipynb", f"{title}{before}{MORE}After."))
    assert teaser == post.teaser
    assert (teaser != "") == (post.excerpt != "")
    one_cell_each = read_post(write_notebook(tmp_path / "b.ipynb", title, before, "<!-- more -->", "After."))
    assert teaser == one_cell_each.teaser


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        pytest.param(f"{BADGES}\n\n![A picture](a.png)\n\nWords.", "Words.", id="badges and a picture"),
        pytest.param("$$\\int_0^1 f$$\n\nWords.", "Words.", id="a formula alone"),
        pytest.param("one<br>two", "one two", id="line break"),
        pytest.param("## Part\n\n- one\n- two", "one · two", id="only a list"),
        pytest.param("A ![small](a.png) picture.", "A picture.", id="picture in a line"),
        pytest.param("Of $\\begin{pmatrix}1\\end{pmatrix}$ and $\\alpha_1$.", f"Of {OMITTED} and α₁.", id="formulas"),
        pytest.param("雨が降る。" * 80, "雨が降る。" * 56 + "…", id="Japanese"),
    ],
)
def test_without_a_marker_the_first_words_are_the_summary(
    tmp_path: Path, write_notebook: WriteNotebook, text: str, excerpt: str
) -> None:
    """No badge, no picture and no TeX."""
    assert excerpt == read_post(write_notebook(tmp_path / "a.ipynb", f"# Title\n\n{text}")).excerpt


def test_a_description_is_shown_without_tex(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """A price is no formula."""
    front = "---\ntitle: A\ndescription: 'From $5 to $6: $x_1$ and $n$.'\n---"
    post = read_post(write_notebook(tmp_path / "a.ipynb", ("raw", front), f"{MORE}Words."))
    assert ("From $5 to $6: x₁ and n.", "") == (post.excerpt, post.teaser)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("E = mc^2", "E = mc²"),
        (r"\frac{a+1}{b}", "(a + 1)/b"),
        (r"\hat{\beta} \in \mathbb{R}", "β̂ ∈ ℝ"),
        (r"\lim_{x\to 0} \sin x", "lim_(x→0) sin x"),
        (r"\sum_{i=1}^n x_i^2", "∑ᵢ₌₁ⁿxᵢ²"),
        (r"\sqrt[3]{x + 1}", "³√(x + 1)"),
        (r"e^{-x^2/2}", "e^(−x²/2)"),
        (r"\binom{n}{k}", OMITTED),
        (r"\begin{cases}1\end{cases}", OMITTED),
        (r"\mymacro{x}", OMITTED),
        (r"\frac{1", OMITTED),
        ("x + " * 60 + "x", OMITTED),
    ],
)
def test_formulas_are_read_as_text(tex: str, text: str) -> None:
    """Those that fit on a line."""
    assert text == formula_text(Formula(tex, display=False, written=f"${tex}$"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rain on the hills.", 4),
        ("Élan vital.", 2),
        ("비가 내린다", 2),
        ("雨" * 6600, 3300),
        ("雨が降る。and wind", 5),
        ("ฝน" * 50, 20),
    ],
)
def test_words_are_counted_in_scripts_without_spaces(text: str, words: int) -> None:
    """By what takes as long to read: two characters of Chinese or Japanese, five of Thai."""
    assert words == count_words(text)
