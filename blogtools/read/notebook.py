"""Bytes become a `Notebook`: nbformat 4 in one pass, all else by way of a second look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import Finding, NotebookError, Where
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
    # Names of format 3 that some tools write into format 4.
    "pyout": "execute_result",
    "pyerr": "error",
}


# Only what carries an author's words is checked; of all else, what has the wrong type is as good as missing.
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


class _Sheets(msgspec.Struct, gc=False):
    """A notebook that may be of an old format, in which the cells are elsewhere."""

    cells: list[_Cell] | msgspec.UnsetType = msgspec.UNSET
    metadata: Any = None
    nbformat: Any = None


class _Opening(msgspec.Struct, gc=False):
    """A notebook whose cells are left for later."""

    cells: list[msgspec.Raw]
    nbformat: Any
    metadata: Any = None


_REFUSALS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_decode = msgspec.json.Decoder(_Sheets).decode
_decode_opening = msgspec.json.Decoder(_Opening).decode
_decode_cell = msgspec.json.Decoder(_Cell).decode


def read_bytes(path: Path, source: str) -> bytes:
    """Read the file of a notebook.

    Raises:
        NotebookError: there is no such file, it is a folder, or it may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        message, hint = _file_reason(path, error)
        raise NotebookError(message, where=Where(source), hint=hint) from error


