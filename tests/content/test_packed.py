"""Passwords and keys in files inside files that are published: archives, Office documents and PDF."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.build.check import check
from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from blogtools.content.static_files.check import check_static_file
from blogtools.content.static_files.packed import MOST_INSIDE, find_inside
from blogtools.redaction import NO_REDACTION, Redaction
from blogtools.transform.files.file_text import file_text
from blogtools.transform.files.inside import DEEPEST_ARCHIVE, MOST_MEMBERS, MOST_UNPACKED_BYTES, members
from blogtools.transform.files.pdf_text import pdf_text
from tests.conftest import WriteNotebook
from tests.packed import HIDING, PDFS, pdf, tarred, zipped

TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"  # noqa: S105 - a token that opens nothing
FOUND = "has what looks like a GitHub token"


@pytest.mark.parametrize("name", HIDING)
def test_texts_inside_files_are_searched(name: str) -> None:
    """The message names the file inside; without a secret there is none."""
    make, member = HIDING[name]
    assert (f"{name}{member} {FOUND}",) == tuple(dict.fromkeys(find_inside(name, make(f"token = {TOKEN}"))))
    clean = find_inside(name, make("token of thanks, and many more words"))
    assert clean == ((f"{name}{member} is a file with a key or a password, to judge by its name",) * (".env" in member))


@pytest.mark.parametrize("way", PDFS)
def test_texts_of_a_pdf_are_searched(way: str) -> None:
    """However it is written."""
    assert TOKEN in file_text(PDFS[way](TOKEN))


def test_words_of_a_pdf_stay_apart() -> None:
    """Fonts in pictures, and what is no text, are left out."""
    text = pdf_text(pdf(b"BT [(one) -333 (two)] TJ 0 -9 Td (three) Tj ET", b"\x80\x81"))
    assert ["one two", "three"] == text.split("\n")[-2:]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(zipped(server_dot_pem="x"), "server.pem", id="key"),
        pytest.param(zipped(a___dot_ssh__id_rsa="x"), "a/.ssh/id_rsa", id="ssh"),
        pytest.param(tarred(_dot_env="A=1"), ".env", id="tar"),
        pytest.param(zipped(zipfile.ZIP_BZIP2, prod_dot_env="A=1"), "prod.env", id="not decompressed"),
        pytest.param(zipped(server_dot_pem="-----BEGIN CERTIFICATE-----"), "", id="public"),
        pytest.param(zipped(environment_dot_yml="name: a"), "", id="other name"),
    ],
)
def test_names_inside_archives_are_looked_at(data: bytes, expected: str) -> None:
    """As those of files beside a post are."""
    told = (f"a.zip: {expected} is a file with a key or a password, to judge by its name",)
    assert told * bool(expected) == find_inside("a.zip", data)


def test_odd_names_are_shown_as_they_can_be() -> None:
    """A secret in a name is told of, not told; control characters, and what is too long, are cut."""
    (told,) = find_inside("a.zip", zipped(zipfile.ZIP_STORED, **{f"{TOKEN} \x1b[1m" + "x" * 300: "words"}))
    assert told.endswith(f"… {FOUND}")
    assert TOKEN not in told
    assert "\x1b" not in told


def test_very_many_problems_are_told_together() -> None:
    """The last one has the number of the others."""
    found = find_inside(
        "a.zip", zipped(zipfile.ZIP_STORED, **{f"k{number}_dot_pem": "x" for number in range(MOST_INSIDE + 5)})
    )
    assert MOST_INSIDE == len(found)
    assert found[-1].endswith("to judge by its name (and 5 more in this file)")


def test_bombs_are_not_unpacked() -> None:
    """Of what decompresses to very much, some is read; of archives in archives, the outer ones."""
    large = bytes(4 * MOST_UNPACKED_BYTES)
    bombs = [zipped(a=large, b=large), gzip.compress(large), gzip.compress(gzip.compress(large)), tarred(a=large)]
    for bomb in bombs:
        assert sum(len(data) for _, data in members(bomb)) <= MOST_UNPACKED_BYTES
    deep = b"core"
    for _ in range(9):
        deep = zipped(a_dot_zip=deep)
    assert DEEPEST_ARCHIVE == max(name.count("a.zip") for name, _ in members(deep))
    many = tarred(**{f"m{number}": "" for number in range(MOST_MEMBERS + 9)})
    assert MOST_MEMBERS == sum(1 for _ in members(many))


@given(st.sampled_from([*HIDING]), st.data())
def test_damaged_files_are_read_as_far_as_they_can_be(name: str, data: st.DataObject) -> None:
    """Nothing is raised, whatever was changed or cut off."""
    whole = bytearray(HIDING[name][0](TOKEN))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    find_inside(name, bytes(whole[: data.draw(st.integers(0, len(whole)))]))


@given(st.sampled_from([*PDFS]), st.data())
def test_damaged_pdfs_are_read_as_far_as_they_can_be(way: str, data: st.DataObject) -> None:
    """As above."""
    whole = bytearray(PDFS[way](TOKEN))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file_text(bytes(whole))


@given(st.binary(max_size=300))
def test_any_stream_of_a_pdf_can_be_read(content: bytes) -> None:
    """Operators and tables of codes may be anything."""
    file_text(pdf(content, b"1 beginbfrange " + content + b" endbfrange"))


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.csv.gz"])
def test_a_secret_in_a_packed_file_stops_a_post(blog_folder: Path, write_notebook: WriteNotebook, name: str) -> None:
    """`check` and `convert` say in which file it is, beside the post and in the folder `static`."""
    make, member = HIDING[name]
    write_notebook(blog_folder / "notebooks/a.ipynb", f"# A\n\n[all of it]({name})")
    (blog_folder / "static").mkdir()
    for folder in ("notebooks", "static"):
        (blog_folder / folder / name).write_bytes(make(f"token = {TOKEN}"))
    blog = find_blog(blog_folder)
    expected = {
        f"notebooks/a.ipynb, cell 1: among its files: {name}{member} {FOUND}",
        f"static/{name}: {member.removeprefix(': ')} {FOUND}".replace(":  ", ": "),
    }
    for report in (check(blog), convert(blog)):
        told = {
            str(one).partition(" (")[0].partition(";")[0]
            for one in (*report.errors, *report.findings)
            if "secret" in one.slug
        }
        assert expected == told


def test_rules_that_would_replace_something_inside_a_file_are_told(tmp_path: Path) -> None:
    """The file is copied as it is, so its author has to change it."""
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(notes_dot_txt="Ada wrote this"))
    assert [] == [*check_static_file("a.zip", path, NO_REDACTION)]
    (found,) = check_static_file("a.zip", path, Redaction((("Ada", "someone"),)))
    assert found.message.startswith("is published as it is, though the rules in `redact`")
