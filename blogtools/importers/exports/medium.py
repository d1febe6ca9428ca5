"""Exports of Medium (*Settings > Download your information*): an archive of pages, one a story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from selectolax.lexbor import LexborHTMLParser

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported
from blogtools.importers.decode import html_text
from blogtools.importers.exports.archive import Archive, zip_names
from blogtools.importers.html.to_markdown import markdown_of
from blogtools.importers.pictures import Find, Pictures, nothing, remote_note
from blogtools.importers.posts import PostNames, alias_of, made_post, moment, only_told

_STORY = re.compile(r"(?:^|/)posts/[^/]+\.html$")
_ID = re.compile(r"-{1,2}[0-9a-f]{8,14}$")
_DATED = re.compile(r"(?:draft|\d{4}-\d\d-\d\d)_")
_MEDIUM = re.compile(r"https?://(?:www\.)?medium\.com/")
_TRACKED = re.compile(r"https?://medium\.com/_/stat")


class MediumImporter:
    """An archive of Medium, or a page in it."""

    name = "medium"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is an archive with stories, or a story."""
        if path.suffix.lower() == ".zip":
            names = zip_names(path)
            return any(map(_STORY.search, names)) and not any(name.endswith("posts.csv") for name in names)
        return path.suffix.lower() == ".html" and 'class="h-entry"' in text and 'data-field="body"' in text

    def read(self, path: Path) -> Iterator[Imported]:
        """Read an archive, story by story, or one story.

        Raises:
            SourceError: the archive is broken, or markdownify is not installed.
        """
        names = PostNames()
        shown: list[Pictures] = []
        if path.suffix.lower() != ".zip":
            yield _story(path.name, path.read_bytes(), Where(str(path)), names, (shown, nothing))
        else:
            with Archive(path) as archive:
                for name in filter(_STORY.search, archive.names(".html")):
                    data = archive.read(name)
                    if data is not None:
                        yield _contained(name, data, Where(f"{path}/{name}"), names, (shown, archive.find))
                yield from only_told(archive.told())
        yield from only_told(remote_note(shown, Where(str(path))))


def _contained(name: str, data: bytes, where: Where, names: PostNames, files: tuple[list[Pictures], Find]) -> Imported:
    """Return a story of an archive; one that cannot be read costs only that one."""
    try:
        return _story(PurePosixPath(name).name, data, where, names, files)
    except SourceError as error:
        if "not installed" in error.message:
            raise
        return Imported(findings=(error.as_finding(),))


def _story(file: str, data: bytes, where: Where, names: PostNames, files: tuple[list[Pictures], Find]) -> Imported:
    shown, find = files
    page = LexborHTMLParser(html_text(data)[0])
    body = page.css_first('[data-field="body"]')
    if body is None:
        message = "has no text of a story"
        raise SourceError(message, where=where)
    title = _words(page, ".p-name") or _words(page, "title")
    subtitle = _words(page, ".p-summary")
    has_title = page.css_first(".graf--title") is not None
    for element in body.css(".section-divider, .graf--title, .graf--subtitle"):
        words = " ".join(element.text().split())
        if "section-divider" in (element.attributes.get("class") or "") or words in (title, subtitle):
            element.decompose()
    for element in body.css("img"):
        if _TRACKED.match(element.attributes.get("src") or ""):
            element.decompose()
    link = page.css_first(".p-canonical")
    address = (link.attributes.get("href") or "") if link else ""
    stem = file.removesuffix(".html")
    slug = _ID.sub("", PurePosixPath(alias_of(address)).name or _DATED.sub("", stem, count=1))
    pictures = Pictures(notebook := names.name(slug, title or "untitled"), find)
    shown.append(pictures)
    time = page.css_first("time.dt-published")
    is_draft = stem.startswith("draft_") or time is None
    front = {
        "title": title,
        "date": moment((time.attributes.get("datetime") or "") if time else ""),
        "description": subtitle,
        "authors": [author] if (author := _words(page, ".p-author")) else [],
        "aliases": [alias_of(address)] if address and not _MEDIUM.match(address) else [],
        "draft": is_draft,
    }
    findings = []
    if not is_draft and not has_title:
        message = "has no title of its own: it may be a response to the story of somebody else"
        findings.append(Finding("import", message, where, "remove the notebook if it is one"))
    # The picture that begins a story is that of its card.
    front["image"] = _first_picture(body.html or "", pictures)
    return made_post(front, _text(body.html or "", where, pictures), notebook, pictures, findings)


def _text(html: str, where: Where, pictures: Pictures) -> str:
    text = markdown_of(html, where, pictures.address)
    return re.sub(r"\A(?:---\n+)+|(?:\n+---)+\Z", "", text)


def _first_picture(html: str, pictures: Pictures) -> str:
    found = re.search(r'<img\b[^>]*\bdata-is-featured="true"[^>]*>', html)
    src = re.search(r'\bsrc="([^"]*)"', found[0]) if found else None
    return pictures.address(src[1], True) if src else ""


def _words(page: LexborHTMLParser, selector: str) -> str:
    element = page.css_first(selector)
    return " ".join(element.text().split()) if element else ""


IMPORTER = MediumImporter()
