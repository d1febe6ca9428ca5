"""What a build is asked for."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.render.targets import HTML, Target


class Options(msgspec.Struct, frozen=True):
    """What `convert` was asked for."""

    target: Target = HTML
    output: Path | None = None
    """The folder to write to; None for `_site`, or `_markdown/TARGET`, in the blog."""
    drafts: bool = False
    workers: int | None = None
    """Processes to build with; None lets the amount of work decide."""
    cache: bool = True
    """Whether posts that did not change may keep their pages."""
    future: bool = False
    """Whether posts are published whose date has not come."""
    allow_removed_urls: bool = False
    """Whether addresses that were published may lead nowhere from now on."""
    search: bool = True
    """Whether the index is made that readers search, in a blog that has search."""
    promises: bool = True
    """Whether the addresses are promised to readers from now on: whether the ledger learns them."""


DEFAULTS = Options()
