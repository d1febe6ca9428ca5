"""Errors and findings: each says what is wrong, where, and how to fix it; unforeseen exceptions become errors too."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "note"]
DEBUG = "BLOGTOOLS_DEBUG"
"""Environment variable; any value but the empty one and `0` prints the traceback of every unforeseen exception."""
LONGEST = 300
"""Characters of an unforeseen exception's own text that a finding repeats."""


TEXT_POSTS = (".md", ".markdown")
"""Suffixes of posts that are text, in whose files authors see lines, and no cells."""


class Where(msgspec.Struct, frozen=True):
    """A place in the author's files."""

    file: str = ""
    """Path as the author would type it: POSIX separators, relative to the blog where possible."""
    cell: int | None = None
    """Number of the cell in the notebook, counted from 1; 0 for metadata that is in no cell."""
    line: int | None = None
    """Number of the line in the cell (in the file, if `cell` is None), counted from 1."""

    @property
    def is_in_text(self) -> bool:
        """True if the file is no notebook but text, whose lines are those of its cells."""
        return self.file.endswith(TEXT_POSTS)

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.cell == 0:
            return ", ".join([*parts, "the metadata"])
        if self.cell is not None and not self.is_in_text:
            parts.append(f"cell {self.cell}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        return ", ".join(parts)


class Finding(msgspec.Struct, frozen=True):
    """Something the author may want to fix; it does not keep the post from being published."""

    slug: str
    """Stable identifier of the kind of finding, such as `missing-alt`."""
    message: str
    where: Where = Where()
    hint: str = ""
    severity: Severity = "warning"

    def __str__(self) -> str:
        return _line(self.where, self.message, self.hint)


class BlogtoolsError(Exception):
    """Base class of all errors that blogtools raises on purpose; the command line catches it in one place."""

    slug = "error"

    def __init__(self, message: str, *, where: Where | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where or Where()
        self.hint = hint

    def __str__(self) -> str:
        return _line(self.where, self.message, self.hint)

    def __reduce__(self) -> tuple[Any, ...]:
        # By default, exceptions with keyword-only arguments cannot be unpickled when a worker process returns them.
        return _rebuild, (type(self), self.message, self.where, self.hint)

    def as_finding(self) -> Finding:
        """Return the error as a finding, for reports."""
        return Finding(self.slug, self.message, self.where, self.hint, "error")


class SettingsError(BlogtoolsError):
    """The blog's settings are invalid; nothing is written."""

    slug = "settings"


class UsageError(BlogtoolsError):
    """A command or function was called with arguments that cannot work; nothing is written."""

    slug = "usage"


class NotebookError(BlogtoolsError):
    """A file is not a readable notebook."""

    slug = "notebook"


class FrontMatterError(BlogtoolsError):
    """A post's metadata is invalid."""

    slug = "front-matter"


class HiddenTextError(BlogtoolsError):
    """A mark of another tool hides something, but not here, or no one knows how much."""

    slug = "hidden"


class CellOptionError(BlogtoolsError):
    """An option or tag of a cell may have been meant to hide something."""

    slug = "cell-options"


class NoPostsError(BlogtoolsError):
    """There is no notebook where posts are looked for."""

    slug = "no-posts"


class SecretError(BlogtoolsError):
    """Readers would see what looks like a password, key or token."""

    slug = "secret"


class SnippetError(BlogtoolsError):
    """A snippet does not exist, or cannot be turned into a program."""

    slug = "snippet"


class SourceError(BlogtoolsError):
    """A file cannot be imported."""

    slug = "import"


class KernelError(BlogtoolsError):
    """A kernel could not run code to completion."""

    slug = "kernel"


class EmbedError(BlogtoolsError):
    """An embedded notebook or cell does not exist, or embeds itself."""

    slug = "embed"


class DuplicateSlugError(BlogtoolsError):
    """Two posts would have the same URL."""

    slug = "duplicate-slug"


class WindowsNameError(BlogtoolsError):
    """A new post would have an address that no folder on Windows can have."""

    slug = "windows-name"


class TemplateError(BlogtoolsError):
    """A template of the theme or the blog is broken."""

    slug = "template"


class PluginError(BlogtoolsError):
    """Code of a plugin failed, or gave something that it may not give."""

    slug = "plugin"


class PublishError(BlogtoolsError):
    """The site could not be published; what readers have is unchanged."""

    slug = "publish"


class RemovedUrlError(BlogtoolsError):
    """Published URLs would no longer lead anywhere."""

    slug = "removed-urls"


class WriteError(BlogtoolsError):
    """An output file could not be written."""

    slug = "write"


class ForeignFileError(WriteError):
    """An output file would replace one that blogtools did not write."""

    slug = "foreign-file"


class InternalError(BlogtoolsError):
    """A defect of blogtools: an exception that nobody foresaw."""

    slug = "internal-error"


@contextmanager
def contained(file: str, report: Callable[[Finding], object], *, foreseen: bool = True) -> Iterator[None]:
    """Contain the failure of one file: an exception raised inside becomes an error finding, and goes to `report`.

    This stands wherever blogtools handles one post (or one file of the site) of several, so that a defect costs that
    one. `file` is its path as the author knows it. Without `foreseen`, a `BlogtoolsError` passes, as
    `KeyboardInterrupt` and `SystemExit` always do.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, BlogtoolsError) and not foreseen:
            raise
        report(finding_of(error, file))


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the known name that an unknown one is most likely a slip of; empty if none is near.

    `cutoff` is the least similarity, from 0 to 1, as of `difflib.get_close_matches`.
    """
    import difflib  # Loading it takes longer than most commands need it for.

    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)), "")


