"""Exports of Ghost (*Settings > Import/Export*): JSON, or an archive with its pictures."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported
from blogtools.importers.exports.archive import Archive, zip_names
from blogtools.importers.html.to_markdown import has_formulas, markdown_of
from blogtools.importers.pictures import Find, Pictures, nothing, remote_note
from blogtools.importers.posts import PostNames, made_post, moment, only_told

_HOME = "__GHOST_URL__"
_HEAD = re.compile(rb'"(?:exported_on|posts_tags|mobiledoc|lexical|posts_meta|roles_users)"\s*:')
GHOST_HEAD = 1_000_000
_PUBLISHED = ("published", "sent")


class GhostImporter:
    """The JSON of Ghost, any version."""

    name = "ghost"

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - its beginning is enough
        """Return whether a file is an export, or an archive that has one."""
        if path.suffix.lower() == ".zip":
            return any("ghost" in name.lower() and name.endswith(".json") for name in zip_names(path))
        if path.suffix.lower() != ".json":
            return False
        with path.open("rb") as file:
            head = file.read(GHOST_HEAD)
        return head.lstrip()[:1] == b"{" and b'"data"' in head and _HEAD.search(head) is not None

    def read(self, path: Path) -> Iterator[Imported]:
        """Read an export, post by post; pictures of an archive come along.

        Raises:
            SourceError: it is no such JSON, or markdownify is not installed.
        """
        if path.suffix.lower() != ".zip":
            yield from _posts(str(path), path.read_bytes(), nothing)
            return
        with Archive(path) as archive:
            for name in archive.names(".json"):
                data = archive.read(name) if "ghost" in name.lower() else None
                if data is not None:
                    yield from _posts(f"{path}/{name}", data, archive.find)
            yield from only_told(archive.told())


def _posts(name: str, data: bytes, find: Find) -> Iterator[Imported]:
    tables = _tables(name, data)
    terms = _linked(tables, "posts_tags", "tag_id", "tags")
    people = _linked(tables, "posts_authors", "author_id", "users")
    meta = {str(row.get("post_id")): row for row in tables("posts_meta")}
    users = {str(row.get("id")): str(row.get("name") or "") for row in tables("users")}
    names = PostNames()
    shown: list[Pictures] = []
    counts: Counter[str] = Counter()
    for row in tables("posts"):
        key = str(row.get("id"))
        title = str(row.get("title") or "")
        pictures = Pictures(notebook := names.name(str(row.get("slug") or ""), title or "untitled"), find)
        shown.append(pictures)
        is_page = row.get("type") == "page" or row.get("page") in (1, True)
        counts["pages"] += is_page
        front = _front(row, {**row, **meta.get(key, {})}, pictures)
        front["tags"] = terms.get(key, [])
        front["authors"] = people.get(key) or [users.get(str(row.get("author_id")), "")]
        front["date"] = "" if is_page else front["date"]
        try:
            body = _body(row, Where(name), pictures, title)
        except SourceError as error:
            if "not installed" in error.message:
                raise
            yield Imported(findings=(error.as_finding(),))
            continue
        yield made_post(front, body, notebook, pictures, _visibility(row, title, name))
    told = list(remote_note(shown, Where(name)))
    if count := counts["pages"]:
        verb = "page is imported as a post" if count == 1 else "pages are imported as posts"
        told.append(Finding("import", f"{count} {verb} without a date, last in all lists", Where(name)))
    if comments := sum(1 for _ in tables("comments")):
        verb = "comment is" if comments == 1 else "comments are"
        told.append(Finding("import", f"{comments} {verb} not imported", Where(name)))
    yield from only_told(told)


def _tables(name: str, data: bytes) -> Any:
    """Return a function from the name of a table to its rows."""
    where = Where(name)
    try:
        given = json.loads(data)
        inner = given["db"][0] if isinstance(given, dict) and given.get("db") else given
        tables = inner["data"]
        rows = tables["posts"]
    except json.JSONDecodeError as error:
        message = f"is no valid JSON: {error.msg}"
        raise SourceError(message, where=Where(name, line=error.lineno), hint="export it again") from error
    except (UnicodeDecodeError, RecursionError) as error:
        message = "is no JSON that can be read"
        raise SourceError(message, where=where, hint="export it again") from error
    except (KeyError, IndexError, TypeError) as error:
        message = "is no export of Ghost: it has no table of posts"
        raise SourceError(message, where=where) from error
    if not isinstance(rows, list):
        message = "is no export of Ghost: it has no table of posts"
        raise SourceError(message, where=where)
    return lambda table: [row for row in tables.get(table) or () if isinstance(row, dict)]


def _linked(tables: Any, links: str, key: str, table: str) -> dict[str, list[str]]:
    """Return the names that a table of links gives each post, in its order; internal tags (`#x`) are left out."""
    known = {str(row.get("id")): str(row.get("name") or "") for row in tables(table)}
    found: dict[str, list[str]] = {}
    for row in sorted(tables(links), key=lambda row: _number(row.get("sort_order"))):
        name = known.get(str(row.get(key)), "")
        if name and not name.startswith("#"):
            found.setdefault(str(row.get("post_id")), []).append(name)
    return found


def _number(given: Any) -> int:
    return given if isinstance(given, int) else 0


def _front(row: dict[str, Any], both: dict[str, Any], pictures: Pictures) -> dict[str, Any]:
    def text(*keys: str) -> str:
        return next((str(both[key]) for key in keys if both.get(key)), "")

    image = text("feature_image", "image").replace(_HOME, "")
    slug = str(row.get("slug") or "")
    return {
        "title": text("title"),
        "date": _moment(row.get("published_at") or (row.get("created_at") if row.get("status") == "draft" else None)),
        "description": text("custom_excerpt", "meta_description"),
        "image": pictures.address(image, True) if image else "",
        "language": text("locale", "language").replace("_", "-") if row.get("locale") else "",
        "canonical_url": text("canonical_url"),
        "aliases": [f"/{slug}/"] if slug and row.get("status") in _PUBLISHED else [],
        "draft": row.get("status") not in (*_PUBLISHED, "scheduled") or row.get("visibility") not in (None, "public"),
    }


def _moment(given: Any) -> Any:
    """Return a date; old versions give it in milliseconds since 1970."""
    if isinstance(given, int) and not isinstance(given, bool):
        try:
            return dt.datetime.fromtimestamp(given / 1000, dt.UTC).replace(tzinfo=None, microsecond=0)
        except (OverflowError, ValueError, OSError):
            return ""
    return moment(str(given or ""))


def _body(row: dict[str, Any], where: Where, pictures: Pictures, title: str) -> str:
    markdown, html = row.get("markdown"), row.get("html")
    if isinstance(markdown, str) and markdown.strip():
        return markdown.replace(_HOME, "")
    if not html and any(row.get(key) for key in ("plaintext", "mobiledoc", "lexical")) and not _is_empty(row):
        message = f"the post {title!r} has no HTML in the export, and is not imported"
        raise SourceError(message, where=where, hint="open it in Ghost, save it, and export again")
    head = str(row.get("codeinjection_head") or "") + str(row.get("codeinjection_foot") or "")
    return markdown_of(str(html or "").replace(_HOME, ""), where, pictures.address, dollars=has_formulas(head))


def _is_empty(row: dict[str, Any]) -> bool:
    """Return whether a post has no words in Ghost's own formats."""
    own = f"{row.get('mobiledoc') or ''}{row.get('lexical') or ''}{row.get('plaintext') or ''}"
    return not re.search(
        r'"text"\s*:\s*"\s*\w|\[\d+,\[[^\[\]]*\],\d+,"[^"]*\w|"(?:markdown|html|code)"\s*:\s*"\s*\S', own
    )


def _visibility(row: dict[str, Any], title: str, name: str) -> Iterator[Finding]:
    visibility = row.get("visibility")
    if visibility not in (None, "public"):
        message = f"the post {title!r} is only for {visibility}; it is imported as a draft"
        yield Finding("import", message, Where(name), "remove `draft` from its metadata to publish it")


IMPORTER = GhostImporter()
