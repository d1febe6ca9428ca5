"""Decodes bytes as a `Notebook`: nbformat 4 in one pass, everything else leniently."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import TEXT_POSTS, Finding, NotebookError, Where
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Cell, CellKind, Notebook, Output
from blogtools.read.diagnosis import too_deep, wrong_type
from blogtools.read.legacy import CURRENT, read_leniently
from blogtools.read.shown import one_line

MultilineText = str | list[str] | None
"""nbformat's multi-line string: a string, or a list of strings to be joined."""

CELL_KINDS: dict[str, CellKind] = {"markdown": "markdown", "code": "code", "raw": "raw"}
OUTPUT_KINDS = {
    "stream": "stream",
    "display_data": "display_data",
    "execute_result": "execute_result",
    "error": "error",
    # Names from format 3 that some tools write in format 4.
    "pyout": "execute_result",
    "pyerr": "error",
}


# Only fields with the author's content are type-checked; in others, a value of the wrong type counts as missing.
class _Output(msgspec.Struct, gc=False):
    output_type: str = ""
    name: Any = None
    text: MultilineText = ""
    data: dict[str, Any] | None = None
    metadata: Any = None
    transient: Any = None
    ename: Any = ""
    evalue: Any = ""
    traceback: MultilineText = None


class _Cell(msgspec.Struct, gc=False):
    cell_type: str
    source: MultilineText = None
    input: MultilineText = None
    """The source of a code cell in format 3."""
    id: Any = None
    metadata: Any = None
    outputs: list[_Output] | None = None
    attachments: Any = None
    execution_count: Any = None


class _Notebook(msgspec.Struct, gc=False):
    cells: list[_Cell]
    metadata: Any = None
    nbformat: Any = None


class _AnyNotebook(msgspec.Struct, gc=False):
    """A notebook in any format; old ones have their cells elsewhere."""

    cells: list[_Cell] | msgspec.UnsetType = msgspec.UNSET
    metadata: Any = None
    nbformat: Any = None


class _Opening(msgspec.Struct, gc=False):
    """A notebook whose cells are not decoded yet."""

    cells: list[msgspec.Raw]
    nbformat: Any
    metadata: Any = None


_DECODE_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_decode = msgspec.json.Decoder(_AnyNotebook).decode
_decode_opening = msgspec.json.Decoder(_Opening).decode
_decode_cell = msgspec.json.Decoder(_Cell).decode


def read_bytes(path: Path, source: str) -> bytes:
    """Read a notebook's file.

    Raises:
        NotebookError: The file does not exist, is a folder or a device, or cannot be read.
    """
    try:
        # Without waiting: a pipe has no end as long as somebody may write to it.
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read()
    except OSError as error:
        message, hint = _file_reason(path, error)
        raise NotebookError(message, where=Where(source), hint=hint) from error
    message = "is not a regular file"
    raise NotebookError(message, where=Where(source), hint="remove it, or rename it")


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode_notebook(data: bytes, source: str) -> Notebook:
    """Decode a notebook in any format, or a post in Markdown; `source` is its path, as shown in errors.

    Deviations from the format that can be handled become findings: about 2% of real notebooks are not valid by
    nbformat's schema.

    Raises:
        NotebookError: The data is not a notebook; the message says why, where and what to do.
        FrontMatterError: The front matter of a post in Markdown has no end.
    """
    if source.endswith(TEXT_POSTS):
        return _decode_text(data, source)
    return _decode_json(data, source)


def _decode_json(data: bytes, source: str) -> Notebook:
    try:
        first = _decode(data)
        if first.nbformat == CURRENT and first.cells is not msgspec.UNSET:
            return _normal(first.cells, first.metadata, source, ())
    except _DECODE_ERRORS:
        # Python's parser accepts what msgspec does not: NaN, lone surrogates, other encodings. Its errors are
        # explained in `read_leniently`.
        pass
    plain, findings = read_leniently(data, source)
    try:
        second = msgspec.convert(plain, _Notebook)
    except msgspec.ValidationError as error:
        raise wrong_type(str(error), source) from error
    except RecursionError as error:
        raise too_deep(source) from error
    return _normal(second.cells, second.metadata, source, findings)


def decode_opening(data: bytes, source: str, cells: int) -> Notebook:
    """Decode only the first `cells` cells of a notebook, several times faster than the whole.

    Raises:
        NotebookError, FrontMatterError: As `decode_notebook`, but errors in later cells are not detected.
    """
    if source.endswith(TEXT_POSTS):
        return _decode_text(data, source)
    try:
        opening = _decode_opening(data)
        if opening.nbformat == CURRENT:
            first = [_decode_cell(cell) for cell in opening.cells[:cells]]
            return _normal(first, opening.metadata, source, ())
    except _DECODE_ERRORS:
        pass  # Decoding all of it explains the error, or succeeds.
    return _decode_json(data, source)


def _decode_text(data: bytes, source: str) -> Notebook:
    # Loaded only for blogs that have such posts.
    from blogtools.read.text_post import decode_text

    return decode_text(data, source)


