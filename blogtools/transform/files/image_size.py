"""Reads the width and height of an image, in pixels, from its header."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from blogtools.memo import lazy_pattern

Size = tuple[int, int]

_SIGNATURES = (
    ("image/png", lazy_pattern(rb"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lazy_pattern(rb"\xff\xd8\xff")),
    ("image/gif", lazy_pattern(rb"GIF8[79]a")),
    ("image/webp", lazy_pattern(rb"RIFF....WEBP", re.DOTALL)),
    ("image/avif", lazy_pattern(rb"....ftypavi[fs]", re.DOTALL)),
    ("image/bmp", lazy_pattern(rb"BM")),
)
_ISPE = lazy_pattern(rb"ispe\0\0\0\0(.{8})", re.DOTALL)
_SVG_TAG = lazy_pattern(rb"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_SVG_LENGTH = lazy_pattern(rb"\s(width|height)\s*=\s*[\"']\s*([0-9.]+)(px|pt|pc|in|cm|mm|)\s*[\"']", re.IGNORECASE)
_SVG_VIEW_BOX = lazy_pattern(rb"\sviewBox\s*=\s*[\"']\s*([-0-9.e]+[\s,]+){2}([0-9.e]+)[\s,]+([0-9.e]+)", re.IGNORECASE)
# ITU T.81, table B.1: start-of-frame markers; the codes left out are Huffman tables, reserved, arithmetic conditioning.
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER, _EXIF = 0xFF, 0xE1
# CSS Values and Units, "Absolute Lengths".
_PIXELS = {b"": 1.0, b"px": 1.0, b"pt": 4 / 3, b"pc": 16.0, b"in": 96.0, b"cm": 96 / 2.54, b"mm": 9.6 / 2.54}


def sniff(data: bytes) -> str | None:
    """Return the MIME type of a bitmap image by its signature; None if unknown."""
    return next((mime for mime, signature in _SIGNATURES if signature.match(data)), None)


def image_size(mime: str, data: bytes) -> Size | None:
    """Return width and height as a browser shows the image; None if unknown."""
    reader = _READERS.get(mime)
    if reader is None:
        return None
    try:
        size = reader(data)
    except (struct.error, ValueError, IndexError):
        return None
    return size if size and min(size) > 0 else None


def _png(data: bytes) -> Size:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> Size:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _bmp(data: bytes) -> Size:
    width, height = struct.unpack_from("<ii", data, 18)
    return width, abs(height)


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return None


def _avif(data: bytes) -> Size | None:
    # Every item of the file has its own size; thumbnails and tiles are smaller than the image itself.
    sizes = [struct.unpack(">II", match[1]) for match in _ISPE.finditer(data, 0, 65536)]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _jpeg(data: bytes) -> Size | None:
    position, rotated = 2, False
    while data[position] == _MARKER:
        marker = data[position + 1]
        if marker == _MARKER:  # Padding.
            position += 1
            continue
        (length,) = struct.unpack_from(">H", data, position + 2)
        if marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", data, position + 5)
            return (height, width) if rotated else (width, height)
        if marker == _EXIF and data.startswith(b"Exif\0\0", position + 4):
            rotated = _is_rotated(data[position + 10 : position + 2 + length])
        position += 2 + length
    return None


def _is_rotated(exif: bytes) -> bool:
    """Return True if the Exif orientation rotates the image by 90 degrees (values 5 to 8)."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return False
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        entries = (struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * index) for index in range(count))
        return any(tag == 0x0112 and value >= 5 for tag, _, _, value in entries)  # noqa: PLR2004 - Exif 2.3, 4.6.4
    except struct.error:
        return False


def _svg(data: bytes) -> Size | None:
    tag = _SVG_TAG.search(data)
    if tag is None:
        return None
    lengths = {
        name.lower(): float(number) * _PIXELS[unit.lower()] for name, number, unit in _SVG_LENGTH.findall(tag[0])
    }
    if len(lengths) == 2:  # noqa: PLR2004 - width and height
        return round(lengths[b"width"]), round(lengths[b"height"])
    box = _SVG_VIEW_BOX.search(tag[0])
    if box is None:
        return None
    width, height = float(box[2]), float(box[3])
    if lengths:
        ((name, length),) = lengths.items()
        scale = length / (width if name == b"width" else height)
        width, height = width * scale, height * scale
    return round(width), round(height)


_READERS: dict[str, Callable[[bytes], Size | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/avif": _avif,
    "image/bmp": _bmp,
    "image/svg+xml": _svg,
}
