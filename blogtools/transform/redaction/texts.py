"""Applies rules to texts and to decoded JSON, and counts what they replace."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.redaction import Redaction
from blogtools.transform.image_text import without_encoded_texts, without_texts
from blogtools.transform.redaction.homes import HOMES, mentions_home
from blogtools.transform.redaction.views import CharRange, find_all, view_of
from blogtools.transform.secrets.find import SHORTEST_BASE64, decode_base64

_DATA = lazy_pattern(r"(?:;base64,[A-Za-z0-9+/]*+|[A-Za-z0-9+/]{200,}+)={0,2}")
"""Matches pictures and arrays in base64, in which every short text stands by chance."""


_IN_BASE64 = lazy_pattern(
    r"(?:[A-Za-z0-9+/]{60,76}\r?\n){1,200}(?:[A-Za-z0-9+/]{2,76}={0,2}\n?)?|[A-Za-z0-9+/_-]{24,}+={0,2}"
)


class _Rule(msgspec.Struct, frozen=True):
    pattern: re.Pattern[str]
    text: str


@lru_cache(64)
def _rules(rules: tuple[tuple[str, str], ...]) -> tuple[_Rule, ...]:
    return tuple(_Rule(re.compile(pattern), text) for pattern, text in rules)


_HOME_RULE = _Rule(HOMES, "~")


class Replacer:
    """Applies the rules of a blog, and counts the places where they did anything."""

    def __init__(self, redaction: Redaction, *, is_output: bool = False) -> None:
        """Take the rules for what authors write or, with `is_output`, for what their code has put out."""
        self._rules = _rules(redaction.rules)
        self.count = 0
        """Places that the author's rules replaced."""
        self.homes = 0
        """Home directories that became `~`."""
        self._with_homes = redaction.homes and is_output

    def text(self, text: str, *, is_html: bool = False) -> str:
        """Return a text after all rules; in HTML, what takes a place is escaped."""
        for rule in self._rules:
            text, count = _replaced(text, rule, is_html=is_html)
            self.count += count
        if self._rules and len(text) >= SHORTEST_BASE64:
            text = _IN_BASE64.sub(self._decoded, text) if _IN_BASE64.search(text) else text
        if self._with_homes and mentions_home(text):
            text, count = _replaced(text, _HOME_RULE, is_html=is_html)
            self.homes += count
        return text

    def _decoded(self, match: re.Match[str]) -> str:
        """Return base64 of a text after the rules; what is no text, or has nothing to replace, as it is."""
        decoded = decode_base64(match[0])
        new = decoded
        for rule in self._rules if decoded else ():
            new, count = _replaced(new, rule, is_html=False)
            self.count += count
        if new is decoded:
            return match[0]
        encode = base64.urlsafe_b64encode if {"-", "_"} & {*match[0]} else base64.b64encode
        return (base64.encodebytes if "\n" in match[0] else encode)(new.encode(errors="replace")).decode()

    def image(self, mime: str, content: str) -> str:
        """Return a picture in base64 without those texts in its file that a rule would change."""
        return without_encoded_texts(mime, content, self.changes) if self._rules else content

    def changes(self, text: str) -> bool:
        """Return True if a rule replaces anything in a text."""
        return self.text(text) is not text

    def data(self, value: Any, *, is_html: bool = False) -> Any:
        """Return decoded JSON, YAML or TOML in which all texts are replaced, keys too; the same object if none is."""
        if isinstance(value, str):
            return self.text(value, is_html=is_html) if value else value
        if isinstance(value, dict):
            pairs = [(self.data(key), self.data(one)) for key, one in value.items()]
            is_same = all(
                one is new and key == new_key for (key, one), (new_key, new) in zip(value.items(), pairs, strict=True)
            )
            return value if is_same else dict(pairs)
        if isinstance(value, (list, tuple)):
            items = [self.data(one) for one in value]
            if all(one is new for one, new in zip(value, items, strict=True)):
                return value
            return items if isinstance(value, list) else tuple(items)
        return value


def as_published(text: str, redaction: Redaction) -> str:
    """Return a text, such as the name of a file, after the author's rules."""
    return Replacer(redaction).text(text) if redaction.rules else text


def redact_file(data: bytes, redaction: Redaction, is_html: bool = False) -> bytes:  # noqa: FBT001, FBT002 - memoized
    """Return the content of a file that a post publishes after the author's rules; of one that is no text, as it is."""
    if not redaction.rules:
        return data
    replacer = Replacer(redaction)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return without_texts(data, replacer.changes)
    new = replacer.text(text, is_html=is_html)
    return data if new is text else new.encode()


def _replaced(text: str, rule: _Rule, *, is_html: bool) -> tuple[str, int]:
    """Return a text after a rule, and the number of places that it replaced; the same object if there are none."""
    found = list(find_all(rule.pattern, text))
    view = view_of(text)
    if view is not None:
        found += [view.span(*span) for span in find_all(rule.pattern, view.text)]
    if not found:
        return text, 0
    data = [match.span() for match in _DATA.finditer(text)]
    spans = [span for span in _merged(found) if not any(start < span[1] and span[0] < end for start, end in data)]
    import html  # Loaded only where something is replaced.

    new = html.escape(rule.text) if is_html else rule.text
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += text[done : span[0]], new, view.hidden(span) if view else ""
        done = span[1]
    return ("".join([*parts, text[done:]]), len(spans)) if spans else (text, 0)


def _merged(found: list[CharRange]) -> list[CharRange]:
    """Return spans in order; those that overlap are one."""
    merged: list[CharRange] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
