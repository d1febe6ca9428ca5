"""The other notebooks of a blog, as one of them names them."""

from __future__ import annotations

import json
import posixpath

from blogtools.config import Blog
from blogtools.content.discover import Source, file_reader, find_sources
from blogtools.plugins.load import plugins_of
from blogtools.transform.context import Context


def blog_context(blog: Blog, source: Source) -> Context:
    """What the steps of a post may ask about its files and about the blog around it."""
    return Context(
        file_reader(source),
        lambda: tuple(relative(other.name, source) for other in neighbors(blog, source)),
        lambda label: tuple(relative(name, source) for name in label_owners(blog, source, label)),
        plugins=plugins_of(blog),
    )


def neighbors(blog: Blog, source: Source) -> tuple[Source, ...]:
    """All notebooks of the blog; outside of it, those in and below the notebook's own folder."""
    inside = source.path.resolve().is_relative_to(blog.notebooks.resolve())
    return find_sources(blog, () if inside else (source.root,))


def relative(name: str, source: Source) -> str:
    """The path of a notebook, relative to another one."""
    return posixpath.relpath(name, posixpath.dirname(source.name) or ".")


def absolute(path: str, source: Source) -> str:
    """The name of a file that a notebook names by a relative path."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source.name), path))


def label_owners(blog: Blog, source: Source, label: str) -> tuple[str, ...]:
    """Names of the notebooks that have a code cell with a label."""
    return tuple(sorted(other.name for other in neighbors(blog, source) if owns_label(other, label)))


def owns_label(source: Source, label: str) -> bool:
    """Whether a notebook has a code cell with a label; nearly all that have none are not decoded."""
    try:
        data = source.path.read_bytes()
    except OSError:
        return False
    if label.encode() not in data and json.dumps(label)[1:-1].encode() not in data:
        return False
    # Decoding options is loaded only where it may find something.
    from blogtools.transform.embeds.foreign import has_label

    return has_label(data, source.name, label)
