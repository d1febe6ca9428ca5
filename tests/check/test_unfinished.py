"""Marks of what is still to be written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import code, found, image


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


def test_unfinished_metadata() -> None:
    """The title, the description and the tags that readers see, at their lines."""
    cell = ("raw", "---\ntitle: A TODO\ndescription: |\n  Some\n  TK\ntags: [a, FIXME]\n---")
    assert found("unfinished", cell, "a") == [
        (1, 2, "the title says TODO"),
        (1, 5, "the description says TK"),
        (1, 6, "a tag says FIXME"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(code("#| fig-cap: TODO\na", image()), (1, "the caption says TODO"), id="caption"),
        pytest.param(code("#| fig-alt: a TK\na", image()), (1, "the alternative text says TK"), id="alternative text"),
        pytest.param(code("a\nb  # FIXME: c\n# TODO"), (2, "a comment that readers see says FIXME"), id="comment"),
        pytest.param(code("// TODO\na"), (1, "a comment that readers see says TODO"), id="another language"),
        pytest.param(code("TODO = 'TODO'\nTK('#')"), None, id="names and texts"),
        pytest.param(code("#| echo: false\n# TODO"), None, id="hidden"),
    ],
)
def test_unfinished_cells(cell: dict[str, Any], expected: tuple[int, str] | None) -> None:
    """Options, and comments in code that is shown."""
    assert found("unfinished", cell) == ([(1, *expected)] if expected else [])
