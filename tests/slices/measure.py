"""One notebook: run whole, twice, then the slices of some of its cells, each in a new process."""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import msgspec

from tests.slices.executor import Ran, run
from tests.slices.notebooks import Notebook, Workplace
from tests.slices.outputs import Shown, difference

T = TypeVar("T")
Kind = Literal["right", "runs", "fails", "differs", "wavers", "late", "crash"]
"""`runs`: the whole notebook itself shows something else each time; `wavers`: the slice does so, and it does not;
`crash`: there is no slice."""
CELL_SECONDS, NOTEBOOK_SECONDS = 20.0, 120.0


class Sliced(Protocol):
    """What the slicer gives for a cell."""

    setup: str
    source: str
    kept: int
    total: int
    notes: tuple[str, ...]
    whole: bool


class Whole(msgspec.Struct, frozen=True):
    """A notebook run from its beginning."""

    shown: tuple[Shown, ...]
    """Outputs of the cells that ran both times."""
    is_same: tuple[bool, ...]
    """Whether both runs showed the same."""
    seconds: tuple[float, ...]
    ended: str = ""
    """Error of the first cell that is not among them."""


class Outcome(msgspec.Struct, frozen=True):
    """What came of the slice of one cell."""

    cell: int
    """Number among the code cells, from 0."""
    kind: Kind
    message: str = ""
    has_output: bool = False
    kept: int = 0
    total: int = 0
    whole: bool = False
    notes: tuple[str, ...] = ()
    seconds: float = 0


class Measured(msgspec.Struct, frozen=True):
    """What came of one notebook."""

    name: str
    cells: int
    ran: int
    """Code cells before the first that raises."""
    candidates: int
    ended: str
    outcomes: tuple[Outcome, ...]
    seconds: float


class Task(msgspec.Struct, frozen=True):
    """What to do with a notebook."""

    notebook: Notebook
    slicer: str
    """Module with `analyze`."""
    limit: int
    cache: Path
    is_trusting: bool = False
    """Whether slices that leave nothing out count as right without being run."""


def measure(task: Task) -> Measured:
    """Run a notebook, or remember its run, and the slices of its cells."""
    start = time.monotonic()
    notebook = task.notebook
    with tempfile.TemporaryDirectory(prefix="slice-", ignore_cleanup_errors=True) as place:
        bench = _Bench(task, Path(place))
        whole = bench.whole()
        candidates = [index for index in range(len(whole.shown)) if notebook.is_candidate(index)]
        outcomes = bench.outcomes(whole, spread(candidates, task.limit))
    return Measured(
        notebook.name,
        len(notebook.cells),
        len(whole.shown),
        len(candidates),
        whole.ended,
        tuple(outcomes),
        time.monotonic() - start,
    )


