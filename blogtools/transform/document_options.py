"""Cell options that a document sets for all of its cells: in front matter, for its folder, or in notebook metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from blogtools.model import Post
from blogtools.read.forms import DEFAULT_OPTIONS
from blogtools.transform.options import CellDefaults

_EXECUTE, _FORMAT = "execute", "format"
_WORDS: dict[str, Any] = {"true": True, "false": False}


def cell_defaults(post: Post) -> CellDefaults:
    """Return the options that a post sets for all of its cells; a cell may set them otherwise."""
    extra, metadata = post.front.extra, post.notebook.metadata
    if not (extra or "hide_input" in metadata or "hide_code_all_hidden" in metadata):
        return ()
    found = [*_of_notebook(metadata), *_of_table(extra)]
    formats = extra.get(_FORMAT)
    if isinstance(formats, Mapping):
        # Of several formats, those of pages count; where there are none, whatever the author wrote for.
        pages = [table for name, table in formats.items() if str(name).split("+")[0] in ("html", "blog")]
        for table in pages or formats.values():
            if isinstance(table, Mapping):
                found += _of_table(table)
    return tuple(found)


def _of_table(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the options of front matter, or of a format in it: those under `execute`, and those beside it."""
    execute = table.get(_EXECUTE)
    tables = (table, execute) if isinstance(execute, Mapping) else (table,)
    for each in tables:
        for name, value in each.items():
            option = str(name).strip().lower().replace("_", "-")
            if option in DEFAULT_OPTIONS and isinstance(value, bool | str | int | float):
                yield option, _WORDS.get(value.lower(), value) if isinstance(value, str) else value


def _of_notebook(metadata: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what extensions of Jupyter write for a whole notebook: `hide_input_all`, `hide_code`."""
    if metadata.get("hide_input") is True or metadata.get("hide_code_all_hidden") is True:
        yield "code-fold", True
