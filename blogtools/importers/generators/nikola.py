"""Posts of Nikola in Markdown, HTML or as notebooks, whose metadata stand in lines `.. title: …` or beside them."""

from __future__ import annotations

import json
from pathlib import Path

from blogtools.errors import SourceError, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.importers.html.to_markdown import markdown_of
from blogtools.importers.pictures import Pictures
from blogtools.importers.posts import made_post
from blogtools.importers.rst.header import as_front, links_told, read_meta, split_header
from blogtools.read.notebook import decode_notebook, read_bytes

_TEXTS = (".md", ".markdown", ".mkd", ".html", ".htm")


class NikolaImporter:
    """Markdown, HTML and notebooks with Nikola's metadata."""

    name = "nikola"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file has metadata in Nikola's form, in its text or beside it."""
        suffix = path.suffix.lower()
        if suffix in _TEXTS and text.lstrip().startswith(("<!--", "..")) and split_header(text)[0]:
            return True
        if suffix not in (*_TEXTS, ".ipynb"):
            return False
        beside = path.with_suffix(".meta")
        return beside.is_file() and "title" in read_meta(read_text(beside))

    def read(self, path: Path) -> Imported:
        """Read a post.

        Raises:
            BlogtoolsError: it is not UTF-8 or no notebook, or markdownify is not installed.
        """
        beside = path.with_suffix(".meta")
        given = read_meta(read_text(beside)) if beside.is_file() else {}
        if path.suffix.lower() == ".ipynb":
            return _notebook(path, given)
        header, body, _ = split_header(read_text(path))
        if path.suffix.lower() in (".html", ".htm"):
            body = markdown_of(body, Where(str(path)))
        return made_post(
            as_front({**given, **header}), body, "", Pictures(path.stem), tuple(links_told({**given, **header}, path))
        )


def _notebook(path: Path, given: dict[str, str]) -> Imported:
    """Return a notebook with its metadata in a cell of its own."""
    data = read_bytes(path, str(path))
    decode_notebook(data, str(path))  # Tells what is wrong with it.
    notebook = json.loads(data)
    if not isinstance(notebook.get("cells"), list):
        message = "is a notebook of an old format"
        raise SourceError(message, where=Where(str(path)), hint="open it in JupyterLab and save it")
    front = made_post(as_front(given), "", "", Pictures(path.stem)).cells
    cells = tuple(
        ImportedCell(
            cell["cell_type"],
            "".join(cell.get("source", "")),
            cell.get("metadata") or {},
            tuple(cell.get("outputs") or ()),
            cell.get("attachments") or {},
        )
        for cell in notebook["cells"]
    )
    return Imported((*front, *cells), findings=tuple(links_told(given, path)), metadata=notebook.get("metadata") or {})


IMPORTER = NikolaImporter()
