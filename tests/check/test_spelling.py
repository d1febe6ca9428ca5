"""Spelling of prose: what is looked at, where a word is found, words of the blog, and a program that is not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from blogtools.build.check import check
from blogtools.check.spelling import find_speller
from blogtools.config import find_blog
from blogtools.errors import UsageError
from tests.checking import code
from tests.conftest import Run, WriteNotebook

Place = tuple[int | None, int | None, str]


def misspelled(folder: Path) -> list[Place]:
    """Cell, line and message of each finding."""
    report = check(find_blog(folder), spelling=True)
    assert report.errors == ()
    assert all(one.severity == "note" and one.hint for one in report.findings if one.slug == "spelling")
    return [(one.where.cell, one.where.line, one.message) for one in report.findings if one.slug == "spelling"]


def test_prose_is_checked_where_it_stands(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Metadata, headings, emphasis, links, tables, callouts, captions; each word with its line."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        ("raw", "---\ntitle: A post\ndescription: Some langauge.\n---"),
        "# Teh heading\n\nThe $x$ and *wrold*.\n\n- a [recieved](https://a.example) item\n\n> [!NOTE]\n> Donwload",
        "| a | b |\n|---|---|\n| c | adress |\n\n![acheive](https://a.example/a.png)",
        code("#| fig-cap: A seperate figure\n#| fig-alt: Two recieve\nplot()"),
    )
    assert misspelled(blog_folder) == [
        (1, 3, "the text says langauge"),
        (2, 1, "the text says Teh"),
        (2, 3, "the text says wrold"),
        (2, 5, "the text says recieved"),
        (2, 8, "the text says Donwload"),
        (3, 3, "the text says adress"),
        (3, 5, "the text says acheive"),
        (4, None, "the text says seperate"),
        (4, None, "the text says recieve"),
    ]


def test_what_is_no_prose_is_left_alone(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Code, addresses, formulas, HTML, cells of code and their outputs."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "`teh` $teh$ <https://a.example/teh> https://a.example/teh me@teh.example <b title='teh'>x</b>\n\n"
        "```\nteh\n```\n\n    teh\n\n<div>\nteh\n</div>\n\n$$\n\\text{teh}\n$$",
        code("teh = 'teh'  # teh"),
    )
    assert misspelled(blog_folder) == []


def test_the_blog_has_words_of_its_own(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """In its settings, in any case; in those of typos; a tag accepts them in a cell, and levels hold."""
    tagged = {"cell_type": "markdown", "source": "adress", "metadata": {"tags": ["ok:spelling"]}}
    write_notebook(blog_folder / "notebooks/a.ipynb", "Teh wrold, recieve", tagged)
    (blog_folder / "blogtools.toml").write_text('words = ["teh", "WROLD"]\n')
    assert misspelled(blog_folder) == [(1, 1, "the text says recieve")]
    (blog_folder / "_typos.toml").write_text('[default.extend-words]\nrecieve = "recieve"\n')
    assert misspelled(blog_folder) == []
    (blog_folder / "_typos.toml").unlink()
    (blog_folder / "blogtools.toml").write_text('[findings]\nspelling = "error"\n')
    report = check(find_blog(blog_folder), spelling=True)
    assert [one.severity for one in report.findings] == ["error"] * 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("en", [], id="any English"),
        pytest.param("en-US", [(2, 1, "the text says colour")], id="American"),
        pytest.param("en-GB", [(2, 1, "the text says color")], id="British"),
        pytest.param("en-ZA", [], id="one that typos does not know"),
        pytest.param("de", [(None, None, "is in the language de, and so its spelling was not checked")], id="German"),
    ],
)
def test_each_post_has_its_language(
    blog_folder: Path, write_notebook: WriteNotebook, language: str, expected: list[Place]
) -> None:
    """The post's before the blog's."""
    (blog_folder / "blogtools.toml").write_text('language = "fr"\n')
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", f"---\nlanguage: {language}\n---"), "A color, a colour")
    assert misspelled(blog_folder) == expected


def test_nobody_needs_typos_who_does_not_ask_for_it(
    run: Run, blog_folder: Path, write_notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does is told how to install it, and whoever has a damaged one or wrong settings is told so."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "Teh")
    (blog_folder / "_typos.toml").write_text("[default\n")
    status, _, err = run("check", "--spelling", "-q")
    assert (status, err.startswith("error: typos failed: TOML parse error at line 1, column 9")) == (1, True)
    (blog_folder / "_typos.toml").unlink()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none/python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run("check")[0] == 0
    assert run("check", "--spelling") == (
        2,
        "",
        "error: spelling is checked by typos, which is not installed (pip install 'blogtools[spelling]')\n",
    )
    with pytest.raises(UsageError):
        find_speller(find_blog(blog_folder))
