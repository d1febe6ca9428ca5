"""The state of a running preview: the site as last built, and who waits for the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from blogtools.serve.build import Build, preview_folder, rebuild
from blogtools.serve.pages import Site
from blogtools.serve.watch import changes

SETTLE = 0.15
"""Seconds after which a build that met something new and wrong is repeated: a file may have been half written."""
MAX_SAVE_SECONDS = 20
"""Seconds that a save may take; what looks like one and takes longer has been left behind by a crash."""


class Preview:
    """Builds the blog again whenever it changed, one build at a time."""

    def __init__(self, root: Path, *, drafts: bool) -> None:
        """Build the blog in the folder `root` for the first time."""
        self.root = root
        self.drafts = drafts
        self.first = rebuild(root, drafts=drafts)
        self.site = Site(preview_folder(root).resolve(), self.first.base or "/", self.first.problems)
        self.changed = asyncio.Event()
        """Set when there is another `site`; each has an event of its own."""

    async def follow(self, tell: Callable[[Build], None]) -> None:
        """Build after each change, for good; `tell` hears of each build.

        Raises:
            UsageError: as `changes`.
        """
        async for _ in changes(self.root):
            built = await self._build()
            if set(built.problems) - set(self.site.problems):
                await self._settle(built)
                again = await self._build()
                # If nothing has changed, the first build is the one that tells which pages were written.
                built = built if again.problems == built.problems else again
            self.site = Site(self.site.folder, built.base or self.site.base, built.problems)
            self.changed.set()
            self.changed = asyncio.Event()
            tell(built)

    async def _settle(self, rebuild: Build) -> None:
        """Wait until the files that could not be read may be whole.

        Jupyter empties a notebook, writes it, which takes a second for 30 MB, and keeps the old one as `.~name`
        meanwhile (`jupyter_server.services.contents.fileio.atomic_writing`).
        """
        paths = [self.root / problem.where.file for problem in rebuild.problems if problem.where.file]
        olds = [path.with_name(f".~{path.name}") for path in paths]
        for _ in range(round(MAX_SAVE_SECONDS / SETTLE)):
            await asyncio.sleep(SETTLE)
            if not any(old.exists() for old in olds):
                return

    async def _build(self) -> Build:
        # Processes are not forked from a program that has threads.
        return await asyncio.to_thread(rebuild, self.root, drafts=self.drafts, workers=1)
