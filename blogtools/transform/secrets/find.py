"""Finds what looks like a password, key or token in a text, by its format or by the name it is assigned to."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.secrets.formats import BASIC, IN_A_URL, PHRASE_FORMATS, WORD_FORMATS
from blogtools.transform.secrets.random_text import (
    candidates,
    entropy,
    is_common,
    is_example,
    is_name_and_password,
    is_password,
    is_random,
)

MASK = "••••••••"
"""Replacement for a secret."""


SHORTEST = 12
"""Length in characters of the shortest text that can contain a recognizable secret."""
SHORTEST_BASE64 = 24
"""Length of the shortest word that is decoded."""


class Secret(msgspec.Struct, frozen=True):
    """A part of a text that looks like a secret."""

    start: int
    """Offset of its first character."""
    end: int
    kind: str
    """Kind of secret, with its article: `a GitHub token`."""


_NAMES = (b"pass", b"pwd", b"secret", b"token", b"credential", b"key")
"""Substrings of names of secrets, in lowercase."""
_ASSIGNED = lazy_pattern(
    r"(?i:(?P<name>pass(?:word|wd|phrase)|pwd|secret(?:[_-]?(?:access)?[_-]?key)?|token|credential|key))"
    r"(?:_?[0-9])?(?![A-Za-z0-9_-])"
    r"\\?[\"'`]?\]?"  # the end of a key in JSON, or of a subscript
    r"(?::[ ]?[A-Za-z_][\w.\[\]|]{0,30})?"  # an annotation
    r"[ \t]*(?:=>|:=|=(?!=)|:)[ \t]*"
    r"(?:[rRbBuU]{0,2}\\?(?P<quote>[\"'`])(?P<quoted>[^\"'`\s\\<>{}]{8,256})\\?(?P=quote)"
    r"|(?P<bare>[A-Za-z0-9_+/=~-]{20,256})(?![\w+/=~.(\[{-]|<(?!/)))"
)
_BEFORE = lazy_pattern(r"[\w-]*\Z")
_KEY_OF = lazy_pattern(
    r"(?:access|account|admin|api|auth|encryption|master|private|service|signing|storage|subscription)[_-]?\Z",
    re.IGNORECASE,
)
"""What makes a key a secret: many things in code are keys."""
_ENTITY = lazy_pattern(r"&(?:quot|apos|amp|lt|gt|#0?(?:34|38|39|60|61|62|43|47|96)|#[xX](?:2[2-7bBfF]|3[c-eC-E]|60));")
"""The characters that HTML escapes, and those of assignments and base64."""
_ESCAPE = lazy_pattern(r"\x1b\[[0-9;:]*[A-Za-z]")
_IS_BASE64 = lazy_pattern(r"[A-Za-z0-9+/_-]+={0,2}")
_BLOCK = lazy_pattern(r"(?:[A-Za-z0-9+/]{60,76}\r?\n){1,200}(?:[A-Za-z0-9+/]{2,76}={0,2}(?![^\s'\"]))?")
_BASE64 = lazy_pattern(r"[A-Za-z0-9+/=%]*")
_CLOSING = {'"': '"', "'": "'", "(": ")"}


def find_secrets(text: str) -> list[Secret]:
    """Return what looks like a secret, in order, without overlaps.

    Secrets may contain ANSI color codes, and stand between quotes that HTML writes as entities. Base64 in `data:` URLs
    is skipped.
    """
    if len(text) < SHORTEST:
        return []
    changes = sorted(_changes(text))
    if not changes:
        return _find(text)
    parts, starts, originals = [], [], []
    done = length = 0
    for start, end, replacement in [*changes, (len(text), len(text), "")]:
        if start < done:  # A color code or a quote may lie in base64.
            continue
        for part, offset in ((text[done:start], done), (replacement, start)):
            starts.append(length)
            originals.append(offset)
            parts.append(part)
            length += len(part)
        done = end

    def original(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        return originals[index] + offset - starts[index]

    def original_end(offset: int) -> int:
        last = original(offset - 1)
        entity = _ENTITY.match(text, last)
        return entity.end() if entity else last + 1

    found = _find("".join(parts))
    return [Secret(original(one.start), original_end(one.end), one.kind) for one in found]


def mask_secrets(text: str) -> str:
    """Replace each secret by `MASK`; ANSI color codes are kept."""
    parts: list[str] = []
    done = 0
    for one in find_secrets(text):
        parts += text[done : one.start], MASK, *_ESCAPE.findall(text[one.start : one.end])
        done = one.end
    # What followed a secret without a gap begins a word now, and may be another one.
    return mask_secrets("".join([*parts, text[done:]])) if done else text


def without_colors(text: str) -> str:
    """Return the text without ANSI color codes."""
    return _ESCAPE.sub("", text) if "\x1b" in text else text


def json_text(value: Any) -> str:
    """Return data as JSON, in which names precede their values."""
    try:
        return msgspec.json.encode(value, enc_hook=str).decode()
    except (OverflowError, UnicodeError, msgspec.MsgspecError):
        # Infinite numbers and lone surrogates, which Python's own module accepts.
        return json.dumps(value, ensure_ascii=False, default=str)


def decode_base64(word: str) -> str:
    """Return the text that base64 stands for; empty if it is none."""
    word = "".join(word.split()).rstrip("=")
    try:
        text = base64.urlsafe_b64decode(word.replace("+", "-").replace("/", "_") + "=" * (-len(word) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text if len(text) >= SHORTEST else ""


def _find(text: str) -> list[Secret]:
    data = _as_ascii(text)
    words = candidates(data)
    found = [*_by_format(text, data, words), *_by_name(text, data), *_in_base64(text, words)]
    found.sort(key=lambda one: (one.start, -one.end))
    outer: list[Secret] = []
    for one in found:
        if not outer or one.start >= outer[-1].end:
            outer.append(one)
    return outer


def _as_ascii(text: str) -> bytes:
    """Return a text with one byte for each character, in which searching takes a third of the time."""
    return text.encode("ascii", errors="replace")


def _by_format(text: str, data: bytes, words: str) -> Iterator[Secret]:
    present = [one for one in WORD_FORMATS if one.marker in words]
    present += [one for one in PHRASE_FORMATS if one.marker.encode() in data]
    for secret_format in present:
        for match in secret_format.pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            value = text[start:end]
            if match[0][0].isalnum() and _is_inside_word(text, match.start()):
                continue
            if is_example(value) or entropy(value) < secret_format.bits:
                continue
            if secret_format.kind == BASIC and not is_name_and_password(value):
                continue
            if secret_format.kind == IN_A_URL and (is_common(value) or f"//{value}:" in match[0]):
                continue
            yield Secret(start, end, secret_format.kind)


def _in_base64(text: str, words: str) -> Iterator[Secret]:
    """Yield words, and lines of a block, that are base64 of a text with a secret; the whole of it is the secret."""
    done = 0
    for word in words.split("\n"):
        if len(word) < SHORTEST_BASE64 or not _IS_BASE64.fullmatch(word):
            continue
        start = text.find(word, done)
        if start < 0:
            continue
        done = start + len(word)
        block = _BLOCK.match(text, start) if text.startswith("\n", done) else None
        if block is not None:
            done = block.end()
        decoded = decode_base64(text[start:done])
        data = _as_ascii(decoded)
        found = [*_by_format(decoded, data, candidates(data)), *_by_name(decoded, data)] if decoded else ()
        if found:
            yield Secret(start, done, f"{found[0].kind} in base64")


def _by_name(text: str, data: bytes) -> Iterator[Secret]:
    lowered = data.lower()
    for name in _NAMES:
        position = lowered.find(name)
        while position >= 0:
            start, position = position, lowered.find(name, position + 1)
            prefix = _KEY_OF.search(text[max(0, start - 13) : start]) if name == b"key" else None
            match = _ASSIGNED.match(text, start) if prefix or name != b"key" else None
            if match is None:
                continue
            group = "quoted" if match["quote"] else "bare"
            before = _BEFORE.search(text[max(0, start - 40) : start])
            if is_random(match[group], match["name"], before[0] if before else "", quoted=group == "quoted"):
                known_as = f"{prefix[0] if prefix else ''}{match['name']}"
                kind = "a password" if is_password(known_as) else f"a value of `{known_as}`"
                yield Secret(*match.span(group), kind)


def _is_inside_word(text: str, start: int) -> bool:
    """Return True if an offset is inside a longer word."""
    before = text[max(0, start - 2) : start]
    # In code and JSON, the letter of an escape such as \\n does not count.
    return bool(before) and (before[-1].isalnum() or before[-1] in "_-") and before not in ("\\n", "\\r", "\\t")


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield ranges and what is read in their place: ANSI color codes, base64 in `data:` URLs, characters in HTML."""
    if "\x1b" in text:
        yield from ((*match.span(), "") for match in _ESCAPE.finditer(text))
    if "&" in text and ";" in text:
        yield from ((*match.span(), html.unescape(match[0])) for match in _ENTITY.finditer(text))
    position = text.find(";base64,")
    while position >= 0:
        start = position + len(";base64,")
        opening = text.rfind("data:", max(0, position - 100), position)
        closing = _CLOSING.get(text[opening - 1]) if opening > 0 else None
        end = text.find(closing, start) if closing else -1
        if end < 0 or text.find("\n", start, end) >= 0 or text.find(" ", start, end) >= 0:
            match = _BASE64.match(text, start)
            end = match.end() if match else start
        yield start, end, ""
        position = text.find(";base64,", end)
