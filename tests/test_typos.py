"""A slip of the pen never publishes more than was meant, and no good page gives way to an empty site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.api import Blog
from blogtools.read.typos import OTHER_TOOLS, is_one_edit
from tests.conftest import Told, WriteNotebook, tree


def front(*lines: str) -> tuple[str, str]:
    """A metadata cell."""
    return ("raw", "\n".join(["---", "title: A", *lines, "---"]))


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("draf: true", "draft"),
        ("drafts: true", "draft"),
        ("darft: true", "draft"),
        ("Draftt: yes", "draft"),
        ("dat: 2030-01-01", "date"),
        ("dtae: 2030-01-01", "date"),
        ("publishd: false", "published"),
        ("pubilshed: false", "published"),
        ("statsu: draft", "status"),
        ("pub_dat: 2030-01-01", "pub-date"),
        ("creatd: 2030-01-01", "created"),
    ],
)
@pytest.mark.parametrize("form", ["raw", "folder", "many"])
def test_a_key_that_nearly_hides_a_post_holds_it_back(
    blog_folder: Path, write_notebook: WriteNotebook, told: Told, *, line: str, meant: str, form: str
) -> None:
    """Whatever the form, and whatever the levels of findings; the other posts are written."""
    (blog_folder / "blogtools.toml").write_text('[findings]\nfront-matter = "off"\n')
    write_notebook(blog_folder / "notebooks/good.ipynb", "# Good")
    more = [f"key{number}: 1" for number in range(120)] if form == "many" else []
    write_notebook(blog_folder / "notebooks/a/a.ipynb", front(*more, *([line] if form != "folder" else [])), "Text.")
    if form == "folder":
        (blog_folder / "notebooks/a/_metadata.yml").write_text(f"{line}\n")
    for command in (("convert",), ("publish", "--to", "../public")):
        status, printed = told(*command)
        assert status == 1
        message = f"unknown key {line.partition(':')[0]}, which may mean that the post is not to be published"
        assert f"{message}, so it is held back (did you mean `{meant}`?)" in printed
    assert not (blog_folder / "_site/a").exists()
    assert not (blog_folder.parent / "public").exists()
    assert (blog_folder / "_site/good/index.html").exists()


@pytest.mark.parametrize(
    "cell",
    [
        {"source": "print(password)", "metadata": {"tags": ["redcat"]}},
        {"source": "print(password)", "metadata": {"tags": ["redacted"]}},
        {"source": "#| redat\nprint(password)"},
        {"source": "#| reddact: true\nprint(password)"},
        {"source": "#| tags: [reduct]\nprint(password)"},
    ],
)
def test_a_mark_that_nearly_hides_a_secret_holds_the_post_back(
    blog_folder: Path, write_notebook: WriteNotebook, told: Told, cell: dict[str, Any]
) -> None:
    """It stands in a tag or an option line."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A", {"cell_type": "code", **cell})
    status, printed = told("convert")
    assert (status, (blog_folder / "_site/a").exists()) == (1, False)
    assert "notebooks/a.ipynb, cell 2: unknown " in printed
    assert "(did you mean `redact`?)" in printed


def test_other_slips_are_printed(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """As warnings: the post is published."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        front("descripton: b", "tgas: [c]"),
        {"cell_type": "code", "source": "#| ehco: false\n1", "metadata": {"tags": ["remove-cel"]}},
    )
    status, printed = told("convert")
    assert status == 0
    assert "warning: notebooks/a.ipynb, cell 1, line 3: unknown key descripton (did you mean `description`?)" in printed
    assert "warning: notebooks/a.ipynb, cell 2: unknown option #| ehco (did you mean `echo`?)" in printed
    assert "warning: notebooks/a.ipynb, cell 2: unknown tag remove-cel (did you mean `remove-cell`?)" in printed


def test_keys_of_other_tools_do_not_alarm(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Nor do words that are near to none of ours."""
    lines = [f"{name}: 1" for name in sorted(OTHER_TOOLS - {"hide", "headless"})]
    names = "expiryDate linkTitle translationKey isCJKLanguage sidebar_position date-format"
    lines += [f"{name}: 1" for name in names.split()]
    write_notebook(blog_folder / "notebooks/a.ipynb", front(*lines), "Text.")
    report = Blog.open().convert()
    assert (report.errors, [one for one in report.findings if one.slug != "foreign-mark"]) == ((), [])


@given(st.text("abcd", max_size=5), st.text("abcd", max_size=5))
def test_one_edit(one: str, other: str) -> None:
    """It is what inserting, leaving out, changing or swapping one letter can make."""
    edits = {one[:i] + one[i + 1 :] for i in range(len(one))}
    edits |= {one[:i] + letter + one[i:] for i in range(len(one) + 1) for letter in "abcd"}
    edits |= {one[:i] + letter + one[i + 1 :] for i in range(len(one)) for letter in "abcd"}
    edits |= {one[:i] + one[i : i + 2][::-1] + one[i + 2 :] for i in range(len(one) - 1)}
    assert is_one_edit(one, other) == (other in edits - {one})


def test_a_folder_of_posts_that_is_missing(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """It never means the whole repository."""
    write_notebook(blog_folder / "posts/a.ipynb", "A")
    (blog_folder / "blogtools.toml").write_text('notebooks = "post"\n')
    for command in (("convert",), ("check",), ("publish", "--to", "../public")):
        status, printed = told(*command)
        assert status == 2
        assert "blogtools.toml: `notebooks` names a folder that does not exist: post (did you mean `posts`?)" in printed
    assert not (blog_folder / "_site").exists()
    assert not (blog_folder.parent / "public").exists()


def test_no_empty_site_comes_over_a_good_one(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """The folder was moved, or it is the wrong one. Only who allows addresses to disappear gets what is left."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "A")
    assert told("convert")[0] == 0
    before = tree(blog_folder / "_site")
    path.rename(blog_folder.parent / "a.ipynb")
    for command in (("convert", "notebooks"), ("check",)):
        status, printed = told(*command)
        assert (status, "holds no notebook, and so no post; nothing was written" in printed) == (1, True)
    assert told("convert")[0] == 1
    assert tree(blog_folder / "_site") == before
    assert told("convert", "--allow-removed-urls")[0] == 0
    assert not (blog_folder / "_site/a").exists()


def test_a_folder_that_is_no_blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    """Nothing is left there."""
    monkeypatch.chdir(tmp_path)
    status, printed = told("convert")
    assert (status, f"error: {tmp_path}: holds no notebook" in printed, list(tmp_path.iterdir())) == (1, True, [])


def test_notes_are_told_by_kind(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """The first of each, and how many there are besides."""
    picture = "![](https://example.org/a.png)"
    (blog_folder / "blogtools.toml").write_text("load_external = true\n")
    write_notebook(blog_folder / "notebooks/a.ipynb", *[picture] * 5)
    status, printed = told("convert")
    assert (status, printed.count("note: notebooks/a.ipynb, cell ")) == (0, 2)
    assert "… and more notes (3 missing-alt); `blogtools check` lists them all.\n" in printed
    assert "note: " not in told("convert", "--quiet")[1]
