"""Whatever is in a cell, it is rewritten in no time, nothing is lost, and what has no mark stays to the letter."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import Cell, Notebook, Post
from blogtools.read.metadata import NOTHING
from blogtools.render.outputs.html_math import typeset_html
from blogtools.transform.context import Context
from blogtools.transform.crossrefs.step import resolve_references
from blogtools.transform.identity import post_from_notebook

PIECES = (
    *("::: {#thm-a}", ":::", "::: {.proof}", "::: {#fig-a}", "::: {.x}", "```{prf:lemma} A", "```", "````{exercise}"),
    *("````", ":label: a", "```{math}", "```{note}", "~~~{figure} a.png", "~~~", "$$", "$$ {#eq-a}", "$$ (b)"),
    *("\\begin{align}", "\\end{align}", "a & b \\\\", "\\label{c}", "![A](a.png){#fig-b}", ": Cap {#tbl-a}", "(a)="),
    *("## B {#sec-b}", "> quoted", "- item", "    indented", "word", "", "See @fig-b and {eq}`a`, [](#b).", "<div>"),
    *("[@fig-a; @eq-a]", "{ref}`a`", "| a |", "|---|", "é ﬁ 图", "```{solution-start} a", "<!-- x -->", "$x$"),
)


def made(*sources: str) -> Post:
    """A post of cells of Markdown."""
    cells = tuple(Cell(number, "markdown", source) for number, source in enumerate(sources, 1))
    return post_from_notebook(Notebook(cells), NOTHING, frozenset(), "a.ipynb")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=14), min_size=1, max_size=3))
def test_any_order_of_marks_is_survived(cells: list[list[str]]) -> None:
    """And gives the same each time; each word is there after it."""
    post = made(*("\n".join(lines) for lines in cells))
    done = resolve_references(post, Context())
    assert done == resolve_references(post, Context())
    for before, after in zip(post.cells, done.cells, strict=True):
        assert after.source.count("word") >= before.source.count("word")
        assert after.source.count("图") >= before.source.count("图")


@given(st.text(alphabet="ab *_`$\\n#>-[]()|<\"'", max_size=200))
def test_text_without_marks_stays(text: str) -> None:
    """To the letter."""
    post = made(text.replace("[](", ""), "Some $x$.")
    assert resolve_references(post, Context()).cells == post.cells


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 50_000 + "@fig-a",
        "{" + "#a" * 50_000,
        "{#a " * 20_000,
        "@fig-a" * 20_000,
        "[@fig-a;" * 20_000,
        "{ref}`" * 20_000,
        "{ref}`" + " " * 50_000 + "a`",
        ": " + " " * 50_000 + "a {#tbl-a",
        "# " + " #" * 50_000 + " {#sec-a",
        "::: " + " " * 50_000 + "{#thm-a} x",
        "```{#lst-" + "#lst-" * 20_000,
        "::: {#thm-a}\n" * 5_000 + ":::\n" * 5_000,
        "> " * 2_000 + "::: {#thm-a}",
        "$$\n" + "\\begin{align}" * 5_000 + "\n$$ {#eq-a}",
        "![" * 20_000 + "](a){#fig-a}",
        "(a)=\n" * 20_000,
        "[](#a)" * 10_000,
    ],
    ids=lambda text: text[:14],
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    """A test that takes minutes fails by the limit of the whole run."""
    assert resolve_references(made(hostile, "@fig-x {#fig-x}"), Context()).cells


@pytest.mark.parametrize(
    "hostile",
    [
        *("<pre>" * 20_000, "<!--" * 20_000, "\\[" * 50_000, "\\(" * 50_000, "$" * 99_999, "$a " * 30_000),
        *("<a" * 50_000, "<script type='math/tex'>" * 5_000, "<a title='" * 10_000, "\\$" * 50_000),
    ],
    ids=lambda text: text[:8],
)
def test_hostile_html_takes_no_time(hostile: str) -> None:
    """And what is no formula stays, but for the backslash of a dollar."""
    assert typeset_html(hostile, lambda formulas: ("",) * len(formulas)) == hostile.replace("\\$", "$")


def test_a_post_is_not_changed() -> None:
    """Its cells are frozen, and those without marks are the same objects."""
    post = made("# A", "See @fig-a.", "![A](a.png){#fig-a}")
    before = msgspec.json.encode(post)
    assert resolve_references(post, Context()).cells[0] is post.cells[0]
    assert msgspec.json.encode(post) == before
