"""The work on one post, as data: what is asked of a worker, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.content.order import is_future, stored_moment
from blogtools.errors import Finding
from blogtools.model import Moment, Summary
from blogtools.permalinks.anchors import Former
from blogtools.render.targets import Target
from blogtools.render.terms import TermSlugs
from blogtools.store.manifest import Record

NO_HEADINGS: Former = ((), {})
Progress = Callable[[int, int, str], None]
"""Called after each post with the number done, the number to do, and the notebook's name."""


class Job(msgspec.Struct, frozen=True):
    """Settings that all posts of a build share; passed to worker processes."""

    blog: BlogConfig
    target: Target
    output: Path
    pages: dict[str, str]
    """Path of a notebook to the path of its page."""
    now: dt.datetime
    """The time in the blog's zone."""
    drafts: bool = False
    """True if drafts are published."""
    future: bool = False
    """True if posts are published whose time has not come."""
    journal: Path | None = None
    """Journal that gets the name of every file before it is written; None to keep no state."""
    former: dict[str, Former] = {}
    """By path of a notebook, the anchors that its page had."""
    page_contexts: Path | None = None
    """Folder of cached template contexts; None to cache none."""
    drawings: Path | None = None
    """Folder of cached drawings of diagrams; None to cache none."""
    layout_only: dict[str, Record] = {}
    """Records of posts of which only the layout is re-rendered, by path of the notebook."""
    term_slugs: TermSlugs = {}
    """Slugs of the lists that pages link to."""
    lists: bool = False
    """True if the site has the blog's lists, so that pages may link to them."""
    partial: bool = False
    """True if only some notebooks are converted, so that links may lead to others."""
    foreign: frozenset[str] = frozenset()
    """Files below the output folder that are not to be replaced."""
    checks: bool = False
    """As `Options.checks`."""
    let_through: frozenset[str] = frozenset()
    """As `Options.let_through`."""

    @property
    def today(self) -> dt.date | None:
        """The last day of diaries that is published; None if all are."""
        return None if self.future else self.now.date()

    def has_due_days(self, record: Record) -> bool:
        """Return True if a page has all days of a diary that have come, and no others."""
        if self.today is None:
            return record.waits is None
        is_early = any(entry.date > self.today for entry in record.summary.entries)
        return not is_early and (record.waits is None or record.waits > self.today)

    def includes(self, draft: bool, date: Moment | None) -> bool:  # noqa: FBT001 - a fact, not a switch
        """Return True if a post with this draft flag and date is published."""
        return (self.drafts or not draft) and (self.future or self.is_due(date))

    def is_due(self, date: Moment | None) -> bool:
        """Return True if the date of a post has come."""
        return not is_future(date, self.now)

    def includes_post(self, post: Summary) -> bool:
        """Return True if a built post is published."""
        return self.includes(post.draft, stored_moment(post.date))


class Built(msgspec.Struct, frozen=True):
    """The result of building one notebook."""

    source: Source
    record: Record | None
    """None if it has no page: for an `error`, or because its time has not come."""
    error: Finding | None = None
