"""Loads a notebook from disk as a post."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.content.metadata_files import read_metadata_files
from blogtools.content.neighbors import blog_context
from blogtools.content.subcells import subcells
from blogtools.errors import Where
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Notebook, Post
from blogtools.read.forms import OPENING_CELLS
from blogtools.read.metadata import read_front_matter
from blogtools.read.notebook import decode_notebook, decode_opening, read_bytes
from blogtools.read.text_post import with_cell_tags
from blogtools.render.permalink import PageNaming
from blogtools.store.manifest import content_hash
from blogtools.transform.context import Context
from blogtools.transform.identity import post_from_notebook
from blogtools.transform.redaction.texts import as_published
from blogtools.transform.secrets.marks import is_redacted
from blogtools.transform.snippets import add_snippets, has_names


def read_source(source: Source) -> tuple[bytes, dict[str, str]]:
    """Return the notebook's bytes, and its metadata files, name to text.

    Raises:
        NotebookError: The file cannot be read.
    """
    return read_bytes(source.path, source.name), read_metadata_files(source)


def source_hash(data: bytes, files: Mapping[str, str]) -> str:
    """Return the hash of a notebook and its metadata files."""
    digest = content_hash(data)
    return content_hash(repr((digest, sorted(files.items()))).encode()) if files else digest


def decode_post(source: Source, data: bytes, files: Mapping[str, str], *, opening: bool = False) -> Post:
    """Decode a notebook as a post, before any transform step.

    With `opening`, only the first cells are decoded, which may have metadata.

    Raises:
        NotebookError: The bytes are not a notebook.
        FrontMatterError: The metadata is invalid.
    """
    notebook = decode_opening(data, source.name, OPENING_CELLS) if opening else decode_notebook(data, source.name)
    return as_post(source, notebook, files)


def as_post(source: Source, notebook: Notebook, files: Mapping[str, str], call: Memoizer = call_uncached) -> Post:
    """Return a decoded notebook as a post, before any transform step, as the author's rules let it be published.

    Raises:
        FrontMatterError: The metadata is invalid.
    """
    opening = notebook.cells[:OPENING_CELLS]
    if any(map(is_redacted, opening)):
        # The steps mask the other cells; by then the metadata has been read.
        from blogtools.transform.secrets.redact import mask_marked

        cells = (*mask_marked(opening), *notebook.cells[OPENING_CELLS:])
        notebook = msgspec.structs.replace(notebook, cells=cells)
    front, metadata_cells, findings = read_front_matter(notebook, source.name, files)
    if front.extra:
        shown = subcells(notebook.cells, front.extra, metadata_cells, source.name)
        notebook = msgspec.structs.replace(notebook, cells=shown)
        if Where(source.name).is_in_text:
            notebook = with_cell_tags(notebook, front.extra, source.name)
    redaction = source.redaction
    if redaction.rules or (redaction.homes and any(cell.outputs for cell in notebook.cells)):
        # Without rules, notebooks without outputs have nothing to replace.
        from blogtools.transform.redaction.notebooks import redact_notebook

        notebook, front, notes = redact_notebook(notebook, front, redaction, source.name, call)
        findings += notes
    return post_from_notebook(notebook, front, metadata_cells, source.name, findings, redaction)


def naming_of(post: Post) -> PageNaming:
    """Return the parts that the path of a post's page is made of."""
    return PageNaming(post.slug, post.date, as_published(post.source, post.redaction), post.front.categories)


def transform_post(post: Post, context: Context) -> Post:
    """Apply all transform steps to a post, and add its snippets."""
    # The steps import the Markdown parser, which a build without stale posts does not need.
    from blogtools.transform.steps import transform

    post = transform(post, context)
    return add_snippets(post, lambda name: context.read_file(name) is not None) if has_names(post) else post


def load_post(blog: BlogConfig, source: Source) -> Post:
    """Read a notebook of a blog and apply all transform steps.

    Raises:
        NotebookError, FrontMatterError: As `decode_post`.
        EmbedError: It embeds a cell that does not exist.
    """
    return transform_post(decode_post(source, *read_source(source)), blog_context(blog, source))
