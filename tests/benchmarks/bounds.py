"""`python -m tests.benchmarks.bounds [NAME…]`: what inputs ten times as large cost, in processor time and memory.

Each is converted by a process of its own. Status 1 where one grows faster than its size, takes more than a gigabyte,
or ends the process.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.benchmarks.measure import Usage, run

SIZE, TIMES = 95_000, 10
"""Bytes, more or less, of each input at its single size; ten times as many are just within what a post may have."""
MOST = 11.5
"""Times the cost of ten times the size from which an input is looked at closely."""
MIDDLE = (1 + TIMES) / 2
MOST_BEND = 1.3
"""Times the second half of the growth that the first half may cost: 1 if the cost is a line, 2.4 if it is a square.

Unlike the ratio of two costs, it does not depend on what a process takes or holds before it sees any input.
"""
LARGEST = 1000.0
"""Megabytes that the larger one may take."""
LONGEST = 120
"""Seconds of processor time after which the larger one is ended."""
RUNS = 3
"""Runs of what is looked at closely; the least counts, since what else runs only adds to it."""
NOISE_SECONDS, NOISE_MEGABYTES = 0.1, 12.0
"""Costs below these say nothing of growth."""
CONVERT = ("convert", "--no-cache")
DOORS = {"html": CONVERT, "check": ("check",), "hugo": (*CONVERT, "--to", "hugo")}
SETTINGS = 'title = "Bounds"\nbase_url = "https://example.org/"\ncards = false\n'
INPUTS = [sys.executable, "-m", "tests.benchmarks.odd_inputs"]
"""They are made by processes of their own: one that is started counts the memory of the one that started it."""


class Growth(msgspec.Struct, frozen=True):
    """How a cost grows with the size."""

    times: float
    """How many times as much the larger input costs; 0 where both cost next to nothing."""
    bend: float = 1.0

    @property
    def is_too_fast(self) -> bool:
        """True if it grows faster than the size."""
        return self.times > MOST and self.bend > MOST_BEND

    def __str__(self) -> str:
        """The columns of the table."""
        return f"{self.times:6.1f} ×" + (f" bend {self.bend:4.2f}" if self.times > MOST else " " * 10)


def names() -> list[str]:
    """Return the names of all inputs."""
    return subprocess.run(INPUTS, check=True, capture_output=True, text=True).stdout.splitlines()


def write_inputs(folder: Path, times: float, *names: str) -> None:
    """Write inputs of so many times the single size, each in a folder of its name; all of them if none is named."""
    folder.mkdir()
    subprocess.run([*INPUTS, folder, str(int(SIZE * times)), *names], check=True)


def measure(notebooks: Path | None, door: str, runs: int = 1) -> Usage:
    """Convert or check notebooks, or an empty one; return the least cost of some runs."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "blogtools.toml").write_text(SETTINGS)
        if notebooks:
            shutil.copytree(notebooks, root / "notebooks")
        else:
            (root / "a.ipynb").write_text('{"cells":[],"nbformat":4}')
        command = ["prlimit", f"--cpu={LONGEST}", sys.executable, "-m", "blogtools", *DOORS[door]]
        usages = [run(command, root) for _ in range(runs)]
    least = min(usage.cpu for usage in usages)
    return Usage(0.0, least, min(usage.peak for usage in usages), max(usages, key=lambda one: abs(one.status)).status)


def growth(costs: list[float], noise: float) -> Growth:
    """Return how a cost grows, given that of nothing, of the single size, maybe of a middle one, and of the larger."""
    base, one, *middle, ten = costs
    if ten - base < noise * TIMES:
        return Growth(0.0)
    times = (ten - base) / max(one - base, noise)
    return Growth(times, (ten - middle[0]) / max(middle[0] - one, noise) if middle else 1.0)


def verdict(folder: Path, name: str, door: str, base: Usage) -> tuple[str, bool]:
    """Return a row of the table, and whether an input in the folders `1` and `10` of `folder` is within its bounds."""
    usages = [measure(folder / str(times) / name, door) for times in (1, TIMES)]

    def grows(cost: Callable[[Usage], float], noise: float) -> Growth:
        return growth([cost(base), *map(cost, usages)], noise)

    def both() -> tuple[Growth, Growth]:
        return grows(lambda usage: usage.cpu, NOISE_SECONDS), grows(lambda usage: usage.peak, NOISE_MEGABYTES)

    if any(found.times > MOST for found in both()):
        middle = folder / f"middle of {name}"
        write_inputs(middle, MIDDLE, name)
        usages = [measure(path / name, door, RUNS) for path in (folder / "1", middle, folder / str(TIMES))]
    time, memory = both()
    one, ten = usages[0], usages[-1]
    problems = ["time"] * time.is_too_fast + ["memory"] * memory.is_too_fast
    problems += [f"{ten.peak:.0f} MB"] * (ten.peak > LARGEST)
    problems += [f"status {usage.status}" for usage in usages if usage.status not in (0, 1)]
    costs = f"{one.cpu:7.2f} {ten.cpu:7.2f} s {time} {one.peak:6.0f} {ten.peak:6.0f} MB {memory}"
    return f"{name:38} {costs}  {', '.join(problems)}".rstrip(), not problems


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="inputs; all of them if none is named")
    parser.add_argument("--door", choices=DOORS, default="html")
    options = parser.parse_args()
    measure(None, options.door)  # Modules are compiled by whoever comes first.
    base = measure(None, options.door, RUNS)
    print(f"{'nothing':38} {base.cpu:7.2f} {base.cpu:7.2f} s {'':19} {base.peak:6.0f} {base.peak:6.0f} MB", flush=True)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for times in (1, TIMES):
            write_inputs(root / str(times), times, *options.names)
        for name in options.names or names():
            row, is_fine = verdict(root, name, options.door, base)
            print(row, flush=True)
            failed += [] if is_fine else [name]
    print(f"{len(failed)} beyond the bounds: {', '.join(failed)}" if failed else "All grow with their size at most.")
    return int(bool(failed))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, subprocess.SubprocessError) as stop:
        sys.exit(str(stop))
