"""No secret leaves by any door: pages, Markdown, single files, exporters, snippets, a branch, a folder."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import nbformat
import pytest
from click.testing import CliRunner

from blogtools.api import Blog
from blogtools.cli import cli
from blogtools.errors import Finding, SecretError
from tests.conftest import Told, make_notebook, make_repository, tree
from tests.planted import PLACES, make_token
from tests.published import readings

TOKENS = {name: make_token(name) for name in PLACES}
IN_A_NAME = make_token("in a name")


@pytest.fixture
def blog(blog_folder: Path) -> Path:
    """A blog with a secret in each place, and one good post; its remote is a bare repository beside it."""
    (blog_folder / "notebooks/good.ipynb").write_text(json.dumps({"cells": [], "nbformat": 4, "nbformat_minor": 4}))
    for name, plant in PLACES.items():
        notebook, files, _ = plant(TOKENS[name])
        (blog_folder / f"notebooks/{name}.ipynb").write_text(json.dumps(notebook))
        for file, text in files.items():
            (blog_folder / f"notebooks/{file}").write_text(text)
    (blog_folder / f"notebooks/{IN_A_NAME}.ipynb").write_text(json.dumps(PLACES["text"]("nothing")[0]))
    make_repository(blog_folder)
    return blog_folder


def leaks(folder: Path) -> list[str]:
    """The places whose secrets are in a file or the name of a file below a folder."""
    files = tree(folder).items()
    content = b"\n".join(one for name, data in files for one in (name.encode(), *readings(data)))
    return [name for name, token in {**TOKENS, "name": IN_A_NAME}.items() if token.encode() in content]


def told(errors: tuple[Finding, ...]) -> dict[str, int | None]:
    """By name of a place, the cell that an error for a secret names."""
    return {
        Path(one.where.file).stem: one.where.cell
        for one in errors
        if one.slug == SecretError.slug and "a GitHub token" in one.message
    }


def test_there_are_forty_places() -> None:
    """As many as there are kinds of text in a notebook that reach readers, or more."""
    assert len(PLACES) >= 40


@pytest.mark.parametrize("door", [{}, {"single_file": True}, {"to": "markdown"}, {"to": "hugo"}, {"to": "jekyll"}])
def test_convert_withholds_the_page_and_names_the_place(blog: Path, tmp_path: Path, door: dict[str, object]) -> None:
    """Each by its cell and kind, never by its value; the page of the good post is written."""
    for name in PLACES if door.get("to") == "jekyll" else ():
        (blog / f"notebooks/{name}.ipynb").rename(blog / f"notebooks/2020-01-02-{name}.ipynb")
    report = Blog.open(blog).convert(output=tmp_path / "out", **door)  # type: ignore[arg-type]
    expected = {name: plant(TOKENS[name])[2] for name, plant in PLACES.items()}
    found = {name.removeprefix("2020-01-02-"): cell for name, cell in told(report.errors).items()}
    assert {name: cell for name, cell in found.items() if name in expected} == expected
    assert len(found) == len(expected) + 1
    assert leaks(tmp_path / "out") == []
    assert report.exit_status() == 1
    assert [one.source for one in report.built] == ["notebooks/good.ipynb"]
    text = msgspec.json.encode(report).decode()
    assert [name for name, token in {**TOKENS, "name": IN_A_NAME}.items() if token in text] == []


def test_the_last_good_page_stays(blog_folder: Path, write_notebook: Callable[..., Path], told: Told) -> None:
    """Until the secret is gone; in every build until then it is told."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# One", "Good.")
    assert told("convert")[0] == 0
    before = tree(blog_folder / "_site")
    write_notebook(path, "# Two", f"Bad {TOKENS['text']}")
    for _ in range(2):
        status, printed = told("convert")
        assert status == 1
        assert "notebooks/a.ipynb, cell 2, line 1: has what looks like a GitHub token; the page is withheld" in printed
        assert TOKENS["text"] not in printed
        assert tree(blog_folder / "_site") == before
    write_notebook(path, "# Two", "Good.")
    assert told("convert")[0] == 0
    assert b"Two" in (blog_folder / "_site/a/index.html").read_bytes()


def test_a_secret_that_its_author_accepts_is_published_and_stays_a_note(
    blog_folder: Path, write_notebook: Callable[..., Path], told: Told
) -> None:
    """The tag stands in the cell."""
    cell = {"cell_type": "code", "source": f"key = '{TOKENS['code']}'", "metadata": {"tags": ["ok:secret"]}}
    write_notebook(blog_folder / "notebooks/a.ipynb", "A", cell)
    assert told("convert")[0] == 0
    assert TOKENS["code"].encode() in (blog_folder / "_site/a/index.html").read_bytes()
    assert told("publish", "--to", blog_folder.parent / "public")[0] == 0


