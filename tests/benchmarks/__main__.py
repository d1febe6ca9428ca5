"""`python -m tests.benchmarks DIR`: blogtools beside nbconvert and Hugo on real notebooks, in one run."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from blogtools.build.pipeline import Options, convert
from blogtools.config import BlogConfig, Settings
from tests.benchmarks.blogs import SMALL, write_blog
from tests.benchmarks.measure import Usage, median, put_away, run
from tests.benchmarks.stages import floor, stages

CARD_POSTS = 400
"""Small posts of the blog that shows what share cards cost."""
ONE_NOTEBOOK = 100_000
"""Bytes of the notebook that stands for one post."""
BLOG_SIZE = 34_000_000
"""Bytes of the notebooks that stand for a blog of a hundred posts."""


def choose(folder: Path, number: int) -> list[Path]:
    """Choose notebooks for a blog, always the same, of about `BLOG_SIZE` bytes in all.

    Every tool can read each of them, and none is a fixture of a test suite: those are written to be odd.
    """
    with tempfile.TemporaryDirectory() as out:
        report = convert(
            BlogConfig(Path(out), Settings()), [folder], Options(output=Path(out), drafts=True, cache=False)
        )
    names = sorted((built.source for built in report.built), key=lambda name: hashlib.sha256(name.encode()).digest())
    paths = [folder / name if (folder / name).exists() else Path(name) for name in names]
    paths = [path for path in paths if not any(part.startswith("test") for part in path.parts)]
    paths = [path for path in paths if b'"nbformat": 4' in path.read_bytes() and path.stat().st_size > 2_000]
    # The largest that fit come first, so that the rest can be of any size and the whole still has the weight.
    target = BLOG_SIZE * number / 100
    average = target / number
    large = [path for path in paths if path.stat().st_size >= average]
    small = [path for path in paths if path.stat().st_size < average]
    chosen: list[Path] = []
    weight = 0.0
    while len(chosen) < number and (large or small):
        pool = large if large and (weight < average * len(chosen) or not small) else small or large
        chosen.append(pool.pop(0))
        weight += chosen[-1].stat().st_size
    return chosen


def make_blog(paths: Sequence[Path], root: Path) -> None:
    """A blog of these notebooks, each with a name of its own."""
    (root / "notebooks").mkdir(parents=True)
    (root / "blogtools.toml").write_text('title = "Benchmark"\n')
    for number, path in enumerate(paths):
        shutil.copyfile(path, root / "notebooks" / f"{number:03}-{path.stem[:40].replace(' ', '-')}.ipynb")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notebooks", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--thousand", action="store_true", help="also a blog of 1,000 posts")
    options = parser.parse_args()
    python = Path(sys.executable)
    blogtools = [python, "-m", "blogtools"]
    nbconvert = [python, "-m", "jupyter", "nbconvert", "--to", "html", "--output-dir"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        paths = choose(options.folder.resolve(), options.notebooks)
        blog = work / "blog"
        make_blog(paths, blog)
        notebooks = sorted((blog / "notebooks").iterdir())
        size = sum(path.stat().st_size for path in notebooks)
        one = min(notebooks, key=lambda path: abs(path.stat().st_size - ONE_NOTEBOOK))

        _title(f"One notebook of {one.stat().st_size / 1000:.0f} kB, whole process")
        ours = median([*blogtools, "convert", one, "-o", work / "one", "--no-cache"], work, options.runs)
        theirs = median([*nbconvert, work / "one-nb", one], work, min(options.runs, 3))
        _compare("blogtools", ours, "nbconvert", theirs)
        page = next((work / "one").glob("*/index.html")).stat().st_size
        their_page = next((work / "one-nb").glob("*.html")).stat().st_size
        print(f"page: {page / 1000:.0f} kB, nbconvert's {their_page / 1000:.0f} kB")

        _title(f"{len(notebooks)} notebooks, {size / 1e6:.1f} MB, one call")

        def clean() -> None:
            put_away(blog / "_site", blog / ".blogtools")

        def touch() -> None:
            text = one.read_text(encoding="utf-8")
            one.write_text(text.replace('"cells": [', '"cells": [ ', 1), encoding="utf-8")

        convert_all = [*blogtools, "convert"]
        ours = median(convert_all, blog, options.runs, clean)
        theirs = run([*nbconvert, work / "all-nb", *notebooks], blog)
        _compare("blogtools, clean", ours, "nbconvert", theirs)
        _line("blogtools, nothing changed", median(convert_all, blog, options.runs))
        _line("blogtools, one touched", median(convert_all, blog, options.runs, touch))
        if shutil.which("hugo") or (python.parent / "hugo").exists():
            _line("Hugo, highlighting on", _hugo(blog, work / "hugo", python.parent / "hugo", options.runs))
        _line("blogtools --help", median([*blogtools, "--help"], work, options.runs))

        _title(f"{CARD_POSTS} small posts, first build in one process")
        _compare_cards([*convert_all, "--workers", "1"], work, options.runs)

        _title("Stages in one process")
        # The first round warms both, so that neither pays for what the other has loaded, and is not counted.
        rounds = [
            (stages(notebooks, work / f"stages-{number}"), floor(notebooks, work / f"floor-{number}"))
            for number in range(options.runs + 1)
        ][1:]
        spent = {name: statistics.median(round_[name] for round_, _ in rounds) for name in rounds[0][0]}
        bare = statistics.median(seconds for _, seconds in rounds)
        total = sum(spent.values())
        for name, seconds in spent.items():
            print(f"{name:28} {seconds:7.3f} s {seconds / total:5.0%}")
        print(f"{'all':28} {total:7.3f} s, {total / bare:.1f} times the floor of {bare:.3f} s")

        if options.thousand:
            many = work / "many"
            make_blog([path for _ in range(1000 // len(paths)) for path in paths], many)
            _title("1,000 posts")
            _line("blogtools, clean", run(convert_all, many))
            _line("blogtools, nothing changed", run(convert_all, many))
    return 0


def _hugo(blog: Path, site: Path, program: Path, runs: int) -> Usage:
    """Hugo builds the Markdown of the same posts."""
    run([sys.executable, "-m", "blogtools", "convert", "--to", "hugo", "-o", site / "content" / "posts"], blog)
    (site / "layouts" / "_default").mkdir(parents=True)
    (site / "hugo.toml").write_text('baseURL = "https://example.org/"\n[markup.highlight]\nnoClasses = false\n')
    page = "<!doctype html><title>{{ .Title }}</title>{{ .Content }}{{ range .Pages }}{{ .Title }}{{ end }}"
    (site / "layouts" / "_default" / "single.html").write_text(page)
    (site / "layouts" / "_default" / "list.html").write_text(page)
    return median(
        [program if program.exists() else "hugo", "--quiet"],
        site,
        runs,
        lambda: put_away(site / "public"),
    )


def _compare_cards(command: Sequence[str | Path], work: Path, runs: int) -> None:
    """Print what share cards add to a first build: at most 1.35 times the CPU time of one without them."""
    usages = []
    for name, setting in (("without share cards", "cards = false\n"), ("with share cards", "")):
        root = work / name.replace(" ", "-")
        write_blog(root, CARD_POSTS, SMALL)
        with (root / "blogtools.toml").open("a", encoding="utf-8") as file:
            file.write(f"search = false\n{setting}")  # The index would be most of the work.
        usages.append(median(command, root, runs, partial(put_away, root / "_site", root / ".blogtools")))
        _line(name, usages[-1])
    print(f"{'':28} {usages[1].cpu / usages[0].cpu:7.2f} × CPU")


def _title(text: str) -> None:
    print(f"\n{text}")


def _line(name: str, usage: Usage) -> None:
    status = f"  exit {usage.status}" if usage.status else ""
    print(f"{name:28} {usage.wall:7.3f} s wall {usage.cpu:7.3f} s CPU {usage.peak:6.0f} MB{status}")


def _compare(name: str, ours: Usage, other: str, theirs: Usage) -> None:
    _line(name, ours)
    _line(other, theirs)
    print(f"{'':28} {theirs.wall / ours.wall:7.1f} × wall {theirs.cpu / ours.cpu:7.1f} × CPU")


if __name__ == "__main__":
    sys.exit(main())
