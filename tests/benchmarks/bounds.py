"""`python -m tests.benchmarks.bounds [NAME…]`: what inputs ten times as large cost, in processor time and memory.

Each is converted by a process of its own. Status 1 where one grows faster than its size, takes more than a gigabyte,
or ends the process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import Usage, run
from tests.benchmarks.odd_inputs import SIZE, files, inputs

TIMES = 10
MOST = 14.0
"""Times the cost that ten times the size may have: 10, and what a machine at work adds."""
LARGEST = 1000.0
"""Megabytes that the larger one may take."""
LONGEST = 120
"""Seconds of processor time after which the larger one is ended."""
NOISE_SECONDS, NOISE_MEGABYTES = 0.1, 12.0
"""Costs below these say nothing of growth."""
DOORS = {"html": ("convert",), "check": ("check",), "hugo": ("convert", "--to", "hugo")}


def measure(name: str, size: int, door: str) -> Usage:
    """Convert or check an input of a size."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "notebooks").mkdir()
        (root / "blogtools.toml").write_text('title = "Bounds"\nbase_url = "https://example.org/"\ncards = false\n')
        for file, text in (files(name, size) if name else {"a.ipynb": '{"cells":[],"nbformat":4}'}).items():
            (root / "notebooks" / file).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "blogtools", *DOORS[door]]
        return run(["prlimit", f"--cpu={LONGEST}", *command], root)


def growth(more: float, less: float, noise: float) -> float:
    """Return how many times as much the larger input costs; 0 where both cost next to nothing."""
    return 0.0 if more < noise * TIMES else more / max(less, noise)


def verdict(name: str, door: str, base: Usage) -> tuple[str, bool]:
    """Return a row of the table, and whether the input is within its bounds."""
    one, ten = measure(name, SIZE, door), measure(name, SIZE * TIMES, door)
    time = growth(ten.cpu - base.cpu, one.cpu - base.cpu, NOISE_SECONDS)
    memory = growth(ten.peak - base.peak, one.peak - base.peak, NOISE_MEGABYTES)
    problems = [
        text
        for text, wrong in (
            ("time", time > MOST),
            ("memory", memory > MOST),
            (f"{ten.peak:.0f} MB", ten.peak > LARGEST),
            (f"signal {-ten.status}", ten.status not in (0, 1)),
            (f"signal {-one.status}", one.status not in (0, 1)),
        )
        if wrong
    ]
    row = f"{name:38} {one.cpu:7.2f} {ten.cpu:7.2f} s {time:6.1f} × {one.peak:6.0f} {ten.peak:6.0f} MB {memory:6.1f} ×"
    return f"{row}  {', '.join(problems)}".rstrip(), not problems


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="inputs; all of them if none is named")
    parser.add_argument("--door", choices=DOORS, default="html")
    options = parser.parse_args()
    base = measure("", 0, options.door)
    failed = []
    for name in options.names or inputs():
        row, is_fine = verdict(name, options.door, base)
        print(row, flush=True)
        failed += [] if is_fine else [name]
    print(f"{len(failed)} beyond the bounds: {', '.join(failed)}" if failed else "All grow with their size at most.")
    return int(bool(failed))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, subprocess.SubprocessError) as stop:
        sys.exit(str(stop))
