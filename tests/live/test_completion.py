"""What an editor offers at the cursor is decided from the draft and its blog."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.config import BlogConfig, Settings, find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.live.completion.candidates import MOST, Completion
from blogtools.live.completion.cell_options import option_values
from blogtools.live.completion.complete import complete_at
from blogtools.live.page import NotebookPlace
from blogtools.memo import Memo
from blogtools.model import Cell, Notebook
from blogtools.read.fields import FIELDS
from blogtools.read.notebook import decode_notebook
from blogtools.transform.context import Context
from blogtools.transform.options import OPTION_READERS
from tests.conftest import make_cell, make_notebook
from tests.drafts import blog

BIB = """
@book{rain2020, author = {Rain, Ada and Cloud, Bo}, title = {On {R}ain}, year = 2020}
@article{sun, author = {Sol Sun}, title = {Light}, date = {1999-01}}
"""
META = ("raw", "---\ntitle: Tides\nbibliography: refs.bib\n---")
BODY = (
    "## Morning {#sec-dawn}\n\n### Tea\n\n$$x$$ {#eq-x}",
    ("code", "#| label: fig-dot\n#| fig-cap: A dot\nplot()"),
    ":::{prf:theorem} Odd\n:label: thm-odd\nIt is.\n:::",
)


@pytest.fixture
def place(tmp_path: Path) -> NotebookPlace:
    """A draft's place in a blog that has another post, a picture and a bibliography."""
    found = blog(tmp_path)
    (tmp_path / "notebooks/refs.bib").write_text(BIB, encoding="utf-8")
    other = make_notebook(
        ("raw", "---\ntitle: A day\ntags: [walks, 'x: y']\nseries: Days\n---"),
        "## Noon\n\n## Night {#sec-night}",
        ("code", "#| label: fig-moon\n#| fig-cap: The moon\nplot()"),
    )
    (tmp_path / "notebooks/a day.ipynb").write_text(json.dumps(other), encoding="utf-8")
    return found


def offered(
    place: NotebookPlace, cell: str | tuple[str, str], *, before: Sequence[str | tuple[str, str]] = (META, *BODY)
) -> tuple[list[str], Completion]:
    """The texts of the candidates at the `|` in a cell, which is the last one, and all else that is answered."""
    kind, text = ("markdown", cell) if isinstance(cell, str) else cell
    cells = [*map(make_cell, before), make_cell((kind, text.replace("¦", "")))]
    notebook = decode_notebook(
        json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode(), "d"
    )
    found = complete_at(place, notebook, len(cells) - 1, text.index("¦"))
    return [one.text for one in found.items], found


