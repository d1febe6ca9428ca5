"""Marks around a few words: highlighted and inserted text, sub- and superscript, keys, changes, names of emoji."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Replacement
from blogtools.transform.inline.emoji import emoji
from blogtools.transform.inline.places import Places
from blogtools.transform.markdown.roles import keyboard


class Pair(msgspec.Struct, frozen=True):
    """A mark that is the same tag on both sides."""

    needs: bytes
    """A string that every place with the mark has in it: a fast check."""
    pattern: re.Pattern[bytes]
    """Its one group is what stands between the marks."""
    tag: bytes


PAIRS = (
    Pair(b"{++", lazy_pattern(rb"\{\+\+([^{}\n]+?)\+\+\}"), b"ins"),
    Pair(b"{--", lazy_pattern(rb"\{--([^{}\n]+?)--\}"), b"del"),
    Pair(b"{==", lazy_pattern(rb"\{==([^{}\n]+?)==\}"), b"mark"),
    Pair(b"==", lazy_pattern(rb"==(?<![=\w{]==)(?=[^\s=])([^=\n|]*[^\s=|])==(?![=\w}])"), b"mark"),
    Pair(b"^^", lazy_pattern(rb"\^\^(?<!\^\^\^)(?=[^\s^])([^^\n|]*[^\s^|])\^\^(?!\^)"), b"ins"),
    Pair(
        b"^",
        lazy_pattern(rb"\^(?<=[\w)\]>*]\^)((?:[^\s^\\|\[\]]|\\ ){1,40})\^(?:(?![\w^])|(?<=\^[\d+-]\^)(?=[A-Z]))"),
        b"sup",
    ),
    Pair(b"~", lazy_pattern(rb"~(?<=[\w)\]>*]~)((?:[^\s~\\|\[\]]|\\ ){1,40})~(?!~)"), b"sub"),
)
"""Critic Markup, then marks of MkDocs and Pandoc; of two at one place the first counts."""

_SUBSTITUTION = lazy_pattern(rb"\{~~([^{}\n~]*)~>([^{}\n~]*)~~\}")
_COMMENT = lazy_pattern(rb"\{>>[^{}\n]*<<\}")
_KEYS = lazy_pattern(
    rb"\+\+(?<![\w+{]\+\+)([a-zA-Z][\w-]*(?:\+(?:[\w-]+|\"[^\"\n]{1,20}\"))*|\"[^\"\n]{1,20}\")\+\+(?![\w+}])"
)
_OPTION = lazy_pattern(rb"[ \t>]*:[\w-]+:(?=[ \t\n]|\Z)")
_MOST_OPTIONS = 20
_DIRECTIVE = lazy_pattern(rb"[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{")
_EMOJI = lazy_pattern(rb":(?<![\w:/`]:)([a-z0-9_+-]{1,40}):(?![\w:/`])")


def pairs(places: Places) -> Iterator[Replacement]:
    """Yield tags in place of marks that stand on both sides of some words."""
    for pair in PAIRS:
        if pair.needs in places.data:
            for match in places.matches(pair.pattern):
                start, end = match.span(1)
                opening = Replacement(match.start(), start, b"<%b>" % pair.tag)
                closing = Replacement(end, match.end(), b"</%b>" % pair.tag)
                spaces = [
                    Replacement(start + one.start(), start + one.end(), b"&nbsp;")
                    for one in re.finditer(rb"\\ ", match[1])
                ]
                yield from places.take(opening, *spaces, closing)


def critic_changes(places: Places) -> Iterator[Replacement]:
    """Yield what a substitution of Critic Markup removes and inserts; its comments are for authors and go."""
    if b"{~~" in places.data:
        for match in places.matches(_SUBSTITUTION):
            yield from places.take(
                Replacement(match.start(), match.start(1), b"<del>"),
                Replacement(match.end(1), match.start(2), b"</del><ins>"),
                Replacement(match.end(2), match.end(), b"</ins>"),
            )
    if b"{>>" in places.data:
        for match in places.matches(_COMMENT):
            yield from places.take(Replacement(*match.span()))


def keys(places: Places) -> Iterator[Replacement]:
    """Yield keys in place of `++ctrl+c++`."""
    if b"++" in places.data:
        for match in places.matches(_KEYS):
            yield from places.take(Replacement(*match.span(), keyboard(match[1].decode()).encode()))


def _is_option(data: bytes, start: int) -> bool:
    """Return True if a line begins here with an option of a directive, such as `:link:`: only those are above it."""
    begin = data.rfind(b"\n", 0, start) + 1
    if data[begin:start].strip():
        return False
    for _ in range(_MOST_OPTIONS):
        if not _OPTION.match(data, begin):
            break
        begin = data.rfind(b"\n", 0, max(begin - 1, 0)) + 1
    return _DIRECTIVE.match(data, begin) is not None


def names_of_emoji(places: Places) -> Iterator[Replacement]:
    """Yield emoji in place of their names on GitHub."""
    if b":" in places.data:
        for match in places.matches(_EMOJI):
            character = emoji(match[1].decode())
            if character and not _is_option(places.data, match.start()):
                yield from places.take(Replacement(*match.span(), character.encode()))
