"""Shortcodes and other marks of an imported post that neither its importer nor blogtools understands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.content.load import transform_post
from blogtools.content.neighbors import blog_context
from blogtools.errors import BlogtoolsError, Finding, Where
from blogtools.importers.base import read_text
from blogtools.memo import lazy_pattern
from blogtools.model import Post

MOST_MARKS = 1_000
"""Marks of a post that are looked at; nobody writes more by hand."""
_SHORTCODE = lazy_pattern(r"\{\{[<%]|\{%|\{\{[ \t-]*[A-Za-z_\"']|\[\[|\{[a-z-]+\}`|:::")


def unknown_marks(blog: BlogConfig, post: Post, notebook: Path, path: Path) -> tuple[Finding, ...]:
    """Return a finding for each mark that readers would see, with its line in the file that was imported.

    Only posts that may have shortcodes are looked at: `convert` tells the marks of all.
    """
    count = sum(len(_SHORTCODE.findall(cell.source)) for cell in post.cells if cell.kind == "markdown")
    if not count:
        return ()
    if count > MOST_MARKS:
        message = f"has {count:,} shortcodes or other marks, which were not looked at"
        return (Finding("import", message, Where(str(path)), "`blogtools convert` tells which have no effect"),)
    source = Source(notebook, str(notebook), notebook.parent)
    try:
        found = transform_post(msgspec.structs.replace(post, findings=()), blog_context(blog, source)).findings
        text = read_text(path)
    except BlogtoolsError:
        return ()  # `convert` tells it, and an archive has no lines.
    marks = [finding for finding in found if finding.slug == "foreign-mark" and finding.severity == "warning"]
    return tuple(_placed(marks, post, path, text.split("\n")))


def _placed(marks: list[Finding], post: Post, path: Path, lines: list[str]) -> Iterator[Finding]:
    sources = {cell.number: cell.source.split("\n") for cell in post.cells}
    start = 0
    for mark in sorted(marks, key=lambda one: (one.where.cell or 0, one.where.line or 0)):
        cell = sources.get(mark.where.cell or 0, [])
        index = (mark.where.line or 1) - 1
        written = cell[index] if index < len(cell) else None
        number = next((number for number in range(start, len(lines)) if lines[number] == written), None)
        start = start if number is None else number
        yield msgspec.structs.replace(mark, where=Where(str(path), line=None if number is None else number + 1))
