"""The file that remembers the addresses of posts: kept to the letter, and never taken for empty."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.errors import SettingsError
from blogtools.permalinks.registry import Entry, Ledger, feed_identity, redirects, vanishing
from blogtools.permalinks.registry_file import LEDGER_FILE, ledger_bytes, load_ledger

ONE = Ledger(posts={"a.ipynb": Entry("new/index.html", "A", former=("old/index.html",), moved={"x": "y"})})
RESTORE = f"(mend it, or take it from Git (git checkout HEAD {LEDGER_FILE}): it alone knows the old addresses of posts)"

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
page = st.from_regex(r"[a-zé]{1,3}/index\.html", fullmatch=True)
entry = st.builds(
    Entry,
    page=page,
    title=text,
    date=st.none() | text,
    born=st.none() | text,
    first=st.just("") | page,
    former=st.lists(page, max_size=3).map(tuple),
    anchors=st.lists(text, max_size=3).map(tuple),
    moved=st.dictionaries(text, text, max_size=3),
)


@given(st.dictionaries(text, entry, max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, posts: dict[str, Entry]) -> None:
    """Every ledger comes back as it was, and the order of its posts makes no other file."""
    file = tmp_path_factory.getbasetemp() / LEDGER_FILE
    file.write_bytes(ledger_bytes(Ledger(posts=posts)))
    assert Ledger(posts=posts) == load_ledger(file)
    assert file.read_bytes() == ledger_bytes(Ledger(posts=dict(reversed(posts.items()))))


def test_the_file_is_made_for_git() -> None:
    """A fact is a line, letters are letters, what says nothing is left out, and a line ends the file."""
    ledger = Ledger(posts={"ü.ipynb": Entry("u/index.html", "Ü", anchors=("a", "b"))})
    expected = """{
 "version": 1,
 "posts": {
  "ü.ipynb": {
   "page": "u/index.html",
   "title": "Ü",
   "anchors": [
    "a",
    "b"
   ]
  }
 }
}
"""
    assert expected == ledger_bytes(ledger).decode()


def test_git_merges_what_was_done_on_two_branches(tmp_path: Path) -> None:
    """One gives a post another page, the other edits headings of that post and of the next, and adds one."""
    base = {name: Entry(name, name.upper(), "2024", "2024", anchors=("x", "y", "z")) for name in "acd"}
    moved = Entry("aa", "A", "2024", "2024", first="a", former=("a",), anchors=("x", "y", "z"))
    ours = base | {"a": moved}
    edited = {name: Entry(name, name.upper(), "2024", "2024", anchors=("x", "y", "zz")) for name in "ac"}
    theirs = base | edited | {"b": Entry("b", "B")}
    files = []
    for number, posts in enumerate((ours, base, theirs)):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_bytes(ledger_bytes(Ledger(posts=posts)))
    subprocess.run(["git", "merge-file", *files], check=True)
    both = theirs | {"a": msgspec.structs.replace(moved, anchors=("x", "y", "zz"))}
    assert Ledger(posts=both) == load_ledger(files[0])


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    """A new blog has none."""
    assert Ledger() == load_ledger(tmp_path / LEDGER_FILE)


def test_an_editor_may_leave_a_mark_and_other_line_ends(tmp_path: Path) -> None:
    """A byte order mark and Windows' line ends change nothing."""
    file = tmp_path / LEDGER_FILE
    file.write_bytes(b"\xef\xbb\xbf" + ledger_bytes(ONE).replace(b"\n", b"\r\n"))
    assert ONE == load_ledger(file)


