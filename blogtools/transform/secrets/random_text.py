"""Distinguishes what may be randomly generated from words, names, data and examples."""

from __future__ import annotations

import base64
import binascii
import math
import re
import string
from collections import Counter

from blogtools.memo import lazy_pattern

_PLACEHOLDER = lazy_pattern(r"example|xxxx|your|placeholder|redacted|changeme|\.\.\.|…|•|\*\*\*|[<>{}]", re.IGNORECASE)
"""Parts of examples that no real secret contains."""
_COMMON = lazy_pattern(
    r"sample|[-_]here\b|change.?(?:me|this|it)|replace|insert|dummy|fake|test|todo|removed|hidden|masked|secret|pass"
    r"|token|api.?key|1234567|0123456|abcdef|qwerty|none|null|undefined|environ|getenv|default|\bmy|demo|admin|root"
    r"|guest|\buser|postgres|mysql|^(?:sha\d*|md5|bcrypt|scrypt|argon2\w*|pbkdf2\w*):|[$%]",
    re.IGNORECASE,
)
"""Other parts of example values, and prefixes of password hashes."""
_WORDS = lazy_pattern(r"(?:[A-Za-z]+[0-9]{0,3}|[0-9]+)(?:[_.:/@+-]+(?:[A-Za-z]+[0-9]{0,3}|[0-9]+))*[_.:/@+-]*")
_HEXADECIMAL = lazy_pattern(r"[0-9a-f]+(?:-[0-9a-f]+)*|[0-9A-F]+(?:-[0-9A-F]+)*")
SHORTEST_CANDIDATE = 15
"""Length in characters of the shortest word that is a secret of a known format."""
LONGEST_CANDIDATE = 10_000
"""Length in characters of the longest word that is searched; longer ones are data, such as pictures."""
_LONG_WORD = b"x" * SHORTEST_CANDIDATE
_IN_WORDS = frozenset(f"{string.ascii_letters}{string.digits}_+/=.~%:$-".encode())
_SHAPES = bytes(ord("x") if byte in _IN_WORDS else ord(" ") for byte in range(256))
"""Translates words to rows of `x`, and every other byte to a space."""
_MIXED = lazy_pattern(rb"[0-9]|[a-z][A-Z]|[A-Z]{12}")
_SECRET_TOKENS = lazy_pattern(r"(?:access|auth|api|bot|refresh|bearer|personal|secret)[_-]?\Z", re.IGNORECASE)
_OTHER_TOKENS = lazy_pattern(r"(?:csrf|xsrf|page|next|continuation|cursor|sync)[_-]?\Z", re.IGNORECASE)


def entropy(text: str) -> float:
    """Return the Shannon entropy of a text, in bits per character."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def is_example(text: str) -> bool:
    """Return True if a text that has the format of a secret is recognizably an example."""
    return bool(_PLACEHOLDER.search(text))


def is_common(text: str) -> bool:
    """Return True if a value is typical of examples and test settings."""
    return bool(_PLACEHOLDER.search(text) or _COMMON.search(text))


def candidates(data: bytes) -> str:
    """Return the words of a text that are long and mixed enough for a secret, one a line.

    They are a fortieth of a notebook, so that they can be searched for the markers of all formats.
    """
    # Bytes are translated and searched in half the time that splitting them takes; a regular expression takes more.
    shapes = data.translate(_SHAPES)
    mixed = []
    start = shapes.find(_LONG_WORD)
    while start >= 0:
        end = shapes.find(b" ", start)
        word = data[start : end if end >= 0 else None]
        if len(word) <= LONGEST_CANDIDATE and _MIXED.search(word):
            mixed.append(word)
        start = shapes.find(_LONG_WORD, end) if end >= 0 else -1
    return b"\n".join(mixed).decode()


def is_name_and_password(value: str) -> bool:
    """Return True if a value of basic authorization is a name and a password, in base64."""
    try:
        name, colon, password = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(colon and name.isprintable() and password.isprintable() and len(password) >= 3)  # noqa: PLR2004


def is_password(name: str) -> bool:
    """Return True if the name of a value is one of those for passwords, which may be shorter than keys."""
    return name.lower().startswith(("pass", "pwd"))


def is_random(value: str, name: str, before: str, *, quoted: bool) -> bool:
    """Return True if a value that is assigned to `password`, `api_key`, `token`, … looks randomly generated.

    `before` is the text directly before the name: a `csrf_token` grants no access. In machine learning many things are
    called tokens; hashes and UUIDs of that name do not count. A value without quotes may be code.
    """
    if is_common(value) or _WORDS.fullmatch(value) or not _has_digits(value):
        return False
    is_hexadecimal = bool(_HEXADECIMAL.fullmatch(value))
    is_token = name.lower() == "token"
    if is_token and (_OTHER_TOKENS.search(before) or (is_hexadecimal and not _SECRET_TOKENS.search(before))):
        return False
    if not quoted and not (is_hexadecimal and len(value) >= 32):  # noqa: PLR2004 - as long as an MD5
        return _is_mixed(value) and entropy(value) >= 3.5  # noqa: PLR2004 - words and names have less
    if is_password(name):
        return entropy(value) >= 2.75  # noqa: PLR2004 - 7 different characters of 8
    least = 16 if is_token else 12
    return len(value) >= least and entropy(value) >= 3.0  # noqa: PLR2004 - hexadecimal digits have at most 4


def _has_digits(text: str) -> bool:
    return any("0" <= character <= "9" for character in text)


def _is_mixed(text: str) -> bool:
    """Return True if letters of both cases and digits alternate often; `tokenizer_v2`, `AutoModel2For3` are names."""
    changes = len(re.findall(r"[0-9](?=[^0-9])|[^0-9](?=[0-9])", text))
    return text != text.lower() and text != text.upper() and changes >= 4  # noqa: PLR2004 - two numbers inside