def spread(candidates: Sequence[int], limit: int) -> list[int]:
    """At most `limit` of the candidates, evenly, with the last."""
    if limit < 1 or len(candidates) <= limit:
        return list(candidates)
    return [candidates[(number + 1) * len(candidates) // limit - 1] for number in range(limit)]


class _Bench:
    """Runs the cells of one notebook; what does not depend on the slicer is remembered on disk."""

    def __init__(self, task: Task, place: Path) -> None:
        self._task = task
        self._notebook = task.notebook
        self._place = place
        self._workplace: Workplace | None = None
        self._key = f"{task.notebook.key} {_version()}"

    def whole(self) -> Whole:
        return self._remembered("whole", self._key, Whole, self._whole)

    def outcomes(self, whole: Whole, chosen: Sequence[int]) -> list[Outcome]:
        try:
            analysis = importlib.import_module(self._task.slicer).analyze(self._notebook.cells)
        except Exception as error:  # noqa: BLE001 - a crash is what this looks for
            return [Outcome(index, "crash", f"analyze: {error!r}"[:300]) for index in chosen]
        return [self._outcome(analysis, whole, index) for index in chosen]

    def _outcome(self, analysis: Any, whole: Whole, index: int) -> Outcome:
        try:
            made: Sliced = analysis.slice(index)
        except Exception as error:  # noqa: BLE001 - likewise
            return Outcome(index, "crash", f"slice: {error!r}"[:300])
        if self._task.is_trusting and made.kept == made.total:
            kind, message, seconds = _right(whole, index), "", 0.0
        else:
            kind, message, seconds = self._verdict(made, whole, index)
        return Outcome(
            index,
            kind,
            message,
            not whole.shown[index].is_empty,
            made.kept,
            made.total,
            made.whole,
            made.notes,
            seconds,
        )

    def _verdict(self, made: Sliced, whole: Whole, index: int) -> tuple[Kind, str, float]:
        limit = CELL_SECONDS + 2 * sum(whole.seconds[: index + 1])
        ran = self._slice(made, limit)
        if ran.error:
            return "late" if ran.is_late else "fails", ran.error, ran.seconds
        if not whole.is_same[index]:
            return "runs", "", ran.seconds
        found = difference(whole.shown[index], ran.shown)
        if not found:
            return "right", "", ran.seconds
        again = self._slice(made, limit, attempt=1)
        return "wavers" if difference(ran.shown, again.shown) else "differs", found, ran.seconds

    def _slice(self, made: Sliced, limit: float, attempt: int = 0) -> Ran:
        key = json.dumps([self._key, made.setup, made.source, attempt])
        return self._remembered("slices", key, Ran, lambda: self._run_slice(made, limit))

    def _run_slice(self, made: Sliced, limit: float) -> Ran:
        cells = (made.setup, made.source)
        ran = run(cells, (limit, limit), 2 * limit, self._fresh())
        seconds = sum(one.seconds for one in ran)
        if len(ran) == 1 and ran[0].error:
            return msgspec.structs.replace(ran[0], error=f"setup: {ran[0].error}", seconds=seconds)
        return msgspec.structs.replace(ran[-1], seconds=seconds) if ran else Ran(error="the process did not start")

    def _whole(self) -> Whole:
        cells = self._notebook.cells
        limits = [CELL_SECONDS] * len(cells)
        first = run(cells, limits, NOTEBOOK_SECONDS, self._fresh())
        whole = sum(not one.error for one in first)
        second = run(cells[:whole], limits[:whole], 2 * NOTEBOOK_SECONDS, self._fresh(), shake=True)
        pairs = [(a, b) for a, b in zip(first, second, strict=False) if not b.error]
        failed = [one.error for one in (*second, *first) if one.error]
        return Whole(
            tuple(a.shown for a, _ in pairs),
            tuple(not difference(a.shown, b.shown) for a, b in pairs),
            tuple(max(a.seconds, b.seconds) for a, b in pairs),
            failed[0] if failed else "",
        )

    def _fresh(self) -> Path:
        if self._workplace is None:
            self._workplace = Workplace(self._notebook, self._place)
        return self._workplace.fresh()

    def _remembered(self, group: str, key: str, kind: type[T], make: Callable[[], T]) -> T:
        digest = hashlib.sha256(key.encode()).hexdigest()
        path = self._task.cache / group / digest[:2] / f"{digest}.msgpack"
        if path.exists():
            return msgspec.msgpack.decode(path.read_bytes(), type=kind)
        made = make()
        if not (isinstance(made, Ran) and made.is_late):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(msgspec.msgpack.encode(made))
        return made


def _right(whole: Whole, index: int) -> Kind:
    return "right" if whole.is_same[index] else "runs"


@functools.cache
def _version() -> str:
    """What an outcome depends on beside the notebook; raise the number when the executor changes what comes out."""
    packages = sorted(f"{one.name} {one.version}" for one in importlib.metadata.distributions())
    return f"1 {sys.version} {sys.prefix} {packages}"
