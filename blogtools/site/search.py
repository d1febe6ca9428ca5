"""Full-text search, with an index built by Pagefind and queried in the reader's browser.

Pagefind looks for its program by itself: in the package `pagefind_bin_extended`, which segments Chinese and Japanese,
then in `pagefind_bin`, then on the `PATH`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from blogtools.errors import Finding, contained
from blogtools.site.context import SiteContext
from blogtools.store.manifest import Lists, build_key
from blogtools.store.output import Destination

if TYPE_CHECKING:
    import subprocess

FOLDER = "pagefind/"
"""Folder of the index, relative to the site root."""
NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
"""Files to publish besides the index itself; Pagefind's user interfaces are not used."""


def add_search(site: SiteContext, lists: Lists, destination: Destination, last: Lists) -> Lists:
    """Return the lists with the search index added, rebuilding it if a post changed since `last`.

    Indexing takes about ten milliseconds per post, so the preview goes without. Drafts are not indexed.

    Raises:
        WriteError: the index cannot be written.
    """
    posts = [site.records[post.source] for post in site.published]
    sources = [(post.summary.path, post.summary.title, post.summary.date, post.body) for post in posts]
    digest = build_key(_versions(), site.settings.language, sources)
    before = {name: fingerprint for name, fingerprint in last.files.items() if name.startswith(FOLDER)}
    if before and all(fingerprint == f"{digest}-{destination.size(name)}" for name, fingerprint in before.items()):
        return _with(lists, before)
    # An index that cannot be made costs search, and none of the pages.
    problem: list[Finding] = []
    files = dict.fromkeys(before, "")
    with contained("", problem.append, foreseen=False):
        pages = [post.summary.path for post in posts]
        files, pagefind_problem = _index(pages, digest, site.settings.language, destination)
        problem += pagefind_problem
    return _with(lists, files, *problem)


def has_index(lists: Lists) -> bool:
    """Return True if a site has the search index."""
    return any(name.startswith(FOLDER) for name in lists.files)


def without_search(lists: Lists, problem: str) -> Lists:
    """Return the lists without a search index, with a note that says why: `problem`, as of `pagefind_problem`."""
    hint = "pip install 'pagefind[bin]'; or set `search = false`"
    return _with(lists, {}, Finding("search", f"the blog has no search: {problem}", hint=hint, severity="note"))


def pagefind_problem() -> str:
    """Return why Pagefind cannot be used on this machine; empty if it can. It takes as long as starting Python."""
    if not _versions():
        return "Pagefind is not installed"
    done = _run("--version")
    return "" if done.returncode == 0 else f"Pagefind does not run on this machine: {_last_line(done)}"


def _versions() -> list[str]:
    """Return the names, with versions, of the metadata of Pagefind's installed packages; none without Pagefind.

    They are looked up by file name, which takes a hundredth of the time of `importlib.metadata`.
    """
    from importlib.util import find_spec  # Only blogs with search look for it.

    spec = find_spec("pagefind")
    if spec is None or spec.origin is None:
        return []
    return ["pagefind", *sorted(path.name for path in Path(spec.origin).parents[1].glob("pagefind*.dist-info"))]


def _run(*arguments: str, folder: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Pagefind in a folder, where it looks for settings of its own; without one, in the working folder."""
    import subprocess
    import sys

    # `-P`: the author's installed package, whatever is called `pagefind` in the folder.
    command = [sys.executable, "-P", "-m", "pagefind", *arguments]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, cwd=folder)  # noqa: S603


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    output = (done.stderr or done.stdout).strip().splitlines()
    return output[-1] if output else f"exit status {done.returncode}"


def _with(lists: Lists, files: dict[str, str], *findings: Finding) -> Lists:
    others = {name: fingerprint for name, fingerprint in lists.files.items() if not name.startswith(FOLDER)}
    kept = tuple(finding for finding in lists.findings if finding.slug != "search")
    return Lists(others | files, (*kept, *findings), lists.state)


def _index(
    pages: list[str], digest: str, language: str, destination: Destination
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Run Pagefind on copies of the pages and copy its index to the site."""
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
        # One index for all languages, because readers search the whole blog.
        options = ["--site", str(site), "--output-path", str(made), "--force-language", language, "--silent"]
        done = _run(*options, folder=folder)
        if done.returncode or not (made / NEEDED[0]).exists():
            return {}, (Finding("search", f"Pagefind built no index: {_last_line(done)}", severity="error"),)
        files = {}
        for path in sorted(made.rglob("*")):
            name = path.relative_to(made).as_posix()
            if path.is_file() and (name in NEEDED or "/" in name or name.endswith((".pf_meta", ".pagefind"))):
                destination.copy(FOLDER + name, os.fspath(path))
                files[FOLDER + name] = f"{digest}-{path.stat().st_size}"
        return files, ()
