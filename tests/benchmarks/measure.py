"""Whole processes, as the operating system accounts for them."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec


class Usage(msgspec.Struct, frozen=True):
    """What a process and its children cost."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    peak: float
    """Megabytes of the largest single process; Linux lets none have less than the one that started it once had."""
    status: int = 0


def run(command: Sequence[str | Path], folder: Path) -> Usage:
    """Run a command to its end; what it prints is thrown away."""
    # As pip leaves a package: with its modules compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        [*map(str, command)], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def median(
    command: Sequence[str | Path],
    folder: Path,
    runs: int,
    prepare: Callable[[], object] = lambda: None,
    *,
    warm: bool = True,
) -> Usage:
    """The median of some runs, each after `prepare`; a first run to `warm` the disk is not counted."""
    usages = []
    for number in range(runs + warm):
        prepare()
        usage = run(command, folder)
        if number >= warm:
            usages.append(usage)
    return Usage(
        statistics.median(usage.wall for usage in usages),
        statistics.median(usage.cpu for usage in usages),
        max(usage.peak for usage in usages),
        max(usage.status for usage in usages),
    )


def put_away(*folders: Path) -> None:
    """Move what was built out of the way; for seconds after files are removed, ext4 takes longer to make new ones."""
    for folder in folders:
        if folder.exists():
            folder.rename(Path(tempfile.mkdtemp(dir=folder.parent.parent)) / folder.name)
