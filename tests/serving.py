"""`blogtools serve` as a whole process, for tests that talk to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120
"""Seconds that a test waits at most; all of it only where it fails."""

PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells switch it off for what runs in the background
from blogtools.cli import main
main(["serve", *sys.argv[1:]])
"""


class Served:
    """A running preview."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.printed = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = re.search(r"Serving (\S+?)(?: \(|;)", self.wait_for("Ctrl-C"))[1]  # type: ignore[index]

    def wait_for(self, text: str, after: int = 0) -> str:
        """All that was printed, once `text` was printed (beyond the first `after` characters)."""
        end = time.monotonic() + PATIENCE
        while text not in self.printed[after:]:
            assert time.monotonic() < end, f"{text!r} was not printed, but: {self.printed}"
            time.sleep(0.01)
        return self.printed

    def interrupt(self) -> int:
        """Press Ctrl-C; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(PATIENCE)
        self._reader.join()
        return status

    def stop_reading(self) -> None:
        """Wait until all is read that a process that has ended printed."""
        self._reader.join(PATIENCE)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[Served]:
    """Run `blogtools serve` in a folder."""
    options = options or ("--port", "0")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *options],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        served = None
        try:
            served = Served(process)
            yield served
        finally:
            process.kill()
            if served is not None:
                # Leaving the block closes what it reads.
                served.stop_reading()


def save(path: Path, data: str | bytes) -> None:
    """Save as JupyterLab does: write aside, then move into place."""
    aside = path.with_name(f".~{path.name}")
    aside.write_bytes(data if isinstance(data, bytes) else data.encode())
    aside.replace(path)
