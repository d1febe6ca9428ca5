"""Projects of Deepnote: YAML files with one or more notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import Finding, SourceError, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.starter.notebook import front_text
from blogtools.transform.anchors import post_slug

_TEXTS = {
    "text-cell-h1": "# ",
    "text-cell-h2": "## ",
    "text-cell-h3": "### ",
    "text-cell-p": "",
    "text-cell-bullet": "- ",
    "text-cell-callout": "> ",
}
_METADATA = ("is_code_hidden", "is_output_hidden", "tags")


class DeepnoteImporter:
    """Files `.deepnote`."""

    name = "deepnote"

    def detect(self, path: Path, text: str) -> bool:  # noqa: ARG002 - the name says it
        """Return whether a file has the name of a project."""
        return path.suffix.lower() == ".deepnote"

    def read(self, path: Path) -> Iterator[Imported]:
        """Yield the notebooks of a project; one alone has the name of the file.

        Raises:
            SourceError: it is not UTF-8, or no project.
        """
        notebooks = _notebooks(read_text(path), path)
        for notebook in notebooks:
            title = str(notebook.get("name") or path.stem)
            blocks = notebook.get("blocks")
            blocks = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
            blocks.sort(key=lambda block: str(block.get("sortingKey") or ""))
            findings: list[Finding] = []
            cells = [cell for number, block in enumerate(blocks, 1) if (cell := _cell(block, number, path, findings))]
            if not cells:
                message = f"the notebook {title} has no cell, and was left out"
                yield Imported(findings=(*findings, Finding("import", message, Where(str(path)))))
                continue
            front = ImportedCell("raw", front_text({"title": title}))
            name = path.stem if len(notebooks) == 1 else post_slug(title)
            yield Imported((front, *cells), findings=tuple(findings), name=name)


def _notebooks(text: str, path: Path) -> list[dict[str, Any]]:
    """Return the notebooks of a project, as they stand in the file."""
    import yaml  # Only for these files.

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        project = yaml.load(text, Loader=loader)  # noqa: S506 - a safe one, in C
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        message = f"is not valid YAML: {getattr(error, 'problem', None) or 'nested too deeply'}"
        raise SourceError(message, where=Where(str(path), line=mark.line + 1 if mark else None)) from error
    inside = project.get("project") if isinstance(project, dict) else None
    found = inside.get("notebooks") if isinstance(inside, dict) else None
    notebooks = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    if not notebooks:
        message = "is no project of Deepnote: it has no `project` with `notebooks`"
        raise SourceError(message, where=Where(str(path)))
    return notebooks


def _cell(block: dict[str, Any], number: int, path: Path, findings: list[Finding]) -> ImportedCell | None:
    kind = str(block.get("type") or "")
    source = block.get("content")
    source = source if isinstance(source, str) else ""
    given = block.get("metadata")
    given = given if isinstance(given, dict) else {}
    metadata = {name: given[name] for name in _METADATA if name in given}
    if kind == "code":
        outputs = block.get("outputs")
        outputs = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
        return ImportedCell("code", source, metadata, tuple(outputs))
    if kind == "sql":
        return ImportedCell("code", source, {**metadata, "vscode": {"languageId": "sql"}})
    if kind == "markdown":
        return ImportedCell("markdown", source, metadata) if source.strip() else None
    if kind in _TEXTS:
        return ImportedCell("markdown", _TEXTS[kind] + source.replace("\n", "\n> " if kind.endswith("out") else "\n"))
    if kind == "text-cell-todo":
        return ImportedCell("markdown", f"- [{'x' if given.get('checked') else ' '}] {source}")
    if kind == "separator":
        return ImportedCell("markdown", "---")
    address = given.get("deepnote_img_src")
    if kind == "image" and isinstance(address, str):
        return ImportedCell("markdown", f"![]({address})")
    message = f"block {number} has no counterpart in a notebook: {kind or 'without a type'}"
    findings.append(Finding("import", message, Where(str(path)), "write what readers need of it as text"))
    return None


IMPORTER = DeepnoteImporter()
