"""Reads bibliographies of BibTeX: where the entries are, and of those that are cited the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.citations.entries import (
    BIB_FIELDS,
    NAMES,
    BibEntry,
    coded,
    written_address,
    written_date,
    written_month,
)
from blogtools.transform.citations.latex_text import latex_text

LONGEST_ENTRY = 100_000
"""Characters in which an entry must end."""
_START = lazy_pattern(r"^[ \t]*@[ \t]*(\w+)\s*[{(]\s*([^\s,{}()\"=]*)[ \t]*", re.MULTILINE)
_GAP = lazy_pattern(r"[\s,]+")
_NAME = lazy_pattern(r"([A-Za-z][\w:.+-]*)\s*=\s*|([})])")
_BARE = lazy_pattern(r"[^\s,#{}()\"]+")
_JOIN = lazy_pattern(r"\s*#\s*")
_BRACE = lazy_pattern(r"\\.|[{}\"]", re.DOTALL)
_NO_ENTRIES = frozenset({"string", "comment", "preamble"})
_INHERITED = ("crossref", "xdata")
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
_VERBATIM = frozenset({"url", "doi", "eprint", "isbn", "issn", "urldate", "date", "year"})


class BibError(Exception):
    """An entry cannot be read; the message says why, and `line` where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class BibFile(msgspec.Struct, frozen=True):
    """A bibliography of BibTeX; its entries are read when they are cited."""

    text: str
    file: str
    starts: dict[str, int]
    """Key of each entry to the offset at which it begins."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all entries, in order."""
        return tuple(self.starts)

    def has(self, key: str) -> bool:
        """Return True if there is an entry with this key."""
        return key in self.starts

    def entry(self, key: str) -> BibEntry:
        """Return an entry, with what it inherits.

        Raises:
            BibError: It cannot be read.
        """
        kind, raw = self._inherited(key, 0)
        line = self._line(self.starts[key])
        fields = _fields(raw)
        day = raw.get("date") or raw.get("year") or ""
        problem = "" if not day.strip() or {"date", "year"} & fields.keys() else f"has no year in {day[:30]!r}"
        return BibEntry(key, kind, fields, self.file, line, problem)

    def _inherited(self, key: str, depth: int) -> tuple[str, dict[str, str]]:
        kind, raw = self._raw(self.starts[key])
        if depth < 4:  # noqa: PLR2004 - a chapter, its book, their series: nobody goes deeper
            for name in _INHERITED:
                for parent in raw.get(name, "").split(","):
                    if parent.strip() in self.starts:
                        above = self._inherited(parent.strip(), depth + 1)[1]
                        title = {"booktitle": above["title"]} if name == "crossref" and "title" in above else {}
                        raw = {**{one: above[one] for one in above if one != "title"}, **title, **raw}
        return kind, raw

    def _raw(self, start: int) -> tuple[str, dict[str, str]]:
        """Return the type of the entry at an offset, and its fields as written, without what surrounds each."""
        opening = _START.match(self.text, start)
        assert opening is not None  # noqa: S101 - entries were found by it
        fields: dict[str, str] = {}
        place, limit = opening.end(), start + LONGEST_ENTRY
        while True:
            gap = _GAP.match(self.text, place)
            place = gap.end() if gap else place
            match = _NAME.match(self.text, place)
            if place > limit or self.text[place : place + 1] in ("", "@"):
                message = "has no closing brace"
                raise BibError(message, self._line(start))
            if match is None:
                word = self.text[place : place + 30].split("\n")[0].strip(" ,")
                message = f"is not valid BibTeX: expected `name = value`, found {word!r}"
                raise BibError(message, self._line(place))
            if match[2]:
                return opening[1].lower(), fields
            value, place = self._value(match.end(), start)
            fields.setdefault(match[1].lower(), value)

    def _value(self, place: int, start: int) -> tuple[str, int]:
        parts = []
        while True:
            sign = self.text[place : place + 1]
            if sign in ("{", '"'):
                end = self._closing(place, start)
                parts.append(self.text[place + 1 : end])
                place = end + 1
            elif bare := _BARE.match(self.text, place):
                parts.append(self._macro(bare[0]))
                place = bare.end()
            else:
                message = "is not valid BibTeX: a field has no value"
                raise BibError(message, self._line(place))
            join = _JOIN.match(self.text, place)
            if join is None:
                return "".join(parts), place
            place = join.end()

    def _closing(self, opening: int, start: int) -> int:
        """Return the offset of what closes the brace or quote at an offset."""
        depth = 0
        is_quoted = self.text[opening] == '"'
        for match in _BRACE.finditer(self.text, opening + 1, start + LONGEST_ENTRY):
            if match[0] == "{":
                depth += 1
            elif match[0] == "}":
                if depth == 0 and not is_quoted:
                    return match.start()
                depth -= 1
            elif match[0] == '"' and is_quoted and depth == 0:
                return match.start()
        message = f"has no closing {'quote' if is_quoted else 'brace'}"
        raise BibError(message, self._line(start))

    def _macro(self, word: str) -> str:
        """Return what `@string` defines a word as, or the word itself: a number, or the name of a month."""
        if word.isdigit() or word.lower() in _MONTHS:
            return word
        definition = re.search(
            rf"^[ \t]*@string\s*[{{(]\s*{re.escape(word)}\s*=\s*", self.text, re.IGNORECASE | re.MULTILINE
        )
        if definition is None:
            return word
        place = definition.end()
        return self.text[place + 1 : self._closing(place, place)] if self.text[place : place + 1] in '{"' else word

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def read_bibtex(text: str, file: str) -> BibFile:
    """Find the entries of a bibliography; the first of several with the same key counts."""
    starts: dict[str, int] = {}
    for match in _START.finditer(text):
        if match[1].lower() not in _NO_ENTRIES and match[2]:
            starts.setdefault(match[2], match.start())
    return BibFile(text, file, starts)


def _fields(raw: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, value in raw.items():
        if name in BIB_FIELDS:
            text = _VERBATIM_READERS[name](value) if name in _VERBATIM else latex_text(value)
            if name in NAMES:
                text = text.strip(" ,")
            elif name == "month":
                text = written_month(value)
            if text.strip():
                found[name] = text
    if "url" not in found and (address := _url(raw.get("howpublished", ""))):
        found["url"] = address
        found.pop("howpublished", None)
    return found


def _url(value: str) -> str:
    return written_address(re.sub(r"\\url\{(.*)\}", r"\1", value).replace("\\", ""))


def _identifier(value: str) -> str:
    return coded(re.sub(r"^https?://(?:dx\.)?doi\.org/", "", value.replace("\\", "").strip("{} ")))


_VERBATIM_READERS = {
    "url": _url,
    **dict.fromkeys(("doi", "eprint", "isbn", "issn"), _identifier),
    **dict.fromkeys(("urldate", "date", "year"), written_date),
}
