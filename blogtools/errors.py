"""Errors and findings: each says what is wrong, where, and how to fix it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "note"]


class Where(msgspec.Struct, frozen=True):
    """A place in the author's files."""

    file: str = ""
    """Path as the author would type it: POSIX separators, relative to the blog where possible."""
    cell: int | None = None
    """Number of the cell in the notebook, counted from 1."""
    line: int | None = None
    """Number of the line in the cell (in the file, if `cell` is None), counted from 1."""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.cell is not None:
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


def _line(where: Where, message: str, hint: str) -> str:
    place = str(where)
    text = f"{place}: {message}" if place else message
    return f"{text} ({hint})" if hint else text


def _rebuild(kind: type[BlogtoolsError], message: str, where: Where, hint: str) -> BlogtoolsError:
    return kind(message, where=where, hint=hint)
