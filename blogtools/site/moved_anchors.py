"""Links to a heading keep working when it is reworded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

ALIKE = 0.5
"""Likeness, 0 to 1, from which one wording is taken for another one of the same heading."""


def carry_anchors(before: Sequence[str], moved: Mapping[str, str], now: Sequence[str]) -> dict[str, str]:
    """Anchors that no heading has any more, to the anchor of what each heading is now.

    `before` are the anchors of a page as it was published last, with those that had `moved` until then; `now` are those
    that it has. A heading that was reworded stands where it stood, or is at least alike; one that was taken out has no
    place to lead to.
    """
    if list(before) == list(now):
        return {old: new for old, new in moved.items() if old not in now and new in now}
    steps = _reworded(before, now)
    steps.update({anchor: anchor for anchor in before if anchor in now})
    found = {old: steps[new] for old, new in moved.items() if new in steps}
    found.update({old: new for old, new in steps.items() if old != new})
    return {old: new for old, new in sorted(found.items()) if old not in now}


def _reworded(before: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    """Each anchor of a heading that has another one now."""
    found: dict[str, str] = {}
    new = set(now)
    known = set(before)
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        olds = [anchor for anchor in before[start:end] if anchor not in new]
        news = [anchor for anchor in now[new_start:new_end] if anchor not in known]
        if len(olds) == len(news):
            found.update(zip(olds, news, strict=True))
            continue
        pairs = sorted(
            ((-_likeness(old, other), place, old, other) for place, old in enumerate(olds) for other in news),
        )
        for likeness, _, old, other in pairs:
            if -likeness >= ALIKE and old not in found and other not in found.values():
                found[old] = other
    return found


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
