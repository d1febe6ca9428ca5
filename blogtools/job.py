"""The work on one post, as data: what is asked of a worker, and what it answers."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.config import Blog
from blogtools.errors import Finding
from blogtools.render.targets import Target
from blogtools.site.manifest import Record
from blogtools.site.sources import Source


class Job(msgspec.Struct, frozen=True):
    """What every post of a build has in common; goes to worker processes as it is."""

    blog: Blog
    target: Target
    output: Path
    addresses: dict[str, str]
    """Path of a notebook to the path of its page."""
    partial: bool = False
    """Whether only some notebooks are converted, so that links may lead to others."""


class Built(msgspec.Struct, frozen=True):
    """What became of one notebook."""

    source: Source
    record: Record | None
    error: Finding | None = None
