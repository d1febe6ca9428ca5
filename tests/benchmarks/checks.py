"""`python -m tests.benchmarks.checks DIR`: what the checks of `blogtools check` add to the conversion of a folder.

Status 1 where it is more than a quarter. Processor time of one process, converted in turn with and without them; the
least of some rounds counts, since what else runs only adds to it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from blogtools.build.pipeline import Options, convert
from blogtools.config import BlogConfig, Settings

MOST = 0.25


def seconds(folder: Path, *, checks: bool) -> float:
    """Return the processor time of a conversion of all notebooks in a folder."""
    with tempfile.TemporaryDirectory() as out:
        blog = BlogConfig(Path(out), Settings())
        options = Options(output=Path(out, "site"), drafts=True, cache=False, workers=1, checks=checks)
        start = time.process_time()
        report = convert(blog, [folder], options)
        spent = time.process_time() - start
    if not report.built:
        sys.exit(f"No notebook of {folder} was converted.")
    return spent


def main() -> int:
    """Print both times and the share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    folder = options.folder.resolve()
    seconds(folder, checks=True)  # Modules and tables are loaded by whoever comes first.
    rounds = [(seconds(folder, checks=False), seconds(folder, checks=True)) for _ in range(options.rounds)]
    without, with_checks = (min(column) for column in zip(*rounds, strict=True))
    added = with_checks / without - 1
    print(f"{without:.2f} s without the checks, {with_checks:.2f} s with them: {added:+.0%}")
    return int(added > MOST)


if __name__ == "__main__":
    sys.exit(main())