GOOD = ledger_bytes(ONE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", f"{LEDGER_FILE}: is empty {RESTORE}", id="empty"),
        pytest.param(b"{}", f"{LEDGER_FILE}: object missing required field version {RESTORE}", id="no-version"),
        pytest.param(b"[]", f"{LEDGER_FILE}: expected object, got array {RESTORE}", id="list"),
        pytest.param(GOOD[:60], f"{LEDGER_FILE}, line 5: ends in the middle {RESTORE}", id="cut"),
        pytest.param(
            GOOD.replace(b'"A",', b'"A"'),
            f"{LEDGER_FILE}, line 7: is not valid JSON: expected ',' or '}}' {RESTORE}",
            id="no-comma",
        ),
        pytest.param(GOOD.replace(b'"A"', b'"\xff"'), f"{LEDGER_FILE}: is not in UTF-8 {RESTORE}", id="latin-1"),
        pytest.param(
            b'{"version": 1, "posts": {"a.ipynb": {"page": 3}, "b.ipynb": ' + b"[" * 100_000,
            f"{LEDGER_FILE}: posts[...].page: expected str, got int {RESTORE}",
            id="deep",
        ),
        pytest.param(
            GOOD.replace(b'"A"', b"3"),
            f"{LEDGER_FILE}, line 4: a.ipynb: title: expected str, got int {RESTORE}",
            id="wrong-type",
        ),
        pytest.param(
            GOOD.replace(b'"former"', b'"formr"'),
            f"{LEDGER_FILE}, line 4: a.ipynb: object contains unknown field formr {RESTORE}",
            id="misspelled",
        ),
        pytest.param(
            GOOD.replace(b"old/", b"../../"),
            f"{LEDGER_FILE}, line 4: a.ipynb: '../../index.html' is no page of this site {RESTORE}",
            id="outside",
        ),
        pytest.param(
            GOOD.replace(b'   "page"', b'<<<<<<< HEAD\n   "page"'),
            f"{LEDGER_FILE}, line 5: has the marks of an unfinished merge (take either side whole (git checkout --ours"
            f" {LEDGER_FILE}); the next build adds what it lacks)",
            id="conflict",
        ),
        pytest.param(
            GOOD.replace(b'"A"', b"3") + b"=======\n",
            f"{LEDGER_FILE}, line 16: has the marks of an unfinished merge (take either side whole (git checkout --ours"
            f" {LEDGER_FILE}); the next build adds what it lacks)",
            id="conflict-further-down",
        ),
        pytest.param(
            GOOD.replace(b": 1,", b": 2,"),
            f"{LEDGER_FILE}: was written by a newer version of blogtools (upgrade blogtools)",
            id="newer",
        ),
        pytest.param(
            GOOD.replace(b": 1,", b": 2,").replace(b'"former"', b'"past"'),
            f"{LEDGER_FILE}: was written by a newer version of blogtools (upgrade blogtools)",
            id="newer-and-other",
        ),
        pytest.param(
            b'{"version": 2, "addresses": []}',
            f"{LEDGER_FILE}: was written by a newer version of blogtools (upgrade blogtools)",
            id="newer-and-all-other",
        ),
    ],
)
def test_a_ledger_that_cannot_be_read_is_an_error(tmp_path: Path, data: bytes, message: str) -> None:
    """Never an empty ledger, which would cost every redirect; the line says what, where, and what to do."""
    file = tmp_path / LEDGER_FILE
    file.write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        load_ledger(file)
    assert message == str(caught.value)


def test_a_folder_of_that_name_is_an_error(tmp_path: Path) -> None:
    """What cannot be read is no empty ledger."""
    with pytest.raises(SettingsError, match="cannot be read: "):
        load_ledger(tmp_path)


def test_former_pages_lead_to_where_the_post_is() -> None:
    """Directly, however often it moved."""
    ledger = Ledger(posts={"b": Entry("z", "B", former=("y", "x")), "a": Entry("c", "A", former=("d",))})
    assert [("d", "c"), ("x", "z"), ("y", "z")] == list(redirects(ledger).items())


@pytest.mark.parametrize("living", ["new/index.html", "New/index.html"], ids=["same", "case"])
def test_a_page_that_lives_is_no_redirect(living: str) -> None:
    """Even where only upper case tells it from a former page: some disks cannot hold both."""
    ledger = Ledger(posts={"a": Entry("a", "A", former=("new/index.html",)), "b": Entry(living, "B")})
    assert {} == redirects(ledger)


def test_of_two_posts_that_had_a_page_the_younger_has_it() -> None:
    """Of those born together, the one whose name sorts last; the order of the file does not matter."""
    old, young = Entry("old", "Old", born="2024", former=("x",)), Entry("young", "Young", born="2025", former=("x",))
    for posts in ({"b": old, "a": young}, {"a": young, "b": old}):
        assert {"x": "young"} == redirects(Ledger(posts=posts))
    twins = {"b": Entry("second", "B", former=("x",)), "a": Entry("first", "A", former=("x",))}
    assert {"x": "second"} == redirects(Ledger(posts=twins))


def test_what_would_vanish() -> None:
    """Pages that are neither built nor lead to one that is; of each post the oldest first."""
    ledger = Ledger(posts={"b": Entry("b", "B"), "a": Entry("a3", "A", former=("a1", "a2")), "c": Entry("c", "C")})
    assert [("a", "a1"), ("a", "a3"), ("b", "b")] == vanishing(ledger, ["c"], {"a2": "c", "a1": "b", "c": "b"})
    assert [] == vanishing(ledger, ["a3", "b", "c"], redirects(ledger))


def test_feeds_know_a_post_by_its_first_page() -> None:
    """Where it never moved, by the page it has."""
    assert ("2024", "a") == feed_identity(Entry("a", "A", date="2025", born="2024"))
    assert (None, "b") == feed_identity(Entry("a", "A", first="b"))
