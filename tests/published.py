"""What readers can get out of the files of a site: as they are, and decompressed, unescaped or decoded."""

from __future__ import annotations

import base64
import gzip
import html
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from tests.conftest import tree

_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_ZLIB = re.compile(rb"\x78[\x01\x9c\xda]")


def readings(data: bytes) -> Iterator[bytes]:
    """Every form of some content in which a word may show."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    for one in (data, unquote_to_bytes(data), html.unescape(data.decode(errors="replace")).encode()):
        yield one
        # Highlighting and escapes may put something between the characters.
        yield re.sub(rb"<[^<>]*>|\\", b"", one)
    for found in _BASE64.findall(data):
        decoded = base64.b64decode(found[: len(found) // 4 * 4])
        yield decoded
        yield from _inflated(decoded)
    yield from _inflated(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    """What is compressed somewhere in the data, as in a chunk of a PNG."""
    for match in _ZLIB.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :])
        except zlib.error:
            continue


def leaks(folder: Path, *words: str) -> list[str]:
    """The files below a folder that have one of some words in them, or in their names, whatever its case."""
    pattern = re.compile(b"|".join(re.escape(word).encode() for word in words), re.IGNORECASE)
    return [
        path
        for path, data in tree(folder).items()
        if any(pattern.search(one) for one in (path.encode(), *readings(data)))
    ]
