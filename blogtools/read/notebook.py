"""Bytes become a `Notebook`: nbformat 4 on a straight path, older formats through nbformat's own upgrade."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import Finding, NotebookError, Where
from blogtools.post import Cell, CellKind, Notebook, Output
from blogtools.read.diagnosis import diagnose

Text = str | list[str] | None
"""nbformat's multi-line string: a string, or a list of strings to be joined."""

CURRENT = 4
_REFUSALS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
KINDS: dict[str, CellKind] = {"markdown": "markdown", "code": "code", "raw": "raw"}
OUTPUT_KINDS = {"pyout": "execute_result", "pyerr": "error"}
"""Names of format 3 that some tools write into format 4."""


class _Output(msgspec.Struct):
    output_type: str = ""
    name: str | None = "stdout"
    text: Text = ""
    data: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None
    transient: dict[str, Any] | None = None
    ename: str | None = ""
    evalue: str | None = ""
    traceback: Text = None


class _Cell(msgspec.Struct):
    cell_type: str
    source: Text = ""
    id: Any = None
    metadata: dict[str, Any] | None = None
    outputs: list[_Output] | None = None
    attachments: dict[str, dict[str, Any]] | None = None
    execution_count: int | None = None


class _Notebook(msgspec.Struct):
    cells: list[_Cell]
    metadata: dict[str, Any] | None = None
    nbformat: int = 0


class _Opening(msgspec.Struct):
    cells: list[msgspec.Raw]
    nbformat: int
    metadata: dict[str, Any] | None = None


_decode_notebook = msgspec.json.Decoder(_Notebook).decode
_decode_opening = msgspec.json.Decoder(_Opening).decode
_decode_cell = msgspec.json.Decoder(_Cell).decode


def read_bytes(path: Path, source: str) -> bytes:
    """Read the file of a notebook.

    Raises:
        NotebookError: there is no such file, it is a folder, or it may not be read.
    """
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        message = "is a folder, not a notebook"
        raise NotebookError(message, where=Where(source), hint="rename it, or move it out of the way") from error
    except FileNotFoundError as error:
        message = "is a link to a file that does not exist" if path.is_symlink() else "does not exist"
        raise NotebookError(message, where=Where(source)) from error
    except PermissionError as error:
        message = "may not be read"
        raise NotebookError(message, where=Where(source), hint="change its permissions") from error
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise NotebookError(message, where=Where(source)) from error


def decode_notebook(data: bytes, source: str) -> Notebook:
    """Decode a notebook of any format; `source` is its path as shown in errors.

    What is odd but can be read becomes a finding (nbformat's schema refuses two of a hundred real notebooks).

    Raises:
        NotebookError: it is not a notebook, with the reason, the place and what to do.
    """
    try:
        notebook = _decode_notebook(data)
    except _REFUSALS:
        notebook = None
    if notebook is None or notebook.nbformat != CURRENT:
        # Python's own parser reads what msgspec refuses: NaN, lone surrogates, other encodings. What it refuses too
        # is explained.
        notebook = msgspec.convert(_second_look(data, source), _Notebook)
    return _normal(notebook, source)


def decode_opening(data: bytes, source: str, cells: int) -> Notebook:
    """Decode only the first `cells` cells of a notebook, several times faster than the whole.

    Raises:
        NotebookError: as `decode_notebook`, but mistakes in later cells are not noticed.
    """
    try:
        opening = _decode_opening(data)
        if opening.nbformat == CURRENT:
            first = [_decode_cell(cell) for cell in opening.cells[:cells]]
            return _normal(_Notebook(first, opening.metadata, CURRENT), source)
    except _REFUSALS:
        pass  # The long way has the reason, or reads it all the same.
    return decode_notebook(data, source)


def _second_look(data: bytes, source: str) -> dict[str, Any]:
    """The notebook as plain JSON of format 4, or a `NotebookError` that says what is wrong with it."""
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise diagnose(data, source, error) from error
    if not isinstance(notebook, dict):
        message = f"is JSON, but not a notebook: it holds {_name(notebook)} where an object was expected"
        raise NotebookError(message, where=Where(source))
    notebook = _without_surrogates(notebook)
    version = notebook.get("nbformat")
    if "nbformat" not in notebook and "cells" not in notebook and "worksheets" not in notebook:
        message = "is JSON, but not a notebook: it has neither cells nor a format version"
        raise NotebookError(message, where=Where(source))
    if version is None:
        version = CURRENT if "cells" in notebook else 3
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        message = f"nbformat: expected a number from 1 to {CURRENT}, found {version!r}"
        raise NotebookError(message, where=Where(source))
    if version > CURRENT:
        message = f"has format {version}, which is newer than blogtools knows"
        raise NotebookError(message, where=Where(source), hint="save it in format 4")
    if version < CURRENT:
        notebook = _upgrade(notebook, version, source)
    return _checked(notebook, source)


