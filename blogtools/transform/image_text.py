"""Texts that picture files carry beside the picture: who made them, with what, and whatever a program has put there."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Iterator

import msgspec

PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt")
_CHUNK = struct.Struct(">I4s")
_BOUND_CHUNKS = (*TEXT_CHUNKS, b"eXIf")
LONGEST_TEXT = 1_000_000
"""Bytes of a text that are read; what is compressed may be endless."""
_BY_MATPLOTLIB = b"tEXtSoftware\0Matplotlib version"
_EDGE = 4096
"""Base64 characters at the start and the end of a PNG that are looked at first."""
_START_OF_SCAN, _MARKER = 0xDA, 0xFF


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the type of each chunk of a PNG, and where its content starts and ends (PNG, 5.3)."""
    position = len(PNG)
    while position + 12 <= len(data):
        length, kind = _CHUNK.unpack_from(data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            return
        yield kind, position + 8, end
        position = end + 4


def chunk_text(kind: bytes, content: bytes) -> bytes:
    """Return keyword and text of a chunk of text, decompressed, with a line break between (PNG, 11.3.4)."""
    keyword, _, text = content.partition(b"\0")
    is_compressed = kind == b"zTXt"
    if kind == b"zTXt":
        text = text[1:]
    elif kind == b"iTXt":
        is_compressed = text[:1] == b"\1"
        text = text[2:].split(b"\0", 2)[-1]
    if is_compressed:
        try:
            text = zlib.decompressobj().decompress(text, LONGEST_TEXT)
        except zlib.error:
            text = b""
    return keyword + b"\n" + text


def image_text(data: bytes) -> str:
    """Return the texts in a PNG or JPEG, apart from the picture; empty for other files and for most pictures."""
    if data.startswith(PNG):
        chunks = [(kind, data[start:end]) for kind, start, end in png_chunks(data) if kind in _BOUND_CHUNKS]
        return "\n".join(_text(*chunk) for chunk in chunks)
    if data.startswith(_JPEG):
        return "\n".join(_text(b"", data[start + 4 : end]) for start, end in _segments(data))
    return ""


def encoded_image_text(mime: str, content: str) -> str:
    """Return the texts in a PNG or JPEG in base64, as `image_text`.

    Of a PNG, both ends are looked at first, where they stand: most outputs are pictures that have none but the name of
    the program that drew them, which tells nothing.
    """
    if mime == "image/png" and len(content) > 4 * _EDGE:
        head, tail = _decoded(content[:_EDGE]), _decoded(content[-_EDGE:], from_end=True)
        edges = head.partition(b"IDAT")[0] + tail
        chunks = sum(map(edges.count, _BOUND_CHUNKS)) - edges.count(_BY_MATPLOTLIB)
        # A long text at the end is no text of a picture's bytes, which are compressed.
        if b"IDAT" in head and not chunks and not tail[-80:-16].isascii():
            return ""
    return image_text(_decoded(content))


def without_texts(data: bytes, is_private: Callable[[str], bool]) -> bytes:
    """Return a PNG or JPEG without those texts that are private; the same object if there are none."""
    if data.startswith(PNG):
        found = [
            (start - 8, end + 4, b"")
            for kind, start, end in png_chunks(data)
            if kind in _BOUND_CHUNKS and is_private(_text(kind, data[start:end]))
        ]
    elif data.startswith(_JPEG):
        found = [
            (start, end, _oriented(data[start:end]))
            for start, end in _segments(data)
            if is_private(_text(b"", data[start + 4 : end]))
        ]
    else:
        found = []
    parts: list[bytes] = []
    done = 0
    for start, end, instead in found:
        parts += data[done:start], instead
        done = end
    return b"".join([*parts, data[done:]]) if found else data


def without_encoded_texts(mime: str, content: str, is_private: Callable[[str], bool]) -> str:
    """Return a PNG or JPEG in base64 as `without_texts` does."""
    if mime not in ("image/png", "image/jpeg") or not encoded_image_text(mime, content):
        return content
    data = _decoded(content)
    new = without_texts(data, is_private)
    return content if new is data else base64.b64encode(new).decode()


def _text(kind: bytes, content: bytes) -> str:
    """Return the text in a chunk of PNG, or in a segment of JPEG."""
    content = chunk_text(kind, content) if kind in TEXT_CHUNKS else content
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the comments and the metadata of a JPEG stand, markers included (ITU T.81, B.1.1.4)."""
    position = 2
    while position + 4 <= len(data) and data[position] == _MARKER and data[position + 1] != _START_OF_SCAN:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if marker in (0xFE, 0xE1, 0xED):  # comment, Exif and XMP, IPTC
            yield position, position + 2 + length
        position += 2 + length


def _oriented(segment: bytes) -> bytes:
    """Return a segment with nothing but the orientation of one with Exif data; empty for others (Exif 2.3, 4.6.4)."""
    order = {b"II": "<", b"MM": ">"}.get(segment[10:12]) if segment[4:10] == b"Exif\0\0" else None
    if order is None:
        return b""
    try:
        (start,) = struct.unpack_from(order + "I", segment, 14)
        (count,) = struct.unpack_from(order + "H", segment, 10 + start)
        for index in range(count):
            entry = segment[12 + start + 12 * index : 24 + start + 12 * index]
            if struct.unpack_from(order + "H", entry) == (0x0112,):
                content = segment[4:14] + struct.pack(order + "IH", 8, 1) + entry + bytes(4)
                return segment[:2] + struct.pack(">H", len(content) + 2) + content
    except struct.error:
        pass  # Nobody can read it.
    return b""


def _decoded(content: str, *, from_end: bool = False) -> bytes:
    """Decode base64; of a part of it, those groups of four characters that are whole, from its start or its end."""
    text = "".join(content.split()) if "\n" in content else content
    rest = len(text) % 4
    try:
        return msgspec.convert(text[rest:] if from_end else text[: len(text) - rest], bytes)
    except msgspec.ValidationError:
        return b""
