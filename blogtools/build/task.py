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
from blogtools.render.targets import Target
from blogtools.store.manifest import Record

Former = tuple[tuple[str, ...], dict[str, str]]
"""The anchors of a page as it was published last, in order; and anchors before, to what each was then."""
NO_HEADINGS: Former = ((), {})
Progress = Callable[[int, int, str], None]
"""Called after each post with the number done, the number to do, and the notebook's name."""


class Job(msgspec.Struct, frozen=True):
    """Settings that all posts of a build share; passed to worker processes."""

    blog: BlogConfig
    target: Target
    output: Path
    addresses: dict[str, str]
    """Path of a notebook to the path of its page."""
    now: dt.datetime
    """The time in the blog's zone."""
    drafts: bool = False
    """True if drafts are published."""
    future: bool = False
    """True if posts are published whose time has not come."""
    journal: Path | None = None
    """A file that gets the name of everything that will be written."""
    former: dict[str, Former] = {}
    """By path of a notebook, the anchors that its page had."""
    page_contexts: Path | None = None
    """The folder in which what pages are filled with is kept for the next theme."""
    reframe: dict[str, Record] = {}
    """Posts that only need a new frame, by path of the notebook, as they were built last."""
    lists: bool = False
    """True if the site has the blog's lists, so that pages may link to them."""
    partial: bool = False
    """True if only some notebooks are converted, so that links may lead to others."""

    def shows(self, draft: bool, date: Moment | None) -> bool:  # noqa: FBT001 - a fact, not a switch
        """Return True if a post with this draft flag and date is published."""
        return (self.drafts or not draft) and (self.future or self.comes(date))

    def comes(self, date: Moment | None) -> bool:
        """Return True if the date of a post has come."""
        return not is_future(date, self.now)

    def shows_post(self, post: Summary) -> bool:
        """Return True if a built post is published."""
        return self.shows(post.draft, stored_moment(post.date))


class Built(msgspec.Struct, frozen=True):
    """The result of building one notebook."""

    source: Source
    record: Record | None
    """None if it has no page: for an `error`, or because its time has not come."""
    error: Finding | None = None