def _upgrade(notebook: dict[str, Any], version: int, source: str) -> dict[str, Any]:
    # nbformat takes a second to import beside JupyterLab; notebooks of before 2015 are worth it.
    import warnings

    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            upgraded = nbformat.reads(json.dumps(_lenient(notebook)), as_version=CURRENT)
    except Exception as error:
        # nbformat raises whatever its upgrade steps stumble over.
        message = f"has format {version} and cannot be upgraded: {type(error).__name__}: {error}"
        raise NotebookError(message[:300].replace("\n", " "), where=Where(source)) from error
    plain: dict[str, Any] = json.loads(json.dumps(upgraded))
    for cell in plain["cells"]:
        cell.pop("id", None)  # The upgrade invents ids by chance; the same input must give the same page.
    return plain


def _lenient(notebook: dict[str, Any]) -> dict[str, Any]:
    """A notebook of an old format with the parts that nbformat's upgrade cannot do without."""
    if notebook.get("nbformat") != 3:  # noqa: PLR2004 - the format whose upgrade is strict
        return notebook
    sheets = notebook.get("worksheets")
    sheets = [{"metadata": {}, "cells": [], **sheet} for sheet in sheets or [] if isinstance(sheet, dict)]
    cells = [
        {"metadata": {}, **cell, **({"outputs": cell.get("outputs") or []} if cell.get("cell_type") == "code" else {})}
        for sheet in sheets
        for cell in sheet["cells"]
        if isinstance(cell, dict)
    ]
    return {"metadata": {}, "nbformat_minor": 0, **notebook, "worksheets": [{"metadata": {}, "cells": cells}]}


def _checked(notebook: dict[str, Any], source: str) -> dict[str, Any]:
    """The notebook, if it has the types of format 4; else an error that names the cell."""
    try:
        msgspec.convert(notebook, _Notebook)
    except msgspec.ValidationError as error:
        raise _wrong_type(str(error), source) from error
    return notebook


def _wrong_type(message: str, source: str) -> NotebookError:
    """Msgspec's "Expected `str`, got `int` - at `$.cells[3].source`", in words and with the number of the cell."""
    text, _, path = message.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    match = re.match(r"cells\[(\d+)\]\.?(.*)", path)
    names = {"`str | array | null`": "text", "`str`": "text", "`array`": "a list", "`object`": "an object"}
    names |= {"`object | null`": "an object", "`array | null`": "a list", "`int`": "a number"}
    text = text[:1].lower() + text[1:]
    for name, word in names.items():
        text = text.replace(name, word)
    text = text.replace("object missing required field", "missing").replace("got", "found").replace("`", "")
    place = match[2] if match else path
    return NotebookError(
        f"{place}: {text}" if place else text,
        where=Where(source, int(match[1]) + 1 if match else None),
        hint="open and save the notebook in JupyterLab, or mend it in a text editor",
    )


def _normal(notebook: _Notebook, source: str) -> Notebook:
    findings: list[Finding] = []
    cells = []
    for number, raw in enumerate(notebook.cells, 1):
        kind = KINDS.get(raw.cell_type)
        if kind is None:
            kind = "markdown"
            message = f"has the unknown type {raw.cell_type!r}, and is shown as Markdown"
            findings.append(Finding("notebook", message, Where(source, number)))
        if raw.outputs and kind != "code":
            message = f"is a {kind} cell with outputs, which no reader sees"
            findings.append(Finding("notebook", message, Where(source, number)))
        cells.append(
            Cell(
                number=number,
                kind=kind,
                source=_join(raw.source),
                id=raw.id if isinstance(raw.id, str) else None,
                metadata=raw.metadata or {},
                outputs=tuple(map(_output, raw.outputs)) if raw.outputs and kind == "code" else (),
                attachments=raw.attachments or {},
                execution_count=raw.execution_count,
            )
        )
    return Notebook(tuple(cells), notebook.metadata or {}, tuple(findings))


def _output(raw: _Output) -> Output:
    data = raw.data or {}
    transient = raw.transient or {}
    display_id = transient.get("display_id")
    return Output(
        kind=OUTPUT_KINDS.get(raw.output_type, raw.output_type),
        name=raw.name or "stdout",
        text=_join(raw.text),
        data={mime: _content(mime, content) for mime, content in data.items()},
        metadata=raw.metadata or {},
        display_id=display_id if isinstance(display_id, str) else None,
        error_name=raw.ename or "",
        error_value=raw.evalue or "",
        traceback=(raw.traceback,) if isinstance(raw.traceback, str) else tuple(raw.traceback or ()),
    )


def _content(mime: str, content: Any) -> Any:
    """Text of any MIME type may be cut into lines; a list under a JSON type is a list."""
    is_lines = (
        isinstance(content, list) and not mime.endswith("json") and all(isinstance(line, str) for line in content)
    )
    return "".join(content) if is_lines else content


def _join(text: Text) -> str:
    if isinstance(text, str):
        return text
    return "".join(text or ())


def _without_surrogates(value: Any) -> Any:
    """Text that can be written as UTF-8: lone surrogates become U+FFFD, NaN and infinities null."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _name(value: Any) -> str:
    names = {list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}
    return names.get(type(value), "null")
