"""The interface of importers, their results, and helpers for reading text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import msgspec

from blogtools.errors import Finding, SourceError, Where
from blogtools.model import CellKind


class ImportedCell(msgspec.Struct, frozen=True):
    """A cell of the notebook to be."""

    kind: CellKind
    source: str
    metadata: dict[str, Any] = {}
    """As in the notebook: `tags` and whatever else the source says of the cell."""
    outputs: tuple[dict[str, Any], ...] = ()
    """Outputs of a code cell, as nbformat 4 has them."""
    attachments: dict[str, dict[str, str]] = {}
    """File name to MIME bundle, each file in base64."""


class Imported(msgspec.Struct, frozen=True):
    """A post as an importer understood it."""

    cells: tuple[ImportedCell | tuple[str, str], ...] = ()
    """Cells in order; a pair stands for one that has only a kind and a source. The metadata are a raw cell, the first
    one. Without cells no notebook is written, and the findings say why."""
    language: str = "python"
    """Language of the code cells."""
    findings: tuple[Finding, ...] = ()
    """Findings about parts that have no counterpart in a notebook. One of severity `error` makes the exit status 1."""
    name: str = ""
    """File name of the notebook, without `.ipynb`; empty if it is that of the source."""
    metadata: dict[str, Any] = {}
    """Metadata of the notebook (`kernelspec`, `language_info`, …), which add to those of the language."""
    files: dict[str, Path | bytes] = {}
    """Files to put beside the notebook: path relative to its folder, POSIX, to the file to copy or its content."""


@runtime_checkable
class Importer(Protocol):
    """Reads posts of one form."""

    @property
    def name(self) -> str:
        """As given to `--from`."""

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is of this form; `text` is its content, as far as it is text."""

    def read(self, path: Path) -> Imported | Iterable[Imported]:
        """Read a file: one post, or all posts of an archive, each with a `name`.

        Raises:
            BlogtoolsError: it cannot be understood. Of an archive, the posts before are imported.
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
        if data.startswith(_UTF_16):
            raise _wrong_encoding(path, None, "is in UTF-16") from error
        raise _wrong_encoding(path, data.count(b"\n", 0, error.start) + 1, "is not UTF-8") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _wrong_encoding(path, line, "has null characters, as text in UTF-16 and files of programs have")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _wrong_encoding(path: Path, line: int | None, message: str) -> SourceError:
    return SourceError(message, where=Where(str(path), line=line), hint="save it as UTF-8")
