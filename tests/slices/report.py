"""The report: figures, misses, and a slice beside all that came before."""

from __future__ import annotations

import difflib
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tests.slices.measure import Kind, Measured, Outcome, Sliced

_MISSES: dict[Kind, str] = {
    "fails": "does not run",
    "differs": "differs",
    "wavers": "differs, each time",
    "late": "takes too long",
    "crash": "no slice",
}


def lines(results: Sequence[Measured]) -> Iterator[str]:
    """One line for each miss, then the figures."""
    for result in results:
        for outcome in result.outcomes:
            if outcome.kind in _MISSES:
                note = f"  [{'; '.join(outcome.notes)}]" if outcome.notes else ""
                yield f"{result.name}:{outcome.cell}: {_MISSES[outcome.kind]}: {outcome.message}{note}"
    yield ""
    yield from figures(results)


def figures(results: Sequence[Measured]) -> Iterator[str]:
    """Rates over all notebooks."""
    outcomes = [outcome for result in results for outcome in result.outcomes]
    kinds = Counter(outcome.kind for outcome in outcomes)
    compared = kinds["right"] + kinds["differs"] + kinds["wavers"]
    failed = kinds["fails"] + kinds["late"] + kinds["crash"]
    steady = [outcome for outcome in outcomes if outcome.has_output]
    right = sum(outcome.kind == "right" for outcome in steady)
    shown = sum(outcome.kind in ("right", "differs", "wavers") for outcome in steady)
    ended = sum(bool(result.ended) for result in results)
    yield f"notebooks      {len(results)}, of which {ended} end early; {sum(not r.candidates for r in results)} at once"
    yield (
        f"cells          {sum(r.candidates for r in results)} run in their notebook "
        f"(of {sum(r.cells for r in results)}); {len(outcomes)} sliced"
    )
    yield f"slice runs     {_share(len(outcomes) - failed, len(outcomes))}"
    yield f"same output    {_share(kinds['right'], compared)}; of those that show something {_share(right, shown)}"
    yield f"not comparable {kinds['runs']} (the notebook itself shows something else each time)"
    yield f"misses         {', '.join(f'{name} {kinds[kind]}' for kind, name in _MISSES.items())}"
    yield from _sizes([outcome for outcome in outcomes if outcome.total])


def _sizes(outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        return
    shares = [outcome.kept / outcome.total for outcome in outcomes]
    long = [outcome.kept / outcome.total for outcome in outcomes if outcome.total >= 10]
    yield (
        f"kept           {statistics.median(shares):.0%} of the statements (median), {statistics.fmean(shares):.0%} "
        f"(mean); from 10 statements on {statistics.median(long or [1]):.0%}"
    )
    yield (
        f"whole          {_share(sum(o.whole for o in outcomes), len(outcomes))} gave up; "
        f"{_share(sum(o.kept == o.total for o in outcomes), len(outcomes))} leave nothing out"
    )


def _share(part: int, of: int) -> str:
    return f"{part} of {of} ({part / of:.1%})" if of else "none"


def beside(cells: Sequence[str], index: int, made: Sliced, width: int) -> Iterator[str]:
    """All cells up to one at the left, its slice at the right."""
    left = [line for number in range(index + 1) for line in (f"# --- {number}", *cells[number].split("\n"))]
    right = [*made.setup.split("\n"), f"# --- {index}", *made.source.split("\n")]
    column = max(20, (width - 3) // 2)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for _, begin, end, other_begin, other_end in matcher.get_opcodes():
        for a, b in zip_longest(left[begin:end], right[other_begin:other_end], fillvalue=""):
            yield f"{a[:column]:{column}} | {b[:column]}".rstrip()
    yield ""
    yield f"{made.kept} of {made.total} statements{', the whole' if made.whole else ''}"
    yield from made.notes
