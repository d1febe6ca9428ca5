"""A PNG of up to 16 colors, written fast where most rows are alike."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

FILTER = 2
"""Pixels at the start of each row that become the byte of its filter (PNG specification, 7.3 and 9.2)."""
_UP = 2
"""The filter of all rows: what is stored of a byte is its difference to the byte above. zlib has then only to look for
runs of one byte, which takes a quarter of the time of Pillow's encoder and gives fewer bytes."""


class Band(NamedTuple):
    """Rows that are not bare."""

    top: int
    """Rows above it."""
    image: Image | None
    """Mode P, `FILTER` columns wider than the picture; its last row is bare."""


def encode(bare: Image, height: int, bands: Iterable[Band], palette: bytes) -> bytes:
    """Return a PNG with four bits a pixel: `height` rows like that of `bare`, but for `bands`, from top to bottom."""
    above = bare.tobytes("raw", "P;4")
    packer = _packer()
    first = bytes((_UP,)) + above[1:]  # Above it, all is 0.
    stream, checksum, done = [packer.compress(first)], zlib.adler32(first), 1
    for band in (*bands, Band(height, None)):
        stream.append(packer.flush(zlib.Z_FULL_FLUSH))  # What is deflated refers to nothing before here.
        deflated, their_checksum = _bare_rows(len(above), band.top - done)
        stream.append(deflated)
        checksum = _joined(checksum, their_checksum, len(above) * (band.top - done))
        if band.image is not None:
            rows = _filtered(band.image, above)
            stream.append(packer.compress(rows))
            checksum = zlib.adler32(rows, checksum)
            done = band.top + band.image.height
    stream.append(packer.flush())
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", bare.width - FILTER, height, 4, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", b"\x78\x01" + b"".join(stream) + struct.pack(">I", checksum)),  # RFC 1950
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _filtered(image: Image, above: bytes) -> bytes:
    from PIL import Image, ImageChops  # loading Pillow takes longer than a build in which nothing changed

    size = len(above), image.height
    packed = image.tobytes("raw", "P;4")
    shifted = above + packed[: -len(above)]
    # `frombuffer` copies nothing.
    upper, lower = (Image.frombuffer("L", size, data, "raw", "L", 0, 1) for data in (shifted, packed))
    rows = ImageChops.subtract_modulo(lower, upper)
    rows.paste(_UP, (0, 0, 1, size[1]))
    return rows.tobytes()


@lru_cache(maxsize=1024)
def _bare_rows(length: int, number: int) -> tuple[bytes, int]:
    """Return rows of `length` bytes that are like the one above, deflated, and their checksum."""
    rows = bytes((_UP, *bytes(length - 1))) * number
    packer = _packer()
    return packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH), zlib.adler32(rows)


def _joined(first: int, second: int, length: int) -> int:
    """Return the checksum of two pieces of data (Adler-32, RFC 1950, 8.2), the second `length` bytes long."""
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return high % 65521 << 16 | low % 65521


def _packer() -> zlib._Compress:
    return zlib.compressobj(1, wbits=-zlib.MAX_WBITS, strategy=zlib.Z_RLE)
