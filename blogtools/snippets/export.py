"""Export of snippets as self-contained scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blogtools.check.secrets import refuse_secrets
from blogtools.errors import Finding, SnippetError
from blogtools.render.html.snippet_box import file_name
from blogtools.snippets.catalog import CatalogEntry
from blogtools.store.output import Destination


def export(entries: Sequence[CatalogEntry], folder: Path) -> tuple[Path, ...]:
    """Write each snippet into a folder; snippets of the same name go into subfolders named after their posts.

    Returns the paths, in the order of the entries.

    Raises:
        SecretError: A snippet has a password, key or token in it; all others were written.
        SnippetError: A snippet is empty.
        WriteError: A file cannot be written.
    """
    names = [file_name(entry.snippet).casefold() for entry in entries]
    destination = Destination(folder)
    written = []
    secrets: list[Finding] = []
    for entry, name in zip(entries, names, strict=True):
        if not entry.snippet.program.strip():
            message = f"snippet {entry.snippet.name} is empty"
            raise SnippetError(message, hint="write code in its cell, or remove the name")
        if entry.secrets:
            secrets += entry.secrets
            continue
        path = file_name(entry.snippet) if names.count(name) == 1 else f"{entry.post}/{file_name(entry.snippet)}"
        destination.write(path, entry.snippet.program.encode())
        written.append(folder / path)
    refuse_secrets(secrets, "it was not exported")
    return tuple(written)
