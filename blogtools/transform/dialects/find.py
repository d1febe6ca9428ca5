"""Finds the marks of other tools in a piece of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.code.fences import read_fence
from blogtools.transform.dialects.mark import Mark
from blogtools.transform.dialects.marks import MARKS
from blogtools.transform.dialects.spans import Replacement, Span, Spans, finder, replaced
from blogtools.transform.dialects.structure import Structure, brackets, structure_of
from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.mathematics import formula_spans
from blogtools.transform.markdown.notes import normal_footnotes
from blogtools.transform.tables.rewrite import normal_tables

_ID = lazy_pattern(rb"(?:\{:?|[ \t])\#([\w:.-]+)|\A\(([\w:./-]+)\)=")
_OBEYED = lazy_pattern(
    r"\{:?[ \t]*(?:(?:\#[\w:.-]+|-|\.un(?:numbered|listed))[ \t]*)*\}|\([\w:./ -]+\)=|\[TOC\]|\[\[_TOC_\]\]|\+\+\+"
)
"""Marks that are taken out and do what they are meant for: name a place, where that is not done anyway."""
REPORTED = tuple(mark for mark in MARKS if mark.effect != "obeyed")
_BLOCKS = tuple(mark for mark in REPORTED if mark.obeyed == "block")
_NEEDS = frozenset(mark.needs for mark in REPORTED)
_LONGEST = 50
"""Characters of a mark that a message repeats."""


class FoundMark(msgspec.Struct, frozen=True):
    """The first place of a mark in a piece of Markdown."""

    mark: Mark
    line: int
    """Counted from 1."""
    written: str
    """The mark there, shortened."""
    count: int
    """Number of places."""


class ForeignMarks(msgspec.Struct, frozen=True):
    """The marks of other tools in a piece of Markdown, and the text without those that are taken out."""

    text: str
    found: tuple[FoundMark, ...] = ()


def possible_marks(text: str) -> tuple[Mark, ...]:
    """Return the marks that a text may have.

    A post has a few of a hundred: to look for those alone in its cells takes a fraction of the time.
    """
    has = finder(text)
    found = {needs: has(needs) for needs in _NEEDS}
    data = text.encode()
    return tuple(mark for mark in REPORTED if found[mark.needs] and _may_match(mark, data))


def _may_match(mark: Mark, data: bytes) -> bool:
    """Return False if no cell of a text has a mark; what ends a cell ends no text."""
    return rb"\Z" in mark.pattern.pattern or next(_matches(mark, data), None) is not None


def take_marks(source: str, possible: Sequence[Mark] = REPORTED) -> ForeignMarks:
    """Return the marks of other tools that readers would see, or that have no effect, each with its first place."""
    data = source.encode()
    present = [mark for mark in possible if mark.needs in data]
    if not present:
        return ForeignMarks(source)
    found, structure = _find(source, data, (mark for mark in present if mark.obeyed in ("", "line")))
    blocks = [mark for mark in present if mark.obeyed == "block"]
    left = _left_blocks(source, data, blocks) if blocks else ()
    if structure is None:
        return ForeignMarks(source, left)
    removed = [match for mark, matches in found.items() if mark.effect == "removed" for match in matches]
    text = replaced(data, _replacements(removed, data, structure)).decode() if removed else source
    told = {mark: [one for one in matches if not _is_obeyed(mark, one)] for mark, matches in found.items()}
    return ForeignMarks(text, (*(_found(mark, matches, data) for mark, matches in told.items() if matches), *left))


def _find(
    source: str, data: bytes, marks: Iterable[Mark]
) -> tuple[dict[Mark, list[re.Match[bytes]]], Structure | None]:
    """Return the places of each mark, and the structure of the Markdown, which is None if no mark may be in it."""
    candidates = [(mark, match) for mark in marks for match in _matches(mark, data) if mark.matches(match)]
    found: dict[Mark, list[re.Match[bytes]]] = {}
    if not candidates:
        return found, None
    # Only now it is worth to know where the code and the formulas are.
    structure = structure_of(data)
    formulas = Spans(formula_ranges(source))
    taken: set[int] = set()
    for mark, match in candidates:
        start = match.start()
        if start not in taken and _is_in(mark, match, structure, formulas):
            taken.add(start)
            found.setdefault(mark, []).append(match)
    return found, structure


def _left_blocks(source: str, data: bytes, blocks: Sequence[Mark]) -> tuple[FoundMark, ...]:
    """Return the marks of blocks that are not obeyed, such as one that nothing closes; readers see them."""
    for mark in blocks:
        if next(_matches(mark, data), None):
            break
    else:
        return ()
    has_table = any(sign in data for sign in (b"+-", b"== =", b"tbl-colwidths"))
    rest = normal_footnotes(normal_callouts(normal_tables(source) if has_table else source))
    rewritten = rest.encode()
    found, _ = _find(rest, rewritten, (mark for mark in _BLOCKS if mark.needs in rewritten))
    told = [_found(mark, matches, rewritten) for mark, matches in found.items()]
    lines = source.split("\n")
    for index, one in enumerate(told):
        written = rest.split("\n")[one.line - 1].strip()
        line = next((number for number, text in enumerate(lines, 1) if written in text), 1)
        told[index] = msgspec.structs.replace(one, line=line)
    return tuple(told)


def _matches(mark: Mark, data: bytes) -> Iterator[re.Match[bytes]]:
    """Return an iterator over the matches of a mark's pattern.

    Patterns for whole lines are searched at each character, so they are tried only in the lines that have what the
    mark needs.
    """
    if mark.lead and not data.startswith(mark.lead) and b"\n" + mark.lead not in data:
        return iter(())
    is_for_lines = mark.pattern.pattern.startswith(b"^") and b"\n" not in mark.needs
    return _lines(mark.pattern, mark.needs, data) if is_for_lines else mark.pattern.finditer(data)


def _lines(pattern: re.Pattern[bytes], part: bytes, data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the matches of a pattern at the start of those lines that have a part."""
    found = data.find(part)
    while found >= 0:
        match = pattern.match(data, data.rfind(b"\n", 0, found) + 1)
        if match:
            yield match
        end = data.find(b"\n", found)
        found = data.find(part, end) if end >= 0 else -1


