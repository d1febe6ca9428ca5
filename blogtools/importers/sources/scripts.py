"""Scripts that are notebooks: Jupytext's percent and light formats, in Python, R and Julia."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.importers.front_matter import read_front
from blogtools.model import CellKind

SCRIPT_LANGUAGES = {".py": "python", ".r": "r", ".jl": "julia"}
_PERCENT = re.compile(r"#[ \t]*%%(%*)(?:[ \t]+|$)(.*)")
_KIND = re.compile(r"\[(markdown|md|raw)\]", re.IGNORECASE)
_IS_PERCENT = re.compile(r"^#[ \t]*%%[^\n]*\[(?:markdown|md)\]", re.MULTILINE | re.IGNORECASE)
_HEADER = re.compile(r"(?:#![^\n]*\n|# -\*-[^\n]*\n|\s)*# ---\n(?:#[^\n]*\n)*?# *(?:jupyter|jupytext|title)[ \t]*:")
_TOML_HEADER = re.compile(r"\s*# /// blog[ \t]*\n")
_LIGHT_START = re.compile(r"# \+[ \t]*(.*)")
_KEY = re.compile(r"([\w.-]+)[ \t]*=[ \t]*")
_MAGIC = re.compile(r"# ?(%|!|\?)(?=\S)")
_TEXT_QUOTES = re.compile(r"[ \t]*[rRuU]?(\"\"\"|''')(.*?)\1[ \t]*", re.DOTALL)
_LIGHT_FORMAT = re.compile(r"format_name: light\b")


class ScriptImporter:
    """Scripts of Jupytext, and of the editors that have its cells."""

    name = "script"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a script has cells of Markdown, or a header as Jupytext writes it."""
        if path.suffix.lower() not in SCRIPT_LANGUAGES:
            return False
        return any((_IS_PERCENT.search(text), _HEADER.match(text), _TOML_HEADER.match(text)))

    def read(self, path: Path) -> Imported:
        """Read a script; what its header says besides Jupytext's keys becomes the metadata cell.

        Raises:
            SourceError: it is not UTF-8, its header has no end, or it has no cell.
        """
        language = SCRIPT_LANGUAGES.get(path.suffix.lower(), "python")
        header, lines, first = _split_header(read_text(path), path)
        front = read_front(f"{header}\n", path) if header else None
        is_light = _LIGHT_FORMAT.search(header) is not None or not any(map(_PERCENT.match, lines))
        findings: list[Finding] = []
        parts = _light_cells(lines) if is_light else _percent_cells(lines)
        cells = tuple(_made(part, path, first, findings) for part in parts)
        if not cells:
            message = "has no cell"
            raise SourceError(message, where=Where(str(path)))
        if front and front.source:
            cells = (ImportedCell("raw", front.source), *cells)
        language = (front.language if front else "") or language
        return Imported(cells, language, tuple(findings), metadata=front.metadata if front else {})


class _Part(msgspec.Struct, frozen=True):
    """The lines of a cell."""

    kind: CellKind
    lines: list[str]
    line: int
    """Number of its first line, counted from 0."""
    written: str = ""
    """What stands after its mark."""


