"""Publishing: build the blog, compare it with what is published, and publish the changes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from blogtools.build.lock import locked
from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.build.state import SITE_FOLDER, BuildState
from blogtools.config import BlogConfig
from blogtools.errors import Finding, PublishError, Where
from blogtools.publish.changes import Changes, site_files
from blogtools.publish.gate import check_kinds, count_kinds, split_errors
from blogtools.publish.promises import Published, keep_ledger, published_registry
from blogtools.render.targets import HTML
from blogtools.store.ownership import OWNED_FILES


class PublishTarget(Published, Protocol):
    """A place that the blog is published to; `str()` returns its name."""

    def compare(self, site: Path) -> Changes:
        """Return what publishing the files in the folder `site` would change, without changing anything."""

    def publish(self, site: Path, changes: Changes) -> str:
        """Publish the changes and return one line that says what was done."""


class PublishReport(msgspec.Struct, frozen=True):
    """The result of publishing."""

    report: Report
    """Report of the build, with the findings of the checks."""
    changes: Changes = Changes()
    """Differences from the files published before."""
    line: str = "Nothing was published."
    """Summary of what was done or, in a dry run, would be done."""
    stopped_by: tuple[Finding, ...] = ()
    """Errors that keep the blog from being published. If there are any, nothing was compared or published."""
    let_through: tuple[Finding, ...] = ()
    """Errors of the kinds that the author let through."""

    def exit_status(self) -> int:
        """Return 1 if something stopped publishing, else 0."""
        return 1 if self.stopped_by else 0


def publish(
    blog: BlogConfig,
    target: PublishTarget,
    *,
    dry_run: bool = False,
    allow_removed_urls: bool = False,
    no_check: Iterable[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> PublishReport:
    """Publish the blog without its drafts; with `dry_run`, only report what would change.

    All addresses and anchors that readers have still lead to their posts, or nothing is published. The posts are
    checked, and a finding of severity error stops everything unless `no_check` names its kind. Then the blog's ledger,
    and a file of the site, record what is published.

    `workers` is passed on as `Options.workers`; `progress` is called with (posts done, posts in total, source name).

    Raises:
        UsageError: `no_check` names what is no kind of findings, or one that cannot be let through.
        PublishError: there is no post to publish, or the target does not accept the site.
        RemovedUrlError: published addresses would lead nowhere, and `allow_removed_urls` does not permit it.
        BlogtoolsError: `convert` fails.
    """
    let_through = check_kinds(no_check, blog)
    with _site_folder(blog) as site:
        options = Options(
            output=site,
            workers=workers,
            allow_removed_urls=allow_removed_urls,
            published=published_registry(blog, target),
            checks=True,
            let_through=let_through,
        )
        report = convert(blog, (), options, progress)
        stopping, passed = split_errors(report.findings, let_through)
        if report.errors or stopping:
            stopped_by = (*report.errors, *stopping)
            line = f"Nothing {'would be' if dry_run else 'was'} published: {count_kinds(stopped_by)}."
            return PublishReport(report, line=line, stopped_by=stopped_by, let_through=passed)
        if not (report.built or report.unchanged):
            message = f"holds {'only drafts' if report.drafts else 'no post'}; nothing was published"
            raise PublishError(message, where=Where(str(blog.notebooks)))
        _remove_strays(blog, site)
        changes = target.compare(site)
        if dry_run:
            line = f"Would publish to {target}: {changes}."
        else:
            line = target.publish(site, changes)
            keep_ledger(blog, site)
        if passed:
            line = f"{line} Let through: {count_kinds(passed)}."
        return PublishReport(report, changes, line, let_through=passed)


@contextmanager
def _site_folder(blog: BlogConfig) -> Iterator[Path]:
    """Yield the folder to build the site in, for one process at a time: in the blog's cache, so that builds are fast.

    Where nothing can be kept, it is a temporary folder.
    """
    site = blog.cache / SITE_FOLDER
    try:
        site.mkdir(parents=True, exist_ok=True)
    except OSError:
        with tempfile.TemporaryDirectory(prefix="blogtools-") as folder:
            yield Path(folder)
        return
    with locked(blog.cache / f"lock-{SITE_FOLDER}", waiting=lambda: None):
        yield site


def _remove_strays(blog: BlogConfig, site: Path) -> None:
    """Remove what no build wrote from the folder of the site, so that it is not published."""
    last = BuildState(blog.cache, site, HTML.name).last()
    wrote = {name for record in last.posts.values() for name in record.files} | last.lists.files.keys()
    for name in set(site_files(site)) - wrote - {OWNED_FILES} if wrote else ():
        (site / name).unlink()
