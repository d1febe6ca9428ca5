"""Lenient, slow reading of notebooks: old formats, and JSON that only Python's parser accepts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from blogtools.errors import Finding, NotebookError, Where
from blogtools.read.diagnosis import diagnose, too_deep
from blogtools.read.shown import clean, one_line, shown

CURRENT = 4
"""The nbformat version that notebooks are converted to."""
MAX_VERSION_DIGITS = 10
"""Longer strings of digits are not taken for a version number."""
WORKSHEET_FORMATS = (2, 3)
"""The nbformat versions whose cells are in worksheets."""
_GRAMMAR = "rfc3987_syntax"


def read_leniently(data: bytes, source: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return the notebook as plain JSON in format 4 (types not checked), and findings about what was repaired.

    Raises:
        NotebookError: The data is not a notebook; the message says why.
    """
    try:
        notebook = json.loads(data)
        if not isinstance(notebook, dict):
            message = f"is JSON, but not a notebook: expected an object, found {_name(notebook)}"
            raise NotebookError(message, where=Where(source))
        version = _version(notebook, source)
        if version < CURRENT:
            notebook = _upgrade(notebook, version, source)
        return _cleaned(notebook, source)
    except RecursionError as error:
        raise too_deep(source) from error
    except ValueError as error:
        raise diagnose(data, source, error) from error


def _version(notebook: dict[str, Any], source: str) -> int:
    """Return the format that the notebook has, which is not always the one it declares."""
    if not notebook.keys() & {"nbformat", "cells", "worksheets"}:
        message = "is JSON, but not a notebook: it has neither cells nor a format version"
        raise NotebookError(message, where=Where(source))
    given = notebook.get("nbformat")
    number = _number(given)
    if number is None or number < 1:
        message = f"nbformat: expected a number from 1 to {CURRENT}, found {shown(given)}"
        raise NotebookError(message, where=Where(source))
    if number > CURRENT:
        message = f"has format {number}, which blogtools does not support yet"
        raise NotebookError(message, where=Where(source), hint="save it in format 4")
    if "cells" in notebook and number in WORKSHEET_FORMATS and "worksheets" not in notebook:
        return CURRENT
    if "worksheets" in notebook and "cells" not in notebook:
        return min(number, WORKSHEET_FORMATS[-1])
    return number


def _number(given: Any) -> int | None:
    if given is None:
        return CURRENT
    if isinstance(given, str) and given.isdecimal() and len(given) < MAX_VERSION_DIGITS:
        return int(given)
    is_whole = isinstance(given, int | float) and not isinstance(given, bool) and given == given // 1
    return int(given) if is_whole else None


def _upgrade(notebook: dict[str, Any], version: int, source: str) -> dict[str, Any]:
    # Importing nbformat is slow, and only notebooks from before 2015 need it.
    import warnings

    with _without_grammar():
        import nbformat

    read: Callable[..., Any] = nbformat.reads  # has no type annotations

    given = (
        _complete_worksheets(notebook, version) if version in WORKSHEET_FORMATS else {**notebook, "nbformat": version}
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            upgraded = read(json.dumps(given), as_version=CURRENT)
        plain: dict[str, Any] = json.loads(json.dumps(upgraded))
    except RecursionError:
        raise
    except Exception as error:
        # nbformat's upgrade functions may raise any exception on invalid notebooks.
        message = f"has format {version} and cannot be upgraded: {type(error).__name__}: {one_line(str(error), 200)}"
        raise NotebookError(message, where=Where(source), hint="open and save it in JupyterLab") from error
    for cell in plain["cells"]:
        cell.pop("id", None)  # The upgrade adds random ids, but the same input must give the same page.
    return plain


@contextmanager
def _without_grammar() -> Iterator[None]:
    """Keep jsonschema, which nbformat imports, from loading a grammar of addresses, which takes most of a second.

    JupyterLab installs the grammar for a check of formats that nbformat does not ask for. jsonschema does without it.
    """
    given = sys.modules.get(_GRAMMAR)
    if given is None:
        sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # so that an import of it fails
    try:
        yield
    finally:
        if given is None:
            del sys.modules[_GRAMMAR]


def _complete_worksheets(notebook: dict[str, Any], version: int) -> dict[str, Any]:
    """Return a notebook in format 2 or 3 with all parts that nbformat's upgrade needs."""
    sheets = [sheet for sheet in _list(notebook.get("worksheets")) if isinstance(sheet, dict)]
    cells = [_complete_cell(cell) for sheet in sheets for cell in _list(sheet.get("cells")) if isinstance(cell, dict)]
    metadata = notebook.get("metadata")
    return {
        "nbformat_minor": 0,
        **notebook,
        "nbformat": version,
        "metadata": metadata if isinstance(metadata, dict) else {},
        "worksheets": [{"metadata": {}, "cells": cells}],
    }


def _complete_cell(cell: dict[str, Any]) -> dict[str, Any]:
    whole = {"cell_type": "code" if "input" in cell else "markdown", "metadata": {}, **cell}
    if whole["cell_type"] != "code":
        return {"source": "", **whole}
    outputs = [output for output in _list(cell.get("outputs")) if isinstance(output, dict)]
    whole["outputs"] = [{"output_type": "stream" if "stream" in output else "pyout", **output} for output in outputs]
    return {"input": cell.get("source", ""), **whole}


def _cleaned(notebook: dict[str, Any], source: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    findings = []
    cells = notebook.pop("cells", None)
    if isinstance(cells, list):
        for index, cell in enumerate(cells):
            replaced: list[str] = []
            cells[index] = clean(cell, replaced)
            if replaced:
                message = "has half of a surrogate pair, which is shown as \N{REPLACEMENT CHARACTER}"
                findings.append(Finding("notebook", message, Where(source, index + 1), "type the character again"))
    else:
        cells = clean(cells, [])
    notebook = clean(notebook, [])
    return (notebook if cells is None else {**notebook, "cells": cells}), tuple(findings)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(value: Any) -> str:
    names = {list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}
    return names.get(type(value), "null")
