"""Check for passwords, keys and tokens in the files of `static/`, which are published as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from blogtools.check.secrets import SECRET
from blogtools.config import BlogConfig
from blogtools.content.discover import STATIC
from blogtools.errors import Finding, Where
from blogtools.site.static import static_files
from blogtools.transform.redaction.texts import published
from blogtools.transform.secrets.find import find_secrets

LARGEST_SEARCHED = 5_000_000
"""Size in bytes of the largest file that is searched; what authors write is smaller."""


def find_static_secrets(blog: BlogConfig, output: Path) -> Iterator[Finding]:
    """Yield a finding for each secret in a static file that is text, and in its name; `output` is skipped."""
    redaction = blog.settings.redaction
    for file in static_files(blog, str(output))[0]:
        where = Where(f"{STATIC}/{file.name}")
        for one in find_secrets(file.name):
            yield _finding(f"the file name has what looks like {one.kind}", where)
        text = _text(Path(file.path))
        for one in find_secrets(text):
            line = text.count("\n", 0, one.start) + 1
            yield _finding(f"has what looks like {one.kind}", Where(where.file, line=line))
        if published(file.name, redaction) != file.name or published(text, redaction) != text:
            message = "is published as it is, though the rules in `redact` would replace something in it"
            yield Finding("privacy", message, where, "change the file: those of this folder are copied")


def _finding(message: str, where: Where) -> Finding:
    return Finding(SECRET, message, where, "remove and revoke it, because others may have seen it", "error")


def _text(path: Path) -> str:
    """Return the content of a text file; nothing of one that is large, is no text, or cannot be read."""
    try:
        return path.read_bytes().decode() if path.stat().st_size <= LARGEST_SEARCHED else ""
    except (OSError, UnicodeDecodeError):
        return ""  # Copying a file that cannot be read reports it.
