"""Reads bibliographies in RIS, which libraries and publishers offer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.citations.entries import BibEntry, coded, grouped, sort_name, written_address, written_date

_LINE = lazy_pattern(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_KINDS = {
    **dict.fromkeys(("JOUR", "MGZN", "NEWS", "EJOUR", "ABST"), "article"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK"), "book"),
    **dict.fromkeys(("CHAP", "ECHAP"), "incollection"),
    **dict.fromkeys(("CONF", "CPAPER"), "inproceedings"),
    **dict.fromkeys(("ELEC", "WEB", "BLOG"), "online"),
    "THES": "thesis",
    "RPRT": "report",
    "COMP": "software",
    "DATA": "dataset",
    "UNPB": "unpublished",
    "PAT": "patent",
}
_FIELDS = {
    **dict.fromkeys(("TI", "T1", "CT"), "title"),
    "VL": "volume",
    "IS": "number",
    "PB": "publisher",
    "CY": "location",
    "ET": "edition",
    "DO": "doi",
    "M3": "type",
    "N1": "note",
}
_CONTAINERS = ("JO", "JF", "T2", "BT", "JA", "J2")


def read_ris(text: str, file: str) -> dict[str, BibEntry]:
    """Return the entries by key: their `ID`, or for those without one the first author and the year, `knuth1984`."""
    entries: dict[str, BibEntry] = {}
    for line, tags in _records(text):
        entry = _entry(tags, file, line)
        key = "".join(tags.get("ID", ())).strip() or _made_key(entry)
        if key:
            entries.setdefault(key, BibEntry(key, entry.kind, entry.fields, file, line))
    return entries


def _records(text: str) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Yield the first line and the tags of each record."""
    tags: dict[str, list[str]] = {}
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.match(line.lstrip("\ufeff"))
        if match is None:
            continue
        if match[1] == "TY":
            tags, start = {}, number
        if match[1] == "ER":
            if tags:
                yield start, tags
            tags = {}
        else:
            tags.setdefault(match[1], []).append(match[2].strip())


def _entry(tags: dict[str, list[str]], file: str, line: int) -> BibEntry:
    kind = _KINDS.get("".join(tags.get("TY", ())), "misc")
    fields = {}
    for tag, field in _FIELDS.items():
        if tag in tags and tags[tag][0] and field not in fields:
            fields[field] = coded(tags[tag][0])
    container = next((tags[tag][0] for tag in _CONTAINERS if tag in tags), "")
    if container:
        fields["journaltitle" if kind == "article" else "booktitle" if kind.startswith("in") else "series"] = coded(
            container
        )
    pages = "--".join(coded(tags[tag][0]) for tag in ("SP", "EP") if tag in tags)
    day = written_date(
        re.sub(r"/+$", "", next((tags[tag][0] for tag in ("DA", "PY", "Y1") if tag in tags), "")).replace("/", "-")
    )
    address = written_address(next(iter(tags.get("UR", ())), ""))
    more = {
        "pages": pages,
        "date": day,
        "url": address,
        "author": " and ".join(map(_name, (*tags.get("AU", ()), *tags.get("A1", ())))),
        "editor": " and ".join(map(_name, (*tags.get("ED", ()), *tags.get("A2", ())))),
        "isbn" if kind in ("book", "incollection") else "issn": coded(next(iter(tags.get("SN", ())), "")),
    }
    return BibEntry("", kind, {**fields, **{name: value for name, value in more.items() if value}}, file, line)


def _name(written: str) -> str:
    """Return a name as BibTeX has it; one without a comma is that of an organization."""
    family, comma, given = written.partition(",")
    return f"{grouped(coded(family))}, {coded(given)}" if comma else grouped(coded(written))


def _made_key(entry: BibEntry) -> str:
    name = sort_name(entry.fields.get("author") or entry.fields.get("title", "")).lower()
    return name + entry.fields.get("date", "")[:4]
