"""Still images of figures that have none, drawn by an optional package."""

from __future__ import annotations

import atexit
import importlib.util
import subprocess
import sys
from threading import Lock, Timer

import msgspec

from blogtools.render.figures.detect import Figure

PATIENCE = 120
"""Seconds after which a figure is given up that neither ends nor uses the processor time it may have."""


def vega_still(figure: Figure) -> str | None:
    """Draw a Vega or Vega-Lite figure as SVG; None for others, without `vl-convert-python`, and on errors.

    Nothing is fetched: figures that need data from elsewhere are skipped. The first call takes half a second, each
    further one about 50 ms.
    """
    if figure.kind != "vega" or figure.elsewhere or importlib.util.find_spec("vl_convert") is None:
        return None
    return _WORKER.draw(figure)


class _Worker:
    """A process that draws figures: what is too much for its memory or its time ends that process alone.

    A few words of a specification are enough for that, such as a sequence of a billion numbers.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def draw(self, figure: Figure) -> str | None:
        """Return a figure as SVG; None if it cannot be drawn within the limits."""
        request = msgspec.json.encode((figure.name, figure.spec)) + b"\n"
        with self._lock:
            process = self._process = self._process or self._start()
            timer = Timer(PATIENCE, process.kill)
            timer.start()
            try:
                assert process.stdin is not None  # noqa: S101 - both are pipes
                assert process.stdout is not None  # noqa: S101
                process.stdin.write(request)
                process.stdin.flush()
                answer = process.stdout.readline()
            except OSError:
                answer = b""
            finally:
                timer.cancel()
            if not answer.endswith(b"\n"):
                self.close()
                return None
        svg: str | None = msgspec.json.decode(answer, type=str | None)
        return svg

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        atexit.register(self.close)
        # Not with the modules of the working folder, whose code nobody may have looked at.
        command = [sys.executable, "-P", "-m", "blogtools.render.figures.still_worker"]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing)  # noqa: S603 - our own program


_WORKER = _Worker()
