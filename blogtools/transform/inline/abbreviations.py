"""Abbreviations (PHP Markdown Extra, MkDocs): `*[HTML]: Hyper Text Markup Language` explains each "HTML" of a post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inline.places import Places

Abbreviations = tuple[tuple[str, str], ...]
"""Short forms, each with its meaning."""

_DEFINITION = lazy_pattern(r"^ {0,3}\*\[([^\]\n]+)\]:[ \t]*([^\n]*?)[ \t]*$", re.MULTILINE)
_DEFINITION_BYTES = lazy_pattern(rb"^ {0,3}\*\[[^\]\n]+\]:[^\n]*$", re.MULTILINE)


def find_abbreviations(sources: Iterable[str]) -> Abbreviations:
    """Return the abbreviations that pieces of Markdown define, outside of code; of two with one name, the last."""
    found: dict[str, str] = {}
    for source in sources:
        if "*[" in source:
            places = Places(source, str)
            for match in _DEFINITION.finditer(source):
                if places.is_text(len(source[: match.start(1)].encode())):
                    found[match[1]] = match[2]
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item)))


def abbreviations(places: Places, known: Abbreviations) -> Iterator[Replacement]:
    """Yield nothing in place of definitions, and `<abbr>` around what is defined."""
    for match in _DEFINITION_BYTES.finditer(places.data):
        if b"*[" in match[0] and places.is_text(match.start() + match[0].index(b"[")):
            yield from places.take(Replacement(*match.span()))
    titles = {name.encode(): escape(title).encode() for name, title in known}
    words = re.compile(rb"(?<![\w-])(?:%b)(?![\w-])" % b"|".join(map(re.escape, titles)))
    for match in places.matches(words):
        tag = b'<abbr title="%b">' % titles[match[0]]
        yield from places.take(Replacement(*match.span(), b"%b%b</abbr>" % (tag, match[0])))
