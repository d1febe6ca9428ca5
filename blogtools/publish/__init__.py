"""Publishing: build the blog anew, see what differs from what readers have, and bring them that."""

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


class Goal(Protocol):
    """A place where readers find the blog; `str()` names it."""

    def compare(self, site: Path) -> Changes:
        """What would change there, were the files below the folder `site` published; changes nothing."""

    def publish(self, site: Path, changes: Changes) -> str:
        """Make these changes there; gives one line that says what was done."""


class PublishReport(msgspec.Struct, frozen=True):
    """What publishing did."""

    report: Report
    """The build. If its `exit_status()` is not 0, nothing was compared and nothing published."""
    changes: Changes = Changes()
    """How the files differ from what was there before."""
    line: str = "Nothing was published."
    """What was done, or would be."""


def publish(
    blog: BlogConfig,
    goal: Goal,
    *,
    dry_run: bool = False,
    allow_removed_urls: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> PublishReport:
    """Publish the blog, without its drafts; with `dry_run` only see what would change. `workers` as of `Options`.

    Raises:
        PublishError: there is no post, or the goal cannot take what was built.
        BlogtoolsError: whatever else keeps `convert` from its work.
    """
    with tempfile.TemporaryDirectory(prefix="blogtools-") as folder:
        site = Path(folder)
        # Nothing is written where the blog lies, its ledger neither: `convert` keeps that.
        options = Options(
            output=site, workers=workers, cache=False, allow_removed_urls=allow_removed_urls, promises=False
        )
        report = convert(blog, (), options, progress)
        if report.exit_status():
            return PublishReport(report)
        if not report.built:
            message = f"holds {'only drafts' if report.drafts else 'no post'}; nothing was published"
            raise PublishError(message, where=Where(str(blog.notebooks)))
        changes = goal.compare(site)
        line = f"Would publish to {goal}: {changes}." if dry_run else goal.publish(site, changes)
        return PublishReport(report, changes, line)
