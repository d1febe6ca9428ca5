"""Cells of other notebooks stand where a Markdown cell asks for them."""

from __future__ import annotations

import msgspec

from blogtools.model import Cell, Post
from blogtools.transform.context import Context
from blogtools.transform.embeds.syntax import may_embed


def embed_cells(post: Post, context: Context) -> Post:
    """Cut Markdown cells where they ask for other cells, and put copies of those in between.

    Raises:
        EmbedError: there is no such cell, or it embeds the one that asks for it.
    """
    if not context.embeds or not any(_may_embed(cell) for cell in post.cells):
        return post
    # What follows embeds is loaded only for posts that may have some.
    from blogtools.transform.embeds.embedder import Embedder

    embedder = Embedder(post, context)
    cells = tuple(part for cell in post.cells for part in (embedder.expand(cell) if _may_embed(cell) else (cell,)))
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + tuple(embedder.findings))


def _may_embed(cell: Cell) -> bool:
    return cell.kind == "markdown" and may_embed(cell.source)
