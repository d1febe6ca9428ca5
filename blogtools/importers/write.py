"""An imported post is written: its notebook, and the files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from blogtools.content.discover import Source
from blogtools.content.load import as_post
from blogtools.errors import Finding, Where
from blogtools.importers.base import Imported, ImportedCell
from blogtools.importers.references import Place, with_files
from blogtools.model import Post
from blogtools.read.notebook import decode_notebook
from blogtools.starter.notebook import KERNELS, new_cell, notebook_text, write_new
from blogtools.store.manifest import content_hash
from blogtools.transform.portable_names import portable_name


class Written(msgspec.Struct, frozen=True):
    """A post that was written."""

    notebook: Path
    post: Post
    files: int
    """Number of files that were put beside the notebook."""
    findings: tuple[Finding, ...]


def write_post(imported: Imported, place: Place) -> Written:
    """Write the notebook of a post, and the files that it shows.

    Raises:
        BlogtoolsError: its metadata are invalid, or there is such a notebook; nothing is written.
    """
    imported = with_files(imported, place)
    text = notebook_text(imported_notebook(imported))
    # Invalid metadata is reported now, not only when the post is published.
    path = place.source
    post = as_post(Source(path, str(path), path.parent), decode_notebook(text.encode(), "made.ipynb"), {})
    target = place.folder / portable_name(f"{place.name}.ipynb")
    write_new(target, text)
    told = tuple(_write_files(imported, path, place.folder))
    written = len(imported.files) - len(told)
    return Written(target, post, written, (*imported.findings, *post.findings, *told))


def imported_notebook(imported: Imported) -> dict[str, Any]:
    """Return the notebook of a post, in nbformat 4.5; the same post gives the same notebook."""
    cells = []
    for number, given in enumerate(imported.cells):
        cell = given if isinstance(given, ImportedCell) else ImportedCell(*given)  # type: ignore[arg-type]
        made = new_cell(cell.kind, cell.source)
        made["id"] = content_hash(f"{number}\n{cell.source}".encode())[:8]
        made["metadata"] = dict(cell.metadata)
        if cell.attachments:
            made["attachments"] = dict(cell.attachments)
        if cell.kind == "code":
            made["outputs"] = list(cell.outputs)
        cells.append(made)
    metadata = {**KERNELS.get(imported.language, KERNELS["python"]), **imported.metadata}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _write_files(imported: Imported, path: Path, folder: Path) -> Iterator[Finding]:
    """Write the files beside a notebook; yield a finding for each that cannot be."""
    for name, content in imported.files.items():
        target = folder / name
        if PurePosixPath(name).is_absolute() or not target.resolve().is_relative_to(folder.resolve()):
            message = f"the file {name} is not copied: it would lie outside of {folder}"
            yield Finding("import", message, Where(str(path)))
            continue
        try:
            data = content if isinstance(content, bytes) else content.read_bytes()
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            elif target.read_bytes() != data:
                message = f"the file {name} is not copied: {target} is another one"
                yield Finding("import", message, Where(str(path)), "rename one of them")
        except OSError as error:
            message = f"the file {name} cannot be copied: {error.strerror}"
            yield Finding("write", message, Where(str(path)), severity="error")
