"""Which heading a heading became, so that links to its anchor keep working."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

MIN_SIMILARITY = 0.5
"""How alike two anchors must be where as many headings went as came only in part."""
MAX_SHIFT = 100
"""How many headings before and after its own place a heading may have moved while it was rewritten."""


def carry_anchors(before: Sequence[str], moved: Mapping[str, str], now: Sequence[str]) -> dict[str, str]:
    """Where anchors lead that no heading has any more: those that `moved` knows, and those that went since `before`.

    Between two headings that stayed, those that went are paired with those that came: the most alike first (and of
    these, those whose places are nearest), then, if as many came as went, the others in order. One without a partner
    falls away, and with it all that led to it.
    """
    present = set(now)
    became = _became(before, now) if list(before) != list(now) else {}
    carried = {old: anchor if anchor in present else became.get(anchor) for old, anchor in moved.items()}
    return {
        old: anchor for old, anchor in sorted((carried | became).items()) if anchor in present and old not in present
    }


def _became(before: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    known, present = set(before), set(now)
    became: dict[str, str] = {}
    # No heading is common enough to be passed over: anchors are unique.
    for kind, *block in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "replace":
            start, end, new_start, new_end = block
            went = [anchor for anchor in before[start:end] if anchor not in present]
            came = [anchor for anchor in now[new_start:new_end] if anchor not in known]
            became.update(_pairs(went, came))
    return became


def _pairs(went: Sequence[str], came: Sequence[str]) -> Iterator[tuple[str, str]]:
    free_old, free_new = dict.fromkeys(went), dict.fromkeys(came)
    for _, _, old, new in sorted(_alike(went, came)):
        if old in free_old and new in free_new:
            del free_old[old], free_new[new]
            yield old, new
    if len(went) == len(came):
        yield from zip(free_old, free_new, strict=True)


def _alike(went: Sequence[str], came: Sequence[str]) -> Iterator[tuple[float, int, str, str]]:
    """Pairs that are alike enough, as (-likeness, distance, old, new): the best sort first."""
    letters = [_letter_pairs(anchor) for anchor in came]
    for place, old in enumerate(went):
        mine = _letter_pairs(old)
        middle = place * len(came) // len(went)
        for other in range(max(0, middle - MAX_SHIFT), min(len(came), middle + MAX_SHIFT + 1)):
            # The coefficient of Dice and Sørensen.
            likeness = 2 * len(mine & letters[other]) / (len(mine) + len(letters[other]))
            if likeness >= MIN_SIMILARITY:
                yield -likeness, abs(other - middle), old, came[other]


def _letter_pairs(anchor: str) -> set[str]:
    """Neighboring letters of each word; where words begin and end counts, so that short words do, too."""
    text = f" {anchor.replace('-', ' ')} "
    return {text[place : place + 2] for place in range(len(text) - 1)}
