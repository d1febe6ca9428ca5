"""Puts Markdown and HTML in place of roles of MyST and Sphinx."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inline.places import Places
from blogtools.transform.markdown.roles import STYLE_ROLES

_ROLE = lazy_pattern(rb"\{(?P<name>[a-z][\w:.+-]*)\}(?P<ticks>`+)(?!`)(?P<text>[^\n]+?)(?<!`)(?P=ticks)(?!`)")


def roles(places: Places) -> Iterator[Replacement]:
    """Yield what takes the place of roles."""
    if b"}`" not in places.data:
        return
    for match in _ROLE.finditer(places.data):
        write = STYLE_ROLES.get(match["name"].decode())
        if write and places.is_text(match.start()) and match.start("ticks") in places.structure.marked_code:
            yield from places.take(Replacement(*match.span(), write(match["text"].decode()).encode()))
