"""Takes out of photos and videos where they were taken; everything else in them stays, byte for byte.

Bytes are overwritten in place, so that no other offset in a file changes, whatever the format around them.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from blogtools.memo import lazy_pattern
from blogtools.transform.image_text import PNG, chunk_text, png_chunks

if TYPE_CHECKING:
    from mmap import mmap  # A module of its own for an annotation.

# JPEG (with Exif 2.3, 4.5), HEIF and QuickTime, WebP, TIFF.
_KINDS = lazy_pattern(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|....ftyp|....(?:moov|wide|mdat)|RIFF....WEBP|II\*\0|MM\0\*", re.DOTALL
)
_MARKS = lazy_pattern(rb"^(?:II\*\0|MM\0\*)|Exif\0\0|EXIF|eXIf|:GPS|[iz]TXt|tEXtRaw profile|\xa9xyz|location\.ISO6709")
"""One of them is in every file with a position."""
_TIFF = lazy_pattern(rb"(?:Exif\0\0|EXIF.{4}|eXIf)(?=II\*\0|MM\0\*)", re.DOTALL)
"""Comes before Exif data in a JPEG or HEIF file, in a chunk of WebP, and in one of PNG."""
_XMP = lazy_pattern(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_XMP_POSITION = lazy_pattern(rb"[\w-]+:GPS\w+\s*=\s*(?:\"[^\"]*\"|'[^']*')|<([\w-]+:GPS\w+)\b[^>]*>[^<]*</\1>")
# ISO 6709, as `+27.5916+086.5640+8850/`; QuickTime File Format, "User Data Text Strings".
_VIDEO = lazy_pattern(rb"[+-][0-9]{2}(?:\.[0-9]+)?[+-][0-9]{3}(?:\.[0-9]+)?(?:[+-][0-9.]+)?(?:CRS[\w]*)?/")
_WITH_POSITION = frozenset((b"eXIf", b"iTXt", b"zTXt", b"tEXt"))
_PROGRAM = b"Software\0"
_GPS_TAG = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""Bytes of a value of each type (TIFF 6.0, section 2)."""
_MOST = 16
"""Directories in one file, and directories in one of its blocks, that are looked at."""
_LARGEST_BLOCK = 1 << 20
"""Bytes of Exif data; that of a JPEG has at most 65,533."""


def may_have_position(data: bytes | mmap) -> bool:
    """Return False for a file, such as one mapped into memory, that `without_position` would not change."""
    return bool(_KINDS.match(data) and _MARKS.search(data))


def without_position(data: bytes) -> bytes:
    """Return a photo or video without its position; the same object if it has none, or if it is no photo."""
    if not _KINDS.match(data):
        return data
    if data.startswith(PNG):
        return _png(data)
    changed = bytearray(data)
    if data.startswith((b"II*\0", b"MM\0*")):
        _clear_exif(changed, 0, len(data))
    for number, match in enumerate(_TIFF.finditer(data)):
        if number == _MOST:
            break
        _clear_exif(changed, match.end(), min(len(data), match.end() + _LARGEST_BLOCK))
    _clear_xmp(changed)
    if b"\xa9xyz" in data or b"location.ISO6709" in data:
        _blank(changed, _VIDEO.finditer(data))
    return data if changed == data else bytes(changed)


def _png(data: bytes) -> bytes:
    """Return a PNG whose chunks of Exif, XMP and ImageMagick's profiles have no position."""
    parts: list[bytes] = []
    done = 0
    for kind, start, end in png_chunks(data):
        if kind not in _WITH_POSITION:
            continue
        if data.startswith(_PROGRAM, start) and data.find(b":GPS", start, end) < 0:
            continue  # All that most pictures of outputs have.
        content = bytearray(data[start:end])
        if kind == b"eXIf":
            _clear_exif(content, 0, len(content))
        elif _is_profile_with_position(kind, bytes(content)):
            parts.append(data[done : start - 8])
            done = end + 4
            continue
        else:
            _clear_xmp(content)
        if content != data[start:end]:
            checksum = struct.pack(">I", zlib.crc32(kind + content))
            parts += data[done:start], bytes(content), checksum
            done = end + 4
    return b"".join([*parts, data[done:]]) if parts else data


def _is_profile_with_position(kind: bytes, content: bytes) -> bool:
    """Return True for Exif or XMP in hexadecimal, as ImageMagick writes it, or compressed, that has a position."""
    keyword, _, text = chunk_text(kind, content).partition(b"\n")
    if keyword.startswith(b"Raw profile type"):
        try:
            text = bytes.fromhex("".join(text.decode("latin-1").split()[2:]))
        except ValueError:
            return False
        found = text.find(b"Exif\0\0") + 6 if b"Exif\0\0" in text else 0
        changed = bytearray(text)
        _clear_exif(changed, found, len(text))
        _clear_xmp(changed)
        return changed != text
    return kind != b"tEXt" and text not in content and bool(_XMP_POSITION.search(text))


def _clear_exif(data: bytearray, start: int, limit: int) -> None:
    """Clear the positions in the TIFF data at an offset of a file; what cannot be read is left as it is."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[start : start + 2]))
    if order is None:
        return
    try:
        (offset,) = struct.unpack_from(order + "I", data, start + 4)
        for _ in range(_MOST):
            if not offset or start + offset + 2 > limit:
                return
            offset = _clear_directory(data, start, start + offset, limit, order)
    except struct.error:
        return


def _clear_directory(data: bytearray, start: int, at: int, limit: int, order: str) -> int:
    """Clear the position that a directory points to, and the pointer; return the offset of the next directory."""
    (count,) = struct.unpack_from(order + "H", data, at)
    end = at + 2 + 12 * count
    (following,) = struct.unpack_from(order + "I", data, end)
    for entry in range(at + 2, end, 12):
        tag, _, _, value = struct.unpack_from(order + "HHII", data, entry)
        if tag == _GPS_TAG:
            _clear_values(data, start, start + value, limit, order)
            # Entries are in order, without gaps, and the next directory's offset follows.
            data[entry : end + 4] = data[entry + 12 : end + 4] + bytes(12)
            struct.pack_into(order + "H", data, at, count - 1)
            break
    return int(following)


def _clear_values(data: bytearray, start: int, at: int, limit: int, order: str) -> None:
    """Clear the directory of a position, with the values that lie outside of it."""
    (count,) = struct.unpack_from(order + "H", data, at)
    end = at + 2 + 12 * count + 4
    if end > limit:
        return
    for entry in range(at + 2, end - 4, 12):
        _, kind, number, value = struct.unpack_from(order + "HHII", data, entry)
        size = _SIZES.get(kind, 0) * number
        if 4 < size <= limit - start - value:  # noqa: PLR2004 - up to four bytes stand in the entry itself
            data[start + value : start + value + size] = bytes(size)
    data[at:end] = bytes(end - at)


def _clear_xmp(data: bytearray) -> None:
    if b":GPS" in data:
        for packet in [match.span() for match in _XMP.finditer(data)]:
            _blank(data, list(_XMP_POSITION.finditer(data, *packet)))


def _blank(data: bytearray, found: Iterator[re.Match[bytes]] | list[re.Match[bytes]]) -> None:
    for start, end in [match.span() for match in found]:
        data[start:end] = b" " * (end - start)
