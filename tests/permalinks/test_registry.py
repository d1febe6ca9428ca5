"""The file that remembers the addresses of posts: kept to the letter, and never taken for empty."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.errors import SettingsError
from blogtools.permalinks.registry import Permalink, PermalinkRegistry, feed_identity, redirects, removed_urls
from blogtools.permalinks.registry_file import REGISTRY_FILE, load_registry, registry_bytes

ONE = PermalinkRegistry(
    posts={"a.ipynb": Permalink("new/index.html", "A", previous_paths=("old/index.html",), renamed_anchors={"x": "y"})}
)
RESTORE = (
    f"(fix it, or restore it from Git (git checkout HEAD {REGISTRY_FILE}): it alone has the old addresses of posts)"
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
page = st.from_regex(r"[a-zé]{1,3}/index\.html", fullmatch=True)
entry = st.builds(
    Permalink,
    page=page,
    title=text,
    date=st.none() | text,
    first_date=st.none() | text,
    first_path=st.just("") | page,
    previous_paths=st.lists(page, max_size=3).map(tuple),
    anchors=st.lists(text, max_size=3).map(tuple),
    renamed_anchors=st.dictionaries(text, text, max_size=3),
)


@given(st.dictionaries(text, entry, max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, posts: dict[str, Permalink]) -> None:
    """Every ledger comes back as it was, and the order of its posts makes no other file."""
    file = tmp_path_factory.getbasetemp() / REGISTRY_FILE
    file.write_bytes(registry_bytes(PermalinkRegistry(posts=posts)))
    assert PermalinkRegistry(posts=posts) == load_registry(file)
    assert file.read_bytes() == registry_bytes(PermalinkRegistry(posts=dict(reversed(posts.items()))))


def test_the_file_is_made_for_git() -> None:
    """A fact is a line, letters are letters, what says nothing is left out, and a line ends the file."""
    registry = PermalinkRegistry(posts={"ü.ipynb": Permalink("u/index.html", "Ü", anchors=("a", "b"))})
    expected = """{
 "version": 2,
 "posts": {
  "ü.ipynb": {
   "page": "u/index.html",
   "title": "Ü",
   "anchors": [
    "a",
    "b"
   ]
  }
 },
 "lists": {},
 "home": "",
 "bare_ids": false
}
"""
    assert expected == registry_bytes(registry).decode()


def test_git_merges_what_was_done_on_two_branches(tmp_path: Path) -> None:
    """One gives a post another page, the other edits headings of that post and of the next, and adds one."""
    base = {name: Permalink(name, name.upper(), "2024", "2024", anchors=("x", "y", "z")) for name in "acd"}
    moved = Permalink("aa", "A", "2024", "2024", first_path="a", previous_paths=("a",), anchors=("x", "y", "z"))
    ours = base | {"a": moved}
    edited = {name: Permalink(name, name.upper(), "2024", "2024", anchors=("x", "y", "zz")) for name in "ac"}
    theirs = base | edited | {"b": Permalink("b", "B")}
    files = []
    for number, posts in enumerate((ours, base, theirs)):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_bytes(registry_bytes(PermalinkRegistry(posts=posts)))
    subprocess.run(["git", "merge-file", *files], check=True)
    both = theirs | {"a": msgspec.structs.replace(moved, anchors=("x", "y", "zz"))}
    assert PermalinkRegistry(posts=both) == load_registry(files[0])


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    """A new blog has none."""
    assert PermalinkRegistry() == load_registry(tmp_path / REGISTRY_FILE)


def test_an_editor_may_leave_a_mark_and_other_line_ends(tmp_path: Path) -> None:
    """A byte order mark and Windows' line ends change nothing."""
    file = tmp_path / REGISTRY_FILE
    file.write_bytes(b"\xef\xbb\xbf" + registry_bytes(ONE).replace(b"\n", b"\r\n"))
    assert ONE == load_registry(file)


