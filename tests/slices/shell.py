"""IPython as a kernel has it, whose outputs are collected instead of sent; everything here runs in a forked child."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import signal
import sys
import warnings
from collections.abc import Mapping
from io import FileIO, TextIOWrapper
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tests.slices.outputs import Shown, normalized, normalized_bundle

_MEMORY = 8 << 30
_FILE_SIZE = 1 << 29
_MOST_TEXT = 10_000_000
_NEW_NETWORK = 0x40000000


class _Publisher(DisplayPublisher):
    shell: Shell

    def publish(self, data: Mapping[str, object], *_: object, **__: object) -> None:
        self.shell.collected.append(normalized_bundle(data))

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as IPython calls it
        self.shell.forget()


class _Hook(DisplayHook):
    shell: Shell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Mapping[str, object], md_dict: object = None) -> None:  # noqa: ARG002
        self.shell.collected.append(normalized_bundle(format_dict))

    def finish_displayhook(self) -> None:
        self._is_active = False


class Shell(InteractiveShell):
    """Runs cells; streams go to files, so that programs a cell starts write there, too."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self, streams: tuple[int, int], **traits: Any) -> None:
        """Run cells whose stdout and stderr are these open files."""
        self.streams = streams
        self.begins = [0, 0]
        self.collected: list[dict[str, str]] = []
        self.failure = ""
        super().__init__(**traits)  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: object = None) -> None:
        """There is none."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: object) -> None:  # noqa: ARG002
        self.failure = self.failure or _first_line(evalue)

    def forget(self) -> None:
        """Drop what the cell showed until now."""
        self.collected.clear()
        self.begins = [os.fstat(stream).st_size for stream in self.streams]

    def run(self, source: str) -> tuple[Shown, str]:
        """What a cell shows, and the first line of its error."""
        self.forget()
        self.failure = ""
        result = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        error = result.error_before_exec or result.error_in_exec
        stdout, stderr = (self._written(number) for number in (0, 1))
        return Shown(stdout, stderr, tuple(self.collected)), _first_line(error) if error else self.failure

    def _written(self, number: int) -> str:
        stream, begin = self.streams[number], self.begins[number]
        content = os.pread(stream, min(os.fstat(stream).st_size - begin, _MOST_TEXT), begin)
        return normalized(content.decode(errors="replace"))


def _first_line(error: BaseException) -> str:
    text = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {text}"[:300]


def prepare(folder: Path, home: Path, streams: tuple[int, int], *, shake: bool) -> Shell:
    """Make this process what a new kernel is.

    Args:
        folder: Working folder.
        home: Folder that stands for the user's.
        streams: Files for stdout and stderr.
        shake: Move later objects to other places in memory, so that what depends on addresses differs.
    """
    _fence(home)
    os.chdir(folder)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
        name = "stdout" if number == 1 else "stderr"
        text = TextIOWrapper(FileIO(number, "w", closefd=False), "utf-8", "backslashreplace", write_through=True)
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)
    sys.path.insert(0, "")
    sys.argv = ["ipykernel_launcher.py"]
    _seed()
    if shake:
        global _shaken  # noqa: PLW0603 - kept until the process ends
        _shaken = [bytearray(random.randrange(16, 3000)) for _ in range(random.randrange(1000, 20000))]  # noqa: S311
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    return Shell.instance(streams=streams, config=config)


_shaken: list[bytearray] = []


def _fence(home: Path) -> None:
    """Keep the code of strangers from the network, the user's folder and too much memory, as far as that goes."""
    os.setsid()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_SIZE, _FILE_SIZE))
    if sys.platform == "linux" and os.geteuid() == 0:
        ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ |= {"HOME": str(home), "IPYTHONDIR": str(home / ".ipython"), "PIP_NO_INDEX": "1", "TERM": "dumb"}
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)


def _seed() -> None:
    """Give each child random numbers of its own; modules loaded before the fork share their state."""
    if "numpy" in sys.modules:
        import numpy as np  # only if a cell may use it

        np.random.seed()  # noqa: NPY002 - that state is the one meant
    random.seed()


def warm_up() -> None:
    """Import what nearly all notebooks import, without submodules that a slice could then forget to import."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("numpy", "pandas", "matplotlib.pyplot", "scipy.stats", "sklearn.base"):
            try:
                __import__(name)
            except ImportError:
                continue
