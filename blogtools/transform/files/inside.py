"""Files inside files: members of archives and Office documents, as far as they can be read at small cost."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from blogtools.transform.files.packed import BZIP2, COMPRESSED, GZIP, XZ, ZIP, is_packed, is_tar

if TYPE_CHECKING:
    import tarfile
    import zipfile

MOST_UNPACKED_BYTES = 10_000_000
"""Bytes that are unpacked of one file, all members together; a bomb of a few kilobytes has more than a disk takes."""
MOST_MEMBERS = 5_000
"""Members that are looked at, of a file and of the archives in it."""
DEEPEST_ARCHIVE = 3
"""Archives within one another that are opened."""
MOST_DIRECTORY = 2_000_000
"""Bytes of the directory of a ZIP file; a longer one, of some ten thousand members, takes long to read."""
XZ_MEMORY = 64_000_000
"""Bytes that the decoder of XZ may take; a file says how many it wants."""
MOST_PARTS = 100
"""Compressed files that one is made of, which are read."""
_SEPARATOR = ": "
_END_OF_ZIP = b"PK\x05\x06"
_FAULTS = (OSError, ValueError, EOFError, RuntimeError, OverflowError, struct.error)
"""What Python's modules raise for odd archives, besides errors of their own."""


class _Left:
    """The amount that may still be unpacked of a file."""

    def __init__(self) -> None:
        self.bytes = MOST_UNPACKED_BYTES
        self.members = MOST_MEMBERS

    def take(self, read: Callable[[int], bytes]) -> bytes:
        """Return what a function gives that reads at most so many bytes, as far as any may still be read."""
        data = read(self.bytes) if self.bytes > 0 else b""
        self.bytes -= len(data)
        return data


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file inside a file, of those inside them too: `inner.zip: config/.env`.

    What is compressed alone, such as `a.csv.gz`, has no name. The content of a member is empty if it is encrypted, or
    compressed in a way of which no limited part can be read, or if too much was unpacked before it.
    """
    yield from _members(data, _Left(), 1)


def _members(data: bytes, left: _Left, depth: int) -> Iterator[tuple[str, bytes]]:
    unpacked = left.take(lambda most: _decompressed(data, most)) if data.startswith(COMPRESSED) else data
    if unpacked is not data:
        yield "", unpacked
    if unpacked.startswith(ZIP):
        found = _zip_members(unpacked, left)
    elif is_tar(unpacked):
        found = _tar_members(unpacked, left)
    elif unpacked is not data and depth < DEEPEST_ARCHIVE and is_packed(unpacked):
        yield from _members(unpacked, left, depth + 1)
        return
    else:
        return
    for name, content in found:
        yield name, content
        if depth < DEEPEST_ARCHIVE and is_packed(content):
            for inner, inside in _members(content, left, depth + 1):
                yield name + (_SEPARATOR + inner if inner else ""), inside


def _decompressed(data: bytes, most: int) -> bytes:
    """Return the first bytes of what gzip, bzip2 or XZ compressed; what precedes a fault, if there is one."""
    import bz2
    import lzma

    parts: list[bytes] = []
    try:
        for _ in range(MOST_PARTS):
            if most <= 0:
                break
            if data.startswith(GZIP):
                gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
                parts.append(gzip.decompress(data, most))
                data = gzip.unused_data
            elif data.startswith((BZIP2, XZ)):
                other = bz2.BZ2Decompressor() if data.startswith(BZIP2) else lzma.LZMADecompressor(memlimit=XZ_MEMORY)
                parts.append(other.decompress(data, most))
                data = other.unused_data
            else:
                break  # Padding.
            most -= len(parts[-1])
    except (zlib.error, OSError, EOFError, lzma.LZMAError):
        pass  # Nobody can read the rest.
    return b"".join(parts)


def _zip_members(data: bytes, left: _Left) -> Iterator[tuple[str, bytes]]:
    import zipfile

    end = data.rfind(_END_OF_ZIP)
    if end < 0 or int.from_bytes(data[end + 12 : end + 16], "little") > MOST_DIRECTORY:
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, *_FAULTS):
        return  # Nobody can read it.
    with archive:
        for info in archive.infolist():
            if left.members <= 0:
                return
            if not info.is_dir():
                left.members -= 1
                yield info.filename, _of_zip(archive, info, left)


def _of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: _Left) -> bytes:
    import zipfile

    # Python decompresses others a block at a time, however large that becomes.
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    try:
        with archive.open(info) as member:
            return left.take(member.read)
    except (zipfile.BadZipFile, zlib.error, *_FAULTS):
        return b""  # Nobody can read it.


def _tar_members(data: bytes, left: _Left) -> Iterator[tuple[str, bytes]]:
    import tarfile

    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for info in archive:
                if left.members <= 0:
                    return
                left.members -= 1
                if not info.isdir():
                    yield info.name, _of_tar(archive, info, left)
    except (tarfile.TarError, *_FAULTS):
        return  # Nobody can read the rest, which may be beyond what was decompressed.


def _of_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, left: _Left) -> bytes:
    member = archive.extractfile(info) if info.isreg() else None
    return left.take(member.read) if member else b""
