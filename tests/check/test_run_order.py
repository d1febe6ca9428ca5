"""Cells that were not run in their order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import code, found, printed

BEFORE = "was run before cell {}, which is above it"
NEVER = "has not been run, although other cells have"
OLD = "has outputs, but was not run with the other cells"
STALE = "may show outputs that are out of date: cell {} above was run again later"


def at(time: str) -> dict[str, Any]:
    """Metadata with the time at which a cell was run."""
    return {"execution": {"iopub.execute_input": f"2026-03-01T{time}.123Z"}}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([code("a", count=1), code("b", count=2)], None, id="in order"),
        pytest.param([code("a", count=3), code("b", count=7)], None, id="with gaps"),
        pytest.param([code("a"), code("b")], None, id="never run"),
        pytest.param([code("a", count=1), code(" \n"), code("b", count=2)], None, id="empty cell"),
        pytest.param([code("a", count=2), "text", code("b", count=1), code("c")], (3, BEFORE.format(1)), id="falls"),
        pytest.param([code("a", count=1), code("b", count=1)], (2, BEFORE.format(1)), id="same"),
        pytest.param([code("a", count=1), code("b"), code("c", count=2)], (2, NEVER), id="missing"),
        pytest.param([code("a", count=1), code("#| eval: false\nb")], None, id="not to be run"),
        pytest.param([code("a", count=1), code("b", tags=["skip-execution"])], None, id="skipped"),
        pytest.param([code("#| include: false\na"), code("b", count=1)], (1, NEVER), id="hidden"),
        pytest.param([code("a", count=1), code("b", printed("c"))], (2, OLD), id="older outputs"),
        pytest.param(
            [code("a", count=1, **at("12:00:00")), "text", code("b", count=2, **at("11:00:00"))],
            (3, STALE.format(1)),
            id="of an earlier session",
        ),
        pytest.param(
            [code("a", count=1, **at("12:00:00")), code("b", count=2), code("c", count=3, **at("12:00:00"))],
            None,
            id="at the same time",
        ),
        pytest.param([code("a", count=1, execution=[]), code("b", count=2, execution={"x": 1})], None, id="no times"),
    ],
)
def test_run_order(cells: list[Any], expected: tuple[int, str] | None) -> None:
    """One note for the post, at the first cell."""
    assert found("run-order", *cells) == ([(expected[0], None, expected[1])] if expected else [])
