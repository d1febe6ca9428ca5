"""Exports of WordPress (*Tools > Export*): posts and pages, with their addresses, terms and pictures."""

from __future__ import annotations

import datetime as dt
import html
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported
from blogtools.importers.exports.archive import Archive, zip_names
from blogtools.importers.exports.paragraphs import with_paragraphs
from blogtools.importers.exports.shortcodes import (
    WordPressPicture,
    WordPressSite,
    addresses_alone,
    freeform,
    is_of_blocks,
    lines_told,
    translated_shortcodes,
)
from blogtools.importers.exports.wxr import WXR_HEAD, Export, WxrItem, is_wxr, read_wxr
from blogtools.importers.html.text import page_text
from blogtools.importers.html.to_markdown import markdown_of
from blogtools.importers.pictures import Find, Pictures, nothing, remote_note
from blogtools.importers.posts import PostNames, alias_of, made_post, moment, only_told

_UNPUBLISHED = {"draft": "", "pending": "", "auto-draft": "", "private": "private", "future": ""}
_QUIET = frozenset(
    {
        *("attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "wp_block"),
        *("user_request", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family"),
        *("wp_font_face", "feedback", "jp_pay_order", "jp_pay_product"),
    }
)
"""Types of items that are no texts of their own."""
_NO_DATE = "0000-00-00 00:00:00"
_TWO_DAYS = dt.timedelta(days=2)


class WordPressImporter:
    """WordPress eXtended RSS, one file or several in an archive."""

    name = "wordpress"

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - exports may not be UTF-8
        """Return whether a file is an export, or an archive that has one."""
        if path.suffix.lower() == ".zip":
            return any(_is_export(name) for name in zip_names(path))
        if path.suffix.lower() not in (".xml", ".wxr"):
            return False
        with path.open("rb") as file:
            return is_wxr(file.read(WXR_HEAD))

    def read(self, path: Path) -> Iterator[Imported]:
        """Read an export, post by post.

        Raises:
            SourceError: it cannot be read, or markdownify is not installed.
        """
        if path.suffix.lower() != ".zip":
            yield from _posts(path, str(path), _bytes(path), nothing)
            return
        with Archive(path) as archive:
            for name in filter(_is_export, archive.names()):
                data = archive.read(name)
                if data is not None and is_wxr(data[:WXR_HEAD]):
                    yield from _posts(path, f"{path}/{name}", data, archive.find)
            yield from only_told(archive.told())


def _is_export(name: str) -> bool:
    return name.lower().endswith((".xml", ".wxr")) and ("wordpress" in name.lower() or "/" not in name)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SourceError(message, where=Where(str(path))) from error


def _posts(path: Path, name: str, data: bytes, find: Find) -> Iterator[Imported]:
    export = read_wxr(data)
    names = PostNames()
    shown: list[Pictures] = []
    counts: Counter[str] = Counter()
    for item in export.items:
        if item.kind not in ("post", "page"):
            counts[f"type {item.kind}"] += item.kind not in _QUIET
            continue
        if item.status == "trash":
            counts["trash"] += 1
            continue
        pictures = Pictures(notebook := names.name(unquote(item.name), _title(item) or "untitled"), find)
        shown.append(pictures)
        counts["comments"] += item.comments
        counts["pages"] += item.kind == "page"
        counts["queries"] += bool(item.link) and "?p=" in item.link and item.status == "publish"
        try:
            yield _post(export, item, notebook, pictures, name)
        except SourceError as error:
            if "not installed" in error.message:
                raise
            yield Imported(findings=(error.as_finding(),))
    yield from only_told([*_told(export, counts, name), *remote_note(shown, Where(str(path)))])


def _post(export: Export, item: WxrItem, notebook: str, pictures: Pictures, name: str) -> Imported:
    where = Where(name, line=item.line)
    content, told = translated_shortcodes(item.content, _site(export, item))
    content = addresses_alone(content)
    content = freeform(content, with_paragraphs) if is_of_blocks(item.content) else with_paragraphs(content)
    findings = [
        Finding("import", message, Where(name, line=item.content_line + line)) for line, message in lines_told(told)
    ]
    body = markdown_of(content, where, pictures.address)
    front = {
        "title": _title(item),
        "date": _date(item) if item.kind == "post" else "",
        "description": page_text(item.excerpt) or item.meta.get("_yoast_wpseo_metadesc", "").strip(),
        "authors": [export.authors.get(item.creator) or item.creator] if item.creator else [],
        "categories": _terms(item, "category"),
        "tags": _terms(item, "post_tag"),
        "image": _image(export, item, pictures),
        "aliases": [alias] if (alias := alias_of(item.link)) else [],
        "draft": item.status in _UNPUBLISHED or bool(item.password),
    }
    if item.password or _UNPUBLISHED.get(item.status):
        why = "protected by a password" if item.password else "private"
        message = f"the post {_title(item)!r} is {why}; it is imported as a draft"
        findings.append(Finding("import", message, where, "remove `draft` from its metadata to publish it"))
    return made_post(front, body, notebook, pictures, findings)


def _title(item: WxrItem) -> str:
    return page_text(item.title) if item.title else ""


def _date(item: WxrItem) -> object:
    """Return the date with the time of its place; the difference to that of Greenwich is its zone."""
    local, utc = (moment(text) if text and text != _NO_DATE else "" for text in (item.date, item.date_gmt))
    if isinstance(local, dt.datetime) and isinstance(utc, dt.datetime) and utc.tzinfo is None:
        offset = local - utc
        if offset and abs(offset) < _TWO_DAYS / 2 and not offset.seconds % 60:
            return local.replace(tzinfo=dt.timezone(offset))
    if local:
        return local
    return "" if item.status in _UNPUBLISHED else moment(item.published)


def _terms(item: WxrItem, taxonomy: str) -> list[str]:
    """Return the terms of a post, without the category that WordPress gives to posts without one."""
    found = [html.unescape(name) for domain, slug, name in item.terms if domain == taxonomy and slug != "uncategorized"]
    return list(dict.fromkeys(found))


def _image(export: Export, item: WxrItem, pictures: Pictures) -> str:
    number = item.meta.get("_thumbnail_id", "").strip()
    file = export.files.get(number)
    return pictures.address(file.attachment, True) if file else ""


def _site(export: Export, item: WxrItem) -> WordPressSite:
    def gallery(ids: list[str]) -> list[WordPressPicture]:
        files = export.files
        chosen = (
            [files[number] for number in ids if number in files]
            if ids
            else [one for one in files.values() if one.parent == item.number]
        )
        return [WordPressPicture(one.attachment, html.escape(page_text(one.excerpt))) for one in chosen]

    return WordPressSite(gallery, lambda number: export.blocks.get(number, ""))


def _told(export: Export, counts: Counter[str], name: str) -> Iterator[Finding]:
    """Yield what is told once of a whole export."""
    for line, message in export.notes:
        yield Finding("import", message, Where(name, line=line))
    for line, message in export.problems:
        yield Finding("import", message, Where(name, line=line), "export it again", "error")
    where = Where(name)
    if count := counts["comments"]:
        yield Finding("import", f"{_many(count, 'comment is', 'comments are')} not imported", where)
    if count := counts["pages"]:
        verb = "page is imported as a post" if count == 1 else "pages are imported as posts"
        yield Finding("import", f"{count} {verb} without a date, last in all lists", where)
    if count := counts["trash"]:
        yield Finding("import", f"{_many(count, 'post in the trash is', 'posts in the trash are')} not imported", where)
    if count := counts["queries"]:
        message = (
            f"{_many(count, 'address has', 'addresses have')} a query (?p=12), which a static site cannot redirect"
        )
        yield Finding("import", message, where)
    for kind in sorted(kind for kind in counts if kind.startswith("type ") and counts[kind]):
        message = (
            f"{_many(counts[kind], 'item', 'items')} of the {kind} {'is' if counts[kind] == 1 else 'are'} not imported"
        )
        yield Finding("import", message, where)


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


IMPORTER = WordPressImporter()
