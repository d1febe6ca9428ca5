"""`python -m tests.benchmarks.growth`: what an odd text four times as long costs; a quadratic search takes 16 times."""

from __future__ import annotations

import base64
import contextlib
import sys
import time
from collections.abc import Callable

from blogtools.errors import FrontMatterError
from blogtools.live.delta import split_page
from blogtools.model import Cell, Formula, Notebook, Placeholders
from blogtools.permalinks.anchors import carry_anchors
from blogtools.read.metadata import read_front_matter
from blogtools.render.code.highlight import highlight
from blogtools.render.context import Rendering
from blogtools.render.math.mathml import render_formulas
from blogtools.render.outputs.terminal import ansi_html, flatten
from blogtools.render.sanitize.ids import unique_ids
from blogtools.transform.headings import find_headings
from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.mathematics import protect
from blogtools.transform.markdown.parse import parse_cells
from blogtools.transform.secrets.find import find_secrets

MOST = 8.0
"""Times the CPU time that a text four times as long may take: 4, and what a machine at work adds."""
LENGTH = 100_000
"""Characters of the shorter text."""


def _read(source: str) -> None:
    with contextlib.suppress(FrontMatterError):
        read_front_matter(Notebook((Cell(1, "raw", source),), {}), "post.ipynb")


def _carry(text: str) -> None:
    names = [f"{number}" for number in range(len(text) // 100)]
    carry_anchors([f"day-{name}" for name in names], {}, [f"evening-{name}" for name in names])


def _headings(text: str) -> None:
    find_headings(parse_cells([Cell(1, "markdown", text)]))


def _page(text: str) -> None:
    page = f'<div class="cell ">{text}</div>\n'.encode()
    split_page(page, Placeholders(body=0, body_end=len(page)))


def _formula(text: str) -> None:
    render_formulas([Formula(text, display=True, written=text)])


CASES: dict[str, tuple[Callable[[str], object], str]] = {
    "formulas between dollars": (protect, "$"),
    "formulas between fences": (protect, "```\n"),
    "formulas with open braces": (protect, "$a{$\n\n"),
    "a formula": (_formula, "x+"),
    "Python with open strings": (lambda text: highlight(text, "python"), 'f"{""}\\\n'),
    "Python of magics": (lambda text: highlight(text, "python"), "\n%a"),
    "a progress bar": (lambda text: ansi_html(flatten(text)), "\r 50%|#####     |"),
    "erased lines": (lambda text: ansi_html(flatten(text)), "x\x1b[2K"),
    "metadata of brackets": (lambda text: _read(f"---\ntitle: {text}\n---"), "["),
    "metadata of spaces": (lambda text: _read(f"---\na: b\n---{text}x"), " "),
    "secrets in a picture": (
        lambda text: find_secrets(f'<img src="data:image/png;base64,{text}">'),
        base64.b64encode(bytes(range(255))).decode(),
    ),
    "anchors of a rewritten diary": (_carry, "x"),
    "equal ids": (lambda text: unique_ids(text, Rendering("a.ipynb")), "<a id=x></a>"),
    "a deep page": (_page, "<ul><li>"),
    "equal headings": (_headings, "## x\n"),
    "open divs": (normal_callouts, "::: {.note}\n"),
    "nested divs": (lambda text: normal_callouts(text + ":::\n" * text.count("\n")), "::: {.note}\n"),
}


def main() -> int:
    """Print the ratios; status 1 where one is above `MOST`."""
    worst = 0.0
    for name, (function, unit) in CASES.items():
        ratio = _seconds(function, unit, 4 * LENGTH) / _seconds(function, unit, LENGTH)
        worst = max(worst, ratio)
        print(f"{name:30} {ratio:5.1f} ×{'  too much' if ratio > MOST else ''}")
    return int(worst > MOST)


def _seconds(function: Callable[[str], object], unit: str, length: int) -> float:
    """Return the least CPU time of three runs: what else runs only adds to it."""
    text = unit * (length // len(unit))
    times = []
    for _ in range(3):
        start = time.process_time()
        function(text)
        times.append(time.process_time() - start)
    return max(min(times), 1e-6)


if __name__ == "__main__":
    sys.exit(main())