def _replacements(removed: list[re.Match[bytes]], data: bytes, structure: Structure) -> Iterator[Replacement]:
    """Yield what takes the place of marks: nothing, or an anchor with the id that the mark has."""
    openings = brackets(data, structure.code) if any(_is_span(match, data) for match in removed) else {}
    for match in removed:
        start, end = _extent(match)
        target = _ID.search(match[0])
        anchor = b'<a id="' + (target[1] or target[2]) + b'"></a>' if target else b""
        if _is_span(match, data):
            opening = openings.get(start - 1)
            if opening is not None:
                yield Replacement(opening, opening + 1, anchor)
                yield Replacement(start - 1, end)
        else:
            yield Replacement(start, end, anchor)


def _is_span(match: re.Match[bytes], data: bytes) -> bool:
    start = _extent(match)[0]
    return data[start - 1 : start] == b"]"


def _is_obeyed(mark: Mark, match: re.Match[bytes]) -> bool:
    start, end = _extent(match)
    if mark.part == "code" and mark.needs == b"{.":
        return not read_fence(match[0].decode().lstrip(" \t>").lstrip("`~")).unknown
    return _OBEYED.fullmatch(match.string[start:end].decode().strip()) is not None


def _extent(match: re.Match[bytes]) -> Span:
    """Return where a mark is: its first group, if the pattern needs more around it."""
    return match.span(1) if match.re.groups and not match.re.groupindex else match.span()


def _is_in(mark: Mark, match: re.Match[bytes], structure: Structure, formulas: Spans) -> bool:
    """Return True if a match is in the part of the text that the mark belongs to."""
    written = match[0]
    start = match.start() + len(written) - len(written.lstrip(b" \t>"))
    if mark.part == "code":
        return start in structure.marked_code
    if mark.part == "html":
        return start in structure.html
    if mark.part in ("listing", "indented"):
        return _is_in_block(match.string, _extent(match)[0], structure) is (mark.part == "listing")
    if mark.part == "tag":
        return not (start in structure.code or start in formulas)
    return not (start in structure.code or start in structure.html or match.end() - 1 in formulas or start in formulas)


def _is_in_block(data: bytes, start: int, structure: Structure) -> bool | None:
    """Return True in fenced code, False in indented code, None elsewhere and in code that shows fenced code."""
    end = structure.code.end_around(start)
    if end is None:
        return None
    fence = max((begin for begin in structure.marked_code if begin <= start), default=0)
    is_fenced = structure.code.end_around(fence) == end and fence in structure.marked_code
    inside = data[start:end].rstrip().split(b"\n")[:-1]
    return None if any(line.lstrip(b" \t>").startswith((b"```", b"~~~")) for line in inside) else is_fenced


def formula_ranges(source: str) -> Iterator[Span]:
    """Yield where the formulas are, in bytes."""
    if "$" not in source and "\\" not in source:
        return
    done = offset = 0
    for start, end, _, _ in formula_spans(source):
        begin = offset + len(source[done:start].encode())
        offset, done = begin + len(source[start:end].encode()), end
        yield begin, offset


def _found(mark: Mark, matches: list[re.Match[bytes]], data: bytes) -> FoundMark:
    first = min(matches, key=lambda match: match.start())
    written = " ".join(data[slice(*_extent(first))].decode(errors="replace").split())
    shortened = written if len(written) <= _LONGEST else f"{written[:_LONGEST]}…"
    line = data.count(b"\n", 0, _extent(first)[0]) + 1
    return FoundMark(mark, line, shortened, len(matches))
