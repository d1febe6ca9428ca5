"""State of a running preview: the site as last built, and the event that announces the next build."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from blogtools.serve.build import Build, preview_folder, rebuild
from blogtools.serve.pages import Site
from blogtools.serve.watch import changes

SETTLE = 0.15
"""Seconds after which a build with new errors is repeated, because a file may have been half written."""
MAX_SAVE_SECONDS = 20
"""Longest that a save is waited for; a temporary file older than that is left over from a crash."""


class Preview:
    """Rebuilds the blog whenever it changes, one build at a time."""

    def __init__(self, root: Path, *, drafts: bool) -> None:
        """Build the blog in the folder `root` for the first time."""
        self.root = root
        self.drafts = drafts
        self.first = rebuild(root, drafts=drafts)
        self.site = Site(preview_folder(root).resolve(), self.first.base or "/", self.first.problems)
        self.changed = asyncio.Event()
        """Set when `site` is replaced; each site has its own event."""

    async def follow(self, on_build: Callable[[Build], None]) -> None:
        """Rebuild after each change, forever, and call `on_build` with each result.

        Raises:
            UsageError: as `changes`.
        """
        async for _ in changes(self.root):
            built = await self._build()
            if set(built.problems) - set(self.site.problems):
                await self._settle(built)
                again = await self._build()
                # If the errors persist, report the first build, which lists the pages that were written.
                built = built if again.problems == built.problems else again
            self.site = Site(self.site.folder, built.base or self.site.base, built.problems)
            self.changed.set()
            self.changed = asyncio.Event()
            on_build(built)

    async def _settle(self, rebuild: Build) -> None:
        """Wait until the saves of unreadable files have finished.

        Jupyter truncates a notebook and rewrites it, one second for 30 MB, and meanwhile keeps the old version as
        `.~name` (`jupyter_server.services.contents.fileio.atomic_writing`).
        """
        paths = [self.root / problem.where.file for problem in rebuild.problems if problem.where.file]
        olds = [path.with_name(f".~{path.name}") for path in paths]
        for _ in range(round(MAX_SAVE_SECONDS / SETTLE)):
            await asyncio.sleep(SETTLE)
            if not any(old.exists() for old in olds):
                return

    async def _build(self) -> Build:
        # One worker: forking a process that has threads is unsafe.
        return await asyncio.to_thread(rebuild, self.root, drafts=self.drafts, workers=1)
