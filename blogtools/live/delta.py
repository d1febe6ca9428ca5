"""What differs between two texts of a page: the pieces that are new, and where the others stood."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import msgspec

_CUT = re.compile(r'^(?=<div class="cell |</article>)', re.MULTILINE)

Part = str | tuple[int, int]
"""A new piece; or the first of the old pieces that stand here now, and how many of them."""


class Text(msgspec.Struct, frozen=True):
    """A page, cut into pieces."""

    pieces: tuple[str, ...] = ()
    """The whole is their sequence; where it was cut makes no difference to what it says."""
    digest: str = ""
    """A hash of the whole; empty for no page."""


NO_TEXT = Text()


def cut(text: str) -> Text:
    """A page as pieces, most of them a cell each."""
    pieces = tuple(piece for piece in _CUT.split(text) if piece)
    return Text(pieces, hashlib.blake2b(text.encode(errors="replace"), digest_size=12).hexdigest())


def delta(old: Text, new: Text) -> list[Part]:
    """How to put `new` together from what is known of `old`."""
    places: dict[str, list[int]] = {}
    for place, piece in enumerate(old.pieces):
        places.setdefault(piece, []).append(place)
    parts: list[Part] = []
    for piece in new.pieces:
        known = places.get(piece)
        if known is None:
            parts.append(piece)
            continue
        last = parts[-1] if parts else ""
        if isinstance(last, tuple) and last[0] + last[1] in known:
            parts[-1] = (last[0], last[1] + 1)
        else:
            parts.append((known[0], 1))
    return parts


def put_together(old: Sequence[str], parts: Sequence[Part]) -> list[str]:
    """The pieces of the new text; what the editor's side does, too."""
    pieces: list[str] = []
    for part in parts:
        pieces.extend([part] if isinstance(part, str) else old[part[0] : part[0] + part[1]])
    return pieces
