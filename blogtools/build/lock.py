"""One build at a time into one output folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path | None, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock at `path`; `waiting` is called before this waits for another process. None locks nothing.

    The system gives the lock back when a process ends, however it ends. (`filelock` does the same; importing it takes
    as long as a third of a build of nothing.)
    """
    handle = _open(path) if path else None
    if handle is None:
        yield
        return
    try:
        if not _take(handle, wait=False):
            waiting()
            _take(handle, wait=True)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int | None:
    """Open the lock file; return None if the folder is not writable, so that no state is kept there either."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError:
        return None


if os.name == "nt":

    def _take(handle: int, *, wait: bool) -> bool:
        import msvcrt
        import time

        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            except OSError:
                if not wait:
                    return False
                time.sleep(0.1)
            else:
                return True

else:
    import fcntl

    def _take(handle: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
