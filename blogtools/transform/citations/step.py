"""The transform step that writes citations out, and adds the list of what is cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from blogtools.errors import Finding, Where
from blogtools.model import Cell, Post
from blogtools.transform.citations.compose import Request, Writer, requests
from blogtools.transform.citations.engine import engine_version, has_engine
from blogtools.transform.citations.entries import BibEntry
from blogtools.transform.citations.find import Citation, Citations, Cited, find_citations, may_cite
from blogtools.transform.citations.job import CitationJob, CitationResult, run_job
from blogtools.transform.citations.layout import Formatted
from blogtools.transform.citations.library import Bibliography, BibProblem
from blogtools.transform.citations.sources import find_library, find_style, key_place, problem_finding
from blogtools.transform.citations.style import CitationStyle
from blogtools.transform.citations.words import references_heading
from blogtools.transform.context import Context
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.dialects.spans import Replacement, replaced
from blogtools.transform.dialects.written_lines import written_line

EVERYTHING = "*"
"""In `nocite`, all entries."""
_TITLES = ("title", "description")
_CAPTIONS = ("caption", "code_caption", "alt")
"""Options of a cell."""


class _Texts(msgspec.Struct, frozen=True):
    """All citations of a post: in its Markdown, in its captions, and in its title and description."""

    cells: dict[int, Citations]
    """By index of the cell."""
    captions: dict[tuple[int, str], Citations]
    """By index of the cell and name of the option."""
    fields: dict[str, Citations]
    extra: tuple[Cited, ...]
    """Citations of entries that only the list has."""

    @property
    def all(self) -> tuple[Citations, ...]:
        return (*self.fields.values(), *self.cells.values(), *self.captions.values())

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All of them, in order."""
        return tuple(citation for one in self.all for citation in one.found)


def write_citations(post: Post, context: Context) -> Post:
    """Return the post with its citations written out, for one that has a bibliography."""
    front = post.front
    if not (front.bibliography or front.nocite or any(may_cite(text) for text in _written_texts(post))):
        return post  # The bibliography is the blog's, which is of no concern to this post.
    library, findings = find_library(post, context)
    texts = _texts(post, library)
    if not texts.citations and not texts.extra and not any(one.places for one in texts.all):
        return msgspec.structs.replace(post, findings=post.findings + findings)
    if not has_engine():
        message = "the post cites, but what formats citations is not installed, so keys are shown"
        finding = Finding("citation", message, Where(post.source), "install it: pip install 'blogtools[citations]'")
        return msgspec.structs.replace(post, findings=(*post.findings, *findings, finding))
    style, more = find_style(post, context)
    keys = dict.fromkeys(work.key for citation in texts.citations for work in citation.works)
    keys |= dict.fromkeys(work.key for work in texts.extra)
    entries, problems = library.entries([*keys])
    findings += (*more, *_missing(post, texts, library), *(problem_finding(one, post) for one in problems))
    made = _Made(entries, style, post.front.language or context.language)
    made, problems = _format(made, texts.citations, context)
    findings += tuple(problem_finding(one, post) for one in problems)
    if made.formatted is not None:
        formatted = made.formatted
        if post.front.extra.get("suppress-bibliography") is True:
            formatted = msgspec.structs.replace(formatted, entries=())
        writer = Writer(formatted, made.entries, made.style, made.language)
        post = _written(post, texts, made.asked, writer, made.language)
    return msgspec.structs.replace(post, findings=post.findings + findings)


def _written_texts(post: Post) -> Iterator[str]:
    """Yield all texts that may cite."""
    for cell in post.cells:
        if cell.kind == "markdown":
            yield cell.source
        yield from (getattr(cell.options, name) or "" for name in _CAPTIONS)
    yield from (getattr(post.front, name) or "" for name in _TITLES)


class _Made(msgspec.Struct, frozen=True):
    """The entries and style of the citations, and the formatted result; None if the formatter failed."""

    entries: dict[str, BibEntry]
    style: CitationStyle
    language: str
    asked: tuple[Request, ...] = ()
    formatted: Formatted | None = None


def _format(made: _Made, citations: Sequence[Citation], context: Context) -> tuple[_Made, tuple[BibProblem, ...]]:
    """Format citations; again if the style has footnotes, or an entry had to be left out."""
    asked, groups = requests(citations, made.entries, made.style, made.language)
    made = msgspec.structs.replace(made, asked=asked, formatted=None)
    if not made.entries:
        return msgspec.structs.replace(made, formatted=Formatted(tuple(() for _ in groups), ())), ()
    job = CitationJob(tuple(made.entries.values()), groups, made.style, made.language, engine_version())
    result = msgspec.json.decode(context.kept(msgspec.json.encode(job), run_job), type=CitationResult)
    formatted = result.formatted
    if formatted is None:
        return made, result.problems
    known = {key: entry for key, entry in made.entries.items() if key in {one for one, _ in formatted.entries}}
    has_notes = bool(formatted.notes)
    if len(known) < len(made.entries) or has_notes is not made.style.has_notes:
        style = msgspec.structs.replace(made.style, has_notes=has_notes)
        again, _ = _format(msgspec.structs.replace(made, entries=known, style=style), citations, context)
        return again, result.problems
    return msgspec.structs.replace(made, formatted=formatted), result.problems


