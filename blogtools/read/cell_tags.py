"""The tags of the text of a post in Markdown, which its front matter gives: such a file has no cells to tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from blogtools.errors import FrontMatterError, Where
from blogtools.model import Notebook

CELL_TAGS = "cell-tags"
"""Key of the tags."""


def with_cell_tags(notebook: Notebook, extra: Mapping[str, Any], source: str) -> Notebook:
    """Return a notebook whose cells of Markdown have the tags that its front matter says.

    Raises:
        FrontMatterError: They are no list of words.
    """
    given = extra.get(CELL_TAGS)
    if given is None:
        return notebook
    tags = [str(given)] if isinstance(given, str) else given
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        message = f"{CELL_TAGS}: expected a list of tags"
        raise FrontMatterError(message, where=Where(source), hint="write them as in `cell-tags: [redact]`")
    cells = (
        msgspec.structs.replace(cell, metadata={**cell.metadata, "tags": list(tags)})
        if cell.kind == "markdown"
        else cell
        for cell in notebook.cells
    )
    return msgspec.structs.replace(notebook, cells=tuple(cells))
