"""Archives and documents in which a text is hidden, made as programs make them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable


def zipped(compression: int = zipfile.ZIP_DEFLATED, /, **members: bytes | str) -> bytes:
    """Make a ZIP file; `__` in the name of a member stands for `/`, and `_dot_` for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(file_name(name), content)
    return buffer.getvalue()


def tarred(**members: bytes | str) -> bytes:
    """Make an archive of tar; names are as in `zipped`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(file_name(name))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def file_name(name: str) -> str:
    """Return the name of a file that a keyword stands for."""
    return name.replace("_dot_", ".").replace("__", "/")


def pdf(content: bytes, *others: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """Make a PDF of streams, the first one of a page; nobody looks at what is between them."""
    packed = [zlib.compress(one) for one in (content, *others)]
    streams = b"".join(
        b"%d 0 obj\n<</Filter %s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, filters, len(one), one)
        for number, one in enumerate(packed, 1)
    )
    return b"%PDF-1.7\n" + streams + b"trailer\n<</Root 9 0 R>>\n%%EOF"


def in_two_bytes(text: str) -> tuple[bytes, bytes]:
    """Return what a page has of a text in a font with its own codes of two bytes, and the table of the codes."""
    letters = sorted(set(text))
    codes = {letter: b"%04X" % number for number, letter in enumerate(letters, 3)}
    table = b"".join(b"<%s> <%04X>\n" % (codes[letter], ord(letter)) for letter in letters)
    cmap = b"1 begincodespacerange <0000> <FFFF> endcodespacerange %d beginbfchar\n%sendbfchar" % (len(letters), table)
    return b"BT /F1 9 Tf <" + b"".join(codes[letter] for letter in text) + b"> Tj ET", cmap


def document(text: str) -> bytes:
    """Make a document of Word, in which spelling and styles part words into several runs."""
    half = len(text) // 2
    runs = f"<w:r><w:t>{text[:half]}</w:t></w:r><w:proofErr/><w:r><w:t>{text[half:]}</w:t></w:r>"
    body = f"<w:document><w:body><w:p><w:r><w:t>It is</w:t></w:r></w:p><w:p>{runs}</w:p></w:body></w:document>"
    return zipped(word__document_dot_xml=f'<?xml version="1.0"?>{body}')


def sheet(text: str) -> bytes:
    """Make a sheet of Excel."""
    return zipped(
        xl__sharedStrings_dot_xml=f'<?xml version="1.0"?><sst><si><t>a</t></si><si><t>{text}</t></si></sst>',
    )


def slides(text: str) -> bytes:
    """Make slides of PowerPoint with a note."""
    return zipped(
        ppt__notesSlides__notesSlide1_dot_xml=f'<?xml version="1.0"?><p:notes><a:p><a:t>{text}</a:t></a:p></p:notes>',
    )


HIDING: dict[str, tuple[Callable[[str], bytes], str]] = {
    "a.zip": (lambda text: zipped(config___dot_env=text), ": config/.env"),
    "stored.zip": (lambda text: zipped(zipfile.ZIP_STORED, notes_dot_txt=text), ": notes.txt"),
    "a.tar": (lambda text: tarred(a__b_dot_txt=text), ": a/b.txt"),
    "a.tar.gz": (lambda text: gzip.compress(tarred(b_dot_txt=text)), ": b.txt"),
    "a.tar.xz": (lambda text: lzma.compress(tarred(b_dot_txt=text)), ": b.txt"),
    "a.csv.gz": (lambda text: gzip.compress(text.encode()), ""),
    "a.csv.bz2": (lambda text: bz2.compress(text.encode()), ""),
    "two.gz": (lambda text: gzip.compress(b"a\n") + gzip.compress(text.encode()), ""),
    "deep.zip": (lambda text: zipped(b_dot_tgz=gzip.compress(tarred(c_dot_txt=text))), ": b.tgz: c.txt"),
    "a.docx": (document, ": word/document.xml"),
    "a.xlsx": (sheet, ": xl/sharedStrings.xml"),
    "a.pptx": (slides, ": ppt/notesSlides/notesSlide1.xml"),
    "in-zip.zip": (lambda text: zipped(a_dot_docx=document(text)), ": a.docx: word/document.xml"),
}
"""File name to a function that hides a text in such a file, and what a message has after the name."""
PDFS: dict[str, Callable[[str], bytes]] = {
    "shown": lambda text: pdf(f"BT /F1 9 Tf ({text}) Tj ET".encode()),
    "kerned": lambda text: pdf(f"BT [({text[:9]}) 12 ({text[9:20]}) -33.5 ({text[20:]})] TJ ET".encode()),
    "in octal": lambda text: pdf(b"BT (" + b"".join(b"\\%03o" % ord(one) for one in text) + b") Tj ET"),
    "in hexadecimal": lambda text: pdf(f"BT <{text.encode().hex()}> Tj ET".encode()),
    "in codes of a font": lambda text: pdf(*in_two_bytes(text)),
    "in metadata": lambda text: pdf(b"BT (a) Tj ET").replace(b"trailer", f"9 0 obj<</Title({text})>>trailer".encode()),
    "in UTF-16": lambda text: pdf(b"<</Title<FEFF" + text.encode("utf-16-be").hex().encode() + b">>>"),
}
"""Way in which a PDF holds a text, to a function that makes one."""
