"""The items of an export of WordPress (WXR, an RSS feed), read by expat without any entity of its own."""

from __future__ import annotations

import re
from typing import Any, NoReturn
from xml.parsers import expat

import msgspec

from blogtools.importers.decode import lenient_text

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_HEAD = re.compile(rb"xmlns:wp\s*=|<wp:wxr_version>|<!--\s*This is a WordPress eXtended RSS")
WXR_HEAD = 16_384
_FIELDS = {
    "title": "title",
    "link": "link",
    "pubDate": "published",
    "dc:creator": "creator",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "number",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified",
    "wp:post_name": "name",
    "wp:status": "status",
    "wp:post_parent": "parent",
    "wp:post_type": "kind",
    "wp:post_password": "password",
    "wp:attachment_url": "attachment",
}
"""Elements of an item to fields of `WxrItem`."""


class WxrItem(msgspec.Struct):
    """An item, as it stands in the file."""

    line: int = 0
    """Number of its first line."""
    title: str = ""
    link: str = ""
    published: str = ""
    creator: str = ""
    content: str = ""
    content_line: int = 0
    """Number of the line in which the content begins."""
    excerpt: str = ""
    number: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    name: str = ""
    status: str = ""
    parent: str = ""
    kind: str = "post"
    password: str = ""
    attachment: str = ""
    terms: list[tuple[str, str, str]] = []
    """Taxonomy, slug and name of each."""
    meta: dict[str, str] = {}
    comments: int = 0


class Export(msgspec.Struct):
    """An export."""

    items: list[WxrItem] = []
    authors: dict[str, str] = {}
    """Login to name."""
    files: dict[str, WxrItem] = {}
    """Items that are files, by number."""
    blocks: dict[str, str] = {}
    """Content of the blocks that several posts share, by number."""
    problems: list[tuple[int, str]] = []
    """Line and message of what cannot be read."""
    notes: list[tuple[int, str]] = []
    """Line and message of what was put right."""


class ForbiddenError(Exception):
    """An entity that the file declares; none does in an export, and some fill all memory."""


def is_wxr(head: bytes) -> bool:
    """Return whether a file with such a beginning is an export of WordPress."""
    return _HEAD.search(head) is not None


def read_wxr(data: bytes) -> Export:
    """Return the items of an export; where it is no valid XML, those before."""
    export = Export()
    data = _put_right(data, export)
    reader = _Reader(export)
    try:
        reader.parser.Parse(data, True)
    except ForbiddenError:
        line = reader.parser.CurrentLineNumber
        message = "declares an entity of XML, which no export does and which may fill all memory; nothing is read"
        for found in (export.items, export.files, export.blocks):
            found.clear()
        export.problems.append((line, message))
    except expat.ExpatError as error:
        message = f"is no valid XML from here on ({expat.errors.messages[error.code]}); what stands before is imported"
        export.problems.append((error.lineno, message))
    return export


def _put_right(data: bytes, export: Export) -> bytes:
    """Return the bytes without what plugins of WordPress leave in exports and XML forbids."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _ENCODING.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (declared and declared[1].lower() not in (b"utf-8", b"utf8")):
        return data
    if found := _CONTROLS.search(data):
        line = data.count(b"\n", 0, found.start()) + 1
        data, count = _CONTROLS.subn(b"", data)
        message = f"{count} control characters, which XML forbids, are left out; the first is here"
        export.notes.append((line, message))
    text, line = lenient_text(data)
    if line:
        export.notes.append((line, "is not UTF-8 here, and is read as Windows-1252"))
        data = text.encode()
    return data


class _Reader:
    """Collects the items as the parser meets their elements."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._item: WxrItem | None = None
        self._text: list[str] = []
        self._term: tuple[str, str] = ("", "")
        self._pair: list[str] = ["", ""]
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = _forbid
        self.parser.UnparsedEntityDeclHandler = _forbid
        self.parser.ExternalEntityRefHandler = _forbid

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        if name == "item":
            self._item = WxrItem(line=self.parser.CurrentLineNumber)
        elif name == "category":
            self._term = (attributes.get("domain", "category"), attributes.get("nicename", ""))
        elif name in ("wp:postmeta", "wp:author"):
            self._pair = ["", ""]
        elif name == "wp:comment" and self._item is not None:
            self._item.comments += 1

    def _keep(self, item: WxrItem) -> None:
        self._export.items.append(item)
        if item.kind == "attachment" and item.attachment:
            self._export.files[item.number] = item
        elif item.kind == "wp_block":
            self._export.blocks[item.number] = item.content

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        item = self._item
        if name in ("wp:meta_key", "wp:author_login"):
            self._pair[0] = text.strip()
        elif name in ("wp:meta_value", "wp:author_display_name"):
            self._pair[1] = text
        elif name == "wp:author":
            self._export.authors[self._pair[0]] = self._pair[1].strip()
        elif item is None:
            return
        elif name == "item":
            self._keep(item)
            self._item = None
        elif name == "wp:postmeta":
            item.meta.setdefault(self._pair[0], self._pair[1])
        elif name == "category":
            item.terms.append((*self._term, text.strip()))
        elif field := _FIELDS.get(name):
            setattr(item, field, text if field in ("content", "excerpt") else text.strip())
            if field == "content":
                item.content_line = self.parser.CurrentLineNumber - text.count("\n")


def _forbid(*_: Any) -> NoReturn:
    raise ForbiddenError
