"""Finds citations in Markdown, in the forms of Pandoc, MyST, LaTeX and cite2c, and the place of the list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import Spans
from blogtools.transform.dialects.structure import Structure, brackets
from blogtools.transform.markdown.mathematics import formula_spans

Form = Literal["paren", "text", "author", "year", "none"]
"""In parentheses; as a part of the sentence; the names or the year only; or in the list only."""

_KEY = r"(?:\{[^{}\n]+\}|\w(?:[\w:.#$%&+?~/-]*[\w/])?)"
_BRACKETED = lazy_pattern(r"\[(?=[^\[\]]{0,2000}@)(?P<inside>(?:[^\[\]\n]|\n(?![ \t]*\n)){1,2000})\](?![(\[:{])")
_SEGMENT = lazy_pattern(rf"\s*(?P<prefix>(?:.*?[\s(])?)(?P<minus>-)?@(?P<key>{_KEY})(?P<rest>.*)", re.DOTALL)
_BARE = lazy_pattern(
    rf"(?<![\w@./\\\[`:-])(?P<minus>-)?@(?P<key>{_KEY})(?:[ ]\[(?P<rest>[^\[\]@\n]{{1,200}})\](?![(\[:]))?"
)
_ROLE = lazy_pattern(r"\{cite(?::(?P<role>[a-z]+))?\}(?P<ticks>`+)(?P<body>[^`]+)(?P=ticks)")
_ROLE_KEY = lazy_pattern(r"(?:\{(?P<prefix>[^{}]*)\})?\s*(?P<key>[^\s{},;]+)\s*(?:\{(?P<rest>[^{}]*)\})?\s*")
_LATEX = lazy_pattern(
    r"(?<!\\)\\(?P<command>[Cc]ite[a-z]*|parencite|[Tt]extcite|[Aa]utocite|[Ff]ootcite|smartcite|nocite)\*?"
    r"(?:\[(?P<first>[^\[\]\n]*)\])?(?:\[(?P<second>[^\[\]\n]*)\])?\{(?P<keys>[^{}]+)\}"
)
_ELEMENT = lazy_pattern(
    r"<cite\b[^<>]*\bdata-cite=[\"'](?P<keys>[^\"'<>]+)[\"'][^<>]*>(?:[^<]|<(?!/cite))*</cite\s*>", re.IGNORECASE
)
_PLACES = tuple(
    lazy_pattern(pattern, re.MULTILINE | re.DOTALL)
    for pattern in (
        r"^[ \t]*:{3,}[ \t]*\{[^{}\n]*\#refs\b[^{}\n]*\}[ \t]*\n\s*:{3,}[ \t]*$",
        r"^(?P<fence>`{3,}|~{3,}|:{3,})\{bibliography\}(?P<files>[^\n]*)\n(?:(?!(?P=fence))[^\n]*\n)*(?P=fence)[ \t]*$",
        r"<div\b[^<>]*\b(?:id=[\"']refs[\"']|class=[\"'][^\"'<>]*\bcite2c-biblio\b[^\"'<>]*[\"'])[^<>]*>\s*</div>",
        r"^[ \t]*\\(?:bibliography|printbibliography)\b(?:\{[^{}\n]*\}|\[[^\[\]\n]*\])*[ \t]*$",
    )
)
_PLACE_WORDS = ("#refs", "{bibliography}", "<div", "bibliography")
"""For each of these, a string that it has."""
_WORDS = ("#refs", 'refs"', "refs'", "{bibliography}", "\\bibliography", "\\printbibliography", "cite2c-biblio")
_CITES = lazy_pattern(r"@[\w{]|\{cite[:}]|data-cite|\\\w*[Cc]ite")
_REFERENCE = lazy_pattern(
    r"(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|def|exm|exr|cnj|nte|tip|wrn|imp|cau|vid|rem|sol|alg)-"
)
"""Beginnings of the names that cross references (Quarto) lead to."""
_RANGE = lazy_pattern(r"(?<=\d)\s?--?\s?(?=\d)")
_ROLES: dict[str, Form] = {
    **dict.fromkeys(("", "p", "ps", "cts", "alp", "alps", "labelpar", "label"), "paren"),
    **dict.fromkeys(("t", "ts", "ct", "alt"), "text"),
    **dict.fromkeys(("author", "authors", "authorpar", "authorpars", "a"), "author"),
    **dict.fromkeys(("year", "yearpar"), "year"),
}
_COMMANDS: dict[str, Form] = {
    **dict.fromkeys(("citet", "textcite", "citealt", "citetext"), "text"),
    **dict.fromkeys(("citeauthor", "citeauthors"), "author"),
    **dict.fromkeys(("citeyear", "citeyearpar", "citedate"), "year"),
    "nocite": "none",
}


class Cited(msgspec.Struct, frozen=True):
    """One of the works that a citation names."""

    key: str
    prefix: str = ""
    """Markdown in front of it, such as `see`."""
    locator: str = ""
    """Where in the work to look, as text."""
    suffix: str = ""
    """Markdown behind it."""
    without_author: bool = False


class Citation(msgspec.Struct, frozen=True):
    """A citation in a piece of Markdown."""

    start: int
    """In bytes."""
    end: int
    works: tuple[Cited, ...]
    form: Form
    line: int
    """Counted from 1."""
    is_plain: bool = False
    """True if it is in a heading, or in the text of a link or picture, where no link can be."""


class Citations(msgspec.Struct, frozen=True):
    """The citations in a piece of Markdown, and the places for lists."""

    found: tuple[Citation, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    """Where the author wants the list to be, in bytes."""


def may_cite(source: str) -> bool:
    """Return True if a piece of Markdown may cite, or be the place of the list; a fast check."""
    if ("@" in source or "cite" in source) and _CITES.search(source):
        return True
    return any(word in source for word in _WORDS)


def directive_files(source: str) -> tuple[str, ...]:
    """Return the files that the place of the list names, in MyST."""
    if "{bibliography}" not in source:
        return ()
    return tuple(file for match in _PLACES[1].finditer(source) for file in match["files"].split())


def find_citations(source: str, is_known: Callable[[str], bool]) -> Citations:
    """Return the citations in a piece of Markdown, outside of code and formulas, and the places of the list.

    `@key` in a sentence is one only if the key `is_known`: else it may be the name of somebody.
    """
    data = source.encode()
    structure = Structure(data)
    text = _Text(source, data, structure)
    places = [
        (text.at(match.start()), text.at(match.end()))
        for word, pattern in zip(_PLACE_WORDS, _PLACES, strict=True)
        if word in source
        for match in pattern.finditer(source)
        if text.is_place(match)
    ]
    found: list[Citation] = []
    taken = Spans(places)
    for citation in text.citations(is_known):
        if citation.start not in taken:
            found.append(citation)
            taken = Spans([*places, *((one.start, one.end) for one in found)])
    return Citations(tuple(sorted(found, key=lambda one: one.start)), tuple(places))


class _Text:
    """A piece of Markdown and what is known of its parts."""

    def __init__(self, source: str, data: bytes, structure: Structure) -> None:
        self.source, self.data, self.structure = source, data, structure
        spans = formula_spans(source) if "$" in source or "\\" in source else ()
        self.formulas = Spans((self.at(start), self.at(end)) for start, end, _, _ in spans)
        self.breaks = [match.start() for match in re.finditer(b"\n", data)]
        self.linked = Spans(_linked(data, structure.code) if b"](" in data or b"][" in data else ())

    def at(self, index: int) -> int:
        """Return the offset in bytes of a character."""
        return index if len(self.data) == len(self.source) else len(self.source[:index].encode())

    def is_text(self, index: int) -> bool:
        offset = self.at(index)
        return not (offset in self.structure.code or offset in self.structure.html or offset in self.formulas)

    def is_place(self, match: re.Match[str]) -> bool:
        start = self.at(match.end() - len(match[0].lstrip()))
        if match[0].lstrip()[0] in "`~":
            return start in self.structure.marked_code
        return start not in self.structure.code

    def citations(self, is_known: Callable[[str], bool]) -> Iterator[Citation]:
        """Yield all citations; where two begin at one place, the first counts."""
        source = self.source
        if "@" in source:
            for match in _BRACKETED.finditer(source):
                works = _bracketed(match["inside"], is_known) if self.is_text(match.start()) else ()
                if works:
                    yield self._citation(match, works, "paren")
            for match in _BARE.finditer(source):
                key = match["key"].strip("{}")
                if is_known(key) and self.is_text(match.start()):
                    work = _cited(key, "", f", {match['rest']}" if match["rest"] else "")
                    yield self._citation(match, (work,), "year" if match["minus"] else "text")
        if "{cite" in source:
            yield from self._roles()
        if "\\" in source and "cite" in source:
            for match in _LATEX.finditer(source):
                if self.is_text(match.start()):
                    works = _latex(match)
                    yield self._citation(match, works, _COMMANDS.get(match["command"].lower(), "paren"))
        if "data-cite" in source:
            for match in _ELEMENT.finditer(source):
                keys = [key.strip() for key in match["keys"].split(",") if key.strip()]
                if all(map(is_known, keys)) and self.at(match.start()) in self.structure.html:
                    yield self._citation(match, tuple(map(Cited, keys)), "paren")

    def _roles(self) -> Iterator[Citation]:
        for match in _ROLE.finditer(self.source):
            form = _ROLES.get(match["role"] or "")
            is_role = self.is_text(match.start()) and self.at(match.start("ticks")) in self.structure.marked_code
            if form and is_role:
                parts = [_ROLE_KEY.fullmatch(part.strip()) for part in re.split("[,;](?![^{]*\\})", match["body"])]
                works = [
                    _cited(one["key"], one["prefix"] or "", f", {one['rest']}" if one["rest"] else "")
                    for one in parts
                    if one
                ]
                if works:
                    yield self._citation(match, tuple(works), form)

    def _citation(self, match: re.Match[str], works: tuple[Cited, ...], form: Form) -> Citation:
        start, end = self.at(match.start()), self.at(match.end())
        line = bisect_left(self.breaks, start)
        first = self.breaks[line - 1] + 1 if line else 0
        is_plain = self.data[first:start].lstrip(b" >").startswith(b"#") or start in self.linked
        return Citation(start, end, works, form, line + 1, is_plain)


def _linked(data: bytes, code: Spans) -> Iterator[tuple[int, int]]:
    """Yield the texts of links and pictures."""
    for closing, opening in brackets(data, code).items():
        if data[closing : closing + 1] == b"]" and data[closing + 1 : closing + 2] in (b"(", b"["):
            yield opening, closing


def _bracketed(inside: str, is_known: Callable[[str], bool]) -> tuple[Cited, ...]:
    """Return what is cited between brackets; nothing if it is no citation, or a cross reference."""
    works = []
    for part in inside.split(";"):
        match = _SEGMENT.fullmatch(part)
        if match is None:
            return ()
        key = match["key"].strip("{}")
        if _REFERENCE.match(key) and not is_known(key):
            return ()
        work = _cited(key, match["prefix"].strip(), match["rest"])
        works.append(msgspec.structs.replace(work, without_author=bool(match["minus"])))
    return tuple(works)


def _cited(key: str, prefix: str, rest: str) -> Cited:
    """Return a work; what follows its key after a comma tells where to look, all else is a suffix."""
    rest = " ".join(rest.split())
    if not rest.startswith((",", "{")) and not re.match(r"\[", rest):
        return Cited(key, prefix, suffix=rest)
    locator = rest.lstrip(", ")
    if locator.startswith("{"):
        locator = locator[1:].replace("}", "", 1)
    return Cited(key, prefix, _RANGE.sub("–", locator))


def _latex(match: re.Match[str]) -> tuple[Cited, ...]:
    """Return what a command of LaTeX cites, the first with what precedes, the last with where to look."""
    keys = [key.strip() for key in match["keys"].split(",") if key.strip()]
    before, after = (match["first"], match["second"]) if match["second"] is not None else ("", match["first"])
    works = [Cited(key) for key in keys]
    if works and before:
        works[0] = msgspec.structs.replace(works[0], prefix=before)
    if works and after:
        works[-1] = _cited(keys[-1], works[-1].prefix, f", {after}")
    return tuple(works)
