"""Errors among the outputs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import code, failed, found, printed

TRACE = "a\nTraceback (most recent call last):\n  File x, line 1\n{}\n"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(code("a", failed()), "KeyError", id="one"),
        pytest.param(code("a", printed("b"), failed(""), failed()), "an exception", id="the first"),
        pytest.param(code("a", printed(TRACE.format("pkg.MyError: no"), "stderr")), "pkg.MyError", id="printed"),
        pytest.param(code("a", printed(TRACE.format("\x1b[31mStopIteration\x1b[0m"))), "StopIteration", id="in color"),
        pytest.param(code("a", printed(TRACE.format("at /home/x"))), "a traceback", id="of another kind"),
        pytest.param(code("a", failed(), tags=["raises-exception"]), "", id="meant"),
        pytest.param(code("#| output: false\na", failed()), "", id="hidden"),
        pytest.param(code("#| error: false\na", failed()), "", id="errors are hidden"),
        pytest.param(code("a", failed(), tags=["remove-cell"]), "", id="hidden cell"),
        pytest.param(code("a", printed("Traceback")), "", id="none"),
    ],
)
def test_tracebacks(cell: dict[str, Any], expected: str) -> None:
    """One finding a cell that readers see."""
    told = [(2, None, f"the outputs show an error: {expected}")] if expected else []
    assert found("traceback", "# Title", cell) == told
