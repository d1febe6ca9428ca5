"""`python -m tests.fuzz --cases N --seed S`: look for defects for long, and keep a notebook for each kind."""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.run import EPOCH, batches, failures


def main() -> None:
    """Run, and keep a notebook for each kind of failure in the folder `--keep`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="begin no batch after so long")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    given = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    end = time.monotonic() + given.minutes * 60
    done = 0
    kinds: Counter[str] = Counter()
    try:
        for number, notebooks in enumerate(batches(given.cases, given.seed)):
            if time.monotonic() > end:
                break
            with tempfile.TemporaryDirectory() as folder:
                for failure in failures(Path(folder, "blog"), notebooks):
                    kind = re.sub(r"\d+", "0", failure.told)
                    kinds[kind] += 1
                    if kinds[kind] == 1:
                        given.keep.mkdir(exist_ok=True, parents=True)
                        name = f"{given.seed}-{number}-{len(kinds)}"
                        (given.keep / f"{name}.ipynb").write_bytes(failure.data)
                        print(f"{name}: {failure.door}: {failure.told}", flush=True)
            done += len(notebooks)
    except KeyboardInterrupt:
        print("Stopped.")
    print(f"{done} notebooks, {sum(kinds.values())} failures of {len(kinds)} kinds (seed {given.seed})")


if __name__ == "__main__":
    main()
