"""The candidates that an editor offers at the cursor."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

MOST = 60
"""Candidates of one answer; more are of no help when choosing."""
SHORTEST_IN_NOTE = 3
"""Letters from which what is typed is looked for in notes, too."""


class Candidate(msgspec.Struct, frozen=True):
    """Something that can be written at the cursor."""

    label: str
    """What the list shows, and what is typed is compared with."""
    note: str = ""
    """What it means, in a few words."""
    insert: str = ""
    """The text that takes the place of what is typed; empty if it is the label."""

    @property
    def text(self) -> str:
        """The text that takes the place of what is typed."""
        return self.insert or self.label


class Completion(msgspec.Struct, frozen=True):
    """The candidates for a place."""

    start: int
    """Offset of what they take the place of, which ends at the cursor, in characters."""
    items: tuple[Candidate, ...] = ()
    is_whole: bool = True
    """False if there are more, which further letters may bring up."""
    by_note: bool = False
    """True if what is typed is looked for in notes, too, which are titles."""


def best(candidates: Iterable[Candidate], typed: str, *, by_note: bool) -> tuple[tuple[Candidate, ...], bool]:
    """Return the candidates that match what is typed, and whether these are all of them.

    Those that begin with it come first, then those that have it in them, then, `by_note`, those whose note has it. None
    is offered if one of them is typed already, so that Enter ends the line.
    """
    low = typed.casefold()
    ranks: tuple[list[Candidate], ...] = ([], [], [])
    seen: set[str] = set()
    for one in candidates:
        if one.text == typed:
            return (), True
        label = one.label.casefold()
        in_note = by_note and len(low) >= SHORTEST_IN_NOTE and low in one.note.casefold()
        rank = 0 if label.startswith(low) else 1 if low in label else 2 if in_note else None
        if rank is not None and one.text not in seen:
            seen.add(one.text)
            ranks[rank].append(one)
    found = [one for rank in ranks for one in rank]
    return tuple(found[:MOST]), len(found) <= MOST
