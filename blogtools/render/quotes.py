"""Typographic quotes, apostrophes, dashes and ellipses in prose, by the language of a post.

Quotation marks are those of CLDR 46 ("delimiters").
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from blogtools.memo import lazy_pattern


class Quotes(msgspec.Struct, frozen=True):
    """The quotation marks of a language, with the spaces that stand inside of them."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


_ENGLISH = Quotes("“", "”", "‘", "’")
_GERMAN = Quotes("„", "“", "‚", "‘")
_POLISH = Quotes("„", "”", "«", "»")
_GUILLEMETS = Quotes("«", "»", "“", "”")
_RUSSIAN = Quotes("«", "»", "„", "“")
_SWEDISH = Quotes("”", "”", "’", "’")
_SWISS = Quotes("«", "»", "‹", "›")
_FRENCH = Quotes("«\u202f", "\u202f»", "“", "”")
_JAPANESE = Quotes("「", "」", "『", "』")

QUOTES: dict[str, Quotes] = {
    **dict.fromkeys(["de", "cs", "sk", "sl", "is", "lt", "et", "bg", "lb", "mk", "sr", "hr"], _GERMAN),
    **dict.fromkeys(["pl", "ro", "hu"], _POLISH),
    **dict.fromkeys(["es", "it", "ca", "gl", "el", "eu", "sq", "nb", "nn", "no", "fa", "hy", "pt-pt"], _GUILLEMETS),
    **dict.fromkeys(["ru", "uk", "be", "kk", "ky"], _RUSSIAN),
    **dict.fromkeys(["sv", "fi", "da", "he"], _SWEDISH),
    **dict.fromkeys(["de-ch", "fr-ch", "it-ch", "de-li"], _SWISS),
    **dict.fromkeys(["ja", "zh-hant", "zh-tw", "zh-hk"], _JAPANESE),
    "fr": _FRENCH,
}
"""Of languages, and of languages in some countries; all others have those of English."""

_MARKS = lazy_pattern(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.-]+"  # Addresses, which stay.
    r"|(?<!-)-{2,3}(?!-)|(?<![.\w]\.)(?<!\.)\.{3}(?![./\\\w\]])|[\"']"
)
_APOSTROPHE = lazy_pattern(r"(?<=[^\W\d])'(?=[^\W\d])")
_OPENING = frozenset("([{<«„“‘‚–—/-")
_FARTHEST = 500
"""Characters after an opening mark in which one that closes it is looked for: longer quotations have other marks."""
_BEFORE_OPTIONS = frozenset(("", " ", "\n", "(", "[", "/"))
_ELISION = lazy_pattern(r"'(?:\d\ds?\b|(?:tis|twas|em|cause|til|n|round)\b)", re.IGNORECASE)


def quotes_of(language: str) -> Quotes:
    """Return the quotation marks of a language (BCP 47)."""
    tag = language.lower()
    return QUOTES.get(tag) or QUOTES.get(tag.partition("-")[0], _ENGLISH)


def has_typewriter_marks(text: str) -> bool:
    """Return False if nothing in a text would change."""
    return '"' in text or "'" in text or "--" in text or "..." in text


def typographic(text: str, quotes: Quotes, before: Callable[[], str]) -> str:
    """Return a text with typographic marks; `before` gives the character before it, "" at the start of a block.

    What may be anything else stays: `--option`, `5"`, `-->`, paths with dots.
    """
    if "'" in text and "://" not in text:
        text = _APOSTROPHE.sub("’", text)  # Most texts have no other mark.
        if not has_typewriter_marks(text):
            return text
    opened: list[str] = []

    def write(match: re.Match[str]) -> str:
        mark = match[0]
        start, end = match.span()
        previous = text[start - 1] if start else before()
        following = text[end : end + 1]
        if mark == "...":
            return "…"
        if mark.startswith("--"):
            return _dash(mark, previous, following)
        if mark not in "\"'":
            return mark
        is_opening = not previous or previous.isspace() or previous in _OPENING
        if is_opening and following and not following.isspace():
            if mark == "'" and (_ELISION.match(text, start) or not _closes(text, end)):
                return "’"
            opened.append(mark)
            return quotes.opening if mark == '"' else quotes.inner_opening
        if is_opening and not following:
            return quotes.opening if mark == '"' else quotes.inner_opening  # Before emphasis or a link.
        return _closing(mark, previous, following, opened, quotes)

    return _MARKS.sub(write, text)


def _closing(mark: str, previous: str, following: str, opened: list[str], quotes: Quotes) -> str:
    """Return a closing mark, an apostrophe, or the sign of inches and feet as it is."""
    if mark == "'" and following.isalnum():
        return "'" if previous.isdigit() and following.isdigit() else "’"
    is_open = mark in opened
    if is_open:
        while opened.pop() != mark:
            pass
    elif previous.isdigit() or previous.isspace() or not previous:
        return mark
    if mark == '"':
        return quotes.closing
    return quotes.inner_closing if is_open else "’"


def _closes(text: str, start: int) -> bool:
    """Return True if a single quotation mark after `start` may close one."""
    place = text.find("'", start, start + _FARTHEST)
    while place >= 0:
        if not text[place + 1 : place + 2].isalnum() and not text[place - 1].isspace():
            return True
        place = text.find("'", place + 1, start + _FARTHEST)
    return False


def _dash(mark: str, previous: str, following: str) -> str:
    """Return a dash; an option such as `--help`, an arrow and what stands alone stay."""
    is_alone = not previous.strip() and not following.strip()
    if is_alone and not (previous and following):
        return mark
    is_option = previous in _BEFORE_OPTIONS and following.isalnum()
    if is_option or following in (">", "|") or previous in ("<", "|"):
        return mark
    return "—" if mark == "---" else "–"
