"""The transform step that resolves embeds."""

from __future__ import annotations

import msgspec

from blogtools.model import Cell, Post, markdown_sources
from blogtools.transform.context import Context
from blogtools.transform.embeds.syntax import may_embed
from blogtools.transform.markdown.size import check_size


def embed_cells(post: Post, context: Context) -> Post:
    """Split Markdown cells at their embeds, and insert copies of the embedded cells.

    Raises:
        EmbedError: An embedded cell does not exist, or embeds itself.
        NotebookError: The post has too much Markdown to look for embeds in.
    """
    if not context.embeds or not may_embed(markdown_sources(post.cells)):
        return post
    check_size(post.cells, context.max_markdown, post.source)
    # The embedder is imported only for posts that may have embeds.
    from blogtools.transform.embeds.embedder import Embedder

    embedder = Embedder(post, context)
    cells = tuple(part for cell in post.cells for part in (embedder.expand(cell) if _may_embed(cell) else (cell,)))
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + tuple(embedder.findings))


def _may_embed(cell: Cell) -> bool:
    return cell.kind == "markdown" and may_embed(cell.source)
