"""Citations are found in all their forms, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.citations.find import Cited, find_citations, may_cite

KEYS = {"a", "b", "doe:99", "müller_2020", "10.1000/x"}


def found(source: str) -> list[tuple[str, str, list[Cited]]]:
    """What is cited: as it is written, the form, the works."""
    data = source.encode()
    return [
        (data[one.start : one.end].decode(), one.form, [*one.works])
        for one in find_citations(source, KEYS.__contains__).found
    ]


@pytest.mark.parametrize(
    ("source", "form", "works"),
    [
        ("[@a]", "paren", [Cited("a")]),
        ("[@a; @b]", "paren", [Cited("a"), Cited("b")]),
        ("[@unknown]", "paren", [Cited("unknown")]),
        ("[-@a]", "paren", [Cited("a", without_author=True)]),
        (
            "[see @a, pp. 3-4; also @b and others]",
            "paren",
            [Cited("a", "see", "pp. 3–4"), Cited("b", "also", "", "and others")],
        ),
        ("[see\n@a]", "paren", [Cited("a", "see")]),
        ("[@a, {ch. 3, p. 4} and so on]", "paren", [Cited("a", "", "ch. 3, p. 4 and so on")]),
        ("[@doe:99]", "paren", [Cited("doe:99")]),
        ("[@{10.1000/x}]", "paren", [Cited("10.1000/x")]),
        ("@a", "text", [Cited("a")]),
        ("@müller_2020", "text", [Cited("müller_2020")]),
        ("@a [p. 7]", "text", [Cited("a", "", "p. 7")]),
        ("{cite}`a,b`", "paren", [Cited("a"), Cited("b")]),
        ("{cite:p}`{see}a{p. 3}; b`", "paren", [Cited("a", "see", "p. 3"), Cited("b")]),
        ("{cite:t}`a`", "text", [Cited("a")]),
        ("{cite:author}`a`", "author", [Cited("a")]),
        ("{cite:year}`a`", "year", [Cited("a")]),
        (r"\cite{a, b}", "paren", [Cited("a"), Cited("b")]),
        (r"\citep[see][p. 9]{a}", "paren", [Cited("a", "see", "p. 9")]),
        (r"\parencite[12-13]{a}", "paren", [Cited("a", "", "12–13")]),
        (r"\citet{a}", "text", [Cited("a")]),
        (r"\nocite{b}", "none", [Cited("b")]),
        ('<cite data-cite="a">(A, 1)</cite>', "paren", [Cited("a")]),
    ],
)
def test_a_citation_in_each_form(source: str, form: str, works: list[Cited]) -> None:
    """In a sentence, in a list, in a quotation and beside letters of more than a byte."""
    assert may_cite(source)
    for text in (f"Ä {source} ö.", f"- {source}", f"> {source}"):
        assert found(text) == [(source, form, works)]


@pytest.mark.parametrize(
    "source",
    [
        *("mail a@a.org or me@a", "@handle", "https://x.org/@a", "[@a](https://x.org)", "[@a][ref]", r"\@a"),
        *("`[@a]` and `@a`", "    [@a]", "```\n[@a]\n```", "$x_{@a}$", "[mail me@a.org]", "[@fig-x]", "@fig-x"),
        *("<a title='[@a]'>", "[a] b", "[@]", "cite", "`{cite}`a", "{citex}`a`", r"\\cite{a}", "![](a@a.png)"),
        *('<cite data-cite="other">b</cite>', "[^a]: @unknown"),
    ],
)
def test_what_is_no_citation(source: str) -> None:
    """Addresses, names of people, code, formulas and cross references."""
    assert found(source) == []


@pytest.mark.parametrize(
    "place",
    [
        *("::: {#refs}\n:::", "```{bibliography}\n:filter: docname in docnames\n```", ":::{bibliography}\n:::"),
        *('<div id="refs"></div>', '<div class="cite2c-biblio"></div>', r"\bibliography{refs}"),
    ],
)
def test_the_place_of_the_list(place: str) -> None:
    """In the forms of Quarto, MyST, HTML, cite2c and LaTeX, but not as code."""
    assert may_cite(place)
    source = f"A\n\n{place}\n\nB"
    assert [source[start:end] for start, end in find_citations(source, KEYS.__contains__).places] == [place]
    assert find_citations(f"`````\n{place}\n`````", KEYS.__contains__).places == ()


@pytest.mark.parametrize("text", ["# A @a", "## A [@a]", "[see @a](b)", "![A @a b](c.png)"])
def test_no_link_within_headings_links_and_pictures(text: str) -> None:
    """A link cannot stand in another."""
    assert [one.is_plain for one in find_citations(text, KEYS.__contains__).found] == [True]


@given(st.text(alphabet="[]@ab;-,. \n`$\\{}<>()é:", max_size=60))
def test_places_are_places_of_the_text(source: str) -> None:
    """Whatever is written: in order, apart from each other, on characters."""
    data, done = source.encode(), 0
    for one in find_citations(source, KEYS.__contains__).found:
        assert done <= one.start < one.end <= len(data)
        data[one.start : one.end].decode()
        done = one.end
