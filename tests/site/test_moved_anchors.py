from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.site.moved_anchors import carry_anchors

PAGES = st.lists(st.sampled_from(["rain", "rain-today", "snow", "snowfall", "sun", "the-end"]), unique=True, max_size=5)


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        pytest.param(["a", "b"], ["a", "b"], {}, id="nothing changed"),
        pytest.param(["a", "rain", "c"], ["a", "sunshine", "c"], {"rain": "sunshine"}, id="reworded in its place"),
        pytest.param(["a", "rain"], ["a", "new", "rain"], {}, id="one more before it"),
        pytest.param(["a", "rain"], ["rain", "a"], {}, id="another order"),
        pytest.param(["a", "rain", "c"], ["a", "c"], {}, id="taken out"),
        pytest.param(
            ["a", "the-rain", "c"],
            ["a", "sun", "the-rain-today", "c"],
            {"the-rain": "the-rain-today"},
            id="by likeness",
        ),
        pytest.param(["rain-x", "snow-y"], ["a", "snow-yy", "rain-xx"], {"snow-y": "snow-yy"}, id="the best in order"),
    ],
)
def test_headings_are_known_again(before: list[str], now: list[str], moved: dict[str, str]) -> None:
    """By their place, or by their words."""
    found = carry_anchors(before, {}, now)
    assert moved.items() <= found.items()
    assert moved.keys() - found.keys() == set()


def test_steps_are_followed_and_ways_back_end() -> None:
    """An anchor leads to what its heading is now; one that a heading has again leads nowhere else."""
    once = carry_anchors(["rain"], {}, ["rain-today"])
    twice = carry_anchors(["rain-today"], once, ["rains"])
    assert {"rain": "rains", "rain-today": "rains"} == twice
    assert {"rain-today": "rain", "rains": "rain"} == carry_anchors(["rains"], twice, ["rain"])
    assert {} == carry_anchors(["rains"], twice, [])


@given(st.lists(PAGES, min_size=2, max_size=6))
def test_anchors_of_a_page_always_lead_to_headings_of_it(history: list[list[str]]) -> None:
    """Whatever was changed, in whatever order; and building once more changes nothing."""
    moved: dict[str, str] = {}
    for before, now in pairwise(history):
        moved = carry_anchors(before, moved, now)
        assert set(moved.values()) <= set(now)
        assert not moved.keys() & set(now)
        assert moved == carry_anchors(now, moved, now)
