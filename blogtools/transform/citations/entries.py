"""Entries of bibliographies, in the one form that the formatter reads: fields of BibLaTeX without any markup."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

import msgspec

from blogtools.memo import lazy_pattern

_FIRST = 0xE200
_CODED = '\\{}$#%&~^_"`<>@'
_TO_CODE = {ord(character): chr(_FIRST + number) for number, character in enumerate(_CODED)}
_FROM_CODE = {_FIRST + number: character for number, character in enumerate(_CODED)}
_UNWANTED = lazy_pattern(r"[\0-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")
"""Control characters, and those that have a meaning in this program."""
GROUP_OPEN, GROUP_CLOSE = "\ue300", "\ue301"
"""Around letters whose case no style changes, and around the name of an organization."""

BIB_FIELDS = frozenset(
    {
        *("author", "editor", "translator", "title", "subtitle", "maintitle", "journal", "journaltitle", "booktitle"),
        *("year", "date", "month", "volume", "number", "issue", "pages", "publisher", "address", "location"),
        *("institution", "school", "organization", "edition", "series", "chapter", "doi", "url", "urldate", "isbn"),
        *("issn", "eprint", "eprinttype", "archiveprefix", "primaryclass", "note", "howpublished", "type", "version"),
        "pagetotal",
    }
)
"""Fields of BibLaTeX that styles show. Others stay in the file: abstracts, notes, paths of the author's machine."""
_KINDS = dict.fromkeys(("inproceedings", "conference", "incollection"), "inbook")
"""For these types, the formatter names the book twice."""
NAMES = frozenset({"author", "editor", "translator"})
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY = lazy_pattern(r"(-?\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?(?:T[\d:.Z+-]*)?")
_YEAR = lazy_pattern(r"(?<!\d)\d{4}(?!\d)")
_IN_ADDRESS = ":/?#[]@!&()*+,;=.~%-"
_WEB = lazy_pattern(r"https?://[^\s\"<>\\{}]+", re.IGNORECASE)


class BibEntry(msgspec.Struct, frozen=True):
    """One entry of a bibliography; its fields are texts in which what has a meaning in BibTeX is coded."""

    key: str
    kind: str
    """Type of BibLaTeX, such as `article`."""
    fields: dict[str, str]
    file: str = ""
    """Its file as the author named it; empty for `references` of the metadata."""
    line: int | None = None
    problem: str = ""
    """The part of it that cannot be shown, as the end of a message."""


def coded(text: str) -> str:
    """Return a text in which no character has a meaning in BibTeX or typst, on one line."""
    return " ".join(_UNWANTED.sub("", text).translate(_TO_CODE).split())


def decoded(text: str) -> str:
    """Return a text as it was before `coded`."""
    return text.translate(_FROM_CODE)


def grouped(text: str) -> str:
    """Mark a coded text as a whole whose words and letters stay as they are."""
    return f"{GROUP_OPEN}{text}{GROUP_CLOSE}"


def written_date(text: str) -> str:
    """Return a date, or a range of two, as ISO 8601; empty if there is no year in it."""
    days = [_written_day(part.strip()) for part in text.split("/")[:2]]
    if days and all(days):
        return "/".join(days)
    year = _YEAR.search(text)
    return year[0] if year else ""


def _written_day(text: str) -> str:
    match = _DAY.fullmatch(text)
    if match is None:
        return ""
    year, month, day = match[1], int(match[2] or 0), int(match[3] or 0)
    if not 1 <= month <= len(_MONTHS):
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"  # noqa: PLR2004 - days of a month


def written_month(text: str) -> str:
    """Return the number of a month, given that or its name in English; empty if it is none."""
    text = text.strip().lower()
    if text.isdigit():
        return str(int(text)) if 1 <= int(text) <= len(_MONTHS) else ""
    return str(_MONTHS.index(text[:3]) + 1) if text[:3] in _MONTHS else ""


def written_address(text: str) -> str:
    """Return an address on the web, in which nothing has a meaning in BibTeX; empty for what is none, as a script."""
    text = text.strip()
    return quote(text, safe=_IN_ADDRESS) if _WEB.fullmatch(text) else ""


def biblatex(entry: BibEntry, number: int) -> str:
    """Return an entry as BibLaTeX, under the key `kNUMBER`, with nothing in it that means anything but itself."""
    lines = [f"@{_KINDS.get(entry.kind, entry.kind)}{{k{number},"]
    for name, value in _shown(entry.fields).items():
        balanced = value.count(GROUP_OPEN) == value.count(GROUP_CLOSE)
        opening, closing = ("{", "}") if balanced else ("", "")
        text = value.replace(GROUP_OPEN, opening).replace(GROUP_CLOSE, closing)
        lines.append(f"  {name} = {{{text}}},")
    return "\n".join([*lines, "}\n"])


def _shown(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields as the formatter shows them: it leaves out universities, institutes and preprints."""
    house = next((fields[name] for name in ("institution", "school", "organization") if name in fields), "")
    if house and "publisher" not in fields:
        fields = {**fields, "publisher": house}
    archive = fields.get("eprinttype") or fields.get("archiveprefix") or ""
    if archive.lower() == "arxiv" and "eprint" in fields and not {"url", "doi"} & fields.keys():
        fields = {**fields, "url": f"https://arxiv.org/abs/{quote(plain_field(fields['eprint']), safe='/')}"}
    return fields


def plain_field(value: str) -> str:
    """Return the value of a field as text."""
    return decoded(value.replace(GROUP_OPEN, "").replace(GROUP_CLOSE, ""))


def sort_name(value: str) -> str:
    """Return the family name of the first of some names, in ASCII where there is a letter for each."""
    first = plain_field(value).split(" and ")[0]
    family = first.split(",")[0] if "," in first else (first.split() or [""])[-1]
    letters = unicodedata.normalize("NFKD", family)
    return "".join(character for character in letters if character.isalnum())
