"""What new posts may start from: a few templates of ours, and the blog's own notebooks."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from blogtools.config import BlogConfig
from blogtools.dates import MONTHS
from blogtools.errors import UsageError, Where
from blogtools.starter.notebook import as_yaml, front_text, new_cell, new_notebook

OWN = "posts"
"""Folder of a blog's `templates` whose notebooks are templates of posts."""

Cells = Sequence[tuple[str, str]]
"""Kind and source of each."""

_KEY = re.compile(r"[\"']?([A-Za-z][\w-]*)[\"']?[ \t]*:(?:[ \t]|$)")
_MORE = re.compile(r"[ \t-]|$")
_METADATA = re.compile(r"\s*---[ \t]*\n(.*\n)?(?:---|\.\.\.)\s*", re.DOTALL)


class Template(msgspec.Struct, frozen=True):
    """Something that a post can start from."""

    name: str
    """As it is asked for."""
    title: str
    """As it is shown."""
    description: str
    """A few words of what is in it."""
    make: Callable[[dict[str, Any], dt.date], dict[str, Any]]
    """From the values of a metadata cell and the day to the notebook."""


def templates(blog: BlogConfig) -> tuple[Template, ...]:
    """All that there are in a blog; one of its own stands in for one of ours of the same name."""
    folder = blog.templates / OWN
    own = {path.stem: _own(path, blog) for path in sorted(folder.glob("*.ipynb"))} if folder.is_dir() else {}
    return tuple(({template.name: template for template in TEMPLATES} | own).values())


def find_template(blog: BlogConfig, name: str) -> Template:
    """The template of a name.

    Raises:
        UsageError: there is none.
    """
    found = {template.name: template for template in templates(blog)}
    if name in found:
        return found[name]
    near = difflib.get_close_matches(name, found, n=1)
    message = f"there is no template {name!r}"
    raise UsageError(message, hint=f"did you mean {near[0]}?" if near else f"there are: {', '.join(found)}")


def _blank(_: dt.date) -> Cells:
    return ("markdown", ""), ("code", "")


def _diary(day: dt.date) -> Cells:
    # Not `strftime`, which asks the system for its language: dates in headings are read in English.
    month = next(name for name, number in MONTHS.items() if number == day.month).capitalize()
    return (
        ("markdown", f"## {month} {day.day}, {day.year} - What kind of day it was"),
        ("markdown", "### 8:00 AM - What came first\n\nHeadings may begin with a date or with a time of day."),
        ("code", ""),
    )


def _tutorial(_: dt.date) -> Cells:
    return (
        ("markdown", "What readers will be able to do, and what they should know before."),
        ("markdown", "## What you need"),
        ("code", 'import sys\n\nprint("Python", sys.version.split()[0])'),
        ("markdown", "## The first step"),
        ("code", ""),
        ("markdown", "## Where to go from here"),
    )


def _ours(name: str, description: str, cells: Callable[[dt.date], Cells]) -> Template:
    return Template(name, name.capitalize(), description, lambda front, day: new_notebook(front, cells(day)))


TEMPLATES = (
    _ours("blank", "an empty cell for text, one for code", _blank),
    _ours("diary", "headings with a date and a time", _diary),
    _ours("tutorial", "sections, and what readers need", _tutorial),
)


def _own(path: Path, blog: BlogConfig) -> Template:
    name = path.relative_to(blog.root).as_posix()
    title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
    return Template(path.stem, title, name, lambda front, _: _copy(path, name, front))


def _copy(path: Path, name: str, front: dict[str, Any]) -> dict[str, Any]:
    """A notebook of the blog without what running it left, its metadata cell with other values.

    Raises:
        UsageError: it is no notebook of nbformat 4.
    """
    try:
        notebook = json.loads(path.read_bytes())
        cells = [_without_results(cell) for cell in notebook["cells"]]
        first = "".join(cells[0]["source"]) if cells else ""
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        message = "cannot be used as a template: it is no notebook of format 4"
        raise UsageError(message, where=Where(name), hint="open it in JupyterLab and save it") from error
    if cells and cells[0]["cell_type"] == "raw" and _METADATA.fullmatch(first):
        cells[0]["source"] = merged(first, front).splitlines(keepends=True)
    else:
        cells.insert(0, new_cell("raw", front_text(front)))
    if (notebook.get("nbformat"), notebook.get("nbformat_minor")) < (4, 5):
        cells = [{key: value for key, value in cell.items() if key != "id"} for cell in cells]
    return {**notebook, "cells": cells}


def _without_results(cell: dict[str, Any]) -> dict[str, Any]:
    cell = {**cell, "metadata": {key: value for key, value in cell["metadata"].items() if key != "execution"}}
    if "id" in cell:
        cell["id"] = uuid.uuid4().hex[:8]
    return {**cell, "execution_count": None, "outputs": []} if cell["cell_type"] == "code" else cell


def merged(source: str, front: dict[str, Any]) -> str:
    """The source of a metadata cell of YAML, with the values of `front` in place of its own; the rest stays."""
    lines = source.strip().splitlines()
    kept: list[str] = []
    is_replaced = False
    for line in lines[1:-1]:
        key = _KEY.match(line)
        # What is indented, or an item of a list, belongs to the key before it.
        is_replaced = key[1].lower() in front if key else is_replaced and _MORE.match(line) is not None
        if not is_replaced:
            kept.append(f"{line}\n")
    return f"---\n{as_yaml(front)}{''.join(kept)}---"
