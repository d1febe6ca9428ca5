"""Numbered examples (Pandoc): `(@good)  An example.`, counted through a post, and `(@good)` that refers to one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement, replaced
from blogtools.transform.inline.places import Places

Examples = tuple[tuple[str, int], ...]
"""Names of examples, each with its number."""

_ITEM = lazy_pattern(rb"^ {0,3}\(@([\w-]*)\)[ \t]+(?=\S)", re.MULTILINE)
_REFERENCE = lazy_pattern(rb"\(@([\w-]+)\)")


def count_examples(source: str) -> tuple[str, ...]:
    """Return the names of the examples in a piece of Markdown; that of one without a name is empty."""
    places = Places(source, str)
    return tuple(match[1].decode() for match in _ITEM.finditer(places.data) if places.is_text(match.start(1)))


def number_examples(counted: Iterable[tuple[str, ...]]) -> Examples:
    """Return the numbers of the examples in pieces of Markdown; of two with one name, the first has it."""
    numbers: dict[str, int] = {}
    total = 0
    for names in counted:
        for name in names:
            total += 1
            numbers.setdefault(name, total)
    return tuple((name, number) for name, number in numbers.items() if name)


def with_numbered_examples(source: str, first: int, examples: Examples) -> str:
    """Return a piece of Markdown with its examples as items of lists, and references to any as links to them.

    `first` is the number of the first example in it.
    """
    places = Places(source, str)
    numbers = dict(examples)
    edits: list[Replacement] = []
    number = first
    for match in _ITEM.finditer(places.data):
        if not places.is_text(match.start(1)):
            continue
        name = match[1].decode()
        anchor = f'<a id="{name}"></a>' if numbers.get(name) == number else ""
        edits += places.take(Replacement(*match.span(), f"{f'{number})':<3} {anchor}".encode()))
        number += 1
    for match in places.matches(_REFERENCE):
        name = match[1].decode()
        if name in numbers:
            edits += places.take(Replacement(*match.span(), f"([{numbers[name]}](#{name}))".encode()))
    return replaced(places.data, edits).decode()
