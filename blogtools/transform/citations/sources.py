"""Where the bibliography and the style of a post come from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

import msgspec

from blogtools.errors import Finding, Where
from blogtools.model import Post
from blogtools.transform.citations.csl_json import read_csl
from blogtools.transform.citations.find import directive_files
from blogtools.transform.citations.library import (
    LARGEST_BIBLIOGRAPHY,
    Bibliography,
    BibProblem,
    EntryFile,
    read_library,
)
from blogtools.transform.citations.style import LARGEST_STYLE, CitationStyle, style_name
from blogtools.transform.context import Context
from blogtools.transform.metadata_lines import metadata_line
from blogtools.transform.redaction.texts import as_published

_TEXT_SUFFIXES = (".bib", ".bibtex", ".json", ".yaml", ".yml", ".ris", ".txt")


def find_library(post: Post, context: Context) -> tuple[Bibliography, tuple[Finding, ...]]:
    """Return all that the post can cite, and findings about files that are missing or cannot be read."""
    files: dict[str, str] = {}
    findings = []
    own = post.front.bibliography or context.bibliography
    named = (*own, *(file for cell in post.cells if cell.kind == "markdown" for file in directive_files(cell.source)))
    for name in dict.fromkeys(named):
        found = _read(name if PurePosixPath(name).suffix.lower() in _TEXT_SUFFIXES else f"{name}.bib", post, context)
        if found is None:
            message, hint = f"bibliography {name} {context.absence(name)[0]}", context.absence(name)[1]
            findings.append(Finding("citation", message, key_place(post, "bibliography"), hint))
        elif len(found[1]) > LARGEST_BIBLIOGRAPHY:
            size, limit = len(found[1]) // 1_000_000, LARGEST_BIBLIOGRAPHY // 1_000_000
            message = f"bibliography {name} has {size} MB, more than the {limit} that are read"
            findings.append(Finding("citation", message, Where(found[0]), "export only what the blog cites"))
        else:
            text = found[1].decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
            files[found[0]] = as_published(text, post.redaction)
    library = read_library(files, post.front.references)
    kept = post.notebook.metadata.get("cite2c")
    if isinstance(kept, dict) and isinstance(kept.get("citations"), dict):
        items = EntryFile(read_csl(kept["citations"], ""))
        library = msgspec.structs.replace(library, files=(*library.files, items))
    return library, (*findings, *(problem_finding(one, post) for one in library.problems))


def find_style(post: Post, context: Context) -> tuple[CitationStyle, tuple[Finding, ...]]:
    """Return the style that a post is cited in, and findings if its file cannot be used."""
    written = post.front.csl or context.csl
    if not written:
        return CitationStyle(), ()
    if style_name(written):
        return CitationStyle(style_name(written)), ()
    found = _read(written, post, context)
    where = key_place(post, "csl")
    if found is None:
        message, hint = context.absence(written)
        return CitationStyle(), (Finding("citation", f"style {written} {message}", where, hint),)
    text = found[1].decode("utf-8-sig", errors="replace")
    if len(text) > LARGEST_STYLE or "<style" not in text:
        return CitationStyle(), (
            Finding("citation", f"style {written} is no style of CSL", where, "get one from zotero.org/styles"),
        )
    return CitationStyle(posixpath.basename(written), text), ()


def problem_finding(problem: BibProblem, post: Post) -> Finding:
    """Return a problem as a finding, at its file or at the metadata of the post."""
    where = Where(problem.file, None, problem.line) if problem.file else key_place(post, "csl", "references", "cite2c")
    return Finding("citation", problem.message, where, problem.hint)


def _read(name: str, post: Post, context: Context) -> tuple[str, bytes] | None:
    """Return a file and its path as shown to the author; it is beside the notebook or in a folder above.

    So a name in the settings or in a folder's metadata means the same file for all posts.
    """
    for relative in _places(name, post):
        data = context.read_file(relative)
        if data is not None:
            return posixpath.normpath(posixpath.join(posixpath.dirname(post.source), relative)), data
    return None


def _places(name: str, post: Post) -> Iterator[str]:
    levels = len(PurePosixPath(post.source).parents)
    name = name.strip().lstrip("/") if name.startswith("/") else name.strip()
    yield from (posixpath.join(*[".."] * level, name) for level in range(levels))


def key_place(post: Post, *keys: str) -> Where:
    """Return the line of the metadata that has one of some keys; the file if there is none."""
    for key in keys:
        where = metadata_line(post, partial(_has_key, key))
        if where.line is not None:
            return where
    return Where(post.source)


def _has_key(key: str, line: str) -> bool:
    return line.lstrip(" -\"'").lower().startswith(key)
