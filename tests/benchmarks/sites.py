"""`python -m tests.benchmarks.sites`: whole blogs, made by blogtools and by other tools, first and again.

What counts is CPU time: it is steady where a machine is shared. The notebooks are the same for all, the metadata in
each tool's own form. Every build is looked at: a tool that leaves pages out, or old, is not measured but named.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.blogs import SMALL, USUAL, Post, Size
from tests.benchmarks.measure import Usage, median, put_away
from tests.benchmarks.tools import BLOGTOOLS, MARK, RIVALS, Tool, install, versions

COLUMNS = ("clean build", "nothing changed", "one post touched", "template changed")
SIZES = (1000, 3000, 10000)


class Bench:
    """A site that is built and changed."""

    def __init__(self, tool: Tool, programs: Path, root: Path, number: int, size: Size) -> None:
        """Write the site."""
        self.tool = tool
        self.root = root
        self.posts = tool.write(programs, root, number, size)
        self._programs = programs
        self._touched = sorted(self.posts, key=self._weight)[number // 2]
        self._changes = 0

    def clean(self, runs: int) -> Usage:
        """Build where nothing was built before."""
        usage = self._run(self.tool.build, runs, self._clean, warm=runs > 1)
        self._expect(MARK, self.posts)
        return usage

    def nothing(self, runs: int) -> Usage:
        """Build again."""
        return self._run(self.tool.again, runs, lambda: None, warm=True)

    def touch(self, runs: int) -> Usage:
        """Build after a sentence was added to a post of the usual size."""
        usage = self._run(self.tool.again, runs, self._touch, warm=True)
        self._expect(f"sentence {self._changes} is new", [self._touched])
        return usage

    def restyle(self, runs: int) -> Usage:
        """Build after a change of the template of all posts."""
        # The build before must be a full one: mkdocs-jupyter's cache forgets what a `--dirty` build passes over.
        usage = self._run(self.tool.build, runs, self._restyle, warm=True)
        self._expect(f"{MARK}.{self._changes}", self.posts)
        return usage

    def columns(self, runs: int) -> list[Usage]:
        """Each kind of build, in the order of `COLUMNS`."""
        return [self.clean(runs), self.nothing(runs), self.touch(runs), self.restyle(runs)]

    def _run(self, command: Sequence[str], runs: int, prepare: Callable[[], object], *, warm: bool) -> Usage:
        usage = median([self._programs / command[0], *command[1:]], self.root, runs, prepare, warm=warm)
        if usage.status:
            message = f"{self.tool.name}: `{' '.join(command)}` ended with status {usage.status}"
            raise SystemExit(message)
        return usage

    def _notebook(self, post: Post) -> Path:
        return self.root / self.tool.notebooks / f"{post.name}.ipynb"

    def _weight(self, post: Post) -> int:
        return self._notebook(post).stat().st_size

    def _clean(self) -> None:
        put_away(*(path for pattern in self.tool.made for path in self.root.glob(pattern)))

    def _touch(self) -> None:
        self._changes += 1
        path = self._notebook(self._touched)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        last = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"][-1]
        last["source"].append(f"\n\nThe sentence {self._changes} is new.\n")
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _restyle(self) -> None:
        self._changes += 1
        path = self.root / self.tool.template
        text = re.sub(rf"{MARK}[.\d]*", f"{MARK}.{self._changes}", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")

    def _expect(self, text: str, posts: Sequence[Post]) -> None:
        """See that the pages of some posts are there and hold a text.

        Raises:
            SystemExit: they are not, so there is nothing to compare.
        """
        bad = [path for post in posts if not _holds(path := self.root / self.tool.page(post), text)]
        if bad:
            message = f"{self.tool.name}: {len(bad)} of {len(posts)} pages are missing or lack {text!r}: {bad[0]}"
            raise SystemExit(message)


def compare(work: Path, cache: Path, tools: Sequence[Tool], posts: int, runs: int) -> None:
    """Print what each tool needs for each kind of build, and the CPU time of the best rival in units of blogtools'."""
    print(f"{posts} posts\n{'':12}" + "".join(f"{name:>29}" for name in COLUMNS))
    print(f"{'':12}" + f"{'wall s':>11}{'CPU s':>9}{'peak MB':>9}" * len(COLUMNS))
    rows = []
    names = []
    for tool in tools:
        programs = install(tool, cache)
        names.append(versions(tool, programs))
        bench = Bench(tool, programs, work / tool.name, posts, USUAL)
        # A rival's build takes minutes where ours takes seconds, and varies no more.
        rows.append(bench.columns(runs if tool is BLOGTOOLS else 1))
        print(f"{tool.name:12}" + "".join(_figures(usage) for usage in rows[-1]), flush=True)
    if len(rows) > 1:
        best = [min(row[column].cpu for row in rows[1:]) / rows[0][column].cpu for column in range(len(COLUMNS))]
        print(f"{'best rival':12}" + "".join(f"{ratio:>18.1f} ×{'':9}" for ratio in best))
    print("\n".join([*names, *(tool.note for tool in tools if tool.note)]))


def scale(work: Path, cache: Path, sizes: Sequence[int]) -> None:
    """Print what blogtools needs for blogs of several sizes: of posts without pictures, so that all fit on a disk."""
    programs = install(BLOGTOOLS, cache)
    print(f"\n{'':8}" + "".join(f"{name:>29}" for name in COLUMNS[:3]) + f"{'a post of a clean build':>29}")
    print(f"{'posts':8}" + f"{'wall s':>11}{'CPU s':>9}{'peak MB':>9}" * 3 + f"{'CPU ms':>21}{'×':>8}")
    first = 0.0
    for number in sizes:
        bench = Bench(BLOGTOOLS, programs, work / f"scale-{number}", number, SMALL)
        # Nothing is removed before the end: the disk is slower for seconds after.
        clean, nothing, touched = bench.clean(1), bench.nothing(3), bench.touch(3)
        each = clean.cpu / number
        first = first or each
        figures = "".join(_figures(usage) for usage in (clean, nothing, touched))
        print(f"{number:<8}{figures}{each * 1000:>21.2f}{each / first:>8.2f}", flush=True)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sites", description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--rivals", action="store_true", help="also Nikola, Pelican and MkDocs, installed if need be")
    parser.add_argument(
        "--scale", action="store_true", help=f"also blogs of {', '.join(f'{n:,}' for n in SIZES)} posts"
    )
    parser.add_argument("--runs", type=int, default=3, help="of blogtools; the median counts")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "blogtools-benchmarks")
    options = parser.parse_args()
    # The installed blogtools is measured, not the one that this program was started with.
    os.environ.pop("PYTHONPATH", None)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        compare(work, options.cache, [BLOGTOOLS, *(RIVALS if options.rivals else ())], options.posts, options.runs)
        if options.scale:
            scale(work, options.cache, SIZES)
    return 0


def _figures(usage: Usage) -> str:
    return f"{usage.wall:>11.2f}{usage.cpu:>9.2f}{usage.peak:>9.0f}"


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and text in path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
