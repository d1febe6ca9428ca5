"""Templates for new posts: the built-in ones, and notebooks of the blog."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from blogtools.config import BlogConfig
from blogtools.dates import MONTH_NUMBERS
from blogtools.errors import UsageError, Where, nearest
from blogtools.starter.notebook import as_yaml, front_text, new_cell, new_notebook

TEMPLATES_FOLDER = "posts"
"""Subfolder of a blog's `templates` folder with notebooks that are templates for posts."""

Cells = Sequence[tuple[str, str]]
"""Cells as (kind, source) pairs."""

_KEY = re.compile(r"[\"']?([A-Za-z][\w-]*)[\"']?[ \t]*:(?:[ \t]|$)")
_CONTINUATION = re.compile(r"[ \t-]|$")
_METADATA = re.compile(r"\s*---[ \t]*\n(.*\n)?(?:---|\.\.\.)\s*", re.DOTALL)


class Template(msgspec.Struct, frozen=True):
    """A template for new posts."""

    name: str
    """Identifier, as in `blogtools new --template`."""
    title: str
    """Name to display."""
    description: str
    """Short description of its content."""
    make: Callable[[dict[str, Any], dt.date], dict[str, Any]]
    """Function that takes front matter and a date and returns the notebook."""


def templates(blog: BlogConfig) -> tuple[Template, ...]:
    """Return all templates for a blog; its own replace built-in ones of the same name."""
    folder = blog.templates / TEMPLATES_FOLDER
    of_blog = (
        {path.stem: _blog_template(path, blog) for path in sorted(folder.glob("*.ipynb"))} if folder.is_dir() else {}
    )
    return tuple(({template.name: template for template in TEMPLATES} | of_blog).values())


def find_template(blog: BlogConfig, name: str) -> Template:
    """Return the template with a name.

    Raises:
        UsageError: There is no such template.
    """
    found = {template.name: template for template in templates(blog)}
    if name in found:
        return found[name]
    near = nearest(name, found)
    message = f"there is no template {name!r}"
    raise UsageError(message, hint=f"did you mean {near}?" if near else f"choose from {', '.join(found)}")


def _blank(_: dt.date) -> Cells:
    return ("markdown", ""), ("code", "")


def _diary(day: dt.date) -> Cells:
    # Not `strftime`, which depends on the locale: dates in headings are parsed in English.
    month = next(name for name, number in MONTH_NUMBERS.items() if number == day.month).capitalize()
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


def _built_in(name: str, description: str, cells: Callable[[dt.date], Cells]) -> Template:
    return Template(name, name.capitalize(), description, lambda front, day: new_notebook(front, cells(day)))


TEMPLATES = (
    _built_in("blank", "an empty cell for text, one for code", _blank),
    _built_in("diary", "headings with a date and a time", _diary),
    _built_in("tutorial", "sections, and what readers need", _tutorial),
)


def _blog_template(path: Path, blog: BlogConfig) -> Template:
    name = path.relative_to(blog.root).as_posix()
    title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
    return Template(path.stem, title, name, lambda front, _: _copy(path, name, front))


def _copy(path: Path, name: str, front: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a notebook without outputs, and with other values in its metadata cell.

    Raises:
        UsageError: The file is not a notebook in nbformat 4.
    """
    try:
        notebook = json.loads(path.read_bytes())
        cells = [_without_results(cell) for cell in notebook["cells"]]
        first = "".join(cells[0]["source"]) if cells else ""
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        message = "cannot be used as a template: it is not a notebook in format 4"
        raise UsageError(message, where=Where(name), hint="open it in JupyterLab and save it") from error
    if cells and cells[0]["cell_type"] == "raw" and _METADATA.fullmatch(first):
        cells[0]["source"] = merge_metadata(first, front).splitlines(keepends=True)
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


def merge_metadata(source: str, front: dict[str, Any]) -> str:
    """Return the source of a YAML metadata cell with the values of `front`; its other keys stay."""
    lines = source.strip().splitlines()
    kept: list[str] = []
    is_replaced = False
    for line in lines[1:-1]:
        key = _KEY.match(line)
        # Indented lines and list items belong to the key before them.
        is_replaced = key[1].lower() in front if key else is_replaced and _CONTINUATION.match(line) is not None
        if not is_replaced:
            kept.append(f"{line}\n")
    return f"---\n{as_yaml(front)}{''.join(kept)}---"
