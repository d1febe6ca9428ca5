"""The other notebooks of a blog, by paths relative to one of them."""

from __future__ import annotations

import json
import os
import posixpath
from pathlib import Path

from blogtools.config import BlogConfig
from blogtools.content.discover import Source, find_sources
from blogtools.content.files import absence_finder, file_reader
from blogtools.content.results import kept_results
from blogtools.content.templates import fill_template
from blogtools.errors import NotebookError
from blogtools.plugins.load import plugins_of
from blogtools.read.notebook import read_bytes
from blogtools.redaction import Redaction
from blogtools.transform.context import Context

SHORTCODE_FOLDER = "templates/shortcodes"


def blog_context(blog: BlogConfig, source: Source) -> Context:
    """Return the context of a post's transform steps: access to its files and to the other notebooks."""
    return Context(
        file_reader(source),
        lambda: tuple(relative(other.name, source) for other in neighbors(blog, source)),
        lambda label: tuple(relative(name, source) for name in label_owners(blog, source, label)),
        plugins=plugins_of(blog),
        zone=blog.settings.timezone,
        language=blog.settings.language,
        sanitize=blog.settings.html == "sanitize",
        max_markdown=blog.settings.max_markdown,
        shortcodes=relative(SHORTCODE_FOLDER, source) if blog.trusted else None,
        fill_template=fill_template,
        bibliography=blog.settings.bibliography,
        csl=blog.settings.csl,
        kept=kept_results(blog),
        absence=absence_finder(source),
    )


def neighbors(blog: BlogConfig, source: Source) -> tuple[Source, ...]:
    """Return all notebooks of the blog; for one outside the blog, those in and below its own folder."""
    folders = blog.notebooks, blog.notebooks.resolve()
    places = Path(os.path.abspath(source.path)), Path(os.path.realpath(source.path))  # noqa: PTH100 - a link has its place, too
    inside = any(place.is_relative_to(folder) for place in places for folder in folders)
    return find_sources(blog, () if inside else (source.root,))


def relative(name: str, source: Source) -> str:
    """Return the path of a notebook relative to another one."""
    return posixpath.relpath(name, posixpath.dirname(source.name) or ".")


def absolute(path: str, source: Source) -> str:
    """Return the name of a file that a notebook refers to by a relative path."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source.name), path))


def label_owners(blog: BlogConfig, source: Source, label: str) -> tuple[str, ...]:
    """Return the names of the notebooks that have a code cell with a label, or, with `#` in front, anything else."""
    return tuple(sorted(other.name for other in neighbors(blog, source) if owns_label(other, label)))


def owns_label(source: Source, label: str) -> bool:
    """Return True if a notebook has a code cell with a label; most that have none are ruled out without decoding.

    With `#` in front, it may be the label of anything else, too (`crossrefs.others.IN_TEXT`).
    """
    is_in_text, label = label.startswith("#"), label.removeprefix("#")
    try:
        data = read_bytes(source.path, source.name)
    except NotebookError:
        return False
    redaction = Redaction(source.redaction.rules)
    if not redaction.rules and label.encode() not in data and json.dumps(label)[1:-1].encode() not in data:
        return False
    # The option parser is imported only when there may be something to find.
    if is_in_text:
        from blogtools.transform.crossrefs.others import has_place

        return has_place(data, source.name, label, redaction)
    from blogtools.transform.embeds.referenced import has_label

    return has_label(data, source.name, label, redaction)
