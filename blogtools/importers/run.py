"""Files become notebooks: an importer is chosen for each, and what it reads is written; nothing is overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import SKIPPED_FOLDERS, Source
from blogtools.content.load import as_post
from blogtools.errors import BlogtoolsError, Finding, SourceError, UsageError, Where, nearest
from blogtools.importers import markdown, text
from blogtools.importers.base import Imported, Importer, read_text
from blogtools.plugins.guard import describe_failure, failure
from blogtools.plugins.load import Plugins, plugins_of
from blogtools.plugins.registry import Registry
from blogtools.read.notebook import decode_notebook
from blogtools.starter.notebook import KERNELS, made_notebook, notebook_text, write_new
from blogtools.starter.post import posts_folder
from blogtools.store.manifest import content_hash
from blogtools.transform.portable_names import portable_name

IMPORTERS: Registry[Importer] = Registry("importers", Importer, (markdown.IMPORTER, text.IMPORTER), appends=False)
"""The first that detects a file reads it; those of plugins come before ours."""
MAX_SOURCE_BYTES = 50_000_000
"""Largest file that is read when a folder is imported; anything larger was not written by hand."""


class ImportedFile(msgspec.Struct, frozen=True):
    """A notebook that was written."""

    source: str
    notebook: str
    importer: str


class ImportReport(msgspec.Struct, frozen=True):
    """Result of importing files."""

    imported: tuple[ImportedFile, ...] = ()
    errors: tuple[Finding, ...] = ()
    """Errors of files that were not imported."""
    findings: tuple[Finding, ...] = ()

    def exit_status(self) -> int:
        """Return 0, or 1 if a file was not imported."""
        return 1 if self.errors else 0


def import_posts(
    blog: BlogConfig, sources: Sequence[Path], output: Path | None = None, importer: str | None = None
) -> ImportReport:
    """Import files, and those of folders that some importer detects; into `output`, or where the blog has its posts.

    `importer` is the name of the one that reads all files; None lets each be chosen by what it is. A file that cannot
    be imported is an error in the report; all others are written.

    Raises:
        UsageError: there is no such file or importer.
        SettingsError: a plugin cannot be used.
    """
    importers = chosen_importers(plugins_of(blog), importer)
    folder = output or posts_folder(blog)
    imported: list[ImportedFile] = []
    errors: list[Finding] = []
    findings: list[Finding] = []
    for path, is_named in _files(sources, folder):
        try:
            reader = _detect(path, importers, is_sure=is_named and importer is not None)
            if reader is None:
                if is_named:
                    message = "is of no form that can be imported"
                    raise SourceError(message, where=Where(str(path)), hint=f"choose from {', '.join(importers)}")
                continue
            notebook, found = _import(path, reader, folder)
        except BlogtoolsError as error:
            errors.append(error.as_finding())
        else:
            imported.append(ImportedFile(str(path), str(notebook), reader.name))
            findings += found
    if not imported and not errors:
        message = "there is nothing that can be imported"
        raise UsageError(message, hint=f"forms: {', '.join(importers)}")
    return ImportReport(tuple(imported), tuple(errors), tuple(findings))


def chosen_importers(plugins: Plugins, name: str | None) -> dict[str, Importer]:
    """Return the importers that may read, by name.

    Raises:
        UsageError: there is none of that name.
    """
    importers = IMPORTERS.extended(plugins)
    if name is None:
        return dict(importers)
    if name not in importers:
        near = nearest(name, importers)
        message = f"{name!r} is no form that can be imported"
        raise UsageError(message, hint=f"did you mean {near}?" if near else f"choose from {', '.join(importers)}")
    return {name: importers[name]}


def _files(sources: Sequence[Path], output: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the files to look at, in order, and whether each was named itself."""
    for source in sources:
        if not source.exists():
            message = f"there is no file or folder {source}"
            raise UsageError(message)
    for source in sources:
        if not source.is_dir():
            yield source, True
            continue
        for folder, folders, names in os.walk(source):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".")
                and name not in SKIPPED_FOLDERS
                and Path(folder, name).resolve() != output.resolve()
            )
            yield from ((Path(folder, name), False) for name in sorted(names) if not name.startswith("."))


def _detect(path: Path, importers: dict[str, Importer], *, is_sure: bool) -> Importer | None:
    if is_sure:
        return next(iter(importers.values()))
    if not path.is_file() or path.stat().st_size > MAX_SOURCE_BYTES:
        return None
    try:
        content = read_text(path)
    except SourceError:
        content = ""  # An archive, say: its name may tell what it is.
    return next((one for one in importers.values() if _guarded(one, "detect", path, content)), None)


def _import(path: Path, importer: Importer, folder: Path) -> tuple[Path, tuple[Finding, ...]]:
    """Write the notebook of a file; return its path and the findings."""
    imported = _guarded(importer, "read", path)
    if not isinstance(imported, Imported):
        message = f"`read` returned {type(imported).__name__} instead of Imported"
        raise failure(importer.name, message, Where(str(path)))
    made = made_notebook(imported.cells, KERNELS.get(imported.language, KERNELS["python"]))
    for number, cell in enumerate(made["cells"]):
        # The same file gives the same notebook.
        cell["id"] = content_hash(f"{number}\n{''.join(cell['source'])}".encode())[:8]
    notebook = notebook_text(made)
    # Invalid metadata is reported now, not only when the post is published.
    post = as_post(Source(path, str(path), path.parent), decode_notebook(notebook.encode(), "made.ipynb"), {})
    name = path.parent.resolve().name if path.stem == "index" else path.stem
    target = folder / portable_name(f"{name}.ipynb")
    write_new(target, notebook)
    return target, (*imported.findings, *post.findings)


def _guarded(importer: Importer, what: str, path: Path, *given: str) -> object:
    try:
        result: object = getattr(importer, what)(path, *given)
    except BlogtoolsError:
        raise
    except (Exception, SystemExit) as error:
        raise failure(importer.name, f"`{what}` failed: {describe_failure(error)}", Where(str(path))) from error
    return result
