"""The text of a file, as far as it is one that others can read."""

from __future__ import annotations

import codecs
import zlib

from blogtools.transform.image_text import image_text

LARGEST_UNZIPPED = 5_000_000
"""Bytes of a compressed text that are read."""
_HEAD = 8000
"""Bytes in which a file that is no text has a null byte, as for Git."""
_GZIP = b"\x1f\x8b"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def file_text(data: bytes) -> str:
    """Return the text of a file, whatever its encoding, or the texts in a picture; nothing of other files."""
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, LARGEST_UNZIPPED)
        except zlib.error:
            return ""
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:_HEAD]:
        return image_text(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return image_text(data) or data.decode("latin-1")
