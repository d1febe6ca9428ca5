"""Export of snippets as self-contained scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blogtools.errors import SnippetError
from blogtools.render.html.snippet_box import file_name
from blogtools.snippets.catalog import CatalogEntry
from blogtools.store.output import Destination


def export(entries: Sequence[CatalogEntry], folder: Path) -> tuple[Path, ...]:
    """Write each snippet into a folder; snippets of the same name go into subfolders named after their posts.

    Returns the paths, in the order of the entries.

    Raises:
        SnippetError: A snippet is empty.
        WriteError: A file cannot be written.
    """
    names = [file_name(entry.snippet).casefold() for entry in entries]
    destination = Destination(folder)
    written = []
    for entry, name in zip(entries, names, strict=True):
        if not entry.snippet.program.strip():
            message = f"snippet {entry.snippet.name} is empty"
            raise SnippetError(message, hint="write code in its cell, or remove the name")
        path = file_name(entry.snippet) if names.count(name) == 1 else f"{entry.post}/{file_name(entry.snippet)}"
        destination.write(path, entry.snippet.program.encode())
        written.append(folder / path)
    return tuple(written)
