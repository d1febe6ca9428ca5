"""Bibliographies are read: BibTeX as people write it, CSL-JSON, RIS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.citations.bibtex import BibError, read_bibtex
from blogtools.transform.citations.csl_json import read_csl
from blogtools.transform.citations.entries import coded, decoded, plain_field, written_address, written_date
from blogtools.transform.citations.latex_text import latex_text
from blogtools.transform.citations.ris import read_ris


def fields(entry: str, key: str = "k") -> dict[str, str]:
    """The fields of an entry, as text."""
    read = read_bibtex(entry, "refs.bib").entry(key)
    return {name: plain_field(value) for name, value in read.fields.items()}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"M\"uller and \'{E}lan", "Müller and Élan"),
        (r"Erd{\H o}s, {\v{C}}ech, Na{\"\i}ve, \c{c}a", "Erdős, Čech, Naïve, ça"),
        (r"{\O}rsted {\AA} stra{\ss}e \l{}", "Ørsted Å straße ł"),
        (r"{\LaTeX}: A {\TeX}", "LaTeX: A TeX"),
        (r"\emph{a} \textbf{b} {\it c}", "a b c"),
        (r"100\% \& \$5 \_ \#", "100% & $5 _ #"),
        (r"1--2 --- ``q''~r", "1–2 — “q”\u00a0r"),
        (r"$x^2$ and $\alpha$", "x² and α"),
        (r"\input{/etc/passwd} \unknown", r"\input/etc/passwd \unknown"),
        ("a\n   b", "a b"),
        ("{Keep} {{Both}}", "Keep Both"),
        ('#read("x") <script>alert(1)</script> @b `c`', '#read("x") <script>alert(1)</script> @b `c`'),
    ],
)
def test_latex_becomes_text(written: str, text: str) -> None:
    """Accents, symbols, fonts, quotes, formulas; an unknown command stays to the letter."""
    assert plain_field(latex_text(written)) == text


@given(st.text(max_size=80))
def test_text_comes_back(text: str) -> None:
    """What is coded has no meaning anywhere, and is read again as it was."""
    clean = " ".join(decoded(coded(text)).split())
    assert decoded(coded(clean)) == clean
    assert not set(coded(text)) & set('\\{}$#%&~^_"`<>@')
    assert not set(latex_text(text)) & set('\\{}$#%&~^_"`<>@')


def test_entries_as_people_write_them() -> None:
    """Strings, concatenation, quotes, parentheses, comments, months, inherited fields, capitals."""
    bib = """% a comment
