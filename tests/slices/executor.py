"""Cells run in a child that is forked for them, from a process that has imported the large packages already."""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import struct
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tests.slices.outputs import Shown
from tests.slices.shell import Shell, prepare

_LENGTH = struct.Struct("<Q")


class Ran(msgspec.Struct, frozen=True):
    """What came of one cell."""

    shown: Shown = Shown()
    error: str = ""
    """First line of the error, or why there is no outcome."""
    is_late: bool = False
    """Whether it was stopped for want of time."""
    seconds: float = 0


def run(
    cells: Sequence[str], limits: Sequence[float], budget: float, folder: Path, *, shake: bool = False
) -> list[Ran]:
    """Run cells in one new process until one raises; cells without text are not run.

    Args:
        cells: Sources in order.
        limits: Seconds for each.
        budget: Seconds for all.
        folder: Working folder; its cells may change it.
        shake: Whether to move objects to other places in memory.
    """
    receiver, sender = os.pipe()
    with tempfile.TemporaryDirectory(prefix="slice-home-") as home:
        child = os.fork()
        if not child:
            os.close(receiver)
            _serve(cells, folder, Path(home), sender, shake=shake)
        os.close(sender)
        try:
            return list(_collect(receiver, limits, time.monotonic() + budget))
        finally:
            for end in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError):
                    end(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(receiver)


def _collect(receiver: int, limits: Sequence[float], end: float) -> Iterator[Ran]:
    start = 0.0
    for limit in (60.0, *limits):
        message = _receive(receiver, min(time.monotonic() + limit, end))
        if isinstance(message, Ran):
            yield message
            return
        ran = msgspec.msgpack.decode(message, type=Ran)
        if start:
            yield ran
            if ran.error:
                return
        start = time.monotonic()


def _receive(receiver: int, end: float) -> bytes | Ran:
    content = b""
    needed = _LENGTH.size
    while len(content) < needed:
        ready, _, _ = select.select([receiver], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return Ran(error="takes too long", is_late=True)
        part = os.read(receiver, min(needed - len(content), 1 << 20))
        if not part:
            return Ran(error="the process died")
        content += part
        if len(content) == _LENGTH.size and needed == _LENGTH.size:
            needed += _LENGTH.unpack(content)[0]
    return content[_LENGTH.size :]


def _serve(cells: Sequence[str], folder: Path, home: Path, sender: int, *, shake: bool) -> None:
    """Run the cells, and send an empty message before and one for each; never returns."""
    try:
        gc.freeze()
        os.set_inheritable(sender, False)
        streams = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - open until the process ends
        shell = prepare(folder, home, (streams[0].fileno(), streams[1].fileno()), shake=shake)
        _send(sender, Ran())
        for source in cells:
            ran = _run(shell, source)
            _send(sender, ran)
            if ran.error:
                break
    except BaseException as error:  # noqa: BLE001 - also what a cell raises to leave
        _send(sender, Ran(error=f"the process ended: {error!r}"))
    finally:
        os._exit(0)


def _run(shell: Shell, source: str) -> Ran:
    if not source.strip():
        return Ran()
    start = time.monotonic()
    shown, error = shell.run(source)
    return Ran(shown, error, seconds=time.monotonic() - start)


def _send(sender: int, ran: Ran) -> None:
    message = msgspec.msgpack.encode(ran)
    message = _LENGTH.pack(len(message)) + message
    while message:
        message = message[os.write(sender, message) :]
