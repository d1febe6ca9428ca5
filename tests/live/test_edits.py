"""Edits become changes of as few cells as they take."""

from __future__ import annotations

from typing import Any

import pytest

from blogtools.edit.change import CellChange, Change
from blogtools.errors import UsageError
from blogtools.live.edits import AltEdit, Edit, FieldsEdit, OptionEdit, TagEdit, change_of
from blogtools.model import Cell, Notebook

NOTEBOOK = Notebook(
    (
        Cell(1, "raw", "---\ntitle: A\n---"),
        Cell(2, "markdown", "![](a.png)"),
        Cell(3, "code", "1 + 1", metadata={"tags": ["hide-input"], "other": 1}),
        Cell(4, "code", "2", metadata={"tags": "slow, Redact"}),
    ),
    {"kernelspec": {"language": "python"}},
)


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        pytest.param(FieldsEdit({"title": "B"}), CellChange(1, "---\ntitle: B\n---"), id="fields"),
        pytest.param(FieldsEdit({"title": "A"}), None, id="fields-that-say-so"),
        pytest.param(AltEdit(2, 0, "A dot"), CellChange(2, "![A dot](a.png)"), id="alternative-text"),
        pytest.param(OptionEdit(3, "snippet", "sum"), CellChange(3, "#| snippet: sum\n1 + 1"), id="option"),
        pytest.param(OptionEdit(3, "source", "fold"), None, id="option-that-is-so"),
    ],
)
def test_edits_are_changes(edit: Edit, change: CellChange | None) -> None:
    """The cell that it is about changes, and nothing else; what is so already changes nothing."""
    assert Change((change,) if change else ()) == change_of(NOTEBOOK, "a.ipynb", {}, edit)


@pytest.mark.parametrize(
    ("edit", "metadata"),
    [
        pytest.param(TagEdit(2, "redact"), {"tags": ["redact"]}, id="first"),
        pytest.param(TagEdit(3, "redact"), {"other": 1, "tags": ["hide-input", "redact"]}, id="another"),
        pytest.param(TagEdit(3, "hide_input"), None, id="there-otherwise-spelled"),
        pytest.param(TagEdit(3, "hide-input", present=False), {"other": 1}, id="last-one-removed"),
        pytest.param(TagEdit(3, "redact", present=False), None, id="nothing-to-remove"),
        pytest.param(TagEdit(4, "slow", present=False), {"tags": ["Redact"]}, id="text-of-tags"),
        pytest.param(TagEdit(4, "redact"), None, id="there-in-capitals"),
    ],
)
def test_tags(edit: TagEdit, metadata: dict[str, Any] | None) -> None:
    """A tag comes to the others or goes from them, however they are written."""
    expected = Change() if metadata is None else Change((CellChange(edit.cell, metadata=metadata),))
    assert expected == change_of(NOTEBOOK, "a.ipynb", {}, edit)


@pytest.mark.parametrize("cell", [0, 5, -1])
def test_there_is_no_such_cell(cell: int) -> None:
    """The message says so, and how many there are."""
    with pytest.raises(UsageError) as caught:
        change_of(NOTEBOOK, "a.ipynb", {}, TagEdit(cell, "redact"))
    assert f"a.ipynb: there is no cell {cell} (the notebook has 4 cells)" == str(caught.value)
