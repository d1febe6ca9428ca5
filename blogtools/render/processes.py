"""A process that does work which may take too much time or memory, or crash, so that only the process does."""

from __future__ import annotations

import atexit
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Lock, Timer


class WorkerProcess:
    """A module that runs as a process: it answers each line of standard input with a line of standard output."""

    def __init__(self, module: str, patience: int) -> None:
        """Store the name of the module, and the seconds after which a request is given up."""
        self._module = module
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def ask(self, request: bytes) -> bytes | None:
        """Return the answer to a request, which is one line; None if the process ended or was given up."""
        with self._lock:
            process = self._process = self._process or self._start()
            timer = Timer(self._patience, process.kill)
            timer.start()
            try:
                assert process.stdin is not None  # noqa: S101 - both are pipes
                assert process.stdout is not None  # noqa: S101
                process.stdin.write(request + b"\n")
                process.stdin.flush()
                answer = process.stdout.readline()
            except OSError:
                answer = b""
            finally:
                timer.cancel()
            if not answer.endswith(b"\n"):
                self.close()
                return None
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        atexit.register(self.close)
        # Not with the modules of the working folder, whose code nobody may have looked at.
        command = [sys.executable, "-P", "-m", self._module]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing)  # noqa: S603 - our own program


def limiter(memory: int, seconds: int) -> Callable[[], object]:
    """Limit the memory of this process, and return a function that gives the next request its processor time.

    `memory` is in bytes. Windows has no such limits.
    """
    try:
        import resource
    except ImportError:
        return lambda: None
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    return lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, most))
