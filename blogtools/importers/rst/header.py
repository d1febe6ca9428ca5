"""Metadata of Nikola: lines `.. title: …` at the start of a post, or in a file `.meta` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import Finding, Where

_LINE = re.compile(r"^\.\.[ \t]+([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
_COMMENT = re.compile(r"\A\s*<!--[ \t]*\n(.*?)-->[ \t]*\n?", re.DOTALL)
_LISTS = ("tags", "categories", "authors", "aliases")
_RENAMED = {"modified": "updated", "summary": "description", "category": "categories", "author": "authors"}
_LEFT = frozenset({"link", "type", "hidetitle", "has_math", "enclosure", "template", "save_as", "url"})
"""Keys that are read apart, or say nothing here."""


def split_header(text: str) -> tuple[dict[str, str], str, int]:
    """Return the metadata at the start of a post, the rest, and the number of its first line.

    Raises nothing: a text without such lines has no metadata.
    """
    comment = _COMMENT.match(text)
    if comment and (found := read_meta(comment[1])):
        return found, text[comment.end() :], text.count("\n", 0, comment.end()) + 1
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = start
    while end < len(lines) and (_LINE.match(lines[end].rstrip()) or (end > start and not lines[end].strip())):
        end += 1
    found = read_meta("\n".join(lines[start:end]))
    return (found, "\n".join(lines[end:]), end + 1) if "title" in found or "date" in found else ({}, text, 1)


def read_meta(text: str) -> dict[str, str]:
    """Return the keys and values of lines `.. key: value`; names in small letters."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if match := _LINE.match(line.rstrip()):
            found.setdefault(match[1].lower(), (match[2] or "").strip())
    return found


def as_front(given: dict[str, str]) -> dict[str, Any]:
    """Return metadata as blogtools has it: lists, a draft, and the names of its fields."""
    front: dict[str, Any] = {}
    for key, value in given.items():
        name = _RENAMED.get(key, key)
        if not value or name in _LEFT:
            continue
        front[name] = [one for part in re.split(r"[,;]", value) if (one := part.strip())] if name in _LISTS else value
    status = given.get("status", "").lower()
    hidden = {"draft", "private"} & {str(tag).lower() for tag in front.get("tags", ())}
    front.pop("status", None)
    if status in ("draft", "private", "hidden") or hidden:
        front["draft"] = True
    elif status and status not in ("published", "featured"):
        front["status"] = status
    front["tags"] = [tag for tag in front.get("tags", ()) if tag.lower() not in ("draft", "private", "mathjax")]
    return front


def links_told(given: dict[str, str], path: Path) -> Iterator[Finding]:
    """Yield a finding for a post that is about a page, to which Nikola links its title."""
    if link := given.get("link"):
        message = f"the post is about {link}, which is not said on its page"
        yield Finding("import", message, Where(str(path)), "name it in the text")
