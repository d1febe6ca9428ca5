"""Reads entries in CSL-JSON, as Zotero and Pandoc write them, and cite2c keeps them in a notebook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from blogtools.memo import lazy_pattern
from blogtools.transform.citations.entries import BibEntry, coded, grouped, written_address, written_date

BIB_TYPES = {
    **dict.fromkeys(("article", "article-journal", "article-magazine", "article-newspaper", "review"), "article"),
    **dict.fromkeys(("book", "collection", "periodical"), "book"),
    **dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), "incollection"),
    **dict.fromkeys(("webpage", "post", "post-weblog"), "online"),
    "paper-conference": "inproceedings",
    "thesis": "thesis",
    "report": "report",
    "patent": "patent",
    "software": "software",
    "dataset": "dataset",
    "manuscript": "unpublished",
}
"""Types of CSL to those of BibLaTeX; others are `misc`."""
_FIELDS = dict(
    pair.split(":")
    for pair in [
        "title:title",
        "volume:volume",
        "issue:number",
        "number:number",
        "page:pages",
        "publisher-place:location",
        "edition:edition",
        "DOI:doi",
        "ISBN:isbn",
        "ISSN:issn",
        "collection-title:series",
        "genre:type",
        "version:version",
        "note:note",
    ]
)
_MARKUP = lazy_pattern(r"</?(?:i|b|sup|sub|em|strong|sc|span)\b[^<>]*>", re.IGNORECASE)
"""Tags of HTML that CSL-JSON has."""
_NAMES = ("author", "editor", "translator")


def read_csl(value: Any, file: str) -> dict[str, BibEntry]:
    """Return the entries of a list, or of a mapping from ids to entries, by key; what is no entry is left out."""
    if isinstance(value, dict):
        inner = value.get("references") or value.get("items")
        value = (
            inner if isinstance(inner, list) else [{"id": key, **one} for key, one in value.items() if _is_item(one)]
        )
    items = value if isinstance(value, list) else []
    found = (csl_entry(item, file) for item in items if _is_item(item) and _key(item))
    entries: dict[str, BibEntry] = {}
    for entry in found:
        entries.setdefault(entry.key, entry)
    return entries


def _is_item(item: Any) -> bool:
    return isinstance(item, dict)


def _key(item: Mapping[str, Any]) -> str:
    key = item.get("citation-key") or item.get("id")
    return str(key).strip() if isinstance(key, str | int) else ""


def csl_entry(item: Mapping[str, Any], file: str) -> BibEntry:
    """Return an item of CSL-JSON as an entry."""
    kind = BIB_TYPES.get(str(item.get("type", "")), "misc")
    fields = {}
    for name, field in _FIELDS.items():
        text = _text(item.get(name))
        if text:
            fields[field] = text
    container = _text(item.get("container-title"))
    if container:
        fields["journaltitle" if kind == "article" else "booktitle" if kind.startswith("in") else "series"] = container
    publisher = _text(item.get("publisher"))
    if publisher:
        fields["institution" if kind in ("thesis", "report") else "publisher"] = publisher
    for name in _NAMES:
        people = " and ".join(_people(item.get(name)))
        if people:
            fields[name] = people
    for name, field in (("issued", "date"), ("accessed", "urldate")):
        day = _date(item.get(name))
        if day:
            fields[field] = day
    address = written_address(str(item.get("URL") or ""))
    if address:
        fields["url"] = address
    return BibEntry(_key(item), kind, fields, file)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return coded(html.unescape(_MARKUP.sub("", str(value))))


def _people(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield grouped(coded(one))
        elif isinstance(one, dict):
            family = " ".join(filter(None, map(_text, (one.get("non-dropping-particle"), one.get("family")))))
            given = " ".join(filter(None, map(_text, (one.get("given"), one.get("dropping-particle")))))
            whole = _text(one.get("literal")) or _text(one.get("name"))
            if whole or family:
                yield grouped(whole) if whole else f"{grouped(family)}, {given}" if given else grouped(family)


def _date(value: Any) -> str:
    if isinstance(value, dict):
        parts = value.get("date-parts")
        if isinstance(parts, list) and parts and all(isinstance(part, list) and part for part in parts):
            days = [
                "-".join(str(number).rjust(4 if not index else 2, "0") for index, number in enumerate(part))
                for part in parts
            ]
            return written_date("/".join(days))
        if "year" in value:
            return written_date("-".join(str(value[name]) for name in ("year", "month", "day") if name in value))
        value = value.get("raw") or value.get("literal") or value.get("string") or ""
    if isinstance(value, list):  # Pandoc's YAML has a list of years and months.
        return _date(value[0]) if value else ""
    return written_date(str(value)) if value else ""
