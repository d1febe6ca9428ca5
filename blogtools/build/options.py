"""Options of a build."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.permalinks.registry import PermalinkRegistry
from blogtools.render.targets import HTML, Target


class Options(msgspec.Struct, frozen=True):
    """Options of `convert`."""

    target: Target = HTML
    output: Path | None = None
    """The folder to write to; None for `_site`, or `_markdown/TARGET`, in the blog."""
    drafts: bool = False
    workers: int | None = None
    """Processes to build with; None lets the amount of work decide."""
    cache: bool = True
    """False to rebuild posts that did not change."""
    future: bool = False
    """True to publish posts whose date has not come."""
    allow_removed_urls: bool = False
    """True to allow published URLs to disappear."""
    search: bool = True
    """False to leave out the search index of a blog that has search."""
    adopt: bool = False
    """True to replace files in the output folder that blogtools did not write."""
    checks: bool = False
    """True to run the checks of `blogtools check` on every post, whose findings are then in the report."""
    let_through: frozenset[str] = frozenset()
    """Kinds of findings that keep no post from being written; `secret` is the only one that does."""
    published: PermalinkRegistry | None = None
    """For a build that will be published, all that readers have; its record is written as a file of the site.

    None for what the blog's ledger says.
    """


DEFAULTS = Options()
