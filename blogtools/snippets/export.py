"""Export of snippets as self-contained scripts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from blogtools.check.secrets import refuse_secrets
from blogtools.errors import Finding, SnippetError
from blogtools.render.html.snippet_box import file_name
from blogtools.snippets.catalog import CatalogEntry
from blogtools.store.output import Destination
from blogtools.store.ownership import OWNED_FILES, encode_owned, read_owned
from blogtools.store.paths import path_key
from blogtools.transform.portable_names import portable_name

OWNER = "snippets"
"""Who wrote a file, in the record of the folder."""


def export(entries: Sequence[CatalogEntry], folder: Path, *, adopt: bool = False) -> tuple[Path, ...]:
    """Write each snippet into a folder; snippets of the same name go into subfolders named after their posts.

    Returns the paths, in the order of the entries. With `adopt`, files that blogtools did not write are replaced.

    Raises:
        ForeignFileError: A file is in the way that blogtools did not write.
        SecretError: A snippet has a password, key or token in it; all others were written.
        SnippetError: A snippet is empty.
        WriteError: A file cannot be written.
    """
    names = [path_key(file_name(entry.snippet)) for entry in entries]
    paths = [
        file_name(entry.snippet)
        if names.count(name) == 1
        else f"{portable_name(entry.post)}/{file_name(entry.snippet)}"
        for entry, name in zip(entries, names, strict=True)
    ]
    owned = read_owned(folder) or {}
    foreign = frozenset(path for path in paths if path not in owned and os.path.lexists(folder / path))
    destination = Destination(folder, foreign=lambda: foreign, adopt=adopt)
    written: list[str] = []
    secrets: list[Finding] = []
    for entry, path in zip(entries, paths, strict=True):
        if not entry.snippet.program.strip():
            message = f"snippet {entry.snippet.name} is empty"
            raise SnippetError(message, hint="write code in its cell, or remove the name")
        if entry.secrets:
            secrets += entry.secrets
            continue
        destination.write(path, entry.snippet.program.encode())
        written.append(path)
        if path not in owned:
            owned[path] = OWNER
            destination.write(OWNED_FILES, encode_owned(owned))
    refuse_secrets(secrets, "it was not exported")
    return tuple(folder / path for path in written)
