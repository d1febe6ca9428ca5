"""Posts that are no notebooks: Markdown with front matter (Jekyll, Hugo, Pelican, Quarto), and notebooks as scripts."""

from __future__ import annotations

import posixpath
import re

from blogtools.memo import lazy_pattern

MARKDOWN_FILES = (".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd")
SCRIPTS = (".py", ".r", ".jl")
PROJECTS = (".deepnote",)
OTHER_POSTS = MARKDOWN_FILES + SCRIPTS + PROJECTS
"""Suffixes, in small letters, of files that may be posts of another form."""
POST_HEAD = 4_000
"""Bytes at the start of a file that tell what it is."""
_FRONT_MATTER = lazy_pattern(
    rb"\s*---[ \t]*\r?\n(?:[^\n]*\n)*?(?:title|date|author|format|layout)[ \t]*:"
    rb"|\s*\+\+\+[ \t]*\r?\n(?:[^\n]*\n)*?(?:title|date)[ \t]*=",
    re.IGNORECASE,
)
_PELICAN = lazy_pattern(rb"(?:[A-Za-z][\w -]*:[^\n]*\n){1,20}", re.IGNORECASE)
_PELICAN_TITLE = lazy_pattern(rb"^title:[ \t]*\S", re.IGNORECASE | re.MULTILINE)
_CELLS = lazy_pattern(
    rb"^#[ \t]*%%[^\n]*\[(?:markdown|md)\]|^app[ \t]*=[ \t]*marimo\.App\(", re.MULTILINE | re.IGNORECASE
)
"""Text in a script of Jupytext, and what every notebook of marimo has."""
_SCRIPT = lazy_pattern(rb"# ---\r?\n(?:#[^\n]*\n)*?# *(?:jupyter|title)[ \t]*:|# /// blog\b")


def is_other_post(name: str, head: bytes) -> bool:
    """Return True if a file is a post of another form, by its name and its first `POST_HEAD` bytes.

    A file whose name begins with an underscore is none in any tool.
    """
    file = posixpath.basename(name)
    suffix = posixpath.splitext(file)[1].lower()
    if file.startswith(("_", ".")) or suffix not in OTHER_POSTS:
        return False
    head = head.removeprefix(b"\xef\xbb\xbf")
    if suffix in SCRIPTS:
        return _SCRIPT.match(head) is not None or _CELLS.search(head) is not None
    if suffix in PROJECTS:
        return True
    if _FRONT_MATTER.match(head):
        return True
    header = _PELICAN.match(head)
    return header is not None and _PELICAN_TITLE.search(header[0]) is not None
