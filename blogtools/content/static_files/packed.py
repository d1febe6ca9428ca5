"""Check of the files inside archives and Office documents for passwords and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.content.files import PRIVATE_NAME
from blogtools.redaction import NO_REDACTION, Redaction
from blogtools.transform.files.file_text import inside_texts
from blogtools.transform.redaction.texts import as_published
from blogtools.transform.secrets.find import find_secrets, mask_secrets

MOST_INSIDE = 20
"""Problems of one file that are told; the last one says how many follow."""
LONGEST_MEMBER_SHOWN = 200
"""Characters of a name in a message."""
_PUBLIC = re.compile(
    rb"\s*-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|PGP PUBLIC|X509)|PK\x03\x04|[\x98-\x9b\xc6]", re.DOTALL
)
"""Starts of files with the name of a key that are none: public keys (RFC 7468, RFC 9580, 4.3) and Keynote's slides."""
PRIVATE = "is a file with a key or a password, to judge by its name"
"""End of a message about a file with the name of one that nobody publishes."""


def is_private(name: str, data: bytes) -> bool:
    """Return True if a file has the name of one with a key or a password, and does not begin as a public one."""
    return bool(PRIVATE_NAME.fullmatch(name.rpartition("/")[2])) and not _PUBLIC.match(data)


def find_inside(name: str, data: bytes) -> tuple[str, ...]:
    """Return what is wrong with the files inside a file, such as `data.zip: config/.env has what looks like …`."""
    found = list(dict.fromkeys(_problems(name, data)))
    more = len(found) - MOST_INSIDE
    if more > 0:
        found[MOST_INSIDE - 1 :] = [f"{found[MOST_INSIDE - 1]} (and {more} more in this file)"]
    return tuple(found)


def is_changed_inside(data: bytes, redaction: Redaction = NO_REDACTION) -> bool:
    """Return True if the author's rules would replace anything in the files inside a file, or in their names."""
    if not redaction.rules:
        return False
    texts = (one for member, _, text in inside_texts(data) for one in (member, text))
    return any(as_published(one, redaction) != one for one in texts)


def _problems(name: str, data: bytes) -> Iterator[str]:
    for member, content, text in inside_texts(data):
        place = f"{name}: {_shown(member)}" if member else name
        secrets = [*find_secrets(member), *find_secrets(text)]
        for secret in secrets:
            yield f"{place} has what looks like {secret.kind}"
        if not secrets and is_private(member, content):
            yield f"{place} {PRIVATE}"


def _shown(member: str) -> str:
    """Return a name as a message can have it: without secrets and control characters, and not too long."""
    name = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in mask_secrets(member))
    return name if len(name) <= LONGEST_MEMBER_SHOWN else f"{name[: LONGEST_MEMBER_SHOWN - 1]}…"
