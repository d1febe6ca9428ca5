"""Ranges and lines of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.dialects.spans import LineCounter


@given(st.binary(max_size=60).map(lambda data: data.replace(b"a", b"\n")), st.lists(st.integers(0, 70), max_size=9))
def test_line_breaks_are_counted(data: bytes, offsets: list[int]) -> None:
    """In whatever order they are asked for, and beyond the end of the text."""
    lines = LineCounter(data)
    assert [data[:offset].count(b"\n") for offset in offsets] == [lines.before(offset) for offset in offsets]
