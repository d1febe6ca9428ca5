"""Resolves the references of a post."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from blogtools.errors import Finding, Where
from blogtools.model import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.crossrefs.number_cells import NumberedCells, number_cells, with_numbers
from blogtools.transform.crossrefs.others import OtherPosts
from blogtools.transform.crossrefs.references import with_references
from blogtools.transform.crossrefs.resolve import Resolver
from blogtools.transform.crossrefs.words import words_of
from blogtools.transform.dialects.cells import with_source


def with_references_resolved(post: Post, context: Context) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Return the cells with numbers and links, and what is wrong with labels and references."""
    words = words_of(post.front.language or context.language)
    numbered = number_cells(post.cells, words)

    @cache
    def headings() -> dict[str, str]:
        # Imported only for references to something without a label.
        from blogtools.transform.headings import find_headings
        from blogtools.transform.markdown.parse import parse_cells

        return {heading.anchor: heading.text for heading in find_headings(parse_cells(post.cells))}

    resolver = Resolver(post, numbered, OtherPosts(post, context, words), headings)
    cells = []
    for index, cell in enumerate(numbered.cells):
        resolver.begin(cell)
        if index in numbered.pieces:
            pieces = with_numbers(numbered.pieces[index])
            texts = [
                with_references(piece.text, line, resolver) if piece.is_text else piece.text for piece, line in pieces
            ]
            cell = with_source(cell, "\n".join(texts))  # noqa: PLW2901 - the same cell
        elif cell.options.caption:
            caption = with_references(cell.options.caption, 0, resolver)
            cell = msgspec.structs.replace(cell, options=msgspec.structs.replace(cell.options, caption=caption))  # noqa: PLW2901 - likewise
        cells.append(cell)
    return tuple(cells), (*_repeated(numbered, post), *resolver.findings)


def _repeated(numbered: NumberedCells, post: Post) -> Iterator[Finding]:
    """Yield a finding for each label that something else has already."""
    for label, first in numbered.registry.repeated.values():
        where = Where(post.source, label.cell, label.line or None)
        line = f", line {first.line}" if first.line else ""
        message = f"the label {label.name} is that of something in cell {first.cell}{line}, too"
        yield Finding("crossref", message, where, "references lead to that; rename one of them")
