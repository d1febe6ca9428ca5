"""Marks of what is still to be written."""

from __future__ import annotations

import pytest

from tests.checking import found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a TODO\n\nb FIXME: c", [(1, "TODO"), (3, "FIXME")], id="two"),
        pytest.param("# TK\n\n- XXX", [(1, "TK"), (3, "XXX")], id="heading and list"),
        pytest.param("> Note: TODO", [(1, "TODO")], id="callout"),
        pytest.param("ü $a_1$ *TODO*", [(1, "TODO")], id="formula before"),
        pytest.param("`TODO`\n\n```\nTODO\n```\n\n    TODO", [], id="code"),
        pytest.param("todo TODOs TK-1 XXXL _TK_s A_TODO", [], id="other words"),
        pytest.param("[a](TODO.html) <b title=TODO></b> <!-- TODO -->", [], id="urls and html"),
    ],
)
def test_unfinished(text: str, expected: list[tuple[int, str]]) -> None:
    """Marks in prose, at their lines."""
    told = [(line, message) for _, line, message in found("unfinished", text)]
    assert told == [(line, f"the text says {mark}") for line, mark in expected]
