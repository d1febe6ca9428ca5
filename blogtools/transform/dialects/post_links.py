"""Jekyll's links to posts, `{% post_url 2020-01-31-name %}` and `{% link _posts/2020-01-31-name.md %}`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import msgspec

from blogtools.dates import filename_date
from blogtools.errors import TEXT_POSTS, Finding, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Post, markdown_sources
from blogtools.transform.anchors import without_suffix
from blogtools.transform.context import Context
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.dialects.spans import LineCounter, Replacement, replaced
from blogtools.transform.dialects.structure import Structure
from blogtools.transform.dialects.written_lines import written_line

_LINK = lazy_pattern(rb"\{%-?\s*(post_url|link)\s+([^%{}\s]+)\s*-?%\}")
_SITE = lazy_pattern(rb"\{\{-?\s*(?:site\.(?:baseurl|url)|'/?'\s*\|\s*relative_url)\s*-?\}\}/?\Z")
"""Matches the address of the site before such a link, which has no place before the path of a notebook."""


def resolve_post_links(post: Post, context: Context) -> Post:
    """Replace Jekyll's links to posts by paths of their notebooks; one that names no notebook is an error."""
    if "{%" not in markdown_sources(post.cells):
        return post
    cells: list[Cell] = []
    findings: list[Finding] = []
    for cell in post.cells:
        if cell.kind == "markdown" and "{%" in cell.source and _LINK.search(cell.source.encode()):
            cell = _resolved(cell, post, context, findings)  # noqa: PLW2901 - the same cell
        cells.append(cell)
    return msgspec.structs.replace(post, cells=tuple(cells), findings=post.findings + tuple(findings))


def _resolved(cell: Cell, post: Post, context: Context, findings: list[Finding]) -> Cell:
    data = cell.source.encode()
    return with_source(cell, replaced(data, _replacements(data, cell, post, context, findings)).decode())


def _replacements(
    data: bytes, cell: Cell, post: Post, context: Context, findings: list[Finding]
) -> Iterator[Replacement]:
    code = Structure(data).code
    lines = LineCounter(data)
    for match in _LINK.finditer(data):
        if match.start() in code:
            continue
        name = match[2].decode()
        found = _notebook(name, context.notebooks())
        if found:
            before = _SITE.search(data, 0, match.start())
            yield Replacement(before.start() if before else match.start(), match.end(), found.encode())
        else:
            for suffix in (".ipynb", *TEXT_POSTS):
                context.read_file(f"{_file_name(name)}{suffix}")  # The post is built again as soon as it is there.
            where = Where(post.source, cell.number, written_line(cell, lines.before(match.start()) + 1))
            message = f"{match[0].decode()} names no notebook of the blog"
            findings.append(Finding("broken-link", message, where, "correct the name, or link to the notebook itself"))


def _notebook(name: str, notebooks: tuple[str, ...]) -> str:
    """Return the path of the notebook that Jekyll would publish under the name of a post; empty if there is none.

    Paths are relative to the notebook that has the link; spaces are encoded for Markdown.
    """
    wanted = _file_name(name)
    date, bare = filename_date(wanted)
    for path in notebooks:
        stem = without_suffix(posixpath.basename(path))
        if stem == wanted or (date is None and filename_date(stem)[1] == bare):
            return path.replace(" ", "%20")
    return ""


def _file_name(name: str) -> str:
    return re.sub(r"\.(?:md|markdown|html|ipynb)$", "", posixpath.basename(name))
