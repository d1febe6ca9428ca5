"""Which blogs have search, and what happens where its program does not run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from tests.conftest import make_notebook

needs_sh = pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for Pagefind")


def write_posts(folder: Path, count: int, **front: object) -> None:
    """Write some posts with the same metadata."""
    for number in range(count):
        block = ("raw", "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items()) + "---")
        path = folder / f"notebooks/{front.get('title', 'post')}-{number}.ipynb"
        path.write_text(json.dumps(make_notebook(block, f"# Post {number}\n\nWords.")), encoding="utf-8")


def has_search(folder: Path, output: str = "_site") -> bool:
    """Return whether the site has an index and its front page leads to it; it has neither, or both."""
    index = (folder / output / "pagefind/pagefind.js").exists()
    assert index == ("search/" in (folder / output / "index.html").read_text())
    assert index == (folder / output / "search/index.html").exists()
    return index


@pytest.mark.parametrize(("count", "expected"), [(5, False), (6, True)])
def test_more_than_a_handful_of_posts_have_search(blog_folder: Path, count: int, *, expected: bool) -> None:
    """By themselves; drafts and posts of the future do not count, for readers do not see them."""
    write_posts(blog_folder, count)
    write_posts(blog_folder, 3, title="draft", draft=True)
    write_posts(blog_folder, 3, title="future", date="2999-01-01")
    report = convert(find_blog(blog_folder))
    assert ((), ()) == (report.errors, report.findings)
    assert expected == has_search(blog_folder)


def test_search_comes_and_goes_with_the_posts(blog_folder: Path) -> None:
    """Every page says so at once; a build of one post changes nothing."""
    write_posts(blog_folder, 6)
    convert(find_blog(blog_folder))
    assert has_search(blog_folder)
    convert(find_blog(blog_folder), [blog_folder / "notebooks/post-1.ipynb"])
    assert "search/" in (blog_folder / "_site/post-1/index.html").read_text()
    assert 6 == convert(find_blog(blog_folder)).unchanged
    (blog_folder / "notebooks/post-5.ipynb").unlink()
    convert(find_blog(blog_folder), options=Options(allow_removed_urls=True))
    assert not has_search(blog_folder)
    assert "search/" not in (blog_folder / "_site/post-1/index.html").read_text()


@pytest.mark.parametrize(("setting", "count"), [("true", 1), ("false", 7)])
def test_the_setting_decides(blog_folder: Path, setting: str, count: int) -> None:
    """Whatever the number of posts."""
    (blog_folder / "blogtools.toml").write_text(f"search = {setting}\n")
    write_posts(blog_folder, count)
    convert(find_blog(blog_folder))
    assert (setting == "true") == has_search(blog_folder)


@needs_sh
@pytest.mark.parametrize("setting", ["", "search = true\n"], ids=["by itself", "by the setting"])
def test_a_program_that_does_not_run_is_a_note(
    blog_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    """All else is written, no page leads to a search that is not there, and the next machine makes it."""
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho 'cannot execute binary file' >&2\nexit 126\n")
    program.chmod(0o755)
    (blog_folder / "blogtools.toml").write_text(setting)
    write_posts(blog_folder, 6)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    for _ in range(2):
        report = convert(find_blog(blog_folder))
        assert [
            "the blog has no search: Pagefind does not run on this machine: cannot execute binary file"
            " (pip install 'pagefind[bin]'; or set `search = false`)"
        ] == [str(finding) for finding in report.findings]
        assert ("note", 0) == (report.findings[0].severity, report.exit_status())
        assert not has_search(blog_folder)
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert () == convert(find_blog(blog_folder)).findings
    assert has_search(blog_folder)


def test_pagefind_that_is_not_installed_is_a_note(blog_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    write_posts(blog_folder, 6)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    report = convert(find_blog(blog_folder))
    assert [
        "the blog has no search: Pagefind is not installed (pip install 'pagefind[bin]'; or set `search = false`)"
    ] == [str(finding) for finding in report.findings]
    assert 0 == report.exit_status()
    assert not has_search(blog_folder)


@needs_sh
def test_an_index_that_cannot_be_made_is_an_error(
    blog_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a program that runs elsewhere well."""
    program = tmp_path / "pagefind"
    program.write_text('#!/bin/sh\n[ "$1" = --version ] || { echo "no space left" >&2; exit 1; }\n')
    program.chmod(0o755)
    write_posts(blog_folder, 6)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    report = convert(find_blog(blog_folder))
    assert ["Pagefind built no index: no space left"] == [str(finding) for finding in report.findings]
    assert 1 == report.exit_status()
