"""`python -m tests.slices DIR...`: whether the slices of real notebooks run, and show what the notebook shows."""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import msgspec

from tests.slices import report
from tests.slices.measure import Measured, Task, measure
from tests.slices.notebooks import Notebook, find
from tests.slices.shell import warm_up

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "NUMEXPR_MAX_THREADS")


def main() -> int:
    """Measure folders; exit status 1 if there is a miss."""
    options = _options()
    if options.show:
        path, _, cell = options.show.rpartition(":")
        return _show(Path(path), int(cell), options)
    notebooks = sorted(find(options.folders, options.only), key=lambda notebook: -len(notebook.cells))
    tasks = [Task(one, options.slicer, options.limit, options.cache, options.trust_whole) for one in notebooks]
    start = time.monotonic()
    results = sorted(_measure(tasks, options.workers), key=lambda result: result.name)
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(results)))
    if options.repositories:
        for root in sorted({result.name.partition("/")[0] for result in results}):
            sys.stdout.write(f"\n{root}\n")
            _write(report.figures([result for result in results if result.name.startswith(f"{root}/")]))
        sys.stdout.write("\n")
    _write(report.lines(results))
    sys.stdout.write(f"time           {time.monotonic() - start:.0f} s\n")
    return int(any(outcome.kind not in ("right", "runs") for result in results for outcome in result.outcomes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.slices", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="folders with notebooks, or notebooks")
    parser.add_argument("--limit", type=int, default=12, help="cells of a notebook, spread evenly; 0 for all")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="part of the paths to look at")
    parser.add_argument("--json", type=Path, help="file for all outcomes")
    parser.add_argument("--repositories", action="store_true", help="figures of each folder, too")
    parser.add_argument(
        "--show", metavar="NOTEBOOK:CELL", help="print a slice beside what comes before, and run nothing"
    )
    parser.add_argument("--trust-whole", action="store_true", help="do not run slices that leave nothing out")
    parser.add_argument("--slicer", default="blogtools.analysis.slice", help="module with `analyze`")
    parser.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir(), "slicecache"), help="for what has run"
    )
    return parser.parse_args()


def _measure(tasks: Sequence[Task], workers: int) -> list[Measured]:
    # A child of a process with several threads may hang. Sets of strings keep their order from run to run.
    os.environ |= dict.fromkeys(_THREADS, "1") | {"PYTHONHASHSEED": "0"}
    results = []
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=warm_up) as pool:
        waiting = {pool.submit(measure, task): task.notebook for task in tasks}
        try:
            for future in as_completed(waiting):
                results.append(future.result())
                _tell(results[-1], f"{len(results)}/{len(tasks)}")
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)  # What was measured is reported.
    return results


def _tell(result: Measured, place: str) -> None:
    right = sum(outcome.kind in ("right", "runs") for outcome in result.outcomes)
    ended = f" (ends: {result.ended[:80]})" if result.ended else ""
    sys.stderr.write(f"{place} {result.name}: {right} of {len(result.outcomes)}, {result.seconds:.1f} s{ended}\n")


def _show(path: Path, cell: int, options: argparse.Namespace) -> int:
    candidates = [
        path,
        *(folder / path for folder in options.folders),
        *(folder.parent / path for folder in options.folders),
    ]
    notebook: Notebook = next(find([next(one for one in candidates if one.exists())]))
    made = importlib.import_module(options.slicer).analyze(notebook.cells).slice(cell)
    _write(report.beside(notebook.cells, cell, made, shutil.get_terminal_size((160, 40)).columns))
    return 0


def _write(text: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in text)


if __name__ == "__main__":
    sys.exit(main())