@STRING{jn = {Journal of X}}
@comment{@book{hidden, title={No}}}
@Book(b, title = "A {"}quoted{"} title", publisher=P, year=2000,)
@article{k,
  Author = {A, B and C, D}, title = {X} # " and " # {Y}, journal = jn, month = mar, year = 2001, pages = {1--2},
  abstract = {secret}, file = {/home/me/x.pdf}, DOI = {https://doi.org/10.1000/a_b}, url = {\\url{https://x.org/a_b}}
}
@inproceedings{p, title={P}, crossref={b}}
"""
    read = read_bibtex(bib, "refs.bib")
    assert read.keys == ("b", "k", "p")
    assert fields(bib) == {
        "author": "A, B and C, D",
        "title": "X and Y",
        "journal": "Journal of X",
        "month": "3",
        "year": "2001",
        "pages": "1–2",
        "doi": "10.1000/a_b",
        "url": "https://x.org/a_b",
    }
    assert fields(bib, "p") == {"publisher": "P", "year": "2000", "booktitle": 'A "quoted" title', "title": "P"}
    assert (read.entry("k").kind, read.entry("k").line) == ("article", 5)


def test_an_address_in_another_field() -> None:
    """Is one."""
    written = "@misc{k, title={T}, howpublished={\\url{https://x.org/a_b}}}"
    assert fields(written) == {"title": "T", "url": "https://x.org/a_b"}


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        ("@book{k, title = {A, year=2000}\n\n@book{l, title={B}}\n", 1, "has no closing brace"),
        ('@book{k, title = "A}\n', 1, "has no closing quote"),
        ("@book{k,\n title {A}\n}", 2, "is not valid BibTeX: expected `name = value`, found 'title {A}'"),
        ("@book{k,\n title = ,\n}", 2, "is not valid BibTeX: a field has no value"),
        ("@book{k,\n title={A},\n", 1, "has no closing brace"),
    ],
)
def test_a_broken_entry_is_told_with_its_line(entry: str, line: int, message: str) -> None:
    """And only that: the others are read."""
    with pytest.raises(BibError) as caught:
        read_bibtex(entry, "refs.bib").entry("k")
    assert (caught.value.line, caught.value.message) == (line, message)


@given(st.text(alphabet='@book{}k,= ti"#a\\\n()', max_size=80))
def test_nothing_else_is_raised(text: str) -> None:
    """Whatever a file holds."""
    read = read_bibtex(text, "refs.bib")
    for key in read.keys:
        try:
            assert read.entry(key).key == key
        except BibError as error:
            assert 1 <= error.line <= text.count("\n") + 1


def test_an_entry_that_never_ends_is_given_up() -> None:
    """So a large broken file costs no more than a small one."""
    text = "@book{k, title = {" + "x {y} " * 100_000
    with pytest.raises(BibError, match="no closing brace"):
        read_bibtex(text, "refs.bib").entry("k")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("2020", "2020"), ("2020-3-1", "2020-03-01"), ("2020-02/2021-03", "2020-02/2021-03"), ("2020-13", "2020")),
        *(("in press", ""), ("c. 1900", "1900"), ("2020a", "2020"), ("1999-12-31T00:00:00Z", "1999-12-31")),
    ],
)
def test_dates(written: str, day: str) -> None:
    """In ISO 8601, or the year that is in the text."""
    assert written_date(written) == day


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "no url", ""])
def test_only_addresses_on_the_web(address: str) -> None:
    """A script is none."""
    assert written_address(address) == ""


def test_csl_json() -> None:
    """As Zotero exports it: names, dates, markup."""
    item = {
        "id": "who",
        "type": "report",
        "title": "On <i>health</i> &amp; more",
        "publisher": "WHO",
        "author": [{"literal": "World Health Organization"}, {"family": "de la X", "given": "Y"}],
        "issued": {"date-parts": [[2020, 5, 6]]},
        "URL": "https://who.int/a?b=c&d",
        "DOI": "10.1/x_y",
    }
    entry = read_csl([item, "nothing", {"title": "no id"}], "a.json")["who"]
    assert entry.kind == "report"
    assert {name: plain_field(value) for name, value in entry.fields.items()} == {
        "title": "On health & more",
        "institution": "WHO",
        "date": "2020-05-06",
        "url": "https://who.int/a?b=c&d",
        "author": "World Health Organization and de la X, Y",
        "doi": "10.1/x_y",
    }


def test_ris() -> None:
    """Keys are those of the file, or made of author and year."""
    text = (
        "TY  - JOUR\nAU  - Shannon, Claude E.\nTI  - A Theory\nJO  - Bell\nPY  - 1948\nSP  - 379\nEP  - 423\nER  - \n"
        "\nTY  - BOOK\nID  - bk\nA1  - The Team\nTI  - B\nPY  - 2001/02/03/\nER  - \n"
    )
    entries = read_ris(text, "a.ris")
    assert {key: (one.kind, one.line) for key, one in entries.items()} == {
        "shannon1948": ("article", 1),
        "bk": ("book", 10),
    }
    assert {name: plain_field(value) for name, value in entries["shannon1948"].fields.items()} == {
        "title": "A Theory",
        "journaltitle": "Bell",
        "pages": "379--423",
        "date": "1948",
        "author": "Shannon, Claude E.",
    }
    assert plain_field(entries["bk"].fields["date"]) == "2001-02-03"
