"""Check of the files of `static/`, which are published as they are, for passwords, keys and what is redacted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from blogtools.content.discover import STATIC
from blogtools.content.static_files.packed import PRIVATE, find_inside, is_changed_inside, is_private
from blogtools.errors import Finding, SecretError, Where
from blogtools.redaction import Redaction
from blogtools.transform.files.file_text import file_text
from blogtools.transform.files.packed import is_packed, is_pdf
from blogtools.transform.redaction.texts import as_published
from blogtools.transform.secrets.find import find_secrets

LARGEST_SEARCHED = 5_000_000
"""Size in bytes of the largest file that is searched; what authors write is smaller."""
LARGEST_PACKED = 50_000_000
"""Size in bytes of the largest archive, document or PDF that is searched."""
_HEAD = 1024
_HINT = "remove and revoke it, because others may have seen it"
_HINT_INSIDE = "pack it again without that, and revoke it, because others may have seen it"


def check_static_file(name: str, path: Path, redaction: Redaction) -> Iterator[Finding]:
    """Yield an error for each secret in a file, as far as that is text, or in its name, and for the name of a key."""
    where = Where(f"{STATIC}/{name}")
    for one in find_secrets(name):
        yield _secret(f"the file name has what looks like {one.kind}", where)
    data = _content(path)
    text = file_text(data)
    found = find_secrets(text)
    for one in found:
        line = None if is_pdf(data) else text.count("\n", 0, one.start) + 1
        yield _secret(f"has what looks like {one.kind}", Where(where.file, line=line))
    if not found and is_private(name, data):
        yield _secret(PRIVATE, where, "move it out of this folder")
    for problem in find_inside(name, data):
        yield _secret(problem.removeprefix(name).removeprefix(": ").strip(), where, _HINT_INSIDE)
    changed = (as_published(one, redaction) != one for one in (name, text))
    if any(changed) or is_changed_inside(data, redaction):
        message = "is published as it is, though the rules in `redact` would replace something in it"
        yield Finding("privacy", message, where, "change the file: those of this folder are copied")


def _secret(message: str, where: Where, hint: str = _HINT) -> Finding:
    return Finding(SecretError.slug, message, where, hint, "error")


def _content(path: Path) -> bytes:
    """Return the content of a file; nothing of one that is large or cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            most = LARGEST_PACKED if is_packed(head) or is_pdf(head) else LARGEST_SEARCHED
            return head + file.read() if path.stat().st_size <= most else b""
    except OSError:
        return b""  # Copying a file that cannot be read reports it.
