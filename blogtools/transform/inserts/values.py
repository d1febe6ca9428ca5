"""Values that shortcodes and templates insert: those of the post's front matter, and of `_variables.yml`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Post
from blogtools.transform.context import Context

_HEADING = lazy_pattern(r"^# +(.*?)[ \t#]*$", re.MULTILINE)
VARIABLES_FILE = "_variables.yml"
_DEEPEST = 20
"""Folders above a notebook in which its variables are looked for."""


class Values:
    """Looks values up by dotted names."""

    def __init__(self, post: Post, context: Context) -> None:
        """Store the post; files are read when they are asked for."""
        self._post = post
        self._context = context
        self._variables: Mapping[str, Any] | None = None
        self._known: dict[str, Any] | None = None

    def meta(self, name: str) -> str | None:
        """Return a value of front matter; None if there is none."""
        return _text(_at(self.as_dict(), name))

    def var(self, name: str) -> str | None:
        """Return a value of the nearest `_variables.yml`, in the notebook's folder or above."""
        if self._variables is None:
            self._variables = next(self._files(), {})
        return _text(_at(self._variables, name))

    def substitution(self, name: str) -> str | None:
        """Return one of the post's `substitutions` (MyST)."""
        extra = self._post.front.extra
        tables = (extra.get("substitutions"), _at(extra, "myst.substitutions"))
        return next((_text(table[name]) for table in tables if isinstance(table, Mapping) and name in table), None)

    def as_dict(self) -> dict[str, Any]:
        """Return the front matter as templates of shortcodes see it."""
        if self._known is None:
            self._known = self._front()
        return self._known

    def _front(self) -> dict[str, Any]:
        front = self._post.front
        known = {name: getattr(front, name) for name in front.__struct_fields__ if name != "extra"}
        extra: dict[str, Any] = dict(front.extra)
        shown = {"title": self._title(), "date": self._post.date, "slug": self._post.slug}
        author = ", ".join(front.authors)
        return extra | {"author": author, "subtitle": extra.get("subtitle")} | known | shown

    def _title(self) -> str:
        """Return the title; headings have not been read yet."""
        if self._post.front.title:
            return self._post.title
        first = (_HEADING.search(cell.source) for cell in self._post.cells if cell.kind == "markdown")
        return next((match[1] for match in first if match), self._post.title)

    def _files(self) -> Iterator[Mapping[str, Any]]:
        for level in range(_DEEPEST):
            data = self._context.read_file("../" * level + VARIABLES_FILE)
            if data is not None:
                yield _parsed(data)


def _parsed(data: bytes) -> Mapping[str, Any]:
    """Return the values of a file; none if it is not YAML, so that each use of one is reported."""
    import yaml  # Only for posts that use a value of such a file.

    try:
        found = yaml.load(data.decode(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe one
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _at(table: object, name: str) -> object:
    for part in name.split("."):
        if isinstance(table, Mapping):
            table = table.get(part)
        elif isinstance(table, list | tuple) and part.isdecimal() and int(part) < len(table):
            table = table[int(part)]
        else:
            return None
    return table


def _text(value: object) -> str | None:
    """Return a value as Markdown; None for tables and for nothing."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        texts = [_text(one) for one in value]
        return ", ".join(text for text in texts if text) or None
    if isinstance(value, str | int | float):
        return " ".join(str(value).split())
    return None


class Filled(msgspec.Struct, frozen=True):
    """The text in the place of a mark."""

    text: str
    is_block: bool = False
    """True if it is HTML that has to begin and to end a line of its own."""
