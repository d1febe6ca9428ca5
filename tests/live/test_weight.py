"""How much memory objects are said to hold."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Any

import msgspec
import pytest

from blogtools.live.weight import WEIGHED_SAMPLE, return_memory, weight
from blogtools.memo import Memo
from blogtools.model import SharedFile

LARGE = 1_000_000


def remembering(size: int) -> Memo:
    """A memo with a result of a size."""
    memo = Memo()
    memo.call(bytes, size)
    return memo


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(bytes(LARGE), id="bytes"),
        pytest.param({"a": [({"b": bytes(LARGE)},)]}, id="nested"),
        pytest.param(SharedFile("a", lambda data=bytes(LARGE): data), id="what a function holds"),  # type: ignore[misc]
        pytest.param(SharedFile("a", partial(bytes, bytes(LARGE))), id="what a partial function holds"),
        pytest.param(remembering(LARGE), id="what is remembered"),
        pytest.param(
            [*map(str, range(10 * WEIGHED_SAMPLE)), "x" * (LARGE - 50 * 10 * WEIGHED_SAMPLE)], id="one of many texts"
        ),
    ],
)
def test_large_values_are_found(made: Any) -> None:
    """Wherever they are held; and once, however often."""
    assert LARGE * 0.9 < weight(made) < LARGE * 1.4
    assert weight([made, made, [made]]) < weight(made) + 1000


def test_many_values_are_estimated() -> None:
    """As events of Markdown: tuples in a list that is too long to look at each."""
    events = [("Text", {"a": str(number)}) for number in range(100 * WEIGHED_SAMPLE)]
    exact = sys.getsizeof(events) + sum(
        sys.getsizeof(one) + sys.getsizeof(one[1]) + sys.getsizeof(one[1]["a"]) for one in events
    )
    assert exact * 0.8 < weight(events) < exact * 1.2
    assert weight([events, [*events]]) < exact * 1.6


def test_what_is_shared_does_not_count() -> None:
    """Modules, classes, objects of other packages, and whatever the caller names."""
    shared = bytes(LARGE)
    loop = asyncio.new_event_loop()
    try:
        assert weight([shared, asyncio, msgspec, Memo, loop, test_large_values_are_found], shared) < 10_000
    finally:
        loop.close()


def test_a_circle_ends() -> None:
    """Each object counts once."""
    circle: list[Any] = []
    circle.append(circle)
    assert weight(circle) < 1000


def test_memory_can_be_returned() -> None:
    """On any system; on those where nothing is to be done, too."""
    return_memory()
