"""A word that is being written, which may be completed."""

from __future__ import annotations

from typing import Literal

import msgspec

SpotKind = Literal[
    "mention", "citation", "reference", "post", "target", "place", "picture", "directive", "key", "value", "option",
    "option value",
]  # fmt: skip
"""`@…`; a role that cites, that refers to a label, that names a post; where a link leads, a place in a post that it
leads to, a picture; the name of a directive; metadata; the options of a cell of code."""


class Spot(msgspec.Struct, frozen=True):
    """The word that is being written."""

    kind: SpotKind
    start: int
    """Offset of its first character in the cell."""
    typed: str
    """What there is of it, up to the cursor."""
    of: str = ""
    """The key or option whose value it is, the path of the post that a place is in."""
    taken: frozenset[str] = frozenset()
    """What the cell has already: keys, or options."""
    form: str = ""
    """For metadata, its opening fence or `-`; for options, what is missing in front of the name."""
    rest: str = ""
    """The rest of the line, after the cursor."""
    quote: str = ""
    """The quote in front of a value."""
    has_text: bool = False
    """True for the target of a link that has a text, and for a value of which something is written."""
