"""The interface of importers, their results, and helpers for reading text."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from blogtools.errors import Finding, SourceError, Where


class Imported(msgspec.Struct, frozen=True):
    """A post as an importer understood it."""

    cells: tuple[tuple[str, str], ...]
    """Kind (`raw`, `markdown`, `code`) and source of each cell. The metadata are a raw cell, the first one."""
    language: str = "python"
    """Language of the code cells."""
    findings: tuple[Finding, ...] = ()
    """Findings about parts that have no counterpart in a notebook."""


@runtime_checkable
class Importer(Protocol):
    """Reads posts of one form."""

    @property
    def name(self) -> str:
        """As given to `--from`."""

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is of this form; `text` is its content, as far as it is text."""

    def read(self, path: Path) -> Imported:
        """Read a file.

        Raises:
            BlogtoolsError: it cannot be understood.
        """


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, with line feeds only and without a byte order mark.

    Raises:
        SourceError: it cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SourceError(message, where=Where(str(path))) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message, hint = "is not UTF-8", "save it as UTF-8"
        raise SourceError(message, where=Where(str(path), line=line), hint=hint) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
