"""Title, slug, date and language of a post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from blogtools.dates import filename_date, instant
from blogtools.errors import Finding, FrontMatterError, Where
from blogtools.model import Cell, FrontMatter, Moment, Notebook, Post
from blogtools.redaction import NO_REDACTION, Redaction
from blogtools.transform.anchors import checked_slug, notebook_name, post_slug
from blogtools.transform.context import Context
from blogtools.transform.headings import (
    date_headings,
    diary_entries,
    diary_level,
    find_headings,
    first_date,
    future_headings,
    numbered,
    own_headings,
)
from blogtools.transform.metadata_lines import ABSTRACT
from blogtools.transform.redaction.texts import as_published

_NO_FRONT_MATTER = FrontMatter()


def post_from_notebook(
    notebook: Notebook,
    front: FrontMatter,
    metadata_cells: frozenset[int],
    source: str,
    findings: tuple[Finding, ...] = (),
    redaction: Redaction = NO_REDACTION,
) -> Post:
    """Return a notebook as a post, before any step: with its slug, and the title and date of the front matter, if any.

    Raises:
        FrontMatterError: The author's slug is invalid.
    """
    stem = notebook_name(source)
    if front.slug is None:
        slug = post_slug(as_published(filename_date(stem)[1], redaction))
    else:
        try:
            slug = checked_slug(front.slug)
        except FrontMatterError as error:
            place = Where(source, min(metadata_cells, default=None))
            raise FrontMatterError(error.message, where=place, hint=error.hint) from error
    return Post(
        source=source,
        notebook=notebook,
        front=front,
        slug=slug,
        title=front.title or "",
        date=front.date,
        updated=front.updated,
        language=notebook_language(notebook, front),
        cells=(
            *_abstract(front, metadata_cells),
            *(cell for cell in notebook.cells if cell.number not in metadata_cells),
        ),
        findings=notebook.findings + findings,
        redaction=redaction,
    )


def _abstract(front: FrontMatter, metadata_cells: frozenset[int]) -> Iterator[Cell]:
    """Yield the abstract as a cell of Markdown in the place of the metadata, so that it is all that a cell is."""
    if front.abstract and front.abstract.strip():
        source = f"{ABSTRACT}\n\n{front.abstract.strip()}\n\n</section>"
        yield Cell(min(metadata_cells, default=0), "markdown", source)


def add_headings(post: Post, context: Context) -> Post:
    """Add the headings with anchors and dates; a post without a title or date gets them from its headings."""
    headings = find_headings(post.cells, context.call)
    level, first_day = diary_level(own_headings(headings)), first_date(own_headings(headings))
    waiting = future_headings(own_headings(headings), level, context.today) if level and context.today else ()
    if waiting:
        # The parser is loaded only where something is parsed: a build of nothing needs the names of notebooks alone.
        from blogtools.transform.sections import without_sections

        post = without_sections(post, own_headings(headings), waiting, context.call)
        headings = find_headings(post.cells, context.call)
    own = own_headings(headings)
    title, title_heading = post.title, None
    stem_date, stem = filename_date(notebook_name(post.source))
    named = [heading for heading in own if heading.text.strip()]  # Others are pictures.
    first = next((heading for heading in named if heading.level == 1), None)
    # A first H1 that only repeats the front matter's title would appear on the page twice.
    if first and first is named[0] and first.text.strip() == title.strip():
        title_heading = (first.cell, first.event)
    if not title.strip():
        if first:
            title, title_heading = first.text.strip(), (first.cell, first.event)
        else:
            title = as_published(stem, post.redaction) or post.slug
    date = post.date or first_date(own) or first_day or stem_date
    day = date.date() if isinstance(date, dt.datetime) else date
    headings = date_headings(headings, day)
    return msgspec.structs.replace(
        post,
        title=title,
        date=date,
        title_heading=title_heading,
        headings=numbered(headings, title_heading, post.notebook) if post.front.number_sections else headings,
        updated=_not_before(date, post.front.updated, context.zone),
        entries=diary_entries(own_headings(headings), level),
    )


def _not_before(date: Moment | None, updated: Moment | None, zone: str) -> Moment | None:
    """Return when a post was updated, which is at its date if that is later: a day is before all its hours."""
    if date is None or updated is None or instant(updated, zone) >= instant(date, zone):
        return updated
    return date.replace()  # A copy: YAML would write the same object as a reference to the other field.


def notebook_language(notebook: Notebook, front: FrontMatter = _NO_FRONT_MATTER) -> str:
    """Return the language of a notebook's kernel, in lowercase; `python` if unknown.

    If the notebook names none, its front matter may (`jupyter: julia-1.9`, or a mapping with the `kernelspec`).
    """
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        table = notebook.metadata.get(key)
        if isinstance(table, dict) and isinstance(table.get(name), str) and table[name]:
            return str(table[name]).lower()
    kernel = front.extra.get("jupyter")
    spec = kernel.get("kernelspec") if isinstance(kernel, dict) else None
    named = (spec.get("language") or spec.get("name")) if isinstance(spec, dict) else kernel
    return named.lower() if isinstance(named, str) and named.strip() else "python"