LABELS = ["sec-dawn", "eq-x", "thm-odd", "fig-dot"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("see @¦", [*LABELS, "rain2020", "sun"], id="mention"),
        pytest.param("see [@su¦]", ["sun"], id="citation"),
        pytest.param("see [-@su¦; @rain2020]", ["sun"], id="citation without author"),
        pytest.param("see @light¦", ["sun"], id="citation by its title"),
        pytest.param("see @FIG¦", ["fig-dot"], id="figure"),
        pytest.param("see @fig-dot¦", [], id="written in full"),
        pytest.param("{cite:p}`rain2020, s¦`", ["sun"], id="role that cites"),
        pytest.param("{cite}`¦", ["rain2020", "sun"], id="role that is not closed"),
        pytest.param("{ref}`thm¦`", ["thm-odd"], id="role that refers"),
        pytest.param("{numref}`Figure %s <fig¦`", ["fig-dot"], id="role with a text"),
        pytest.param(":ref:`sec¦`", ["sec-dawn"], id="role of Sphinx"),
        pytest.param("{doc}`oth¦`", ["other"], id="role that names a post"),
        pytest.param("[](¦)", ["a%20day.ipynb", "other.ipynb", *(f"#{one}" for one in (*LABELS, "tea"))], id="link"),
        pytest.param("[day](a¦)", ["a%20day.ipynb", "#sec-dawn", "#tea"], id="link with a text"),
        pytest.param("[](#te¦)", ["tea"], id="heading"),
        pytest.param("<#eq¦>", ["eq-x"], id="short link"),
        pytest.param("[](a%20day.ipynb#¦)", ["sec-night", "fig-moon"], id="label of another post"),
        pytest.param("[x](a%20day.ipynb#no¦)", ["noon"], id="heading of another post"),
        pytest.param("[x](gone.ipynb#¦)", [], id="post that is not there"),
        pytest.param("![](¦)", ["dot.png"], id="picture"),
        pytest.param(":::{tab¦", ["tab-item}", "tab-set}"], id="directive"),
        pytest.param("```{tab-s¦}\n```", ["tab-set"], id="directive that is closed"),
        pytest.param("ada@¦", [], id="address"),
        pytest.param("`@¦`", [], id="code"),
        pytest.param("```\n@¦\n```", [], id="block of code"),
        pytest.param("$@¦$", [], id="formula"),
        pytest.param('<a title="@¦">', [], id="HTML"),
        pytest.param("some words¦", [], id="prose"),
        pytest.param(("raw", "@¦"), [], id="raw"),
        pytest.param(("code", "x = '@¦'"), [], id="program"),
    ],
)  # fmt: skip
def test_in_text(text: str | tuple[str, str], expected: list[str], place: NotebookPlace) -> None:
    """Citations, references, links and directives, outside of code."""
    assert expected == offered(place, text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("---\ndra¦\n---", ["draft: "], id="key"),
        pytest.param("---\ndra¦: true\n---", ["draft"], id="key that has a value"),
        pytest.param("+++\ndra¦\n+++", ["draft = "], id="TOML"),
        pytest.param("---\ndraft: true\ndra¦\n---", [], id="key that is there"),
        pytest.param("---\nlast¦\n---", ["lastmod: ", "last-modified: ", "last-modified-at: "], id="other spelling"),
        pytest.param("---\ncode-fo¦\n---", ["code-fold: "], id="option of all cells"),
        pytest.param("---\n¦\n---", [], id="empty line"),
        pytest.param("---\ndraft: ¦", ["true", "false"], id="flag, not closed"),
        pytest.param("---\nstatus: ¦\n---", ["draft", "published"], id="key with words of its own"),
        pytest.param("---\ncode-fold: ¦\n---", ["true", "show"], id="value of an option"),
        pytest.param("---\ntags: [¦]\n---", ["walks", '"x: y"'], id="list"),
        pytest.param("---\ntags: [a, wa¦]\n---", ["walks"], id="list that goes on"),
        pytest.param("---\ntags:\n- a\n- wa¦\n---", ["walks"], id="list in lines"),
        pytest.param('+++\ntags = ["a", "wa¦"]\n+++', ["walks"], id="list in TOML"),
        pytest.param('---\ntags: ["x¦]\n---', ['x: y"'], id="quotes that are not closed"),
        pytest.param("---\nvisibility: ¦\n---", ["private", "public"], id="key with other words"),
        pytest.param("---\npassword: ¦\n---", [], id="key that takes any text"),
        pytest.param("---\ntags: ¦\n---", [], id="nothing typed"),
        pytest.param("---\nseries: da¦\n---", ["Days"], id="series"),
        pytest.param("---\nimage: do¦\n---", ["dot.png"], id="picture"),
        pytest.param("---\nbibliography: re¦\n---", ["refs.bib"], id="bibliography"),
        pytest.param("---\ntitle: dr¦\n---", [], id="free text"),
        pytest.param("---\ntitle: x\n---\ndra¦", [], id="below the metadata"),
        pytest.param("dra¦", [], id="no metadata"),
    ],
)
def test_in_metadata(text: str, expected: list[str], place: NotebookPlace) -> None:
    """Keys that are not there yet, and the values that they take, in a raw cell or one of Markdown."""
    assert expected == offered(place, ("raw", text), before=())[0]
    if not text.startswith("+"):
        assert expected == offered(place, text, before=())[0]


