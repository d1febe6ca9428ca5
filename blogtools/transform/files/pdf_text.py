"""The text of a PDF: what its pages show, its links, and what it says about itself (ISO 32000)."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

from blogtools.memo import lazy_pattern

MOST_PDF_BYTES = 5_000_000
"""Bytes of the streams that are read, decompressed."""
MOST_CODES = 100_000
"""Codes of a font that are read from ranges."""
MOST_FONTS = 8
"""Fonts with codes of their own, by which texts are decoded; which of them a text is in is not looked up."""
GAP = 200
"""Thousandths of the size of a font from which two pieces of text are two words."""
_STREAM = lazy_pattern(rb"(?<!end)stream\r?\n")
_FILTER = lazy_pattern(rb"/(FlateDecode|Fl|ASCII85Decode|A85|ASCIIHexDecode|AHx|\w*Decode|Crypt)\b")
_NO_TEXT = lazy_pattern(
    rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)\b|/Length[123]\b|/FunctionType\b|/ShadingType\b"
)
_DICTIONARY = 2000
"""Bytes before a stream in which what it is stands."""
_LITERAL = rb"\((?>(?:[^()\\]++|\\.|\((?>(?:[^()\\]++|\\.)*)\))*)\)"
_TOKEN = lazy_pattern(
    rb"(?P<text>" + _LITERAL + rb")|<(?P<hex>[0-9A-Fa-f\s]++)>|(?<=[)>])\s*-(?P<gap>\d++)"
    rb"|(?<![\w/])(?P<line>T[dDm*]|BT|ET|['\"])(?!\w)",
    re.DOTALL,
)
_ESCAPE = lazy_pattern(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_CODES = lazy_pattern(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = lazy_pattern(rb"<([0-9A-Fa-f\s]*)>|\[([^\]]*)\]")

Codes = Mapping[bytes, str]
"""What the codes of a font stand for; all are of one length."""


def pdf_text(data: bytes) -> str:
    """Return all texts of a PDF, a line each; of one that is encrypted, only those outside its streams."""
    fonts: list[Codes] = []
    shown: list[list[bytes]] = []
    texts: list[str] = []
    for content in _contents(data):
        if b"beginbf" in content:
            fonts += [codes for codes in (_codes(content),) if codes][: MOST_FONTS - len(fonts)]
        elif (lines := [*_lines(content)]) and (b"Tj" in content or b"TJ" in content):
            shown += lines
        else:
            texts += content.decode("latin-1"), *map(_plain, lines)
    texts += map(_plain, shown)
    for codes in fonts:
        texts += ("".join(_decoded(piece, codes) for piece in line) for line in shown)
    return "\n".join(filter(None, texts))


def _contents(data: bytes) -> Iterator[bytes]:
    """Yield each stream that may have text, decompressed, and what is between the streams."""
    done, left = 0, MOST_PDF_BYTES
    for match in _STREAM.finditer(data):
        if match.start() < done or left <= 0:
            continue
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        head = data[max(done, match.start() - _DICTIONARY) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        yield data[done : match.start()]
        done = end
        if not _NO_TEXT.search(head):
            content = _unfiltered(data[match.end() : end], _FILTER.findall(head), left)
            left -= len(content)
            yield content
    yield data[done:]


def _unfiltered(data: bytes, filters: Iterable[bytes], most: int) -> bytes:
    """Return a stream after its filters; empty if it has others than those of text, or is damaged at its start."""
    for name in filters:
        decode = _FILTERS.get(name)
        if decode is None:
            return b""
        try:
            data = decode(data, most)
        except (zlib.error, ValueError, binascii.Error):
            return b""
    return data[:most]


def _flate(data: bytes, most: int) -> bytes:
    return zlib.decompressobj().decompress(data, most)


def _ascii85(data: bytes, _: int) -> bytes:
    return base64.a85decode(data.strip().removeprefix(b"<~").partition(b"~>")[0])


def _ascii_hex(data: bytes, _: int) -> bytes:
    return _from_hex(data.partition(b">")[0])


_FILTERS: dict[bytes, Callable[[bytes, int], bytes]] = {
    b"FlateDecode": _flate,
    b"Fl": _flate,
    b"ASCII85Decode": _ascii85,
    b"A85": _ascii85,
    b"ASCIIHexDecode": _ascii_hex,
    b"AHx": _ascii_hex,
}


def _lines(content: bytes) -> Iterator[list[bytes]]:
    """Yield the pieces of each line of text, with a space between words that only their places part."""
    line: list[bytes] = []
    for token in _TOKEN.finditer(content):
        text = token["text"]
        if text is not None:
            line.append(_ESCAPE.sub(_unescaped, text[1:-1]))
        elif token["hex"] is not None:
            line.append(_from_hex(token["hex"]))
        elif token["gap"] is not None:
            if len(token["gap"]) > len(str(GAP)) or int(token["gap"]) >= GAP:
                line.append(b" ")
        elif line:
            yield line
            line = []
    if line:
        yield line


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 0xFF])
    return _ESCAPES.get(match[2], match[2])


def _from_hex(digits: bytes) -> bytes:
    digits = b"".join(digits.split())
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    except ValueError:
        return b""


def _plain(line: list[bytes]) -> str:
    text = b"".join(line)
    return text[2:].decode("utf-16-be", "ignore") if text.startswith(b"\xfe\xff") else text.decode("latin-1")


def _codes(content: bytes) -> Codes:
    """Return what a font's codes stand for (9.10.3, "ToUnicode CMaps")."""
    codes: dict[bytes, str] = {}
    left = MOST_CODES
    for kind, body in _CODES.findall(content):
        values = _HEX.findall(body)
        if kind == b"char":
            for (code, _), (text, _) in zip(values[::2], values[1::2], strict=False):
                codes[_from_hex(code)] = _unicode(text)
            continue
        for (first, _), (last, _), (text, several) in zip(values[::3], values[1::3], values[2::3], strict=False):
            low, high = _from_hex(first), _from_hex(last)
            texts = [one for one, _ in _HEX.findall(several)]
            count = max(0, min(int.from_bytes(high, "big") - int.from_bytes(low, "big") + 1, left))
            left -= count
            for step in range(count):
                code = (int.from_bytes(low, "big") + step).to_bytes(max(len(low), 1) + 1, "big")[-len(low) :]
                if texts:
                    codes[code] = _unicode(texts[step]) if step < len(texts) else ""
                else:
                    start = _unicode(text)
                    codes[code] = start[:-1] + chr(min(ord(start[-1]) + step, 0x10FFFF)) if start else ""
    length = max(map(len, codes), default=0)
    return {code: text for code, text in codes.items() if len(code) == length}


def _unicode(digits: bytes) -> str:
    return _from_hex(digits).decode("utf-16-be", "ignore")


def _decoded(piece: bytes, codes: Codes) -> str:
    if piece == b" ":
        return piece.decode()
    length = len(next(iter(codes)))
    return "".join(codes.get(piece[index : index + length], "") for index in range(0, len(piece), length))
