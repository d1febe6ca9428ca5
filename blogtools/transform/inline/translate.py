"""Translates marks of other tools within a line into plain Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement, replaced
from blogtools.transform.inline import attributed, blocks, delimited
from blogtools.transform.inline.abbreviations import Abbreviations, abbreviations
from blogtools.transform.inline.places import Places
from blogtools.transform.inline.roles import roles

Translation = Callable[[Places], Iterator[Replacement]]

TRANSLATIONS: tuple[Translation, ...] = (
    blocks.fences,
    blocks.headings,
    blocks.alone,
    attributed.links,
    attributed.spans,
    attributed.code,
    roles,
    delimited.changes,
    delimited.pairs,
    delimited.keys,
    delimited.names_of_emoji,
)
"""Of two that take the same place, the first counts."""

_EMOJI = lazy_pattern(r":[a-z0-9_+-]+:")


def may_have_marks(source: str) -> bool:
    """Return False if a piece of Markdown surely has none of these marks."""
    if "{" in source:
        return True
    return any(mark in source for mark in ("==", "^", "~", "++", ")=")) or (":" in source and bool(_EMOJI.search(source)))


def translated(source: str, known: Abbreviations = ()) -> str:
    """Return Markdown with the marks translated; it has as many lines as before. `known` are the post's abbreviations."""
    if not known and not may_have_marks(source):
        return source
    places = Places(source, translated)
    replacements = [one for translate in TRANSLATIONS for one in translate(places)]
    if known:
        replacements += abbreviations(places, known)
    text = replaced(places.data, replacements).decode() if replacements else source
    if places.structure.callouts:
        lines = text.split("\n")
        for start, end in places.structure.callouts:
            first, last = places.data.count(b"\n", 0, start), places.data.count(b"\n", 0, end)
            lines[first:last] = translated("\n".join(lines[first:last]), known).split("\n")
        text = "\n".join(lines)
    return text
