"""The work on one post, as data: what is asked of a worker, and what it answers."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.config import Blog
from blogtools.errors import Finding
from blogtools.render.targets import Target
from blogtools.site.manifest import Record
from blogtools.site.sources import Source
from blogtools.site.used_in import Users


class Job(msgspec.Struct, frozen=True):
    """What every post of a build has in common; goes to worker processes as it is."""

    blog: Blog
    target: Target
    output: Path
    addresses: dict[str, str]
    """Path of a notebook to the path of its page."""
    used_in: Users = {}
    """Path of a notebook to the posts that its page names as showing cells of it."""
    lists: bool = False
    """Whether the site has the blog's lists, so that pages may link to them."""
    partial: bool = False
    """Whether only some notebooks are converted, so that links may lead to others."""


class Built(msgspec.Struct, frozen=True):
    """What became of one notebook."""

    source: Source
    record: Record | None
    error: Finding | None = None