def test_metadata_of_fastpages(place: NotebookPlace) -> None:
    """A list below a title; a list of anything else is none."""
    assert ["draft: "] == offered(place, "# A day\n> Wet\n\n- toc: true\n- dra¦", before=())[0]
    assert ["false"] == offered(place, "# A day\n- toc: f¦", before=())[0]
    assert [] == offered(place, "# A day\n- milk\n- dra¦", before=())[0]


def test_metadata_is_where_it_is_read(place: NotebookPlace) -> None:
    """Not in a cell of Markdown that something precedes."""
    assert [] == offered(place, "---\ndra¦\n---", before=["# A"])[0]
    assert ["draft: "] == offered(place, ("raw", "---\ndra¦\n---"), before=["# A"])[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("#| ech¦", ["echo: "], id="name"),
        pytest.param("#|ech¦", [" echo: "], id="name without a space"),
        pytest.param("#| ech¦: false", ["echo"], id="name that has a value"),
        pytest.param("// | ech¦", ["echo: "], id="other comment"),
        pytest.param("#| echo: false\n#| ech¦", [], id="name that is there"),
        pytest.param("%%time\n#| ech¦", ["echo: "], id="below a magic"),
        pytest.param("#| echo: ¦", ["false"], id="value"),
        pytest.param("#| code_fold: ¦", ["true", "show"], id="value of another spelling"),
        pytest.param("#| column: ma¦", ["margin"], id="value of a shape"),
        pytest.param("#| fig-cap: ¦", [], id="free text"),
        pytest.param("#| tags: [a, hide-in¦]", ["hide-input"], id="tag"),
        pytest.param("x = 1\n#| ech¦", [], id="below code"),
        pytest.param("# ech¦", [], id="comment"),
    ],
)
def test_options(text: str, expected: list[str], place: NotebookPlace) -> None:
    """In the lines at the top of a cell of code."""
    assert expected == offered(place, ("code", text), before=())[0]


@pytest.mark.parametrize("name", OPTION_READERS)
def test_values_of_options_have_an_effect(name: str) -> None:
    """Each one that is offered is one that its reader reads."""
    values = [one.text for one in option_values(name)]
    read = [OPTION_READERS[name]({"true": True, "false": False}.get(value, value)) for value in values]
    assert all(read)


def test_candidates_say_what_they_are(place: NotebookPlace) -> None:
    """With a note: what a work is, what has a label, what a key means, what an option does."""

    def notes(cell: str | tuple[str, str]) -> list[str]:
        return [one.note for one in offered(place, cell)[1].items]

    assert ["Rain et al. 2020 · On Rain", "Sun 1999 · Light"] == notes("{cite}`¦`")
    assert ["Figure · A dot"] == notes("@fig¦")
    assert ["Section · Tea"] == notes("[](#te¦")
    assert ["A day"] == notes("{doc}`a d¦`")
    assert ["false: removes the code"] == notes(("code", "#| ech¦"))
    assert "sets the caption" == notes(("code", "#| fig-ca¦"))[0]
    draft = next(field for field in FIELDS if field.name == "draft")
    found = offered(place, ("raw", "---\ndraft¦\n---"), before=())[1].items
    assert [draft.meaning.replace("`", "")] == [one.note for one in found]


