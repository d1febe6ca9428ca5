"""The ordered table of steps from a notebook as read to a post ready to render."""

from __future__ import annotations

import msgspec

from blogtools.model import Cell, Post, Visibility, markdown_sources
from blogtools.plugins.registry import Registry
from blogtools.plugins.rows import Step
from blogtools.transform.code.annotations import connect_annotations
from blogtools.transform.context import Context
from blogtools.transform.crossrefs.step import resolve_references
from blogtools.transform.dialects.cells import without_hidden
from blogtools.transform.dialects.drawn_tables import rewrite_tables
from blogtools.transform.dialects.post_links import resolve_post_links
from blogtools.transform.dialects.report import without_marks
from blogtools.transform.dialects.values import show_values
from blogtools.transform.document_options import cell_defaults
from blogtools.transform.embeds.step import embed_cells
from blogtools.transform.excerpt import add_excerpt
from blogtools.transform.files.attach import attach_files
from blogtools.transform.files.photos import clear_positions
from blogtools.transform.identity import add_headings
from blogtools.transform.inline.step import translate_cells
from blogtools.transform.inserts.diagrams import find_diagrams
from blogtools.transform.inserts.looks import may_include, may_insert
from blogtools.transform.markdown.parse import parse_cells
from blogtools.transform.markdown.size import check_size
from blogtools.transform.options import cell_options
from blogtools.transform.outputs import apply_display_updates, tidy_outputs
from blogtools.transform.secrets.redact import redact_cells


def apply_options(post: Post, context: Context) -> Post:
    """Read what tags, comments and metadata ask of each cell; cells that readers never see go."""
    cells = []
    findings = list(post.findings)
    defaults = cell_defaults(post)
    for original in post.cells:
        cell, found = context.call(cell_options, original, post.language, defaults)
        findings.extend(
            msgspec.structs.replace(finding, where=msgspec.structs.replace(finding.where, file=post.source))
            for finding in found
        )
        if cell.options.cell is not Visibility.REMOVE:
            cells.append(cell)
    return msgspec.structs.replace(post, cells=tuple(cells), findings=tuple(findings))


def remove_hidden(post: Post, context: Context) -> Post:
    """Remove what the marks of other tools keep from readers: comments, text for other formats, hidden parts."""
    found, findings = without_hidden(post.cells, post.notebook.metadata, post.source, context.call)
    cells = tuple(cell for cell in found if cell.options.cell is not Visibility.REMOVE)
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + findings)


def expand_includes(post: Post, context: Context) -> Post:
    """Put the text of files in the place of the marks that include them."""
    if not may_include(markdown_sources(post.cells)):
        return post
    # Most posts include nothing, and have no shortcodes either.
    from blogtools.transform.inserts.includes import include_files

    return include_files(post, context)


def expand_shortcodes(post: Post, context: Context) -> Post:
    """Put text and HTML in the place of shortcodes, Liquid, substitutions and videos."""
    if not may_insert(markdown_sources(post.cells)):
        return post
    from blogtools.transform.inserts.step import fill_shortcodes  # As in `expand_includes`.

    return fill_shortcodes(post, context)


def cite(post: Post, context: Context) -> Post:
    """Write citations out, and add the list of what is cited."""
    front = post.front
    named = front.bibliography or front.references or front.nocite or context.bibliography
    if not named and "cite2c" not in post.notebook.metadata:
        return post
    # Most posts cite nothing, and those that do are few.
    from blogtools.transform.citations.step import write_citations

    return write_citations(post, context)


def translate_marks(post: Post, context: Context) -> Post:
    """Translate the marks of other tools that stand within lines into plain Markdown and HTML."""
    return msgspec.structs.replace(post, cells=translate_cells(post.cells, context.call))


def take_foreign_marks(post: Post, context: Context) -> Post:
    """Take out marks of other tools that have no effect, and add findings for those and for what readers see."""
    cells, found = without_marks(post, context.call)
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + found)


def decide_sanitizing(post: Post, context: Context) -> Post:
    """Decide whether the HTML of a post is sanitized: if the blog, its folder or the notebook itself asks for it."""
    return msgspec.structs.replace(post, sanitize=context.sanitize or post.front.html is not None)


def tidy(post: Post, context: Context) -> Post:
    """Merge and clean outputs, as they looked when the cells had run."""
    cells = apply_display_updates(post.cells)
    cells = tuple(context.call(_tidied, cell) if cell.outputs else cell for cell in cells)
    return msgspec.structs.replace(post, cells=cells)


def _tidied(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, outputs=tidy_outputs(cell.outputs, cell.options))


def parse_markdown_cells(post: Post, context: Context) -> Post:
    """Parse Markdown into events.

    Raises:
        NotebookError: There is too much of it, with that of embedded cells.
    """
    check_size(post.cells, context.max_markdown, post.source)
    return msgspec.structs.replace(post, cells=connect_annotations(parse_cells(post.cells, context.call)))


STEPS: Registry[Step] = Registry(
    "steps",
    Step,
    (
        Step("redact", redact_cells),
        Step("sanitize", decide_sanitizing),
        Step("options", apply_options),
        Step("tables", rewrite_tables),
        Step("hidden", remove_hidden),
        Step("includes", expand_includes),
        Step("shortcodes", expand_shortcodes),
        Step("diagrams", find_diagrams),
        Step("post links", resolve_post_links),
        Step("citations", cite),
        Step("values", show_values),
        Step("embeds", embed_cells),
        Step("references", resolve_references),
        Step("inline", translate_marks),
        Step("marks", take_foreign_marks),
        Step("photos", clear_positions),
        Step("outputs", tidy),
        Step("markdown", parse_markdown_cells),
        Step("headings", add_headings),
        Step("files", attach_files),
        Step("excerpt", add_excerpt),
    ),
)


def transform(post: Post, context: Context) -> Post:
    """Return the post after all steps, in order, with those of plugins among them.

    Raises:
        PluginError: the step of a plugin failed.
        SettingsError: as `Registry.extended`.
    """
    for step in STEPS.extended(context.plugins).values():
        post = step.run(post, context)
    return post
