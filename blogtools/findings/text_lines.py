"""Places of findings in posts that are text: authors see lines of the file, and no cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import lazy_pattern

_NAMED = lazy_pattern(r"\$[^$]+\$|[^\s\"'`,;()]*[./#@][^\s\"'`,;()]*[^\s\"'`,;().:]")
"""Matches what a message may name as it stands in the text: a formula, a path, an address, an anchor."""
_CELL = lazy_pattern(r"\b(?:cell \d+, (?=line)|this cell\b|cell \d+)")


def in_text_lines(findings: Iterable[Finding], folders: Sequence[Path]) -> tuple[Finding, ...]:
    """Return findings with those in posts that are text at a line instead of in a cell.

    One without a line is at the first one that has what its message names. The files are looked for in `folders`.
    """
    texts: dict[str, str] = {}
    return tuple(
        msgspec.structs.replace(one, where=_in_text(one, folders, texts), message=_without_cells(one.message))
        if one.where.is_in_text and one.where.cell
        else one
        for one in findings
    )


def _without_cells(message: str) -> str:
    return _CELL.sub(lambda match: "" if match[0].endswith(", ") else "this file", message)


def _in_text(finding: Finding, folders: Sequence[Path], texts: dict[str, str]) -> Where:
    where = msgspec.structs.replace(finding.where, cell=None)
    if where.line is not None:
        return where
    if where.file not in texts:
        found = (_text(folder / where.file) for folder in folders)
        texts[where.file] = next((text for text in found if text), "")
    text = texts[where.file]
    named = next((word for word in _NAMED.findall(finding.message) if word in text), None)
    return where if named is None else msgspec.structs.replace(where, line=text.count("\n", 0, text.index(named)) + 1)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""
