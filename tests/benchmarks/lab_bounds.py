"""`python -m tests.benchmarks.lab_bounds [NAME…]`: odd inputs in JupyterLab's live preview, one after the other.

All of them are asked of one server, as its front end asks: the page, then the state of the panel. Status 1 where the
server ends, does not answer, or takes more memory than it may.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.benchmarks.bounds import TIMES, names, write_inputs
from tests.lab_hosts import KINDS, LabServer, host, lab_server

MOST = 1000.0
"""Megabytes that one input may add to what the server holds."""
PATIENCE = 180
"""Seconds that a page may take on a machine at work."""


def ask(server: LabServer, path: str, body: Any = None) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data, {"Authorization": f"token {server.token}"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310 - its own server
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def question(window: str, path: Path, root: Path) -> dict[str, Any]:
    """Return what the front end sends of a notebook that was just opened."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = {f"c{number}": cell for number, cell in enumerate(notebook["cells"])}
    update = {"order": [*cells], "cells": cells, "metadata": notebook["metadata"]}
    return {"id": window, "path": path.relative_to(root).as_posix(), "update": update}


def memory(pid: int, field: str) -> float:
    """Return a field of what Linux knows of a process, in megabytes: VmRSS is what it holds, VmHWM the most it did."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def seconds(pid: int) -> float:
    """Return the processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def watched(server: LabServer) -> Iterator[list[float]]:
    """Ask the server how it is, again and again; give the seconds that each answer took."""
    waits: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            start = time.monotonic()
            ask(server, "api/status")
            waits.append(time.monotonic() - start)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield waits
    finally:
        done.set()
        thread.join()


def verdict(server: LabServer, name: str, root: Path) -> tuple[str, bool]:
    """Show an input; return a row of the table, and whether all is well."""
    asked = question(uuid4().hex, min((root / "notebooks" / name).iterdir()), root)
    pid = server.pid
    Path(f"/proc/{pid}/clear_refs").write_text("5")  # The most it held is counted anew.
    held, spent = memory(pid, "VmRSS"), seconds(pid)
    with watched(server) as waits:
        (status, body), (panel, _) = (ask(server, f"blogtools/{path}", asked) for path in ("preview", "facts"))
    problem = (json.loads(body).get("problem") or {}).get("message", "") if status == 200 else ""
    most = memory(pid, "VmHWM")
    row = f"{name:38} {seconds(pid) - spent:7.2f} s {most:6.0f} MB {most - held:+6.0f} {max(waits, default=0):6.2f} s"
    is_fine = (status, panel) == (200, 200) and most - held < MOST and ask(server, "api/status")[0] == 200
    return f"{row}  {'' if is_fine else f'status {status}, panel {panel}'} {problem}".rstrip(), is_fine


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="inputs; all of them if none is named")
    parser.add_argument("--host", choices=list(KINDS), default="lab")
    options = parser.parse_args()
    inputs = options.names or names()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_inputs(root / "notebooks", TIMES, *inputs)
        (root / "blogtools.toml").write_text('title = "Bounds"\nbase_url = "https://example.org/"\n')
        with lab_server(host(options.host), root) as server:
            print(f"{'processor time, most memory, what was added, slowest answer meanwhile':>80}")
            for name in inputs:
                row, is_fine = verdict(server, name, root)
                print(row, flush=True)
                failed += [] if is_fine else [name]
            print(f"The server holds {memory(server.pid, 'VmRSS'):.0f} MB after {len(inputs)} notebooks.")
    print(f"{len(failed)} went wrong: {', '.join(failed)}" if failed else "The server answered all of them.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