def _split_header(text: str, path: Path) -> tuple[str, list[str], int]:
    """Return the header as front matter, the lines below, and the number of the first of these."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip() and not _is_preamble(line)), 0)
    is_toml = lines[start].rstrip() == "# /// blog"
    closing = "# ///" if is_toml else "# ---"
    if lines[start].rstrip() != closing and not is_toml:
        return "", lines[start:], start + 1
    end = next((number for number in range(start + 1, len(lines)) if lines[number].rstrip() == closing), None)
    if end is None:
        message, hint = (
            "has a header that begins here and does not end",
            f"write {closing} on a line of its own after it",
        )
        raise SourceError(message, where=Where(str(path), line=start + 1), hint=hint)
    inside = [line[2:] if line.startswith("# ") else line[1:] for line in lines[start : end + 1]]
    if is_toml:
        inside = ["+++", *inside[1:-1], "+++"]
    return "\n".join(inside), lines[end + 1 :], end + 2


def _is_preamble(line: str) -> bool:
    return line.startswith(("#!", "# -*-", "# vim:"))


def _percent_cells(lines: list[str]) -> Iterator[_Part]:
    """Yield the cells between lines `# %%`; what stands before the first is one, too."""
    kind: CellKind = "code"
    written, start, found = "", 0, []
    for number, line in enumerate([*lines, "# %%"]):
        match = _PERCENT.fullmatch(line.rstrip())
        if match is None:
            found.append(line)
            continue
        if any(part.strip() for part in found) or (written and number < len(lines)):
            yield _Part(kind, found, start, written)
        named = _KIND.search(match[2])
        kind = "code" if named is None else "raw" if named[1].lower() == "raw" else "markdown"
        written = _KIND.sub("", match[2], count=1).strip()
        start, found = number, []


def _light_cells(lines: list[str]) -> Iterator[_Part]:
    """Yield the cells of the light format: paragraphs of comments are text, other lines are code.

    `# +` begins a cell that ends at `# -`, at the next `# +`, or at the end.
    """
    number = 0
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            number += 1
            continue
        mark = _LIGHT_START.fullmatch(line)
        start = number
        if mark:
            number += 1
            while number < len(lines) and lines[number] != "# -" and not _LIGHT_START.fullmatch(lines[number]):
                number += 1
            kind = _KIND.search(mark[1])
            of_kind: CellKind = "code" if kind is None else "raw" if kind[1].lower() == "raw" else "markdown"
            yield _Part(of_kind, lines[start + 1 : number], start, _KIND.sub("", mark[1]).strip())
            number += number < len(lines) and lines[number] == "# -"
            continue
        is_text = _is_comment(line)
        while number < len(lines) and lines[number].strip() and _LIGHT_START.fullmatch(lines[number]) is None:
            # A comment right before code belongs to the code.
            is_text = is_text and _is_comment(lines[number])
            number += 1
        if not is_text:
            number = _code_end(lines, number)
        yield _Part("markdown" if is_text else "code", lines[start:number], start)


def _code_end(lines: list[str], number: int) -> int:
    """Return the end of a paragraph of code, with the paragraphs below that are indented as those of a function."""
    while True:
        following = number
        while following < len(lines) and not lines[following].strip():
            following += 1
        if following == len(lines) or not lines[following].startswith((" ", "\t", ")", "]", "}")):
            return number
        number = following
        while number < len(lines) and lines[number].strip():
            number += 1


def _is_comment(line: str) -> bool:
    return line.startswith("#") and not line.startswith(("#|", "#!")) and not _MAGIC.match(line)


def _made(part: _Part, path: Path, first: int, findings: list[Finding]) -> ImportedCell:
    metadata, title = _metadata(part.written)
    if metadata is None:
        message = f"what stands after the mark of this cell is not understood: {part.written}"
        findings.append(Finding("import", message, Where(str(path), line=first + part.line), 'write name="value"'))
        metadata = {}
    if title:
        metadata = {"title": title, **metadata}
    source = "\n".join(part.lines).strip("\n")
    if part.kind == "code":
        return ImportedCell("code", _with_magics(source), metadata)
    return ImportedCell(part.kind, _text(source), metadata)


def _text(source: str) -> str:
    """Return text that is written as comments, or in triple quotes."""
    quoted = _TEXT_QUOTES.fullmatch(source)
    if quoted:
        return quoted[2].strip("\n")
    lines = source.split("\n")
    return "\n".join(line[2:] if line.startswith("# ") else line.removeprefix("#") for line in lines)


def _with_magics(source: str) -> str:
    """Return code with the magics that Jupytext has made comments of."""
    if "%" not in source and "!" not in source and "?" not in source:
        return source
    lines = source.split("\n")
    if lines[0].startswith(("# %%", "#%%")):
        # A cell of another language, all of which is a comment.
        return "\n".join(line[2:] if line.startswith("# ") else line[1:] if line == "#" else line for line in lines)
    return "\n".join(line[line.index(match[1]) :] if (match := _MAGIC.match(line)) else line for line in lines)


def _metadata(written: str) -> tuple[dict[str, Any] | None, str]:
    """Return the metadata after the mark of a cell, `name=value` or JSON, and the title; None if it is neither."""
    if written.startswith("{"):
        try:
            values = json.loads(written)
        except ValueError:
            return None, ""
        return (values if isinstance(values, dict) else None), ""
    match = _KEY.search(written)
    if match is None:
        return {}, written
    title, rest = written[: match.start()].strip(), written[match.start() :]
    try:
        # Values are constants of JSON or Python: arguments of a call that is read, and never made.
        call = ast.parse(f"f({_as_arguments(rest)})", mode="eval").body
        assert isinstance(call, ast.Call)  # noqa: S101 - it was just written so
        values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords if keyword.arg}
        json.dumps(values)
    except (SyntaxError, ValueError, TypeError):
        return None, title
    return values, title


def _as_arguments(written: str) -> str:
    text = re.sub(r"(?<=[\]\"'\w}])[ \t]+(?=[\w.-]+[ \t]*=)", ", ", written)
    return re.sub(r"\b(true|false|null)\b", lambda match: _JSON_WORDS[match[1]], text)


_JSON_WORDS = {"true": "True", "false": "False", "null": "None"}


IMPORTER = ScriptImporter()
