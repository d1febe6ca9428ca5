"""Tells texts that a machine has drawn from words, names and examples."""

from __future__ import annotations

import math
import re
from collections import Counter

from blogtools.memo import lazy_pattern

_PLACEHOLDER = lazy_pattern(r"example|xxxx|your|placeholder|redacted|changeme|\.\.\.|…|•|\*\*\*|[<>{}]", re.IGNORECASE)
"""What nobody's secret contains, and examples do."""
_USUAL = lazy_pattern(
    r"sample|[-_]here\b|change.?(?:me|this|it)|replace|insert|dummy|fake|test|todo|removed|hidden|masked|secret|pass"
    r"|token|api.?key|1234567|0123456|abcdef|qwerty|none|null|undefined|environ|getenv|default|\bmy|demo|admin|root"
    r"|guest|\buser|postgres|mysql|^(?:sha\d*|md5|bcrypt|scrypt|argon2\w*|pbkdf2\w*):|[$%]",
    re.IGNORECASE,
)
"""What values in examples contain besides, and hashes of passwords."""
_WORDS = lazy_pattern(r"(?:[A-Za-z]+[0-9]{0,3}|[0-9]+)(?:[_.:/@+-]+(?:[A-Za-z]+[0-9]{0,3}|[0-9]+))*[_.:/@+-]*")
_HEXADECIMAL = lazy_pattern(r"[0-9a-f]+(?:-[0-9a-f]+)*|[0-9A-F]+(?:-[0-9A-F]+)*")
_SOME_KEYS = lazy_pattern(r"(?:access|auth|api|bot|refresh|bearer|personal|secret)[_-]?\Z", re.IGNORECASE)
_NO_KEYS = lazy_pattern(r"(?:csrf|xsrf|page|next|continuation|cursor|sync)[_-]?\Z", re.IGNORECASE)


def entropy(text: str) -> float:
    """Bits of information in a character, by how often each occurs in the text (Shannon)."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def is_example(text: str) -> bool:
    """Whether a text that has the form of a secret says itself that it is none."""
    return bool(_PLACEHOLDER.search(text))


def is_usual(text: str) -> bool:
    """Whether a value is one of those that stand in examples and settings for trying things out."""
    return bool(_PLACEHOLDER.search(text) or _USUAL.search(text))


def is_drawn(value: str, name: str, before: str, *, quoted: bool) -> bool:
    """Whether a value that is called `password`, `api_key`, `token`, … looks like one.

    `before` is what stands directly before the name: tokens of `csrf_token` open nothing. Models and data sets call
    much a token; hashes and UUIDs of that name are none. A value without quotes may as well be code.
    """
    if is_usual(value) or _WORDS.fullmatch(value) or not _has_digits(value):
        return False
    is_hexadecimal = bool(_HEXADECIMAL.fullmatch(value))
    is_token = name.lower() == "token"
    if is_token and (_NO_KEYS.search(before) or (is_hexadecimal and not _SOME_KEYS.search(before))):
        return False
    if not quoted and not (is_hexadecimal and len(value) >= 32):  # noqa: PLR2004 - as long as an MD5
        return _is_mixed(value) and entropy(value) >= 3.5  # noqa: PLR2004 - words and names have less
    if name.lower().startswith("pass"):
        return entropy(value) >= 2.75  # noqa: PLR2004 - 7 different characters of 8
    least = 16 if is_token else 12
    return len(value) >= least and entropy(value) >= 3.0  # noqa: PLR2004 - of hexadecimal digits, 4 are the most


def _has_digits(text: str) -> bool:
    return any("0" <= character <= "9" for character in text)


def _is_mixed(text: str) -> bool:
    """Capitals, small letters and digits, changing often: `tokenizer_v2` and `AutoModel2For3` are names."""
    changes = len(re.findall(r"[0-9](?=[^0-9])|[^0-9](?=[0-9])", text))
    return text != text.lower() and text != text.upper() and changes >= 4  # noqa: PLR2004 - two numbers inside
