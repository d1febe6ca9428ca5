"""Exports of Substack (*Settings > Export*): an archive with a table of posts, and the text of each as HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from selectolax.lexbor import LexborHTMLParser

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported
from blogtools.importers.decode import html_text, lenient_text
from blogtools.importers.exports.archive import Archive, zip_names
from blogtools.importers.html.to_markdown import markdown_of
from blogtools.importers.pictures import Pictures, remote_note
from blogtools.importers.posts import PostNames, made_post, moment, only_told

_TABLE = "posts.csv"
_WIDGETS = ".subscription-widget-wrap, .subscription-widget, .button-wrapper, .share-dialog, .captioned-button-wrap"
_TRUE = ("true", "1", "t")


class SubstackImporter:
    """An archive of Substack."""

    name = "substack"

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - its names tell
        """Return whether a file is an archive with a table of posts."""
        return any(PurePosixPath(name).name == _TABLE for name in zip_names(path))

    def read(self, path: Path) -> Iterator[Imported]:
        """Read an archive, post by post.

        Raises:
            SourceError: it is broken, or markdownify is not installed.
        """
        with Archive(path) as archive:
            table = next((name for name in archive.names(".csv") if PurePosixPath(name).name == _TABLE), "")
            data = archive.read(table) if table else None
            if data is not None:
                yield from _posts(archive, path, table, data)
            yield from only_told(archive.told())


def _posts(archive: Archive, path: Path, table: str, data: bytes) -> Iterator[Imported]:
    texts = {PurePosixPath(name).name.split(".")[0]: name for name in archive.names(".html")}
    names = PostNames()
    shown: list[Pictures] = []
    try:
        rows = list(csv.DictReader(io.StringIO(lenient_text(data)[0], newline="")))
    except csv.Error as error:
        message = f"is no table that can be read: {error}"
        raise SourceError(message, where=Where(f"{path}/{table}"), hint="export it again") from error
    for row in rows:
        number, _, slug = (row.get("post_id") or "").partition(".")
        name = texts.pop(number, "")
        html = archive.read(name) if name else None
        title = (row.get("title") or "").strip()
        if html is None:
            if not name:
                message = f"the post {title!r} has no text in the archive, and is not imported"
                yield Imported(findings=(Finding("import", message, Where(f"{path}/{table}"), severity="error"),))
            continue
        slug = slug or PurePosixPath(name).name.removesuffix(".html").partition(".")[2]
        pictures = Pictures(notebook := names.name(slug, title or "untitled"), archive.find)
        shown.append(pictures)
        try:
            body = _text(html_text(html)[0], Where(f"{path}/{name}"), pictures)
        except SourceError as error:
            if "not installed" in error.message:
                raise
            yield Imported(findings=(error.as_finding(),))
            continue
        yield made_post(_front(row, title, slug), body, notebook, pictures, _told(row, title, f"{path}/{name}"))
    for name in texts.values():
        message = f"has no line in {_TABLE}, and is not imported"
        yield Imported(findings=(Finding("import", message, Where(f"{path}/{name}"), severity="error"),))
    yield from only_told(remote_note(shown, Where(str(path))))


def _text(html: str, where: Where, pictures: Pictures) -> str:
    page = LexborHTMLParser(f"<body>{html}")
    for element in page.css(_WIDGETS):
        element.decompose()  # Buttons to subscribe and to share.
    return markdown_of(page.body.html or "" if page.body else "", where, pictures.address)


def _front(row: dict[str, str], title: str, slug: str) -> dict[str, object]:
    is_published = (row.get("is_published") or "").strip().lower() in _TRUE
    return {
        "title": title,
        "date": moment(row.get("post_date") or row.get("email_sent_at") or ""),
        "description": (row.get("subtitle") or "").strip(),
        "aliases": [f"/p/{slug}"] if slug and is_published else [],
        "draft": not is_published or _is_private(row),
    }


def _is_private(row: dict[str, str]) -> bool:
    return (row.get("audience") or "everyone").strip() not in ("everyone", "")


def _told(row: dict[str, str], title: str, name: str) -> Iterator[Finding]:
    if _is_private(row):
        message = f"the post {title!r} is only for {(row.get('audience') or '').strip()}; it is imported as a draft"
        yield Finding("import", message, Where(name), "remove `draft` from its metadata to publish it")
    if podcast := (row.get("podcast_url") or "").strip():
        yield Finding("import", f"the recording of {title!r} stays where it is: {podcast}", Where(name))


IMPORTER = SubstackImporter()
