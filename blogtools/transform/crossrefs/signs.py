"""Fast checks for cells that may refer to something or be referred to; they run on all of a blog."""

from __future__ import annotations

import re
from collections.abc import Sequence

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, markdown_sources

LABEL_KINDS = "fig|tbl|lst|eq|sec|vid|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|prf|nte|tip|wrn|imp|cau"
"""The prefixes in `labels.PREFIXES`."""
ROLES = r"ref|numref|eq|doc|prf:ref|math:numref"
"""Roles (MyST, Sphinx) that refer to something."""
_STRINGS = ("@", "}`", ":`", "[](", "{#", "`{", "~{", ":::", ")=", "<#", "#tbl")
_REFERENCES = lazy_pattern(
    rf"(?<![\w@./\\])@(?:{LABEL_KINDS})-|\{{(?:{ROLES})\}}`|:(?:{ROLES}):`|(?<!!)\[\]\(|<#\w", re.IGNORECASE
)
_BLOCKS = lazy_pattern(
    r"\{(?=[^{}\n]*#[\w:.-])[^{}\n]*\}|^ {0,3}\([\w:./ -]+\)=[ \t]*$"
    r"|^ {0,3}(?:`{3,}|~{3,}|:{3,})[ \t]*\{(?:prf:[a-z]+|exercise|solution|figure|image|table|math|code-block|code"
    r"|sourcecode|exercise-start|exercise-end|solution-start|solution-end)\}"
    r"|^ {0,3}:{3,}[ \t]*(?:\{[^{}\n]*\.)?(?:proof|remark|solution|algorithm)\b",
    re.MULTILINE,
)
NUMBERED = lazy_pattern(r"\\begin\{(?:equation|align|gather|multline|eqnarray|alignat|flalign)\}")
"""Begins an environment whose rows LaTeX numbers."""


def has_signs(cells: Sequence[Cell]) -> bool:
    """Return True if one of the cells may refer to something, or have something with a number."""
    text = markdown_sources(cells)
    if has_reference(text) or has_block(text):
        return True
    for cell in cells:  # noqa: SIM110 - as in `_may`
        if cell.kind == "code" and (cell.options.label or cell.outputs) and _has_number(cell):
            return True
    return False


def _has_number(cell: Cell) -> bool:
    if cell.options.label:
        return True
    for output in cell.outputs:
        for mime in ("text/latex", "text/markdown"):
            content = output.data.get(mime)
            if isinstance(content, str) and "\\begin{" in content and NUMBERED.search(content):
                return True
    return False


def has_reference(source: str) -> bool:
    """Return True if a piece of Markdown may refer to something."""
    return _may(source) and _REFERENCES.search(source) is not None


def has_block(source: str) -> bool:
    """Return True if a piece of Markdown may have a label, or a block that is rewritten."""
    return _may(source) and _BLOCKS.search(source) is not None


def _may(source: str) -> bool:
    for string in _STRINGS:  # noqa: SIM110 - `any` takes twice as long
        if string in source:
            return True
    return False
