"""Links to a heading keep working when its text changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.permalinks.anchors import carry_anchors

anchor = st.sampled_from(
    ["install", "installing", "setup", "set-up", "usage", "use", "results", "result", "results-1", "安装", "安装指南"]
)
anchors = st.lists(anchor, max_size=7, unique=True)


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        pytest.param("a b c", "a b c", {}, id="same"),
        pytest.param("a installing c", "a setup c", {"installing": "setup"}, id="one-for-one"),
        pytest.param("a x y c", "a p q c", {"x": "p", "y": "q"}, id="two-for-two"),
        pytest.param(
            "a first-results then-notes c",
            "a notes-then the-first-results c",
            {"first-results": "the-first-results", "then-notes": "notes-then"},
            id="rewritten-and-swapped",
        ),
        pytest.param(
            "results-of-one results-of-two",
            "results-of-two-years results-of-one-year",
            {"results-of-one": "results-of-one-year", "results-of-two": "results-of-two-years"},
            id="all-alike",
        ),
        pytest.param("part-1 part-2", "part-4 part-3", {"part-1": "part-4", "part-2": "part-3"}, id="as-alike"),
        pytest.param("old two three", "three fresh two", {"old": "fresh"}, id="another-came-from-elsewhere"),
        pytest.param("two three old", "one three two fresh", {"old": "fresh"}, id="another-went-elsewhere"),
        pytest.param("a b c", "a c", {"b": "a"}, id="gone"),
        pytest.param("a c", "a b c", {}, id="new"),
        pytest.param("a b c", "c b a", {}, id="moved-about"),
        pytest.param(
            "a install-it c", "a why how-to-install-it c", {"install-it": "how-to-install-it"}, id="one-of-two"
        ),
        pytest.param(
            "a install-it other c",
            "a installing-it c",
            {"install-it": "installing-it", "other": "installing-it"},
            id="two-of-one",
        ),
        pytest.param("b a c", "a c", {"b": "a"}, id="gone-from-the-start"),
        pytest.param("a weather c", "a why how c", {"weather": "a"}, id="none-of-two"),
        pytest.param("intro 安装", "intro 安装指南 其他", {"安装": "安装指南"}, id="chinese"),
        pytest.param(
            "step-1 step-2 end", "stage-1 stage-2 end", {"step-1": "stage-1", "step-2": "stage-2"}, id="numbers"
        ),
        pytest.param("", "a", {}, id="from-nothing"),
        pytest.param("a b", "", {"a": "", "b": ""}, id="to-nothing"),
    ],
)
def test_what_a_heading_became(before: str, now: str, moved: dict[str, str]) -> None:
    """In the place of the old one stands the new one; where it is not clear which that is, they must be alike.

    Where there is none, the section that it was in answers.
    """
    assert moved == carry_anchors(before.split(), {}, now.split())


def test_chains_are_followed() -> None:
    """A heading that was renamed twice is found by both of its old names, then by what is left."""
    moved = carry_anchors(["x", "b"], {"a": "b"}, ["x", "c"])
    assert {"a": "c", "b": "c"} == moved
    moved = carry_anchors(["x", "c"], moved, ["x"])
    assert {"a": "x", "b": "x", "c": "x"} == moved
    moved = carry_anchors(["x"], moved, [])
    assert dict.fromkeys("abcx", "") == moved
    assert moved == carry_anchors([], moved, ["y"])


def test_an_anchor_that_a_heading_has_again_leads_there() -> None:
    """What is on the page needs no table."""
    assert {"b": "a"} == carry_anchors(["b"], {"a": "b"}, ["a"])


@given(anchors, st.dictionaries(anchor, anchor), anchors)
def test_old_anchors_lead_to_headings(before: list[str], moved: dict[str, str], now: list[str]) -> None:
    """All of them, never from a heading, to one or to the top; and once more changes nothing."""
    carried = carry_anchors(before, moved, now)
    assert not carried.keys() & set(now)
    assert set(carried.values()) <= {*now, ""}
    assert carried.keys() == (moved.keys() | set(before)) - set(now)
    assert carried == carry_anchors(now, carried, now)


@given(st.data())
def test_a_heading_is_found_by_all_the_names_it_had(data: st.DataObject) -> None:
    """Whatever headings are renamed, inserted, removed and moved about between builds, one at a time."""
    headings = [[f"heading-{number}"] for number in range(4)]  # each with all the anchors it had, the last one now
    moved: dict[str, str] = {}
    for step in range(data.draw(st.integers(1, 8))):
        before = [names[-1] for names in headings]
        place = data.draw(st.integers(0, len(headings)))
        action = data.draw(st.sampled_from(["rename", "insert", "remove", "move"]))
        if action == "insert":
            headings.insert(place, [f"fresh-{step}"])
        elif place < len(headings):
            if action == "rename":
                headings[place].append(f"{data.draw(anchor)}-{step}x")
            else:
                names = headings.pop(place)
                if action == "move":
                    headings.insert(data.draw(st.integers(0, len(headings))), names)
        moved = carry_anchors(before, moved, [names[-1] for names in headings])
        assert {old: names[-1] for names in headings for old in names[:-1]}.items() <= moved.items()


def test_a_long_diary_may_be_rewritten() -> None:
    """Thousands of headings of which none stayed are paired in order."""
    before = [f"day-{number}" for number in range(2000)]
    now = [f"evening-{number}" for number in range(2000)]
    assert dict(zip(before, now, strict=True)) == carry_anchors(before, {}, now)
