"""Finds what looks like a password, a key or a token in a text, by its form or by the name it is given."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.secrets.random_text import entropy, is_drawn, is_example, is_usual

MASK = "••••••••"
"""What stands where a secret stood."""


SHORTEST = 12
"""Characters of a text that can hold a secret and what tells that it is one."""
IN_A_URL = "a password in a URL"


class Secret(msgspec.Struct, frozen=True):
    """A part of a text that nobody else should have."""

    start: int
    """Offset of its first character."""
    end: int
    kind: str
    """What it is, with its article: `a GitHub token`."""


class _Form(NamedTuple):
    """How secrets of one kind are written."""

    kind: str
    sign: str
    """What is in each of them: nearly all texts are done with once this was looked for."""
    pattern: re.Pattern[str]
    """Its group, if it has one, is the secret."""
    bits: float = 2.5
    """Entropy of a character, at least; examples such as `AKIAXXXXXXXXXXXXXXXX` have less."""


FORMS = tuple(
    _Form(kind, sign, lazy_pattern(pattern), *bits)
    for kind, sign, pattern, *bits in (
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
            # Keys without an end are cut short, and no less secret.
            r"(?=[^-]*[A-Za-z0-9+/]{32})(?:[^-]{40,20000}-----END [A-Z0-9 ]+-----|(?:\s|\\[nr]|[A-Za-z0-9+/=]{8,})+)",
        ),
    )
)
"""The forms of well-known services, as their scanners and documentation tell them."""

_NAMES = ("pass", "secret", "token", "api_key", "apikey", "api-key", "access_key", "accesskey", "access-key")
"""What names of secrets contain, in small letters."""
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
    """What looks like a secret, from the first to the last, none inside another.

    The codes of a terminal's colors may stand anywhere in it. Base64 of `data:` URLs is not looked at.
    """
    if len(text) < SHORTEST:
        return []
    cuts = list(_cuts(text))
    if not cuts:
        return _find(text)
    parts, starts, originals = [], [], []
    done = length = 0
    for start, end in [*cuts, (len(text), len(text))]:
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
    """The text with `MASK` for each secret; it keeps its colors."""
    parts: list[str] = []
    done = 0
    for one in find_secrets(text):
        parts += text[done : one.start], MASK, *_ESCAPE.findall(text[one.start : one.end])
        done = one.end
    return "".join([*parts, text[done:]]) if done else text


def without_colors(text: str) -> str:
    """The text without the codes of a terminal's colors."""
    return _ESCAPE.sub("", text) if "\x1b" in text else text


def json_text(value: Any) -> str:
    """Data as JSON, in which names stand beside their values."""
    try:
        return msgspec.json.encode(value, enc_hook=str).decode()
    except (OverflowError, UnicodeError, msgspec.MsgspecError):
        # Numbers without end and halves of characters, which Python's own module lets pass.
        return json.dumps(value, ensure_ascii=False, default=str)


def _find(text: str) -> list[Secret]:
    found = sorted((*_by_form(text), *_by_name(text)), key=lambda one: (one.start, -one.end))
    outer: list[Secret] = []
    for one in found:
        if not outer or one.start >= outer[-1].end:
            outer.append(one)
    return outer


def _by_form(text: str) -> Iterator[Secret]:
    for form in FORMS:
        for match in form.pattern.finditer(text) if form.sign in text else ():
            start, end = match.span(match.lastindex or 0)
            value = text[start:end]
            if match[0][0].isalnum() and _goes_on(text, match.start()):
                continue
            if is_example(value) or entropy(value) < form.bits:
                continue
            if form.kind == IN_A_URL and (is_usual(value) or f"//{value}:" in match[0]):
                continue
            yield Secret(start, end, form.kind)


def _by_name(text: str) -> Iterator[Secret]:
    small = text.lower()
    if len(small) != len(text):  # Some capitals have no small letter of one character.
        small = "".join(sign.lower() if sign.isascii() else sign for sign in text)
    for name in _NAMES:
        position = small.find(name)
        while position >= 0:
            match = _ASSIGNED.match(text, position)
            position = small.find(name, position + 1)
            if match is None:
                continue
            group = "quoted" if match["quote"] else "bare"
            before = _BEFORE.search(text[max(0, match.start() - 40) : match.start()])
            if is_drawn(match[group], match["name"], before[0] if before else "", quoted=group == "quoted"):
                kind = "a password" if match["name"][:4].lower() == "pass" else f"a value of `{match['name']}`"
                yield Secret(*match.span(group), kind)


def _goes_on(text: str, start: int) -> bool:
    """Whether what begins here is the end of something longer."""
    before = text[max(0, start - 2) : start]
    # In code and JSON, the letter of an escape such as \\n is no letter.
    return bool(before) and (before[-1].isalnum() or before[-1] in "_-") and before not in ("\\n", "\\r", "\\t")


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where a text has what is no part of its words: codes of colors, base64 of `data:` URLs."""
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
