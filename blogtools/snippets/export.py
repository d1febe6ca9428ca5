"""Snippets are written as files that run by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blogtools.errors import SnippetError
from blogtools.render.html.snippet_box import file_name
from blogtools.snippets.catalog import CatalogEntry
from blogtools.store.output import Destination


def export(entries: Sequence[CatalogEntry], folder: Path) -> tuple[Path, ...]:
    """Write each snippet into a folder, those of one name into folders named by their posts.

    Raises:
        SnippetError: a program cannot be made of one.
        WriteError: a file cannot be written.
    """
    names = [file_name(entry.snippet).casefold() for entry in entries]
    destination = Destination(folder)
    written = []
    for entry, name in zip(entries, names, strict=True):
        if not entry.snippet.program.strip():
            message = f"snippet {entry.snippet.name} is empty"
            raise SnippetError(message, hint="write something into its cell, or take the name away")
        path = file_name(entry.snippet) if names.count(name) == 1 else f"{entry.post}/{file_name(entry.snippet)}"
        destination.write(path, entry.snippet.program.encode())
        written.append(folder / path)
    return tuple(written)
