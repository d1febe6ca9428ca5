"""Values in prose: what the notebook has saved for `{python} x` (Quarto) and {eval}`x` (MyST); nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Post, markdown_sources
from blogtools.redaction import Redaction
from blogtools.transform.context import Context
from blogtools.transform.dialects.cells import with_source
from blogtools.transform.dialects.spans import LineCounter, Replacement, Spans, replaced
from blogtools.transform.dialects.structure import Structure
from blogtools.transform.dialects.written_lines import written_line
from blogtools.transform.markdown.mathematics import formula_spans
from blogtools.transform.markdown.plain import escaped
from blogtools.transform.metadata_lines import metadata_line
from blogtools.transform.redaction.texts import Replacer

LONGEST_VALUE = 2000
"""Characters of a value that fit into a sentence."""
_PLACE = lazy_pattern(
    rb"(?P<ticks>`+)[ ]?\{(?:python|julia|eval)\}[ \t]+(?P<quarto>[^`\n]+?)[ \t]*(?P=ticks)"
    rb"|\{eval\}(?P<fence>`+)(?P<myst>[^`\n]+)(?P=fence)"
)
_NUMBER = lazy_pattern(r"(?:np|numpy)\.(?:float|int|uint|bool|str)\w*\((.*)\)", re.DOTALL)
"""NumPy writes the type of a number in front of it."""
_FORMULA = lazy_pattern(r"\$[^$]+\$|\$\$[^$]+\$\$")
_HINT = "run it in JupyterLab with jupyterlab-myst, which saves the value, or write the value"
_TITLES = ("title", "description")
Saved = dict[str, Mapping[str, Any]]
"""Expression to its result, as Jupyter's messages have it: `status`, and `data` by MIME type."""


class _Shown(msgspec.Struct, frozen=True):
    """A piece of Markdown with values, and what is wrong: line and message."""

    text: str
    problems: tuple[tuple[int, str], ...] = ()


def show_values(post: Post, context: Context) -> Post:
    """Put saved values in the place of their expressions."""
    titles = [name for name in _TITLES if _may_have(getattr(post.front, name) or "")]
    if not titles and not _may_have(markdown_sources(post.cells)):
        return post
    findings = list(post.findings)
    cells = []
    for original in post.cells:
        cell = original
        if cell.kind == "markdown" and _may_have(cell.source):
            cell, problems = _with_values(cell, post.redaction, context.call)
            findings += [
                Finding("value", message, Where(post.source, cell.number, written_line(cell, line)), _HINT)
                for line, message in problems
            ]
        cells.append(cell)
    fields = {}
    for name in titles:
        everywhere = {key: value for cell in post.notebook.cells for key, value in _saved(cell).items()}
        shown = _shown(getattr(post.front, name), everywhere, post.redaction, is_markdown=False)
        fields[name] = shown.text
        where = metadata_line(post, partial(_begins_with, name))
        findings += [Finding("value", message, where, _HINT) for _, message in shown.problems]
    return msgspec.structs.replace(
        post,
        cells=tuple(cells),
        findings=tuple(findings),
        front=msgspec.structs.replace(post.front, **fields),
        title=fields.get("title", post.title),
    )


def _may_have(text: str) -> bool:
    return "{eval}" in text or "{python}" in text or "{julia}" in text


def _begins_with(name: str, line: str) -> bool:
    return line.lstrip(" -\"'").startswith(name)


def _with_values(cell: Cell, redaction: Redaction, call: Memoizer) -> tuple[Cell, tuple[tuple[int, str], ...]]:
    shown = _shown(cell.source, _saved(cell), redaction, is_markdown=True)
    return call(with_source, cell, shown.text), shown.problems


def _saved(cell: Cell) -> Saved:
    """Return what a cell has saved of its expressions, as jupyterlab-myst does."""
    found: Saved = {}
    expressions = cell.metadata.get("user_expressions")
    for one in expressions if isinstance(expressions, list) else ():
        if isinstance(one, dict) and isinstance(one.get("expression"), str) and isinstance(one.get("result"), dict):
            found[one["expression"].strip()] = one["result"]
    return found


def _shown(text: str, saved: Saved, redaction: Redaction, *, is_markdown: bool) -> _Shown:
    data = text.encode()
    code = Structure(data).marked_code
    formulas = Spans(_formulas(text))
    replacements, problems = [], []
    lines = LineCounter(data)
    for match in _PLACE.finditer(data):
        ticks = match.start("ticks") if match["ticks"] else match.start("fence")
        if ticks not in code or match.start() in formulas:
            continue
        expression = (match["quarto"] or match["myst"]).decode().strip()
        value, problem = _value(expression, saved.get(expression), redaction, is_markdown=is_markdown)
        if problem:
            problems.append((lines.before(match.start()) + 1, problem))
        replacements.append(Replacement(*match.span(), value.encode()))
    return _Shown(replaced(data, replacements).decode(), tuple(problems))


def _formulas(text: str) -> Iterator[tuple[int, int]]:
    for start, end, _, _ in formula_spans(text) if "$" in text or "\\" in text else ():
        yield len(text[:start].encode()), len(text[:end].encode())


def _value(
    expression: str, result: Mapping[str, Any] | None, redaction: Redaction, *, is_markdown: bool
) -> tuple[str, str]:
    """Return what stands in the place of an expression, and what is wrong with it, or an empty text."""
    fallback = f"`{expression}`" if is_markdown else expression
    if result is None:
        return fallback, f"the value of {expression} is not saved, so its code is shown"
    if result.get("status") == "error":
        name = " ".join(str(result.get("ename") or "an error").split())[:60]
        return fallback, f"{expression} raised {name} when it was run, so its code is shown"
    data = result.get("data")
    table = data if isinstance(data, dict) else {}
    formula = _joined(table.get("text/latex")).strip()
    if is_markdown and _FORMULA.fullmatch(formula) and len(formula) <= LONGEST_VALUE:
        return formula, ""
    text = _joined(table.get("text/plain"))
    if not text.strip() or len(text) > LONGEST_VALUE:
        what = "too long for a sentence" if text.strip() else "no text"
        return fallback, f"the value of {expression} is {what}, so its code is shown"
    value = Replacer(redaction, is_output=True).text(_without_quotes(" ".join(text.split())))
    return escaped(value) if is_markdown else value, ""


def _joined(value: Any) -> str:
    """Return a text of a MIME bundle, which may be a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _without_quotes(text: str) -> str:
    """Return what a reader expects of a value: a string without its quotes, a number of NumPy without its type."""
    match = _NUMBER.fullmatch(text)
    text = match[1] if match else text
    if text[:1] in ("'", '"'):
        # Loaded where a value is a string.
        import ast

        with suppress(ValueError, SyntaxError):
            value = ast.literal_eval(text)
            return " ".join(value.split()) if isinstance(value, str) else text
    return text