@pytest.mark.parametrize("place", [(), ("--to", "../public"), ("--dry-run",), ("--to", "../public", "--dry-run")])
def test_nothing_is_published_and_every_place_is_named(blog: Path, told: Told, place: tuple[str, ...]) -> None:
    """Neither branch nor folder come to be."""
    status, printed = told("publish", *place)
    assert status == 1
    assert [name for name in PLACES if f"notebooks/{name}.ipynb" not in printed] == []
    assert [name for name, token in {**TOKENS, "name": IN_A_NAME}.items() if token in printed] == []
    refs = subprocess.run(["git", "for-each-ref"], cwd=blog.parent / "remote", capture_output=True, check=True)
    assert refs.stdout == b""
    assert not (blog.parent / "public").exists()


def test_what_is_let_through_is_repeated(blog: Path, told: Told) -> None:
    """With the places; a kind that is not named still stops everything."""
    front = ("raw", "---\ntitle: b\naliases: [a?b]\n---")
    (blog / "notebooks/bad-alias.ipynb").write_text(json.dumps(make_notebook(front)))
    status, printed = told("publish", "--to", "../public", "--no-check", "secret")
    assert (status, (blog.parent / "public").exists()) == (1, False)
    assert "Nothing was published: 1 alias." in printed
    (blog / "notebooks/bad-alias.ipynb").unlink()
    status, printed = told("publish", "--to", "../public", "--no-check", "secret")
    assert status == 0
    assert "warning: notebooks/code.ipynb, cell 2, line 1: has what looks like a GitHub token" in printed
    assert re.search(r"Published to \.\./public: \d+ added\. Let through: \d+ secret\.\n", printed)
    assert "code" in leaks(blog.parent / "public")


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("sercet", "there is no kind of findings named 'sercet' (did you mean secret?)"),
        ("zzz", "there is no kind of findings named 'zzz' (`blogtools check` names the kinds)"),
        ("duplicate-slug", "'duplicate-slug' cannot be let through: where it is found, there is no page to publish"),
    ],
)
def test_a_kind_that_cannot_be_let_through(blog: Path, told: Told, kind: str, message: str) -> None:
    """It is a mistake in the command, and nothing is built."""
    status, printed = told("publish", "--to", "../public", "--no-check", kind)
    assert (status, (blog.parent / "public").exists()) == (2, False)
    assert message in printed


def test_a_secret_in_a_static_file_stops_publishing(
    blog_folder: Path, write_notebook: Callable[..., Path], told: Told
) -> None:
    """`check` names its line."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A")
    (blog_folder / "static").mkdir()
    (blog_folder / "static/config.js").write_text(f"// a\nconst key = '{TOKENS['code']}'\n")
    status, printed = told("publish", "--to", blog_folder.parent / "public")
    assert (status, (blog_folder.parent / "public").exists()) == (1, False)
    assert "static/config.js, line 2: has what looks like a GitHub token" in printed
    assert TOKENS["code"] not in printed
    status, printed = told("check")
    assert (status, "line 2: has what looks like a GitHub token" in printed) == (1, True)


def test_a_draft_does_not_stop_the_others(blog_folder: Path, write_notebook: Callable[..., Path], told: Told) -> None:
    """It does not leave the machine."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A")
    write_notebook(
        blog_folder / "notebooks/b.ipynb", ("raw", "---\ndraft: true\n---"), ("code", f"key = '{TOKENS['code']}'")
    )
    assert told("publish", "--to", blog_folder.parent / "public")[0] == 0
    assert leaks(blog_folder.parent / "public") == []


# nbformat writes the text of an attachment as lines, which are no file; a linked file does not lie beside these.
@pytest.mark.parametrize("name", [n for n, plant in PLACES.items() if n != "attachment" and not plant("")[1]])
def test_exporters_refuse(name: str) -> None:
    """So that JupyterLab's menu and nbconvert withhold the page, too."""
    from blogtools.lab.exporters import BlogPostExporter

    notebook = nbformat.from_dict(PLACES[name](TOKENS[name])[0])
    with pytest.raises(SecretError, match="a GitHub token") as raised:
        BlogPostExporter().from_notebook_node(notebook)
    assert TOKENS[name] not in str(raised.value)


def test_a_snippet_with_a_secret_is_not_exported(
    blog_folder: Path, write_notebook: Callable[..., Path], tmp_path: Path
) -> None:
    """The others are."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        ("code", f"#| snippet: bad\nkey = '{TOKENS['code']}'"),
        ("code", "#| snippet: good\nprint(1)"),
    )
    result = CliRunner().invoke(cli, ["snippets", "export", "-o", str(tmp_path / "out")])
    assert list(tree(tmp_path / "out")) == ["good.py"]
    assert isinstance(result.exception, SecretError)
    message = "notebooks/a.ipynb, cell 1, line 2: snippet bad: has what looks like a GitHub token; it was not exported"
    assert message in str(result.exception)
