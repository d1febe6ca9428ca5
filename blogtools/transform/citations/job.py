"""Formats all that a post cites at once; the same entries, citations and style are formatted once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from blogtools.transform.citations.engine import FormatError, Item, format_citations
from blogtools.transform.citations.entries import BibEntry
from blogtools.transform.citations.layout import Formatted, read_formatted
from blogtools.transform.citations.library import BibProblem
from blogtools.transform.citations.style import CitationStyle

_ESSENTIAL = frozenset(
    {"author", "editor", "title", "date", "year", "journal", "journaltitle", "booktitle", "publisher", "url"}
)
"""Fields with which an entry is tried again that has others the formatter refuses."""


class CitationJob(msgspec.Struct, frozen=True):
    """Everything that the result depends on."""

    entries: tuple[BibEntry, ...]
    groups: tuple[tuple[Item, ...], ...]
    style: CitationStyle
    language: str
    version: str
    """Of the formatter."""


class CitationResult(msgspec.Struct, frozen=True):
    """The result, and what was wrong."""

    formatted: Formatted | None
    problems: tuple[BibProblem, ...] = ()


@lru_cache(64)
def run_job(encoded: bytes) -> bytes:
    """Run an encoded job; return its encoded result. The last ones are kept, for a post that is being written."""
    return msgspec.json.encode(_run(msgspec.json.decode(encoded, type=CitationJob)))


def _run(job: CitationJob) -> CitationResult:
    try:
        return CitationResult(_formatted(job))
    except FormatError as error:
        first = error
    # Either an entry or the style is at fault.
    entries, problems = _usable(job.entries, job.language)
    if not problems:
        name = job.style.name if not job.style.text else "the style"
        problems = (BibProblem(f"{name} cannot be used: {first}", hint="name another style"),)
        job = msgspec.structs.replace(job, style=CitationStyle())
    known = {entry.key for entry in entries}
    groups = tuple(tuple(item for item in group if item.key in known) for group in job.groups)
    try:
        return CitationResult(_formatted(msgspec.structs.replace(job, entries=entries, groups=groups)), problems)
    except FormatError as error:
        return CitationResult(None, (*problems, BibProblem(f"citations cannot be formatted: {error}")))


def _formatted(job: CitationJob) -> Formatted:
    html = format_citations(job.entries, job.groups, job.style, job.language)
    return read_formatted(html, tuple(entry.key for entry in job.entries), len(job.groups))


def _usable(entries: Sequence[BibEntry], language: str) -> tuple[tuple[BibEntry, ...], tuple[BibProblem, ...]]:
    """Return the entries that the formatter takes, some with fewer fields, and what is wrong with the others."""
    usable = []
    problems = []
    for entry in entries:
        fields = {name: value for name, value in entry.fields.items() if name in _ESSENTIAL}
        for tried in (entry, msgspec.structs.replace(entry, fields=fields)):
            try:
                format_citations((tried,), (), CitationStyle(), language)
            except FormatError as error:
                if tried is entry:
                    message = f"entry {entry.key} has a field that cannot be used: {error}"
                    problems.append(BibProblem(message, entry.file, entry.line, "correct the entry"))
            else:
                usable.append(tried)
                break
    return tuple(usable), tuple(problems)
