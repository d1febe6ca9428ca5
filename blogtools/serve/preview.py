"""The state of a running preview: the site as last built, and who waits for the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from blogtools.serve.build import Build, build, output_folder
from blogtools.serve.pages import Site
from blogtools.serve.watch import changes

SETTLE = 0.15
"""Seconds after which a build that met something new and wrong is repeated: a file may have been half written."""


class Preview:
    """Builds the blog again whenever it changed, one build at a time."""

    def __init__(self, root: Path, *, drafts: bool) -> None:
        """Build the blog in the folder `root` for the first time."""
        self.root = root
        self.drafts = drafts
        self.first = build(root, drafts=drafts)
        self.site = Site(output_folder(root).resolve(), self.first.base or "/", self.first.problems)
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
                await asyncio.sleep(SETTLE)
                again = await self._build()
                # If nothing has changed, the first build is the one that tells which pages were written.
                built = built if again.problems == built.problems else again
            self.site = Site(self.site.folder, built.base or self.site.base, built.problems)
            self.changed.set()
            self.changed = asyncio.Event()
            tell(built)

    async def _build(self) -> Build:
        # Processes are not forked from a program that has threads.
        return await asyncio.to_thread(build, self.root, drafts=self.drafts, workers=1)
