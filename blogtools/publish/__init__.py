"""Publishing: build the blog from scratch, compare it with what is published, and publish the changes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import BlogConfig
from blogtools.errors import PublishError, Where
from blogtools.publish.changes import Changes


class PublishTarget(Protocol):
    """A place that the blog is published to; `str()` returns its name."""

    def compare(self, site: Path) -> Changes:
        """Return what publishing the files in the folder `site` would change, without changing anything."""

    def publish(self, site: Path, changes: Changes) -> str:
        """Publish the changes and return one line that says what was done."""


class PublishReport(msgspec.Struct, frozen=True):
    """The result of publishing."""

    report: Report
    """Report of the build. If its `exit_status()` is not 0, nothing was compared or published."""
    changes: Changes = Changes()
    """Differences from the files published before."""
    line: str = "Nothing was published."
    """Summary of what was done or, in a dry run, would be done."""


def publish(
    blog: BlogConfig,
    target: PublishTarget,
    *,
    dry_run: bool = False,
    allow_removed_urls: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> PublishReport:
    """Publish the blog without its drafts; with `dry_run`, only report what would change.

    `workers` is passed on as `Options.workers`; `progress` is called with (posts done, posts in total, source name).

    Raises:
        PublishError: there is no post to publish, or the target does not accept the site.
        BlogtoolsError: `convert` fails.
    """
    with tempfile.TemporaryDirectory(prefix="blogtools-") as folder:
        site = Path(folder)
        # Publishing writes nothing into the blog's folder; the registry of permalinks is left to `convert`.
        options = Options(
            output=site, workers=workers, cache=False, allow_removed_urls=allow_removed_urls, record_permalinks=False
        )
        report = convert(blog, (), options, progress)
        if report.exit_status():
            return PublishReport(report)
        if not report.built:
            message = f"holds {'only drafts' if report.drafts else 'no post'}; nothing was published"
            raise PublishError(message, where=Where(str(blog.notebooks)))
        changes = target.compare(site)
        line = f"Would publish to {target}: {changes}." if dry_run else target.publish(site, changes)
        return PublishReport(report, changes, line)