def finding_of(error: Exception, file: str = "") -> Finding:
    """Return the error finding of an exception that came up while `file` was handled; see `explained`."""
    return explained(error, file).as_finding()


def explained(error: Exception, file: str = "") -> BlogtoolsError:
    """Return an exception as one of the family: a foreseen one as it is, any other as an `InternalError`.

    `file` is what was being handled. Prints the traceback of an unforeseen exception to stderr where `DEBUG` asks for
    it.
    """
    if isinstance(error, BlogtoolsError):
        return error
    if os.environ.get(DEBUG, "") not in ("", "0"):
        import traceback  # Loaded only where it is printed.

        traceback.print_exception(error)
    where = _place(error, file)
    if isinstance(error, RecursionError):
        return NotebookError("is nested too deeply", where=where)
    if isinstance(error, MemoryError):
        return NotebookError("needs more memory than there is", where=where, hint="clear large outputs")
    message = f"internal error: {describe_exception(error)}; this is a bug in blogtools, please report it"
    return InternalError(message, where=where, hint=f"rerun with --debug or {DEBUG}=1 for the traceback")


def describe_exception(error: BaseException) -> str:
    """Return an exception as one line of printable text: its type, and its message if it has one."""
    # The message may quote a notebook: half a surrogate pair in it would keep the finding from being printed.
    text = " ".join(str(error).encode(errors="replace").decode().split())
    return f"{type(error).__name__}: {text[:LONGEST]}" if text else type(error).__name__


def _place(error: Exception, file: str) -> Where:
    """Return where an unforeseen exception came up, as far as the calls that led to it tell.

    The innermost function that was given a cell says which one, and the innermost one that was given a post, or what
    stands for one, whose it is: another one than `file` where cells are embedded. So the code that handles cells need
    not keep track of them.
    """
    cell = None
    for frame in reversed(_frames(error)):
        code = frame.f_code
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            value = frame.f_locals.get(name)
            # By name, since this is below the model.
            kind = type(value).__name__ if isinstance(value, msgspec.Struct) else ""
            if kind == "Cell" and cell is None:
                cell = value.number
            elif kind in _NOTEBOOKS:
                return Where(_NOTEBOOKS[kind](value), cell)
    return Where(file, cell)


_NOTEBOOKS: dict[str, Callable[[Any], str]] = {
    "Source": lambda source: source.name,
    "Post": lambda post: post.source,
    "Summary": lambda summary: summary.source,
    "Record": lambda record: record.summary.source,
    "NotebookPlace": lambda place: place.source.name,
}
"""Names of types, and how each knows the path of its notebook."""


def _frames(error: Exception) -> list[Any]:
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    return frames


def _line(where: Where, message: str, hint: str) -> str:
    place = str(where)
    text = f"{place}: {message}" if place else message
    return f"{text} ({hint})" if hint else text


def _rebuild(kind: type[BlogtoolsError], message: str, where: Where, hint: str) -> BlogtoolsError:
    return kind(message, where=where, hint=hint)
