"""What stands at each cell in an editor."""

from __future__ import annotations

import json

from blogtools.live.cells import cells_of
from blogtools.memo import Memo, call_uncached
from blogtools.read.notebook import decode_notebook
from tests.conftest import make_notebook


def test_each_cell_is_told() -> None:
    """What readers do not see of it, its texts, its images."""
    folded = {
        "cell_type": "code",
        "source": "#| echo: false\n#| snippet: area\nx",
        "metadata": {"tags": ["hide-output"]},
    }
    notebook = decode_notebook(json.dumps(make_notebook("![dot](a.png) ![](b.png)", folded)).encode(), "a.ipynb")
    prose, code = cells_of(notebook, call_uncached).values()
    assert ({}, [("a.png", "dot"), ("b.png", "")]) == (prose.hidden, [(one.url, one.alt) for one in prose.images])
    assert {"source": "remove", "output": "fold"} == code.hidden
    assert ("area", None) == (code.options["snippet"], code.options["alt"])


def test_what_did_not_change_is_not_read_again() -> None:
    """A memory gives the very same facts."""
    notebook = decode_notebook(json.dumps(make_notebook("one", ("code", "two"))).encode(), "a.ipynb")
    memo = Memo()
    first, second = cells_of(notebook, memo.call), cells_of(notebook, memo.call)
    assert all(second[number] is fact for number, fact in first.items())
