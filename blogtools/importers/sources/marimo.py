"""Notebooks of marimo: Python files whose functions are cells. They are parsed, and never executed."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.starter.notebook import front_text

_APP = re.compile(r"^app\s*=\s*marimo\.App\(", re.MULTILINE)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class MarimoImporter:
    """Files of marimo."""

    name = "marimo"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file of Python makes an app of marimo."""
        return path.suffix.lower() == ".py" and "import marimo" in text and _APP.search(text) is not None

    def read(self, path: Path) -> Imported:
        """Read a file; cells that are only `mo.md(…)` become Markdown.

        Raises:
            SourceError: it is not UTF-8, not valid Python, or has no cell.
        """
        text = read_text(path)
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError) as error:
            line = error.lineno if isinstance(error, SyntaxError) else None
            message = f"is not valid Python: {error.msg if isinstance(error, SyntaxError) else error}"
            raise SourceError(message, where=Where(str(path), line=line), hint="correct this line") from error
        lines = text.split("\n")
        cells: list[ImportedCell] = []
        findings: list[Finding] = []
        title = ""
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                title = title or str(_keywords(node.value).get("app_title") or "")
            cell = _cell(node, lines)
            if cell is None:
                continue
            cells.append(cell)
            if cell.kind == "code" and "mo.md(" in cell.source and 'f"' in cell.source:
                message = "a text that Python completes stays code"
                findings.append(Finding("import", message, Where(str(path), line=node.lineno), "write it as text"))
        if not cells:
            message = "has no cell of marimo"
            raise SourceError(message, where=Where(str(path)))
        front = (ImportedCell("raw", front_text({"title": title})),) if title else ()
        return Imported((*front, *cells), findings=tuple(findings))


def _cell(node: ast.stmt, lines: list[str]) -> ImportedCell | None:
    """Return the cell that a statement of the file is; None if it is none."""
    if isinstance(node, ast.With) and any(_is_setup(item.context_expr) for item in node.items):
        return ImportedCell("code", _source(node.body, lines))
    decorator = next(_decorators(node), None)
    if decorator is None or not isinstance(node, _DEFINITIONS):
        return None
    given = _keywords(decorator) if isinstance(decorator, ast.Call) else {}
    metadata: dict[str, Any] = {"tags": ["remove-input"]} if given.get("hide_code") is True else {}
    if _app_part(decorator) in ("function", "class_definition"):
        return ImportedCell("code", _lines(lines, node.lineno, node.end_lineno), metadata)
    body = [one for one in node.body if not isinstance(one, ast.Return)]
    if not body:
        return None
    text = _markdown(body)
    if text is not None:
        return ImportedCell("markdown", text)
    if node.name not in ("_", "__"):
        metadata["name"] = node.name
    return ImportedCell("code", _source(node.body, lines), metadata)


def _decorators(node: ast.stmt) -> Iterator[ast.expr]:
    """Yield the decorators of a definition that are the app's."""
    if isinstance(node, _DEFINITIONS):
        yield from (one for one in node.decorator_list if _app_part(one))


def _app_part(decorator: ast.expr) -> str:
    """Return `cell`, `function` or `class_definition` for a decorator of the app; empty for others."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(named, ast.Attribute) and isinstance(named.value, ast.Name) and named.value.id == "app":
        return named.attr if named.attr in ("cell", "function", "class_definition") else ""
    return ""


def _is_setup(expression: ast.expr) -> bool:
    named = expression.func if isinstance(expression, ast.Call) else expression
    return isinstance(named, ast.Attribute) and named.attr == "setup"


def _keywords(call: ast.Call) -> dict[str, Any]:
    constants = ((keyword.arg, keyword.value) for keyword in call.keywords)
    return {name: value.value for name, value in constants if name and isinstance(value, ast.Constant)}


def _markdown(body: list[ast.stmt]) -> str | None:
    """Return the text of a cell that is only `mo.md("…")`; None for others, and for text that is computed."""
    if len(body) != 1 or not isinstance(body[0], ast.Expr) or not isinstance(body[0].value, ast.Call):
        return None
    call = body[0].value
    is_text = isinstance(call.func, ast.Attribute) and call.func.attr == "md" and len(call.args) == 1
    if not is_text or call.keywords:
        return None
    given = call.args[0]
    if isinstance(given, ast.JoinedStr):
        parts = [part.value for part in given.values if isinstance(part, ast.Constant)]
        if len(parts) != len(given.values):
            return None
        return textwrap.dedent("".join(map(str, parts))).strip()
    if not isinstance(given, ast.Constant) or not isinstance(given.value, str):
        return None
    return textwrap.dedent(given.value).strip()


def _source(body: list[ast.stmt], lines: list[str]) -> str:
    """Return the statements of a cell as they stand in the file, with the comments around them."""
    last = body[-1]
    end = last.lineno - 1 if isinstance(last, ast.Return) else last.end_lineno
    first = body[0].lineno
    while first > 1 and lines[first - 2].strip().startswith("#"):
        first -= 1
    return _lines(lines, first, end, body[0].col_offset)


def _lines(lines: list[str], first: int, last: int | None, margin: int = 0) -> str:
    # Lines of a text in triple quotes may have less of a margin.
    cut = (line[margin:] if not line[:margin].strip() else line for line in lines[first - 1 : last])
    return "\n".join(cut).strip("\n")


IMPORTER = MarimoImporter()
