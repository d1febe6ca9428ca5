"""The kinds of files that have others inside them, by their first bytes."""

from __future__ import annotations

ZIP, GZIP, BZIP2, XZ = b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
COMPRESSED = (GZIP, BZIP2, XZ)
_PACKED = (ZIP, *COMPRESSED)


def is_packed(data: bytes) -> bool:
    """Return True if a file may have others in it; Office documents are ZIP files, too."""
    return data.startswith(_PACKED) or is_tar(data)


def is_tar(data: bytes) -> bool:
    """Return True if a file begins as an archive of tar (POSIX 1003.1, ustar, and GNU's)."""
    return data[257:262] == b"ustar"


def is_pdf(data: bytes) -> bool:
    """Return True if readers take a file for a PDF (ISO 32000-1, Annex H.3.4.1)."""
    return b"%PDF-" in data[:1024]
