"""Marks that mask nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import GITHUB, code, found, image, printed

NOTHING = "is marked with `redact`, but nothing in it looks like a secret, so it is published as it is"
MARKED = {"tags": ["redact"]}


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        pytest.param(code("ask('my maiden name')", **MARKED), True, id="nothing recognized"),
        pytest.param(code("#| redact: true\nask()", printed("42")), True, id="option"),
        pytest.param({"cell_type": "markdown", "source": "My cat: Tom", "metadata": MARKED}, True, id="prose"),
        pytest.param(code(f"ask('{GITHUB}')", **MARKED), False, id="source"),
        pytest.param(code("ask()", printed(GITHUB), **MARKED), False, id="printed"),
        pytest.param(code("ask()", image(**{"text/html": f"<b>{GITHUB}</b>"}), **MARKED), False, id="html"),
        pytest.param(
            code("ask()", {"output_type": "error", "ename": "E", "evalue": GITHUB, "traceback": []}, **MARKED),
            False,
            id="error",
        ),
        pytest.param(code("ask()", image("image/svg+xml", {"alt": GITHUB}), **MARKED), False, id="text of a picture"),
        pytest.param(code("ask()", alt=GITHUB, **MARKED), False, id="metadata"),
        pytest.param(code("#| include: false\n#| redact: true\nask()"), False, id="not on the page"),
        pytest.param(code("ask()"), False, id="no mark"),
    ],
)
def test_a_mark_that_masks_nothing_is_told(cell: dict[str, Any], *, is_told: bool) -> None:
    """Its author believes that nobody sees it."""
    assert found("redact", "A", cell) == ([(2, None, NOTHING)] if is_told else [])