def test_the_range_is_that_of_the_word(place: NotebookPlace) -> None:
    """In characters, as Jupyter counts them."""
    found = offered(place, "🌧 see [@su¦, p. 1]")[1]
    assert (8, True) == (found.start, found.is_whole)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("word " * 50_000 + "@fi¦", ["fig-dot"], id="paragraph"),
        pytest.param("-:a" * 50_000 + "¦", [], id="roles"),
        pytest.param("[a](" * 50_000 + "oth¦", ["other.ipynb"], id="links"),
        pytest.param(("code", "#| tags: [" + "a,   " * 100 + '"hide-in¦'), ["hide-input"], id="options"),
        pytest.param(("code", "#| tags: [" + "a,   " * 100 + '""¦'), [], id="options in quotes"),
        pytest.param(("raw", "---\ntags: [a," + " " * 50_000 + '"x" ¦'), [], id="metadata"),
    ],
)
def test_long_lines(cell: str | tuple[str, str], expected: list[str], place: NotebookPlace) -> None:
    """They take no longer than others: only what is near to the cursor is looked at."""
    assert expected == offered(place, cell)[0]


def test_a_cursor_that_is_nowhere(place: NotebookPlace) -> None:
    """It is taken for one at the beginning or the end."""
    notebook = Notebook((Cell(1, "code", "#| ec"),))
    assert ((), 0) == ((found := complete_at(place, notebook, 0, -9)).items, found.start)
    assert "echo" == complete_at(place, notebook, 0, 99).items[0].label


def test_a_large_bibliography_is_searched_as_one_types(place: NotebookPlace, tmp_path: Path) -> None:
    """Few of its keys are offered at once, and the answer says so."""
    text = "\n".join(f"@book{{key{number}, title = {{Book {number}}}, year = 2000}}" for number in range(2000))
    (tmp_path / "notebooks/refs.bib").write_text(text, encoding="utf-8")
    names, found = offered(place, "[@key¦]")
    assert (MOST, False) == (len(names), found.is_whole)
    names, found = offered(place, "[@key199¦]")
    assert [] == names
    names, found = offered(place, "[@ey1999¦]")
    assert (["key1999"], "2000 · Book 1999", True) == (names, found.items[0].note, found.is_whole)


@pytest.mark.parametrize(
    "meta",
    ["---\ntitle: [\n---", "---\ndate: never\n---", "---\nbibliography: [1, {}]\n---", "---\nslug: a/b\n---"],
)
def test_metadata_that_cannot_be_read_is_done_without(meta: str, place: NotebookPlace) -> None:
    """The author may be typing it; labels are offered all the same."""
    assert ["fig-dot"] == offered(place, "@fig¦", before=(("raw", meta), *BODY))[0]


def test_a_folder_that_is_no_blog(tmp_path: Path) -> None:
    """What the draft itself has is offered, and what lies beside it."""
    (tmp_path / "b.ipynb").write_text(json.dumps(make_notebook("# Bee")), encoding="utf-8")
    found = find_blog(tmp_path)
    source = Source(tmp_path / "a.ipynb", "a.ipynb", tmp_path)
    place = NotebookPlace(found, source, blog_context(found, source))
    assert ["fig-dot"] == offered(place, "@fig¦")[0]
    names, answer = offered(place, "[](b¦)", before=())
    assert (["b.ipynb"], "Bee") == (names, answer.items[0].note)
    elsewhere = NotebookPlace(found, source, place.context, on_disk=False)
    assert [] == offered(elsewhere, "[](b¦)", before=())[0]


@given(
    st.sampled_from(["markdown", "raw", "code"]),
    st.text(st.sampled_from("ab@[](){}#|`$:-<>.,=+\n \"'%é")),
    st.integers(0, 40),
)
def test_whatever_is_typed(kind: str, source: str, offset: int) -> None:
    """The answer replaces what is in front of the cursor, and never more than the line."""
    root = Path("/nowhere")
    place = NotebookPlace(
        BlogConfig(root, Settings()), Source(root / "a.ipynb", "a.ipynb", root), Context(), on_disk=False
    )
    offset = min(offset, len(source))
    notebook = Notebook((Cell(1, kind, source),))  # type: ignore[arg-type]  # one of its kinds
    memo = Memo()
    found = complete_at(place, notebook, 0, offset, memo.call)
    assert source.rfind("\n", 0, offset) < found.start <= offset
    assert found == complete_at(place, notebook, 0, offset, memo.call)
