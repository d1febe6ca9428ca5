"""The one family of errors: each says what is wrong, where, and what to do about it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "note"]


class Where(msgspec.Struct, frozen=True):
    """A place an author can go to."""

    file: str = ""
    """Path as the author would type it: POSIX separators, relative to the blog where possible."""
    cell: int | None = None
    """Number of the cell, counted from 1 as in the notebook."""
    line: int | None = None
    """Number of the line inside the cell (or the file, if `cell` is None), counted from 1."""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.cell is not None:
            parts.append(f"cell {self.cell}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        return ", ".join(parts)


class Finding(msgspec.Struct, frozen=True):
    """Something the author may want to mend; the post was published all the same."""

    slug: str
    """Stable name of the kind of finding, such as `missing-alt`."""
    message: str
    where: Where = Where()
    hint: str = ""
    severity: Severity = "warning"

    def __str__(self) -> str:
        return _line(self.where, self.message, self.hint)


class BlogtoolsError(Exception):
    """Base of every error blogtools raises on purpose; the command line catches it once."""

    slug = "error"

    def __init__(self, message: str, *, where: Where | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where or Where()
        self.hint = hint

    def __str__(self) -> str:
        return _line(self.where, self.message, self.hint)

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions with keyword-only arguments do not survive the trip back from a worker process on their own.
        return _rebuild, (type(self), self.message, self.where, self.hint)

    def as_finding(self) -> Finding:
        """The same facts as data, for reports."""
        return Finding(self.slug, self.message, self.where, self.hint, "error")


class SettingsError(BlogtoolsError):
    """The blog's settings cannot be used; nothing is written."""

    slug = "settings"


class UsageError(BlogtoolsError):
    """A command was called in a way that cannot work; nothing is written."""

    slug = "usage"


class NotebookError(BlogtoolsError):
    """A file is not a notebook that can be read."""

    slug = "notebook"


class FrontMatterError(BlogtoolsError):
    """A metadata cell holds something that cannot be meant."""

    slug = "front-matter"


class SnippetError(BlogtoolsError):
    """A snippet does not exist, or cannot be made into a program."""

    slug = "snippet"


class SourceError(BlogtoolsError):
    """A file cannot be imported."""

    slug = "import"


class KernelError(BlogtoolsError):
    """Code could not be run to its end."""

    slug = "kernel"


class EmbedError(BlogtoolsError):
    """A post shows a cell of a notebook that is not there, or that shows itself again."""

    slug = "embed"


class DuplicateSlugError(BlogtoolsError):
    """Two posts would be written to one address."""

    slug = "duplicate-slug"


class TemplateError(BlogtoolsError):
    """A template of the theme or the blog does not work."""

    slug = "template"


class PluginError(BlogtoolsError):
    """Code of a plugin failed, or gave something that it may not give."""

    slug = "plugin"


class PublishError(BlogtoolsError):
    """What was built cannot be brought to its readers; what they have stands."""

    slug = "publish"


class VanishingError(BlogtoolsError):
    """Addresses that were published would lead nowhere."""

    slug = "vanishing"


class WriteError(BlogtoolsError):
    """A file of the result cannot be written."""

    slug = "write"


def _line(where: Where, message: str, hint: str) -> str:
    place = str(where)
    text = f"{place}: {message}" if place else message
    return f"{text} ({hint})" if hint else text


def _rebuild(kind: type[BlogtoolsError], message: str, where: Where, hint: str) -> BlogtoolsError:
    return kind(message, where=where, hint=hint)