def decode_notebook(data: bytes, source: str) -> Notebook:
    """Decode a notebook of any format; `source` is its path as shown in errors.

    What is odd but can be read becomes a finding (nbformat's schema refuses two of a hundred real notebooks).

    Raises:
        NotebookError: it is not a notebook, with the reason, the place and what to do.
    """
    try:
        first = _decode(data)
        if first.nbformat == CURRENT and first.cells is not msgspec.UNSET:
            return _normal(first.cells, first.metadata, source, ())
    except _REFUSALS:
        # Python's own parser reads what msgspec refuses: NaN, lone surrogates, other encodings. What it refuses too
        # is explained.
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
        NotebookError: as `decode_notebook`, but mistakes in later cells are not noticed.
    """
    try:
        opening = _decode_opening(data)
        if opening.nbformat == CURRENT:
            first = [_decode_cell(cell) for cell in opening.cells[:cells]]
            return _normal(first, opening.metadata, source, ())
    except _REFUSALS:
        pass  # The long way has the reason, or reads it all the same.
    return decode_notebook(data, source)


def assemble_notebook(cells: Sequence[bytes], metadata: bytes, source: str, call: Memoizer = call_uncached) -> Notebook:
    """A notebook of nbformat 4 whose cells come one by one, as JSON.

    Raises:
        NotebookError: as `decode_notebook`.
    """
    try:
        decoded = [call(_decode_one, cell, number, source) for number, cell in enumerate(cells, 1)]
        table = msgspec.json.decode(metadata)
    except _REFUSALS:
        head = b'{"nbformat":4,"nbformat_minor":5,"metadata":' + metadata + b',"cells":['
        return decode_notebook(head + b",".join(cells) + b"]}", source)
    findings = tuple(finding for one in decoded for finding in one.findings)
    return Notebook(tuple(one.cells[0] for one in decoded), _table(table), findings)


def _decode_one(data: bytes, number: int, source: str) -> Notebook:
    """One cell of a notebook, in the place that it has."""
    return _normal([_decode_cell(data)], {}, source, (), number)


def _file_reason(path: Path, error: OSError) -> tuple[str, str]:
    """What is wrong with a file that cannot be read, and what to do."""
    if isinstance(error, IsADirectoryError):
        return "is a folder, not a notebook", "rename it, or move it out of the way"
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return "is a link to a file that does not exist", "remove it, or point it at the notebook"
    if isinstance(error, FileNotFoundError):
        return "does not exist", "check how it is spelled"
    if isinstance(error, PermissionError):
        return "may not be read", "change its permissions"
    return f"cannot be read: {error.strerror}", ""


def _normal(
    raw_cells: list[_Cell], metadata: Any, source: str, findings: tuple[Finding, ...], first: int = 1
) -> Notebook:
    """The notebook of these cells, of which the first has the number `first`."""
    odd: list[Finding] = []
    cells = []
    for number, raw in enumerate(raw_cells, first):
        kind = CELL_KINDS.get(raw.cell_type)
        if kind is None or (raw.outputs and kind != "code") or not _is_table(raw.metadata):
            kind = _odd_kind(raw, Where(source, number), odd)
        outputs: tuple[Output, ...] = ()
        if raw.outputs and kind == "code":
            outputs = tuple([_output(output, source, number, odd) for output in raw.outputs])
        cells.append(
            Cell(
                number=number,
                kind=kind,
                source=_join(raw.input if raw.source is None else raw.source),
                id=raw.id if isinstance(raw.id, str) else None,
                metadata=_table(raw.metadata),
                outputs=outputs,
                attachments=_attachments(raw.attachments) if raw.attachments else {},
                execution_count=raw.execution_count if isinstance(raw.execution_count, int) else None,
            )
        )
    if not _is_table(metadata):
        odd.append(Finding("notebook", "has metadata that is no mapping, and was left out", Where(source)))
    return Notebook(tuple(cells), _table(metadata), findings + tuple(odd))


def _odd_kind(raw: _Cell, where: Where, odd: list[Finding]) -> CellKind:
    """The kind of a cell that no notebook program would write; the words stay, the author is told."""
    if not _is_table(raw.metadata):
        odd.append(Finding("notebook", "has metadata that is no mapping, and was left out", where))
    kind = CELL_KINDS.get(raw.cell_type)
    if kind is None:
        kind = "code" if raw.outputs else "markdown"
        message = f"has the unknown type {_quoted(raw.cell_type)}, and is shown as {_NAMES[kind]}"
        odd.append(Finding("notebook", message, where))
    elif raw.outputs and kind != "code":
        message = f"is a {kind} cell with outputs, which no reader sees"
        odd.append(Finding("notebook", message, where))
    return kind


_NAMES: dict[CellKind, str] = {"markdown": "Markdown", "code": "code", "raw": "raw"}


def _output(raw: _Output, source: str, number: int, odd: list[Finding]) -> Output:
    data = {mime: _content(mime, content) for mime, content in raw.data.items()} if raw.data else {}
    text = _join(raw.text)
    kind = OUTPUT_KINDS.get(raw.output_type)
    if kind is None:
        kind = "display_data" if data else "error" if raw.traceback or raw.ename else "stream"
        message = f"has an output of the unknown type {_quoted(raw.output_type)}"
        odd.append(Finding("notebook", message, Where(source, number)))
    if text and not data and kind in ("display_data", "execute_result"):
        data = {"text/plain": text}  # where format 3 has it
    display_id = raw.transient.get("display_id") if isinstance(raw.transient, dict) else None
    return Output(
        kind=kind,
        name=raw.name if isinstance(raw.name, str) else "stdout",
        text=text,
        data=data,
        metadata=_table(raw.metadata),
        display_id=display_id if isinstance(display_id, str) else None,
        error_name="" if raw.ename is None else str(raw.ename),
        error_value="" if raw.evalue is None else str(raw.evalue),
        traceback=(raw.traceback,) if isinstance(raw.traceback, str) else tuple(raw.traceback or ()),
    )


def _content(mime: str, content: Any) -> Any:
    """Text of any MIME type may be cut into lines; a list under a JSON type is a list."""
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
    return {name: bundle for name, bundle in _table(given).items() if isinstance(bundle, dict)}


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_table(value: Any) -> bool:
    """Whether nothing is lost by taking it as a mapping; R writes an empty one as `[]`."""
    return isinstance(value, dict) or not value
