"""Files become notebooks: an importer is chosen for each, and what it reads is written; nothing is overwritten."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig, Settings
from blogtools.errors import BlogtoolsError, Finding, SourceError, UsageError, Where, nearest
from blogtools.importers import markdown, text
from blogtools.importers.base import Imported, ImportedCell, Importer
from blogtools.importers.choose import FoundFile, PassedOver, choose_files
from blogtools.importers.exports import ghost, medium, substack, wordpress
from blogtools.importers.front_matter import as_draft
from blogtools.importers.generators import hexo, nikola
from blogtools.importers.html import page
from blogtools.importers.marks import unknown_marks
from blogtools.importers.references import Place
from blogtools.importers.rst import importer as rst
from blogtools.importers.settings.write import import_settings
from blogtools.importers.sources import chunks, deepnote, marimo, myst, scripts
from blogtools.importers.write import write_post
from blogtools.plugins.guard import describe_failure, failure
from blogtools.plugins.load import Plugins, plugins_of
from blogtools.plugins.registry import Registry
from blogtools.starter.post import posts_folder
from blogtools.transform.portable_names import portable_name

IMPORTERS: Registry[Importer] = Registry(
    "importers",
    Importer,
    (
        chunks.QUARTO,
        chunks.R_MARKDOWN,
        myst.IMPORTER,
        marimo.IMPORTER,
        scripts.IMPORTER,
        deepnote.IMPORTER,
        nikola.IMPORTER,
        hexo.IMPORTER,
        markdown.IMPORTER,
        rst.IMPORTER,
        wordpress.IMPORTER,
        ghost.IMPORTER,
        substack.IMPORTER,
        medium.IMPORTER,
        page.IMPORTER,
        text.IMPORTER,
    ),
    appends=False,
)
"""The first that detects a file reads it; those of plugins come before ours."""


class ImportedFile(msgspec.Struct, frozen=True):
    """A notebook that was written."""

    source: str
    notebook: str
    importer: str
    cells: int = 0
    files: int = 0
    """Number of files that were put beside it: pictures, mostly."""


class ImportReport(msgspec.Struct, frozen=True):
    """Result of importing files."""

    imported: tuple[ImportedFile, ...] = ()
    errors: tuple[Finding, ...] = ()
    """Errors of files that were not imported."""
    findings: tuple[Finding, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    """Files of folders that look like posts, and were not imported."""
    settings: str = ""
    """The file with the blog's settings, if that was written, too."""

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
    findings: list[Finding] = []
    settings = _import_settings(blog, sources, findings)
    # A blog that has its settings only now has a folder for its posts, too.
    folder = output or (blog.root / Settings().notebooks if settings else posts_folder(blog))
    given = None if importer is None else importers[importer]

    def detect(path: Path, content: str) -> Importer | None:
        return next((one for one in importers.values() if _guarded(one, "detect", path, content)), None)

    candidates, passed = choose_files(sources, folder, detect, given)
    notebooks = {one.path.resolve(): portable_name(f"{one.name}.ipynb") for one in candidates if one.importer}
    imported: list[ImportedFile] = []
    for one in candidates:
        try:
            if one.importer is None:
                raise _no_form(one.path, importers)
            place = Place(one.path, one.root, folder, one.name, notebooks)
            for told in _import(blog, one, one.importer, place):
                (findings if isinstance(told, Finding) else imported).append(told)  # type: ignore[arg-type]
        except BlogtoolsError as error:
            findings.append(error.as_finding())
    errors = tuple(finding for finding in findings if finding.severity == "error")
    if not imported and not errors:
        message = "there is nothing that can be imported"
        reasons = "; ".join(f"{one.path} {one.why}" for one in passed[:3])
        raise UsageError(message, hint=reasons or f"forms: {', '.join(importers)}")
    others = tuple(one for one in findings if one.severity != "error")
    return ImportReport(tuple(imported), errors, others, passed, settings)


def _import_settings(blog: BlogConfig, sources: Sequence[Path], findings: list[Finding]) -> str:
    """Write the blog's settings if it has none, from those of the first folder that has any; return the file."""
    for source in sources:
        if source.is_dir():
            try:
                written, told = import_settings(blog, source)
            except BlogtoolsError as error:
                findings.append(error.as_finding())
                return ""
            findings += told
            if written is not None or told:
                return str(written or "")
    return ""


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


def _no_form(path: Path, importers: Iterable[str]) -> SourceError:
    if path.suffix == ".ipynb":
        message, hint = "is a notebook already", f"publish it: blogtools convert {shlex.quote(str(path))}"
    else:
        message, hint = "is of no form that can be imported", f"choose from {', '.join(importers)}"
    return SourceError(message, where=Where(str(path)), hint=hint)


def _import(blog: BlogConfig, one: FoundFile, importer: Importer, place: Place) -> Iterator[ImportedFile | Finding]:
    """Write the notebooks of a file; yield each, and the findings. A post that cannot be written costs that post."""
    for read in _read(one.path, importer):
        if not read.cells:
            empty = SourceError("has no text, and was not imported", where=Where(str(one.path))).as_finding()
            yield from read.findings or (empty,)
            continue
        post = _with_draft(read) if "_drafts" in one.path.parts else read
        try:
            written = write_post(post, msgspec.structs.replace(place, name=read.name or place.name))
            marks = unknown_marks(blog, written.post, written.notebook, one.path)
        except BlogtoolsError as error:
            yield error.as_finding()
        else:
            yield ImportedFile(str(one.path), str(written.notebook), importer.name, len(read.cells), written.files)
            yield from (*written.findings, *marks)


def _with_draft(post: Imported) -> Imported:
    """Return a post of Jekyll's or Hexo's folder of drafts, which says that it is one."""
    first = post.cells[0] if isinstance(post.cells[0], ImportedCell) else ImportedCell(*post.cells[0])  # type: ignore[arg-type]
    front = first.source if first.kind == "raw" else ""
    rest = post.cells[1:] if front else post.cells
    return msgspec.structs.replace(post, cells=(ImportedCell("raw", as_draft(front)), *rest))


def _read(path: Path, importer: Importer) -> Iterator[Imported]:
    """Yield the posts of a file, as they are read."""
    read = _guarded(importer, "read", path)
    posts = iter((read,) if isinstance(read, Imported) or not isinstance(read, Iterable) else read)
    while True:
        try:
            imported = next(posts)
        except StopIteration:
            return
        except BlogtoolsError:
            raise
        except (Exception, SystemExit) as error:
            raise _failed(importer, "read", path, error) from error
        if not isinstance(imported, Imported):
            message = f"`read` returned {type(imported).__name__} instead of Imported"
            raise failure(importer.name, message, Where(str(path)))
        yield imported


def _guarded(importer: Importer, what: str, path: Path, *given: str) -> object:
    try:
        result: object = getattr(importer, what)(path, *given)
    except BlogtoolsError:
        raise
    except (Exception, SystemExit) as error:
        raise _failed(importer, what, path, error) from error
    return result


def _failed(importer: Importer, what: str, path: Path, error: BaseException) -> BlogtoolsError:
    return failure(importer.name, f"`{what}` failed: {describe_failure(error)}", Where(str(path)))
