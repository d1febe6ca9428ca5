"""Full-text search, with an index built by Pagefind and queried in the reader's browser."""

from __future__ import annotations

import os
from pathlib import Path

from blogtools.errors import Finding, Where, contained
from blogtools.site.context import SiteContext
from blogtools.store.manifest import Lists, build_key
from blogtools.store.output import Destination

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
    # Imported only for blogs with search.
    from importlib.metadata import PackageNotFoundError, version

    posts = [site.records[post.source] for post in site.published]
    try:
        made_by = version("pagefind")
        version("pagefind_bin")
    except PackageNotFoundError:
        message, hint = "`search` needs Pagefind, which is not installed", "pip install 'pagefind[bin]'"
        where = Where(site.blog.settings_file.name if site.blog.settings_file else "")
        return _with(lists, {}, Finding("search", message, where, hint, "error"))
    sources = [(post.summary.path, post.summary.title, post.summary.date, post.body) for post in posts]
    digest = build_key(made_by, site.settings.language, sources)
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


def _with(lists: Lists, files: dict[str, str], *findings: Finding) -> Lists:
    others = {name: fingerprint for name, fingerprint in lists.files.items() if not name.startswith(FOLDER)}
    kept = tuple(finding for finding in lists.findings if finding.slug != "search")
    return Lists(others | files, (*kept, *findings), lists.state)


def _index(
    pages: list[str], digest: str, language: str, destination: Destination
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Run Pagefind on copies of the pages and copy its index to the site."""
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
        # One index for all languages, because readers search the whole blog.
        options = ["--site", str(site), "--output-path", str(made), "--force-language", language, "--silent"]
        command = [sys.executable, "-m", "pagefind", *options]
        # The author's installed package, run on pages built here.
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603
        if done.returncode or not (made / NEEDED[0]).exists():
            output = (done.stderr or done.stdout).strip().splitlines()
            message = f"Pagefind built no index: {output[-1] if output else f'exit status {done.returncode}'}"
            return {}, (Finding("search", message, severity="error"),)
        files = {}
        for path in sorted(made.rglob("*")):
            name = path.relative_to(made).as_posix()
            if path.is_file() and (name in NEEDED or "/" in name or name.endswith((".pf_meta", ".pagefind"))):
                destination.copy(FOLDER + name, os.fspath(path))
                files[FOLDER + name] = f"{digest}-{path.stat().st_size}"
        return files, ()