def assemble_notebook(cells: Sequence[bytes], metadata: bytes, source: str, call: Memoizer = call_uncached) -> Notebook:
    """Return a notebook in nbformat 4 from its cells, each as JSON.

    Raises:
        NotebookError: As `decode_notebook`.
    """
    try:
        decoded = [call(_decode_one, cell, number, source) for number, cell in enumerate(cells, 1)]
        table = msgspec.json.decode(metadata)
    except _DECODE_ERRORS:
        head = b'{"nbformat":4,"nbformat_minor":5,"metadata":' + metadata + b',"cells":['
        return _decode_json(head + b",".join(cells) + b"]}", source)
    findings = tuple(finding for one in decoded for finding in one.findings)
    return Notebook(tuple(one.cells[0] for one in decoded), _as_mapping(table), findings)


def _decode_one(data: bytes, number: int, source: str) -> Notebook:
    """Decode a cell, and return it with its findings as a notebook of one cell."""
    return _normal([_decode_cell(data)], {}, source, (), number)


def _file_reason(path: Path, error: OSError) -> tuple[str, str]:
    """Return why a file cannot be read, and a hint."""
    if isinstance(error, IsADirectoryError):
        return "is a folder, not a notebook", "rename it, or move it out of the way"
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return "is a link to a file that does not exist", "remove it, or point it at the notebook"
    if isinstance(error, FileNotFoundError):
        return "does not exist", "check the spelling"
    if isinstance(error, PermissionError):
        return "cannot be read: permission denied", "change its permissions"
    return f"cannot be read: {error.strerror}", ""


def _normal(
    raw_cells: list[_Cell], metadata: Any, source: str, findings: tuple[Finding, ...], first: int = 1
) -> Notebook:
    """Return a notebook of these cells, numbered from `first`."""
    problems: list[Finding] = []
    cells = []
    for number, raw in enumerate(raw_cells, first):
        kind = CELL_KINDS.get(raw.cell_type)
        if kind is None or (raw.outputs and kind != "code") or not _is_mapping(raw.metadata):
            kind = _unusual_kind(raw, Where(source, number), problems)
        outputs: tuple[Output, ...] = ()
        if raw.outputs and kind == "code":
            outputs = tuple([_output(output, source, number, problems) for output in raw.outputs])
        cells.append(
            Cell(
                number=number,
                kind=kind,
                source=_join(raw.input if raw.source is None else raw.source),
                id=raw.id if isinstance(raw.id, str) else None,
                metadata=_as_mapping(raw.metadata),
                outputs=outputs,
                attachments=_attachments(raw.attachments) if raw.attachments else {},
                execution_count=raw.execution_count if isinstance(raw.execution_count, int) else None,
            )
        )
    if not _is_mapping(metadata):
        problems.append(Finding("notebook", "has metadata that is not a mapping, which is ignored", Where(source)))
    return Notebook(tuple(cells), _as_mapping(metadata), findings + tuple(problems))


def _unusual_kind(raw: _Cell, where: Where, problems: list[Finding]) -> CellKind:
    """Return the kind to show an invalid cell as, and add a finding."""
    if not _is_mapping(raw.metadata):
        problems.append(Finding("notebook", "has metadata that is not a mapping, which is ignored", where))
    kind = CELL_KINDS.get(raw.cell_type)
    if kind is None:
        kind = "code" if raw.outputs else "markdown"
        message = f"has the unknown type {_quoted(raw.cell_type)}; it is shown as {_NAMES[kind]}"
        problems.append(Finding("notebook", message, where))
    elif raw.outputs and kind != "code":
        message = f"is a {kind} cell with outputs, which are not shown"
        problems.append(Finding("notebook", message, where))
    return kind


_NAMES: dict[CellKind, str] = {"markdown": "Markdown", "code": "code", "raw": "raw"}


def _output(raw: _Output, source: str, number: int, problems: list[Finding]) -> Output:
    data = {mime: _content(mime, content) for mime, content in raw.data.items()} if raw.data else {}
    text = _join(raw.text)
    kind = OUTPUT_KINDS.get(raw.output_type)
    if kind is None:
        kind = "display_data" if data else "error" if raw.traceback or raw.ename else "stream"
        message = f"has an output of the unknown type {_quoted(raw.output_type)}"
        problems.append(Finding("notebook", message, Where(source, number)))
    if text and not data and kind in ("display_data", "execute_result"):
        data = {"text/plain": text}  # as in format 3
    display_id = raw.transient.get("display_id") if isinstance(raw.transient, dict) else None
    return Output(
        kind=kind,
        name=raw.name if isinstance(raw.name, str) else "stdout",
        text=text,
        data=data,
        metadata=_as_mapping(raw.metadata),
        display_id=display_id if isinstance(display_id, str) else None,
        error_name="" if raw.ename is None else str(raw.ename),
        error_value="" if raw.evalue is None else str(raw.evalue),
        traceback=(raw.traceback,) if isinstance(raw.traceback, str) else tuple(raw.traceback or ()),
    )


def _content(mime: str, content: Any) -> Any:
    """Join content that is split into lines; a list of a JSON type stays a list."""
    if isinstance(content, list) and not mime.endswith("json") and all(isinstance(line, str) for line in content):
        return "".join(content)
    return content


def _quoted(name: str) -> str:
    return f"'{one_line(name)}'"


def _join(text: MultilineText) -> str:
    if isinstance(text, str):
        return text
    return "".join(text or ())


def _attachments(given: Any) -> dict[str, dict[str, Any]]:
    return {name: bundle for name, bundle in _as_mapping(given).items() if isinstance(bundle, dict)}


def _as_mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_mapping(value: Any) -> bool:
    """Return True if a value is a mapping, or empty: R writes an empty mapping as `[]`."""
    return isinstance(value, dict) or not value
