"""Page deltas: the pieces that are new, and references to the pieces that a client already has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import msgspec

from blogtools.model import Placeholders
from blogtools.render.sanitize.contain import is_contained

_CUT = re.compile(r'^(?=<div class="cell |<section class="footnotes")', re.MULTILINE)

DeltaPart = str | tuple[int, int]
"""A new piece, or a run of old pieces as (index of the first, count)."""


class PageText(msgspec.Struct, frozen=True):
    """A page cut into pieces: the markup before the body, the body cell by cell, the markup after it."""

    pieces: tuple[str, ...] = ()
    """Two or more, or none if there is no page. Each piece of the body is balanced HTML, as the renderers write it."""
    digest: str = ""
    """Hash of the whole page; empty if there is no page."""


NO_TEXT = PageText()


def split_page(page: bytes, placeholders: Placeholders, before: PageText = NO_TEXT) -> PageText:
    """Cut a page into pieces; without a body placeholder, the first piece is the whole page.

    Pieces that the page had `before` need not be parsed again; most cells stay as they are while one is written.
    """
    start, end = (placeholders.body, placeholders.body_end) if placeholders.body >= 0 else (len(page), len(page))
    body = _balanced(_CUT.split(page[start:end].decode(errors="replace")), frozenset(before.pieces[1:-1]))
    pieces = (page[:start].decode(errors="replace"), *body, page[end:].decode(errors="replace"))
    return PageText(pieces, hashlib.blake2b(page, digest_size=12).hexdigest())


def _balanced(parts: Sequence[str], whole: frozenset[str]) -> list[str]:
    """Return the parts, rejoining those that an author's own `<div class="cell …` split; some are known to be whole."""
    pieces: list[str] = []
    is_open = False
    for part in parts:
        if is_open:
            pieces[-1] += part
        elif part:
            pieces.append(part)
        else:
            continue
        is_open = pieces[-1] not in whole and not is_contained(pieces[-1])
    return pieces


def delta(old: PageText, new: PageText) -> list[DeltaPart]:
    """Return the parts from which a client that has `old` assembles `new`."""
    places: dict[str, list[int]] = {}
    for place, piece in enumerate(old.pieces):
        places.setdefault(piece, []).append(place)
    parts: list[DeltaPart] = []
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
