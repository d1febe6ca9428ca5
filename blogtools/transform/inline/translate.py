"""Translates marks of other tools within a line into plain Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.dialects.spans import LineCounter, Replacement, Span, replaced
from blogtools.transform.inline import attributed, blocks, delimited, lines
from blogtools.transform.inline.abbreviations import Abbreviations, abbreviations
from blogtools.transform.inline.looks import may_have_marks
from blogtools.transform.inline.places import Places
from blogtools.transform.inline.roles import roles

Translation = Callable[[Places], Iterator[Replacement]]

TRANSLATIONS: tuple[Translation, ...] = (
    blocks.fences,
    blocks.headings,
    blocks.alone,
    attributed.links,
    attributed.spans,
    attributed.attributed_code,
    lines.languages,
    lines.numbered_items,
    lines.line_blocks,
    roles,
    delimited.critic_changes,
    delimited.pairs,
    delimited.keys,
    delimited.names_of_emoji,
)
"""Of two that take the same place, the first counts."""

_OPTION = lazy_pattern(r"[ \t]*:[\w-]+:")


def translated(source: str, known: Abbreviations = ()) -> str:
    """Return Markdown with the marks translated; it has as many lines as before.

    `known` are the abbreviations of the post.
    """
    if not known and not may_have_marks(source):
        return source
    places = Places(source, translated)
    replacements = [one for translate in TRANSLATIONS for one in translate(places)]
    if known:
        replacements += abbreviations(places, known)
    text = replaced(places.data, replacements).decode() if replacements else source
    parts = [(*lines, "") for lines in _lines(places.data, places.structure.callouts)]
    parts += [(*lines, "    ") for lines in _lines(places.data, places.structure.indented)]
    if parts:
        rows = text.split("\n")
        for first, last, indent in parts:
            _translate_lines(rows, slice(first, last), indent, known)
        text = "\n".join(rows)
    return text


def _lines(data: bytes, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Yield the number of the first line of some bytes, from 0, and of the line after them."""
    lines = LineCounter(data)
    for start, end in spans:
        yield lines.before(start), lines.before(start + len(data[start:end].rstrip())) + 1


def _translate_lines(rows: list[str], part: slice, indent: str, known: Abbreviations) -> None:
    """Translate the Markdown that stands in some lines, after an indent."""
    if not indent:
        while part.start < part.stop and _OPTION.match(rows[part.start]):
            part = slice(part.start + 1, part.stop)
    inner = "\n".join(line.removeprefix(indent) for line in rows[part])
    outer = translated(inner, known).split("\n")
    rows[part] = [
        indent + new if old.startswith(indent) and new else new for old, new in zip(rows[part], outer, strict=True)
    ]
