"""Posts that importers made of their sources' parts: metadata, Markdown and files become cells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from blogtools.errors import Finding
from blogtools.importers.base import Imported
from blogtools.importers.markdown import markdown_cells
from blogtools.importers.pictures import Pictures
from blogtools.starter.notebook import front_text
from blogtools.transform.anchors import post_slug

_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_DATED_NAME = re.compile(r"\d{4}-\d\d-\d\d-")
ORDER = ("title", "date", "updated", "description", "authors", "categories", "tags", "slug", "image", "language")
"""Fields in the order in which they are written; the others follow."""


def made_post(
    front: dict[str, Any], body: str, name: str, pictures: Pictures, findings: Iterable[Finding] = ()
) -> Imported:
    """Return a post of its metadata, of which those without a value are left out, and its text in Markdown."""
    given = {key: value for key, value in front.items() if value not in (None, "", [], [""], False)}
    ordered = {key: given[key] for key in (*ORDER, *given) if key in given}
    cells, language = markdown_cells(body)
    return Imported(
        (("raw", front_text(ordered)), *cells), language, tuple(findings), name=name, files=dict(pictures.files)
    )


class PostNames:
    """PostNames for the notebooks of one source, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def name(self, slug: str, title: str) -> str:
        """Return a name: the slug, or one made of the title."""
        wanted = post_slug(_DATED_NAME.sub("", slug) or slug or title)
        name = wanted
        number = 2
        while name in self._given:
            name = f"{wanted}-{number}"
            number += 1
        self._given.add(name)
        return name


def only_told(findings: Iterable[Finding]) -> Iterator[Imported]:
    """Yield what carries findings of a whole source, if there are any."""
    if told := tuple(findings):
        yield Imported(findings=told)


def moment(text: str) -> dt.datetime | str:
    """Return a date and time in ISO 8601 or as in mails (RFC 2822), UTC without its zone; empty if it is neither."""
    match = _ZONE.match(text.strip())
    try:
        if match:
            found = dt.datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}")
        elif text.strip():
            found = parsedate_to_datetime(text)
        else:
            return ""
    except (ValueError, TypeError, IndexError):
        return ""
    return found.replace(tzinfo=None) if found.utcoffset() == dt.timedelta() else found


def alias_of(address: str) -> str:
    """Return the path of an old address; empty if it is that of a site's front page, or one that only a query tells."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = unquote(parts.path)
    return "" if parts.query or path in ("", "/") else path
