"""Descriptions that search engines cut."""

from __future__ import annotations

import pytest

from tests.checking import found


@pytest.mark.parametrize(("length", "expected"), [(160, []), (161, [(1, 3)])], ids=["short", "long"])
def test_descriptions(length: int, expected: list[tuple[int, int]]) -> None:
    """A note where search engines cut it."""
    text = ("word " * 40)[: length - 1] + "."
    told = found("description", ("raw", f"---\ntitle: a\nsummary: {text}\n---"), "b")
    assert [(cell, line) for cell, line, _ in told] == expected
    assert all(
        message == "the description has 161 characters; search engines truncate it after 160" for *_, message in told
    )
