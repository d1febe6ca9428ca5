"""What differs between two texts of a page: the pieces that are new, and where the others stood."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from blogtools.model import Slots
from blogtools.render.sanitize.contain import is_contained

_CUT = re.compile(r'^(?=<div class="cell |<section class="footnotes")', re.MULTILINE)

Part = str | tuple[int, int]
"""A new piece; or the first of the old pieces that stand here now, and how many of them."""


class Text(msgspec.Struct, frozen=True):
    """A page, cut into pieces: what stands before the post's own body, the body cell by cell, what stands after it."""

    pieces: tuple[str, ...] = ()
    """At least two, or none for no page. Each piece of the body is balanced HTML, as the renderers make it."""
    digest: str = ""
    """A hash of the whole; empty for no page."""


NO_TEXT = Text()


def cut(page: bytes, slots: Slots) -> Text:
    """A page as pieces; all of it is the first one, if its template has no place for the body."""
    start, end = (slots.body, slots.body_end) if slots.body >= 0 else (len(page), len(page))
    body = _balanced(_CUT.split(page[start:end].decode(errors="replace")))
    pieces = (page[:start].decode(errors="replace"), *body, page[end:].decode(errors="replace"))
    return Text(pieces, hashlib.blake2b(page, digest_size=12).hexdigest())


_is_whole = lru_cache(maxsize=1024)(is_contained)  # Most cells stay as they are while someone writes in one.


def _balanced(parts: Sequence[str]) -> list[str]:
    """The parts, those put together again that an author's own `<div class="cell …` has cut out of one."""
    pieces: list[str] = []
    is_open = False
    for part in parts:
        if is_open:
            pieces[-1] += part
        elif part:
            pieces.append(part)
        else:
            continue
        is_open = not _is_whole(pieces[-1])
    return pieces


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
