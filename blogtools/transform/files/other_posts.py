"""Which files beside notebooks are posts: Markdown with a title in its front matter, and no other form."""

from __future__ import annotations

import codecs
import json
import posixpath
import re
from collections.abc import Iterator
from typing import Literal

from blogtools.errors import TEXT_POSTS, FrontMatterError
from blogtools.memo import lazy_pattern
from blogtools.read.text_post import split_front

PostKind = Literal["post", "page", "copy", "untitled", "plain", "readme", "other", ""]
"""What a file is: a post in Markdown; a page of another generator; what that made of a notebook; front matter without a
title; Markdown without front matter; a README with one; a post of a form that must be imported; and anything else.
"""
MARKDOWN_FILES = (*TEXT_POSTS, ".mkd", ".mdown", ".qmd", ".rmd")
SCRIPTS = (".py", ".r", ".jl")
PROJECTS = (".deepnote",)
OTHER_POSTS = MARKDOWN_FILES + SCRIPTS + PROJECTS
"""Suffixes, in small letters, of files that may be posts."""
POST_HEAD = 16_000
"""Bytes at the start of a file that tell what it is."""
_PAGES = ("page", "home", "404", "archive", "categories", "search", "splash", "tags")
"""Values of `layout` that Jekyll's themes have for pages that are no posts (Minima, Minimal Mistakes, fastpages)."""
_NOTEBOOK_KEYS = {"jupytext", "jupyter", "kernelspec"}
"""Keys of notebooks that are written as text, whose code is to run (Jupytext, MyST, Quarto)."""
_POST_KEYS = {"date", "author", "authors", "format", "layout"}
_LINE = lazy_pattern(r"[\"']?([A-Za-z][\w-]*)[\"']?[ \t]*[:=](?:[ \t]+|$)(.*)")
_CELLS = lazy_pattern(
    rb"^#[ \t]*%%[^\n]*\[(?:markdown|md)\]|^app[ \t]*=[ \t]*marimo\.App\(", re.MULTILINE | re.IGNORECASE
)
"""Text in a script of Jupytext, and what every notebook of marimo has."""
_SCRIPT = lazy_pattern(rb"# ---\r?\n(?:#[^\n]*\n)*?# *(?:jupyter|title)[ \t]*:|# /// blog\b")


def post_kind(name: str, head: bytes) -> PostKind:
    """Return what a file is, by its name and its first `POST_HEAD` bytes.

    A file whose name begins with an underscore is a post in no tool, nor is one that GitHub shows for its folder.
    """
    file = posixpath.basename(name)
    stem, suffix = posixpath.splitext(file)
    if file.startswith(("_", ".")) or suffix.lower() not in OTHER_POSTS:
        return ""
    if suffix.lower() in SCRIPTS:
        head = head.removeprefix(b"\xef\xbb\xbf")
        return "other" if _SCRIPT.match(head) or _CELLS.search(head) else ""
    if suffix.lower() in PROJECTS:
        return "other"
    keys = dict(_front_keys(head))
    if file.endswith(TEXT_POSTS):
        return _kind_of_text(stem, keys)
    return "other" if keys.keys() & {"title", *_POST_KEYS} else ""


def _kind_of_text(stem: str, keys: dict[str, str]) -> PostKind:
    is_titled = bool(keys.get("title"))
    if stem.lower() == "readme":
        return "readme" if is_titled else ""
    if keys.keys() & _NOTEBOOK_KEYS:
        return "other"
    if "nb_path" in keys:
        return "copy"  # Of fastpages.
    if is_titled:
        return "page" if keys.get("layout") in _PAGES else "post"
    if keys.keys() & _POST_KEYS:
        return "untitled"
    return "" if stem.isupper() else "plain"  # LICENSE, CHANGELOG


def _front_keys(head: bytes) -> Iterator[tuple[str, str]]:
    """Yield the keys at the top level of front matter, in small letters, with what stands behind them in their lines.

    A value that begins on the next line is given as that line.
    """
    # Bytes that are no UTF-8 are told when the post is read.
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    text = head.decode(encoding, errors="replace").replace("\r\n", "\n")
    try:
        front, _, _, header = split_front(text, "")
    except FrontMatterError:
        front, header = text.partition("\n\n")[0], ()  # It has no end, or the head has not.
    if header:
        yield from ((key.lower(), value) for _, key, value in header)
    elif front.lstrip().startswith("{"):
        yield from _json_keys(front)
    else:
        lines = front.split("\n")
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("["):
                return  # A table of TOML.
            match = _LINE.match(line)
            if match:
                yield match[1].lower(), _value(match[2] or (after if after.startswith(" ") else ""))


def _json_keys(front: str) -> Iterator[tuple[str, str]]:
    try:
        yield from ((key.lower(), str(value or "")) for key, value in json.loads(front).items())
    except (ValueError, RecursionError):
        # It is told where the post is read.
        yield from ((key.lower(), value) for key, value in re.findall(r"\"(\w+)\"\s*:\s*\"([^\"]*)", front))


def _value(written: str) -> str:
    """Return a value of YAML or TOML without quotation marks; empty if it says nothing."""
    value = written.partition(" #")[0].strip().strip("\"'")
    return "" if value in ("~", "null") else value
