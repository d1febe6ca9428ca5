"""File watching: which folders of a blog are watched, and when something in them changed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

from blogtools.content.discover import SKIPPED_FOLDERS
from blogtools.errors import UsageError, Where

STEP = 30
"""Milliseconds without further changes after which a save counts as complete."""
RESCAN_DELAY = 1000
"""Milliseconds after which folders are scanned again for new ones."""


async def changes(root: Path) -> AsyncIterator[None]:
    """Yield whenever something below the blog's folder changes, and once each time watching starts.

    The latter covers changes made since the first build, or in a new folder before it was watched.

    Raises:
        UsageError: the folder is gone, or the system cannot watch more folders.
    """
    # Imported here because it takes 80 ms.
    from watchfiles import awatch

    while True:
        watched = set(folders(root))
        if not watched:
            message = "the blog's folder is gone"
            raise UsageError(message, where=Where(str(root)))
        began = False
        batches = awatch(
            *sorted(watched),
            recursive=False,  # else .git and virtual environments would be watched too
            watch_filter=lambda _, path: is_watched(os.path.basename(path)),  # noqa: PTH119 - called for every event
            step=STEP,
            rust_timeout=RESCAN_DELAY,
            yield_on_timeout=True,
        )
        try:
            async with aclosing(batches):
                async for batch in batches:
                    if batch or not began:
                        yield
                        if set(folders(root)) != watched:
                            break
                    began = True
        except FileNotFoundError:
            # A folder was removed between the scan and the start of watching.
            await asyncio.sleep(STEP / 1000)
        except (OSError, RuntimeError) as error:
            message = f"cannot be watched: {error}"
            hint = "raise the system's limit, fs.inotify.max_user_watches, or set WATCHFILES_FORCE_POLLING=1"
            raise UsageError(message, where=Where(str(root)), hint=hint) from error


def folders(root: Path) -> Iterator[str]:
    """Yield the blog's folder and the folders below it that may hold parts of pages; nothing if it is gone.

    Symlinks are followed only directly below the blog's folder, where the folder of notebooks may be one.
    """
    left = [(str(root), True)]
    while left:
        folder, is_top = left.pop()
        try:
            with os.scandir(folder) as entries:
                inside = [entry.path for entry in entries if _is_folder(entry, follow=is_top)]
        except OSError:
            continue  # Gone or unreadable.
        yield folder
        left.extend((path, False) for path in inside)


def is_watched(name: str) -> bool:
    """Return True if a file of this name can affect a page: not hidden, not generated, not an editor's backup."""
    return not name.startswith(".") and not name.endswith("~") and name not in SKIPPED_FOLDERS


def _is_folder(entry: os.DirEntry[str], *, follow: bool) -> bool:
    return (
        is_watched(entry.name) and entry.is_dir(follow_symlinks=follow) and not Path(entry.path, "pyvenv.cfg").exists()
    )