def _texts(post: Post, library: Bibliography) -> _Texts:
    is_known = library.__contains__
    cells: dict[int, Citations] = {}
    captions: dict[tuple[int, str], Citations] = {}
    fields: dict[str, Citations] = {}
    for index, cell in enumerate(post.cells):
        if cell.kind == "markdown" and may_cite(cell.source):
            cells[index] = find_citations(cell.source, is_known)
        for name in _CAPTIONS:
            caption = getattr(cell.options, name)
            if caption and may_cite(caption):
                captions[index, name] = find_citations(caption, is_known)
    for name in _TITLES:
        text = getattr(post.front, name)
        if text and may_cite(text):
            fields[name] = find_citations(text, is_known)
    extra: list[Cited] = []
    for written in post.front.nocite:
        keys = [part.strip(" ,;@{}") for part in written.replace(";", ",").split(",")]
        extra += [Cited(key) for part in keys for key in (library.keys() if part == EVERYTHING else (part,)) if key]
    return _Texts(cells, captions, fields, tuple(extra))


def _missing(post: Post, texts: _Texts, library: Bibliography) -> tuple[Finding, ...]:
    """Return a finding for each place that cites what the bibliography does not have."""
    found = []

    def tell(work: Cited, where: Where) -> None:
        if work.key not in library:
            near = library.nearest(work.key)
            hint = f"did you mean {near}?" if near else "add an entry with this key, or correct the key"
            found.append(Finding("citation", f"@{work.key} is not in the bibliography", where, hint))

    for index, one in texts.cells.items():
        for citation in one.found:
            for work in citation.works:
                cell = post.cells[index]
                tell(work, Where(post.source, cell.number, written_line(cell, citation.line)))
    for (index, _), one in texts.captions.items():
        for work in _works(one):
            tell(work, Where(post.source, post.cells[index].number))
    for name, one in texts.fields.items():
        for work in _works(one):
            tell(work, key_place(post, name))
    for work in texts.extra:
        tell(work, key_place(post, "nocite"))
    return tuple(dict.fromkeys(found))


def _works(citations: Citations) -> Iterator[Cited]:
    return (work for citation in citations.found for work in citation.works)


def _written(post: Post, texts: _Texts, asked: Sequence[Request], writer: Writer, language: str) -> Post:
    """Return the post with all citations written out, and the list where it belongs."""
    of = {id(request.citation): request for request in asked}
    fields = {name: _plain(getattr(post.front, name), one, of, writer) for name, one in texts.fields.items()}
    cells = list(post.cells)
    drafts: dict[int, list[Replacement]] = {}
    notes: dict[int, str] = {}
    for index, one in texts.cells.items():
        data = cells[index].source.encode()
        for citation in one.found:
            text, more = writer.markdown(of[id(citation)])
            lines = "\n" * data.count(b"\n", citation.start, citation.end)
            drafts.setdefault(index, []).append(Replacement(citation.start, citation.end, (text + lines).encode()))
            notes[index] = notes.get(index, "") + more
    for (index, name), one in texts.captions.items():
        caption = _plain(getattr(cells[index].options, name), one, of, writer)
        options = msgspec.structs.replace(cells[index].options, **{name: caption})
        cells[index] = msgspec.structs.replace(cells[index], options=options)
    listed = writer.references()
    is_placed = False
    for index, one in texts.cells.items():
        for start, end in one.places:
            text = f"\n\n{listed}\n\n" if not is_placed else ""
            drafts.setdefault(index, []).append(Replacement(start, end, text.encode()))
            is_placed = True
    for index, replacements in drafts.items():
        text = replaced(cells[index].source.encode(), replacements).decode()
        cells[index] = with_source(cells[index], text + notes.get(index, ""))
    if listed and not is_placed:
        cells.append(_list_cell(cells, listed, post, language))
    front = msgspec.structs.replace(post.front, **fields)
    title = fields.get("title") or post.title
    return msgspec.structs.replace(post, cells=tuple(cells), front=front, title=title)


def _plain(text: str, citations: Citations, of: Mapping[int, Request], writer: Writer) -> str:
    pieces = [
        Replacement(one.start, one.end, writer.text(of[id(one)]).encode()) for one in citations.found if id(one) in of
    ]
    return replaced(text.encode(), pieces).decode()


def _list_cell(cells: Sequence[Cell], listed: str, post: Post, language: str) -> Cell:
    """Return the list as a cell, under a heading of its own unless the post ends with one (as Pandoc does)."""
    last = next((cell for cell in reversed(cells) if cell.source.strip()), None)
    lines = last.source.strip().split("\n") if last is not None and last.kind == "markdown" else [""]
    title = post.front.extra.get("reference-section-title")
    heading = title if isinstance(title, str) and title.strip() else references_heading(language)
    source = listed if lines[-1].startswith("#") else f"## {heading}\n\n{listed}"
    number = cells[-1].number if cells else 1
    return Cell(number, "markdown", source)
