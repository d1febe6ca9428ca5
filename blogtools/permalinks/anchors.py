"""Matches renamed headings, so that links to their old anchors keep working."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

Former = tuple[tuple[str, ...], dict[str, str]]
"""The anchors of a page as it was published, in order; and earlier anchors, to what each leads to."""
TOP = ""
"""In place of an anchor: the top of the page."""
MIN_SIMILARITY = 0.5
"""Smallest similarity of two anchors that are taken for the same heading."""
MAX_SHIFT = 100
"""Largest number of places that a heading may have moved within a block of changed headings."""


def carry_anchors(before: Sequence[str], known_renames: Mapping[str, str], now: Sequence[str]) -> dict[str, str]:
    """Return each anchor that no heading has any longer, and the current anchor that it leads to; "" is the page's top.

    `known_renames` are those of earlier builds; anchors that are in `before` but not in `now` are added. Between two
    unchanged headings, removed headings are paired with added ones: the most similar first (among equals, the nearest),
    then, if there are as many removed as added, the rest in order. A removed heading without a partner leads to the
    section that it was in: the heading before it, else the one after it, else the top of the page.
    """
    present = set(now)
    renamed: dict[str, str] = {}
    if list(before) != list(now):
        renamed = _match_renamed(before, now)
        renamed |= _match_removed(before, renamed, present)
    updated = {old: anchor if anchor in present else renamed.get(anchor, TOP) for old, anchor in known_renames.items()}
    return {old: anchor for old, anchor in sorted((updated | renamed).items()) if old and old not in present}


def moved_anchors(former: Former, anchors: Sequence[str], legacy: Collection[str]) -> dict[str, str]:
    """Return `carry_anchors` of a page as it was published, without the anchors that nbconvert gives its headings.

    Those, `legacy`, are on the page as they are.
    """
    carried = carry_anchors(*former, anchors)
    return {old: anchor for old, anchor in carried.items() if old not in legacy} if carried else carried


def _match_removed(before: Sequence[str], renamed: Mapping[str, str], present: Collection[str]) -> dict[str, str]:
    """Return where each removed heading without a partner leads."""
    left: dict[str, str] = {}
    last = TOP
    waiting: list[str] = []
    for anchor in before:
        target = anchor if anchor in present else renamed.get(anchor, TOP)
        if target:
            last = target
            left |= dict.fromkeys(waiting, target)
            waiting = []
        elif last:
            left[anchor] = last
        else:
            waiting.append(anchor)
    return left | dict.fromkeys(waiting, TOP)


def _match_renamed(before: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    # Only where headings changed since the last build.
    from difflib import SequenceMatcher

    known, present = set(before), set(now)
    renamed: dict[str, str] = {}
    # `autojunk` skips frequent items, but anchors are unique.
    for kind, *block in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "replace":
            start, end, new_start, new_end = block
            removed = [anchor for anchor in before[start:end] if anchor not in present]
            added = [anchor for anchor in now[new_start:new_end] if anchor not in known]
            renamed.update(_pairs(removed, added))
    return renamed


def _pairs(removed: Sequence[str], added: Sequence[str]) -> Iterator[tuple[str, str]]:
    free_old, free_new = dict.fromkeys(removed), dict.fromkeys(added)
    for _, _, old, new in sorted(_similar_pairs(removed, added)):
        if old in free_old and new in free_new:
            del free_old[old], free_new[new]
            yield old, new
    if len(removed) == len(added):
        yield from zip(free_old, free_new, strict=True)


def _similar_pairs(removed: Sequence[str], added: Sequence[str]) -> Iterator[tuple[float, int, str, str]]:
    """Yield sufficiently similar pairs as (-similarity, distance, old, new), so that the best sort first."""
    letters = [_letter_pairs(anchor) for anchor in added]
    for place, old in enumerate(removed):
        mine = _letter_pairs(old)
        middle = place * len(added) // len(removed)
        for other in range(max(0, middle - MAX_SHIFT), min(len(added), middle + MAX_SHIFT + 1)):
            # The Sørensen–Dice coefficient.
            similarity = 2 * len(mine & letters[other]) / (len(mine) + len(letters[other]))
            if similarity >= MIN_SIMILARITY:
                yield -similarity, abs(other - middle), old, added[other]


def _letter_pairs(anchor: str) -> set[str]:
    """Return the pairs of adjacent letters, with spaces around words so that short words count too."""
    text = f" {anchor.replace('-', ' ')} "
    return {text[place : place + 2] for place in range(len(text) - 1)}
