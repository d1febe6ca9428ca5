"""Files that an imported post shows come along, and its links lead to the notebooks of other posts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from blogtools.importers.base import Imported, ImportedCell
from blogtools.memo import lazy_pattern
from blogtools.read.keys import BY_NAME, squashed
from blogtools.transform.files.other_posts import MARKDOWN_FILES

_CODE = (
    r"(?P<code>^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>(?<!`)`+(?!`)).{1,2000}?(?<!`)(?P=ticks)(?!`))"
)
"""Code, in which nothing is a reference."""
_REFERENCE = lazy_pattern(
    _CODE + r"|\]\([ \t]*<?(?P<link>(?:\{\{[^}\n]*\}\}|\{%[^%\n]*%\}|\{\w+\}|[^\s()<>]|\([^\s()]*\))+)>?"
    r"|\b(?:src|href|poster)=(?P<quote>[\"'])(?P<attribute>(?:\{\{.*?\}\}|(?!(?P=quote))[^\n])+)(?P=quote)"
    r"|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?(?P<definition>[^\s<>]+)"
    r"|\{\{[<%][ \t]*(?:include|embed)[ \t]+[\"']?(?P<include>[^\s\"'>%]+)",
    re.MULTILINE | re.DOTALL,
)
_FRONT_VALUE = lazy_pattern(
    r"^[ \t]*(?:(?P<key>[\w-]+)[ \t]*[:=]|-)[ \t]*[\"']?(?P<value>[^\s\"']+)[\"']?[ \t]*,?$", re.MULTILINE
)
_FRONT_FIELDS = ("image", "bibliography", "csl")
_NESTED = ("path", "src", "image", "url")
_SCHEME = lazy_pattern(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|\?|mailto:")
_PREFIX = lazy_pattern(
    r"\{\{-?[ \t]*(?:site\.(?:baseurl|url)|page\.\w+|base_?url)[ \t]*-?\}\}"
    r"|\{(?:static|filename|attach|photo|image)\}|\|(?:static|filename|attach)\|"
)
_FILTERED = lazy_pattern(r"\{\{-?[ \t]*[\"']([^\"'\n]+)[\"'][ \t]*\|[^}]*\}\}")
_STATIC = ("", "static", "public", "content", "source", "assets", "src")
"""Folders whose files a generator puts at the top of its site."""
_PAGES = (*MARKDOWN_FILES, ".ipynb", ".html", ".htm", ".php")


class Place(msgspec.Struct, frozen=True):
    """The place of a post among the files of its blog."""

    source: Path
    root: Path
    """The folder that the files it refers to must be in."""
    folder: Path
    """Folder of the notebook."""
    name: str
    """Name of the notebook, without `.ipynb`."""
    notebooks: Mapping[Path, str] = {}
    """The files that are imported with it, to the names of their notebooks."""


def with_files(post: Imported, place: Place) -> Imported:
    """Return a post with the files that it refers to, and with references to where these are now."""
    finder = _Finder(post, place)
    cells = tuple(finder.cell(cell if isinstance(cell, ImportedCell) else ImportedCell(*cell)) for cell in post.cells)  # type: ignore[arg-type]
    return msgspec.structs.replace(post, cells=cells, files=finder.files)


class _Finder:
    """Finds the files of one post."""

    def __init__(self, post: Imported, place: Place) -> None:
        self.place = place
        self.files: dict[str, Path | bytes] = dict(post.files)
        self.known: dict[str, str | None] = {}

    def cell(self, cell: ImportedCell) -> ImportedCell:
        """Return a cell whose references lead to the files beside the notebook."""
        source = cell.source
        if cell.kind == "raw" and source[:3] in ("---", "+++"):
            source = _FRONT_VALUE.sub(self._front, source)
        elif cell.kind == "markdown" and ("](" in source or "=" in source or "]:" in source or "{{" in source):
            source = _REFERENCE.sub(self._reference, source)
        return cell if source == cell.source else msgspec.structs.replace(cell, source=source)

    def _reference(self, match: re.Match[str]) -> str:
        for group in ("link", "attribute", "definition", "include"):
            written = match[group]
            if written:
                new = self.address(written)
                start, end = match.start(group) - match.start(), match.end(group) - match.start()
                return match[0] if new is None else f"{match[0][:start]}{new}{match[0][end:]}"
        return match[0]

    def _front(self, match: re.Match[str]) -> str:
        key, value = match["key"], match["value"]
        meaning = BY_NAME.get(squashed(key)) if key else None
        is_file = (meaning.field.name in _FRONT_FIELDS) if meaning else key in _NESTED
        if not is_file and not (key is None and value.lower().endswith((".bib", ".csl"))):
            return match[0]
        new = self.address(value)
        return match[0] if new is None else match[0].replace(value, new)

    def address(self, written: str) -> str | None:
        """Return the new address of what is referred to; None if it stays."""
        if written not in self.known:
            self.known[written] = self._address(written)
        return self.known[written]

    def _address(self, written: str) -> str | None:
        filtered = _FILTERED.search(written)
        plain = filtered[1] if filtered else _PREFIX.sub("", written)
        if not plain or (not filtered and plain == written and _SCHEME.match(written)) or "{" in plain:
            return None
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", plain, re.DOTALL).groups()  # type: ignore[union-attr]
        wanted = unquote(path)
        if not wanted or wanted.endswith("/") or "\0" in wanted:
            return None
        file = next(self._candidates(wanted), None)
        if file is None:
            return None
        notebook = self.place.notebooks.get(file)
        if notebook is not None:
            return f"{quote(notebook)}{mark}{rest}"
        if file.suffix.lower() in _PAGES and not file.name.startswith("_"):
            return None  # A page; what begins with `_` is a part of one.
        name = self._name(wanted, file)
        return f"{name if name == wanted else quote(name)}{mark}{rest}" if name != wanted or plain != written else None

    def _candidates(self, wanted: str) -> Iterator[Path]:
        """Yield the files that a reference may mean: beside the post, or from the top of the site."""
        root = self.place.root
        start = self.place.source.parent.resolve()
        is_top = wanted.startswith("/")
        relative = wanted.lstrip("/")
        folders = [] if is_top else [start]
        folders += [one for one in (start, *start.parents) if one.is_relative_to(root)]
        for folder in folders:
            for static in _STATIC if is_top or folder != start else ("",):
                try:
                    file = (folder / static / relative).resolve()
                    if file.is_file() and self._is_public(file):
                        yield file
                except OSError:
                    continue  # A name that is too long, say.

    def _is_public(self, file: Path) -> bool:
        """Return True if a file is in the blog, and not hidden there."""
        if not file.is_relative_to(self.place.root):
            return False
        return not any(part.startswith(".") for part in file.relative_to(self.place.root).parts)

    def _name(self, wanted: str, file: Path) -> str:
        """Return the path of a file beside the notebook, and remember to write it there."""
        own = f"{self.place.name}_files"
        name = posixpath.normpath(wanted.lstrip("/"))
        while name.startswith("../"):
            name = name[3:]
        names = [name, f"{own}/{file.name}", *(f"{own}/{number}-{file.name}" for number in range(2, 1000))]
        chosen = next(one for one in names if self._is_free(one, file))
        self.files[chosen] = file
        return chosen

    def _is_free(self, name: str, file: Path) -> bool:
        if name in self.files:
            return self.files[name] == file
        target = self.place.folder / name
        try:
            return not target.exists() or (target.is_file() and target.read_bytes() == file.read_bytes())
        except OSError:
            return False
