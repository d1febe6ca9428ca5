"""Text of files that say wrongly, or not at all, how it is encoded."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_BYTES = re.compile("[\udc80-\udcff]+")
_HEAD = 4_096


def lenient_text(data: bytes) -> tuple[str, int]:
    """Return text in UTF-8 in which some bytes are Windows-1252, and the first line with such bytes, else 0."""
    try:
        return data.decode("utf-8-sig"), 0
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    text = data.decode("utf-8-sig", "surrogateescape")
    return _BYTES.sub(lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text), line


def html_text(data: bytes) -> tuple[str, int]:
    """Return the text of a page in the encoding that it names or begins with, else as `lenient_text` does."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace"), 0
    named = _CHARSET.search(data[:_HEAD])
    if named and named[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(named[1].decode()), 0
        except (LookupError, UnicodeDecodeError):
            pass  # It is not what it says.
    return lenient_text(data)