GOOD = registry_bytes(ONE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", f"{REGISTRY_FILE}: is empty {RESTORE}", id="empty"),
        pytest.param(b"{}", f"{REGISTRY_FILE}: object missing required field version {RESTORE}", id="no-version"),
        pytest.param(b"[]", f"{REGISTRY_FILE}: expected object, got array {RESTORE}", id="list"),
        pytest.param(GOOD[:60], f"{REGISTRY_FILE}, line 5: is truncated {RESTORE}", id="cut"),
        pytest.param(
            GOOD.replace(b'"A",', b'"A"'),
            f"{REGISTRY_FILE}, line 7: is not valid JSON: expected ',' or '}}' {RESTORE}",
            id="no-comma",
        ),
        pytest.param(GOOD.replace(b'"A"', b'"\xff"'), f"{REGISTRY_FILE}: is not in UTF-8 {RESTORE}", id="latin-1"),
        pytest.param(
            b'{"version": 1, "posts": {"a.ipynb": {"page": 3}, "b.ipynb": ' + b"[" * 100_000,
            f"{REGISTRY_FILE}: posts[...].page: expected str, got int {RESTORE}",
            id="deep",
        ),
        pytest.param(
            GOOD.replace(b'"A"', b"3"),
            f"{REGISTRY_FILE}, line 4: a.ipynb: title: expected str, got int {RESTORE}",
            id="wrong-type",
        ),
        pytest.param(
            GOOD.replace(b'"previous_paths"', b'"formr"'),
            f"{REGISTRY_FILE}, line 4: a.ipynb: object contains unknown field formr {RESTORE}",
            id="misspelled",
        ),
        pytest.param(
            GOOD.replace(b"old/", b"../../"),
            f"{REGISTRY_FILE}, line 4: a.ipynb: '../../index.html' is not a page of this site {RESTORE}",
            id="outside",
        ),
        pytest.param(
            GOOD.replace(b'   "page"', b'<<<<<<< HEAD\n   "page"'),
            f"{REGISTRY_FILE}, line 5: has merge conflict markers (keep one side (git checkout"
            f" --ours {REGISTRY_FILE}); the next build adds what is missing)",
            id="conflict",
        ),
        pytest.param(
            GOOD.replace(b'"A"', b"3") + b"=======\n",
            f"{REGISTRY_FILE}, line 19: has merge conflict markers (keep one side (git checkout"
            f" --ours {REGISTRY_FILE}); the next build adds what is missing)",
            id="conflict-further-down",
        ),
        pytest.param(
            GOOD.replace(b": 2,", b": 3,"),
            f"{REGISTRY_FILE}: was written by a newer version of blogtools (upgrade blogtools)",
            id="newer",
        ),
        pytest.param(
            GOOD.replace(b": 2,", b": 3,").replace(b'"previous_paths"', b'"past"'),
            f"{REGISTRY_FILE}: was written by a newer version of blogtools (upgrade blogtools)",
            id="newer-and-other",
        ),
        pytest.param(
            b'{"version": 3, "addresses": []}',
            f"{REGISTRY_FILE}: was written by a newer version of blogtools (upgrade blogtools)",
            id="newer-and-all-other",
        ),
    ],
)
def test_a_ledger_that_cannot_be_read_is_an_error(tmp_path: Path, data: bytes, message: str) -> None:
    """Never an empty ledger, which would cost every redirect; the line says what, where, and what to do."""
    file = tmp_path / REGISTRY_FILE
    file.write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        load_registry(file)
    assert message == str(caught.value)


def test_a_folder_of_that_name_is_an_error(tmp_path: Path) -> None:
    """What cannot be read is no empty ledger."""
    with pytest.raises(SettingsError, match="cannot be read: "):
        load_registry(tmp_path)


def test_former_pages_lead_to_where_the_post_is() -> None:
    """Directly, however often it moved."""
    registry = PermalinkRegistry(
        posts={"b": Permalink("z", "B", previous_paths=("y", "x")), "a": Permalink("c", "A", previous_paths=("d",))}
    )
    assert [("d", "c"), ("x", "z"), ("y", "z")] == list(redirects(registry).items())


@pytest.mark.parametrize(
    ("living", "expected"),
    [
        pytest.param("new/index.html", {}, id="same"),
        pytest.param("New/index.html", {"new/index.html": "a"}, id="case"),
    ],
)
def test_a_page_that_lives_is_no_redirect(living: str, expected: dict[str, str]) -> None:
    """One that only upper case tells from it is: whether a disk can hold both is seen where it is written."""
    registry = PermalinkRegistry(
        posts={"a": Permalink("a", "A", previous_paths=("new/index.html",)), "b": Permalink(living, "B")}
    )
    assert expected == redirects(registry)


def test_of_two_posts_that_had_a_page_the_younger_has_it() -> None:
    """Of those born together, the one whose name sorts last; the order of the file does not matter."""
    old, young = (
        Permalink("old", "Old", first_date="2024", previous_paths=("x",)),
        Permalink("young", "Young", first_date="2025", previous_paths=("x",)),
    )
    for posts in ({"b": old, "a": young}, {"a": young, "b": old}):
        assert {"x": "young"} == redirects(PermalinkRegistry(posts=posts))
    twins = {"b": Permalink("second", "B", previous_paths=("x",)), "a": Permalink("first", "A", previous_paths=("x",))}
    assert {"x": "second"} == redirects(PermalinkRegistry(posts=twins))


def test_what_would_vanish() -> None:
    """Pages that are neither built nor lead to one that is; of each post the oldest first."""
    registry = PermalinkRegistry(
        posts={
            "b": Permalink("b", "B"),
            "a": Permalink("a3", "A", previous_paths=("a1", "a2")),
            "c": Permalink("c", "C"),
        }
    )
    assert [("a", "a1"), ("a", "a3"), ("b", "b")] == removed_urls(registry, ["c"], {"a2": "c", "a1": "b", "c": "b"})
    assert [] == removed_urls(registry, ["a3", "b", "c"], redirects(registry))


def test_feeds_know_a_post_by_its_first_page() -> None:
    """Where it never moved, by the page it has."""
    assert ("2024", "a") == feed_identity(Permalink("a", "A", date="2025", first_date="2024"))
    assert (None, "b") == feed_identity(Permalink("a", "A", first_path="b"))
