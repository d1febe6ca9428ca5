"""Search in the texts of all posts, by an index that Pagefind makes and readers' browsers ask."""

from __future__ import annotations

import os
from pathlib import Path

from blogtools.errors import Finding, Where, contained
from blogtools.site.shelf import Shelf
from blogtools.store.manifest import Lists, build_key
from blogtools.store.output import Destination

FOLDER = "pagefind/"
"""Where the index lies below the site's top."""
NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
"""Beside what holds the index itself; Pagefind's own surfaces are not used."""


def add_search(shelf: Shelf, lists: Lists, destination: Destination, last: Lists) -> Lists:
    """The lists with the index, made anew where a post changed since `last`.

    That takes about ten milliseconds a post, so the preview goes without. No draft is in it.

    Raises:
        WriteError: it cannot be written.
    """
    # What is asked of an installed package is asked only by blogs with search.
    from importlib.metadata import PackageNotFoundError, version

    posts = [shelf.records[post.source] for post in shelf.published]
    try:
        made_by = version("pagefind")
        version("pagefind_bin")
    except PackageNotFoundError:
        message, hint = "`search` needs Pagefind, which is not installed", "pip install 'blogtools[search]'"
        where = Where(shelf.blog.settings_file.name if shelf.blog.settings_file else "")
        return _with(lists, {}, Finding("search", message, where, hint, "error"))
    told = [(post.summary.path, post.summary.title, post.summary.date, post.body) for post in posts]
    digest = build_key(made_by, shelf.settings.language, told)
    before = {name: made_from for name, made_from in last.files.items() if name.startswith(FOLDER)}
    if before and all(made_from == f"{digest}-{destination.size(name)}" for name, made_from in before.items()):
        return _with(lists, before)
    # An index that cannot be made costs search, and none of the pages.
    problem: list[Finding] = []
    files = dict.fromkeys(before, "")
    with contained("", problem.append, foreseen=False):
        pages = [post.summary.path for post in posts]
        files, told_by_pagefind = _index(pages, digest, shelf.settings.language, destination)
        problem += told_by_pagefind
    return _with(lists, files, *problem)


def _with(lists: Lists, files: dict[str, str], *findings: Finding) -> Lists:
    others = {name: made_from for name, made_from in lists.files.items() if not name.startswith(FOLDER)}
    told = tuple(finding for finding in lists.findings if finding.slug != "search")
    return Lists(others | files, (*told, *findings), lists.state)


def _index(
    pages: list[str], digest: str, language: str, destination: Destination
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Let Pagefind read the pages, which lie aside for it, and take over what it makes."""
    import subprocess
    import sys
    import tempfile

    with tempfile.TemporaryDirectory(prefix="blogtools-") as folder:
        site, made = Path(folder, "site"), Path(folder, "made")
        site.mkdir()
        for page in pages:
            content = destination.read(page)
            if content is not None:
                path = site / page
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        # One index for all: readers search a blog, not one of its languages.
        options = ["--site", str(site), "--output-path", str(made), "--force-language", language, "--silent"]
        command = [sys.executable, "-m", "pagefind", *options]
        # The package that the author installed, on pages made here.
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603
        if done.returncode or not (made / NEEDED[0]).exists():
            said = (done.stderr or done.stdout).strip().splitlines()
            message = f"Pagefind made no index: {said[-1] if said else f'exit status {done.returncode}'}"
            return {}, (Finding("search", message, severity="error"),)
        files = {}
        for path in sorted(made.rglob("*")):
            name = path.relative_to(made).as_posix()
            if path.is_file() and (name in NEEDED or "/" in name or name.endswith((".pf_meta", ".pagefind"))):
                destination.copy(FOLDER + name, os.fspath(path))
                files[FOLDER + name] = f"{digest}-{path.stat().st_size}"
        return files, ()
