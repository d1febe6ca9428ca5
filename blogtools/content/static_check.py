"""Check of the files of `static/`, which are published as they are, for passwords, keys and what is redacted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from blogtools.content.discover import STATIC
from blogtools.content.files import PRIVATE_NAME
from blogtools.errors import Finding, SecretError, Where
from blogtools.redaction import Redaction
from blogtools.transform.files.file_text import file_text
from blogtools.transform.redaction.texts import as_published
from blogtools.transform.secrets.find import find_secrets

LARGEST_SEARCHED = 5_000_000
"""Size in bytes of the largest file that is searched; what authors write is smaller."""
_PUBLIC = re.compile(
    rb"\s*-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|PGP PUBLIC|X509)|PK\x03\x04|[\x98-\x9b\xc6]", re.DOTALL
)
"""Starts of files with the name of a key that are none: public keys (RFC 7468, RFC 9580, 4.3) and Keynote's slides."""
_HINT = "remove and revoke it, because others may have seen it"


def check_static_file(name: str, path: Path, redaction: Redaction) -> Iterator[Finding]:
    """Yield an error for each secret in a file, as far as that is text, or in its name, and for the name of a key."""
    where = Where(f"{STATIC}/{name}")
    for one in find_secrets(name):
        yield _secret(f"the file name has what looks like {one.kind}", where)
    data = _content(path)
    text = file_text(data)
    found = find_secrets(text)
    for one in found:
        line = text.count("\n", 0, one.start) + 1
        yield _secret(f"has what looks like {one.kind}", Where(where.file, line=line))
    if not found and PRIVATE_NAME.fullmatch(name.rpartition("/")[2]) and not _PUBLIC.match(data):
        yield _secret("is a file with a key or a password, to judge by its name", where, "move it out of this folder")
    if as_published(name, redaction) != name or as_published(text, redaction) != text:
        message = "is published as it is, though the rules in `redact` would replace something in it"
        yield Finding("privacy", message, where, "change the file: those of this folder are copied")


def _secret(message: str, where: Where, hint: str = _HINT) -> Finding:
    return Finding(SecretError.slug, message, where, hint, "error")


def _content(path: Path) -> bytes:
    """Return the content of a file; nothing of one that is large or cannot be read."""
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST_SEARCHED else b""
    except OSError:
        return b""  # Copying a file that cannot be read reports it.
