"""Posts in reStructuredText: those of Pelican (`:date:`), of Nikola (`.. date:`), and documents with a title."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from blogtools.errors import Where
from blogtools.importers.base import Imported, read_text
from blogtools.importers.extra import missing_extra
from blogtools.importers.pictures import Pictures, remote_note
from blogtools.importers.posts import made_post
from blogtools.importers.rst.header import as_front, links_told, read_meta, split_header

RST_SUFFIXES = (".rst", ".rest", ".txt")
_OF_POSTS = re.compile(
    r"^(?::(?:date|title|slug|tags|category):|\.\. (?:title|date|slug):)", re.MULTILINE | re.IGNORECASE
)
_POST_LINK = re.compile(r"^link://(?:slug|filename)/([^#]+)(#.*)?$")


class RstImporter:
    """reStructuredText."""

    name = "rst"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is reStructuredText by its name, and by its metadata if that is one of plain text."""
        suffix = path.suffix.lower()
        if suffix in (".rst", ".rest"):
            return True
        return suffix == ".txt" and _OF_POSTS.search(text[:2_000]) is not None

    def read(self, path: Path) -> Imported:
        """Read a post.

        Raises:
            SourceError: it is not UTF-8, or docutils or markdownify is not installed.
        """
        text = read_text(path)
        given, body, first = split_header(text)
        beside = path.with_suffix(".meta")
        given = {**(read_meta(read_text(beside)) if beside.is_file() else {}), **given}
        try:
            # Only those who import such texts need docutils.
            from blogtools.importers.rst.convert import read_rst
        except ImportError as error:
            raise missing_extra(error, Where(str(path))) from error
        pictures = Pictures(path.stem)

        def address(target: str, is_picture: bool) -> str:  # noqa: FBT001 - the form of `Address`
            if not is_picture and (link := _POST_LINK.match(target)):
                return f"{posixpath.basename(link[1].rstrip('/'))}.ipynb{link[2] or ''}"
            return pictures.address(target, is_picture)

        document = read_rst(body, path, first, address, has_title="title" not in given)
        front = as_front({**document.fields, **given})
        front.setdefault("title", document.title)
        findings = [*document.findings, *remote_note([pictures], Where(str(path)))]
        markdown = document.markdown
        if document.title and front["title"] != document.title:
            markdown = f"# {document.title}\n\n{markdown}"
        findings += links_told(given, path)
        return made_post(front, markdown, "", pictures, findings)


IMPORTER = RstImporter()
