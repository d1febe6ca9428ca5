"""The texts of a file, as far as others can read them: its own, and those of the files inside it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.files.packed import is_packed, is_pdf
from blogtools.transform.image_text import image_text

_HEAD = 8000
"""Bytes in which a file that is no text has a null byte, as for Git."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WITH_TEXTS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\0")
"""Starts of files in which texts stand as they are: documents of Office before 2007, and databases."""
_XML = b"<?xml"
_END_OF_LINE = lazy_pattern(r"</(?:\w+:)?(?:p|si|h|row|c|t[rd]|table-cell)>|<(?:\w+:)?(?:br|line-break|tab)/>")
_TAG = lazy_pattern(r"<[^<>]*>")


def inside_texts(data: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, content and text of each file inside an archive or Office document; nothing of other files."""
    if is_packed(data):
        # Loaded only where it is needed, as most files of posts are pictures.
        from blogtools.transform.files.inside import members

        for name, content in members(data):
            yield name, content, _member_text(content)


def file_text(data: bytes) -> str:
    """Return the text of a file, whatever its encoding, or the texts in a picture or PDF; nothing of other files."""
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace")
    if data.startswith(_WITH_TEXTS):
        return data.replace(b"\0", b"").decode("latin-1")
    if is_pdf(data):
        from blogtools.transform.files.pdf_text import pdf_text

        return pdf_text(data)
    if b"\0" in data[:_HEAD]:
        return image_text(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return image_text(data) or data.decode("latin-1")


def _member_text(data: bytes) -> str:
    """Return the text of a file; of XML, as in Office documents, also without the tags that may part a word."""
    text = file_text(data)
    if not data.startswith(_XML):
        return text
    return f"{text}\n{_TAG.sub('', _END_OF_LINE.sub(chr(10), text))}"
