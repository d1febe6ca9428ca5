"""Finds what looks like a password, key or token in a text, by its format or by the name it is assigned to."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.secrets.random_text import entropy, is_common, is_example, is_random

MASK = "••••••••"
"""Replacement for a secret."""


SHORTEST = 12
"""Length in characters of the shortest text that can contain a recognizable secret."""
IN_A_URL = "a password in a URL"


class Secret(msgspec.Struct, frozen=True):
    """A part of a text that looks like a secret."""

    start: int
    """Offset of its first character."""
    end: int
    kind: str
    """Kind of secret, with its article: `a GitHub token`."""


class _SecretFormat(NamedTuple):
    """The format of one kind of secret."""

    kind: str
    marker: str
    """Substring of every such secret: a fast check that rules out nearly all texts."""
    pattern: re.Pattern[str]
    """Matches the secret, which is the group, if there is one."""
    bits: float = 2.5
    """Minimum entropy per character; examples such as `AKIAXXXXXXXXXXXXXXXX` have less."""


SECRET_FORMATS = tuple(
    _SecretFormat(kind, marker, lazy_pattern(pattern), *bits)
    for kind, marker, pattern, *bits in (
        ("an AWS access key id", "IA", r"A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9])"),
        ("a GitHub token", "gh", r"gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9_])"),
        ("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{36,255}"),
        ("a GitLab token", "glpat-", r"glpat-[A-Za-z0-9_-]{20,255}"),
        ("a Slack token", "xox", r"xox[abeoprs]-(?=[A-Za-z-]*[0-9])[A-Za-z0-9-]{10,255}"),
        (
            "an API key",
            "sk-",
            r"sk-(?=[^\s.]*[0-9])(?=[^\sA-Z.]*[A-Z]|(?:[a-z]+-)?[a-z0-9-]*[0-9a-f]{32})[A-Za-z0-9_-]{20,255}",
            3.0,
        ),
        ("a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
        ("a Stripe key", "sk_live_", r"sk_live_[A-Za-z0-9]{16,255}"),
        ("a Stripe key", "rk_live_", r"rk_live_[A-Za-z0-9]{16,255}"),
        ("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])"),
        ("a PyPI token", "pypi-", r"pypi-(?=[^\s]*[A-Z])[A-Za-z0-9_-]{40,500}"),
        ("a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{30,60}(?![A-Za-z0-9_])"),
        ("a JSON Web Token", ".eyJ", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"),
        ("a bearer token", "Bearer ", r"Bearer (?=[^\s]*[0-9])(?=[^\s]*[A-Z])([A-Za-z0-9._~+/-]{20,2000}=*)", 3.5),
        ("a token of Jupyter", "token=", r"token=([0-9a-f]{48})(?![0-9A-Za-z])"),
        (IN_A_URL, "://", r"://[^\s/:@\"'`<>\\]*:([^\s/:@\"'`<>\\]{3,128})@(?=[\w\[])", 1.0),
        (
            "a private key",
            "PRIVATE KEY",
            r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
            # A key without an end marker is truncated, but still secret.
            r"(?=[^-]*[A-Za-z0-9+/]{32})(?:[^-]{40,20000}-----END [A-Z0-9 ]+-----|(?:\s|\\[nr]|[A-Za-z0-9+/=]{8,})+)",
        ),
    )
)
"""Formats of well-known services, from their scanners and documentation."""

_NAMES = ("pass", "secret", "token", "api_key", "apikey", "api-key", "access_key", "accesskey", "access-key")
"""Substrings of names of secrets, in lowercase."""
_ASSIGNED = lazy_pattern(
    r"(?i:(?P<name>pass(?:word|wd|phrase)|secret(?:[_-]?(?:access)?[_-]?key)?|token|(?:api|access)[_-]?key))"
    r"(?:_?[0-9])?(?![A-Za-z0-9_-])"
    r"\\?[\"'`]?\]?"  # the end of a key in JSON, or of a subscript
    r"(?::[ ]?[A-Za-z_][\w.\[\]|]{0,30})?"  # an annotation
    r"[ \t]*(?:=>|:=|=(?!=)|:)[ \t]*"
    r"(?:[rRbBuU]{0,2}\\?(?P<quote>[\"'`])(?P<quoted>[^\"'`\s\\<>{}]{8,256})\\?(?P=quote)"
    r"|(?P<bare>[A-Za-z0-9_+/=~-]{20,256})(?![\w+/=~.(\[{<\"'-]))"
)
_BEFORE = lazy_pattern(r"[\w-]*\Z")
_ESCAPE = lazy_pattern(r"\x1b\[[0-9;:]*[A-Za-z]")
_BASE64 = lazy_pattern(r"[A-Za-z0-9+/=%]*")
_CLOSING = {'"': '"', "'": "'", "(": ")"}


def find_secrets(text: str) -> list[Secret]:
    """Return what looks like a secret, in order, without overlaps.

    Secrets may contain ANSI color codes. Base64 in `data:` URLs is skipped.
    """
    if len(text) < SHORTEST:
        return []
    cuts = sorted(_cuts(text))
    if not cuts:
        return _find(text)
    parts, starts, originals = [], [], []
    done = length = 0
    for start, end in [*cuts, (len(text), len(text))]:
        start = max(start, done)  # noqa: PLW2901 - a color code may lie in base64
        end = max(end, done)  # noqa: PLW2901
        starts.append(length)
        originals.append(done)
        parts.append(text[done:start])
        length += start - done
        done = end

    def original(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        return originals[index] + offset - starts[index]

    return [Secret(original(one.start), original(one.end - 1) + 1, one.kind) for one in _find("".join(parts))]


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


def _find(text: str) -> list[Secret]:
    found = sorted((*_by_format(text), *_by_name(text)), key=lambda one: (one.start, -one.end))
    outer: list[Secret] = []
    for one in found:
        if not outer or one.start >= outer[-1].end:
            outer.append(one)
    return outer


def _by_format(text: str) -> Iterator[Secret]:
    for secret_format in SECRET_FORMATS:
        for match in secret_format.pattern.finditer(text) if secret_format.marker in text else ():
            start, end = match.span(match.lastindex or 0)
            value = text[start:end]
            if match[0][0].isalnum() and _is_inside_word(text, match.start()):
                continue
            if is_example(value) or entropy(value) < secret_format.bits:
                continue
            if secret_format.kind == IN_A_URL and (is_common(value) or f"//{value}:" in match[0]):
                continue
            yield Secret(start, end, secret_format.kind)


def _by_name(text: str) -> Iterator[Secret]:
    lowered = text.lower()
    if len(lowered) != len(text):  # The lowercase form of some characters has another length.
        lowered = "".join(character.lower() if character.isascii() else character for character in text)
    for name in _NAMES:
        position = lowered.find(name)
        while position >= 0:
            match = _ASSIGNED.match(text, position)
            position = lowered.find(name, position + 1)
            if match is None:
                continue
            group = "quoted" if match["quote"] else "bare"
            before = _BEFORE.search(text[max(0, match.start() - 40) : match.start()])
            if is_random(match[group], match["name"], before[0] if before else "", quoted=group == "quoted"):
                kind = "a password" if match["name"][:4].lower() == "pass" else f"a value of `{match['name']}`"
                yield Secret(*match.span(group), kind)


def _is_inside_word(text: str, start: int) -> bool:
    """Return True if an offset is inside a longer word."""
    before = text[max(0, start - 2) : start]
    # In code and JSON, the letter of an escape such as \\n does not count.
    return bool(before) and (before[-1].isalnum() or before[-1] in "_-") and before not in ("\\n", "\\r", "\\t")


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text to skip: ANSI color codes, base64 in `data:` URLs."""
    if "\x1b" in text:
        yield from (match.span() for match in _ESCAPE.finditer(text))
    position = text.find(";base64,")
    while position >= 0:
        start = position + len(";base64,")
        opening = text.rfind("data:", max(0, position - 100), position)
        closing = _CLOSING.get(text[opening - 1]) if opening > 0 else None
        end = text.find(closing, start) if closing else -1
        if end < 0 or text.find("\n", start, end) >= 0 or text.find(" ", start, end) >= 0:
            match = _BASE64.match(text, start)
            end = match.end() if match else start
        yield start, end
        position = text.find(";base64,", end)
