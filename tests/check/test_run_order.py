"""Cells that were not run in their order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import code, found

BEFORE = "was run before cell {}, which is above it"
NEVER = "has not been run, although other cells have"


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
    ],
)
def test_run_order(cells: list[Any], expected: tuple[int, str] | None) -> None:
    """One note for the post, at the first cell."""
    assert found("run-order", *cells) == ([(expected[0], None, expected[1])] if expected else [])
