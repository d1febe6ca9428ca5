"""New posts and new blogs."""

from __future__ import annotations

import datetime as dt
import json
import uuid
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from blogtools.config import SETTINGS_FILE, Blog, Settings
from blogtools.errors import UsageError, Where, WriteError
from blogtools.transform.anchors import post_slug

FIRST_POST = (
    (
        "markdown",
        "This post is a notebook: `notebooks/hello.ipynb`. Open it with `blogtools lab`, change it, save it, and run"
        " `blogtools convert` to see the change.",
    ),
    ("markdown", "## A cell with its output"),
    ("code", "sum(number**2 for number in range(10))"),
    (
        "markdown",
        "Headings may carry a date or a time, such as *8:00 AM - Coffee first*; readers see them as you wrote them.",
    ),
)
GITIGNORE = "_site/\n_markdown/\n.blogtools/\n.ipynb_checkpoints/\n"
WORKFLOW = """\
name: Publish
on:
  push:
    branches: [main]
permissions:
  contents: read
  pages: write
  id-token: write
jobs:
  publish:
    runs-on: ubuntu-latest
    environment:
      name: github-pages
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: pip install blogtools
      - run: blogtools convert
      - uses: actions/upload-pages-artifact@v4
        with:
          path: _site
      - uses: actions/deploy-pages@v4
"""


def new_post(blog: Blog, title: str, *, tags: Sequence[str] = (), draft: bool = False) -> Path:
    """Write a notebook for a post; its name is the title's slug. Returns its path.

    Raises:
        UsageError: the title is empty, or there is a notebook of that name.
    """
    if not title.strip():
        message = "a post needs a title"
        raise UsageError(message)
    folder = blog.root / blog.settings.notebooks
    path = (folder if folder.is_dir() or blog.settings_file else blog.root) / f"{post_slug(title)}.ipynb"
    today = dt.datetime.now(zoneinfo.ZoneInfo(blog.settings.timezone)).date()
    front = {
        "title": title,
        "date": today,
        **({"tags": list(tags)} if tags else {}),
        **({"draft": True} if draft else {}),
    }
    write_new(path, notebook_text(front, (("markdown", ""), ("code", ""))))
    return path


def start_blog(folder: Path, title: str | None = None, *, github_pages: bool = False) -> None:
    """Write a blog that can be converted at once. Nothing that stands in the folder is changed.

    Raises:
        UsageError: there is a blog in the folder already.
    """
    name = title or folder.resolve().name
    if (folder / SETTINGS_FILE).exists():
        message = f"there is a blog in {folder} already"
        raise UsageError(message)
    today = dt.datetime.now(dt.UTC).date()
    front = {"title": "Hello, world", "date": today, "tags": ["first"], "description": "A first post that really runs."}
    write_new(folder / "notebooks" / "hello.ipynb", notebook_text(front, FIRST_POST, results={"code": "285"}))
    if not (folder / ".gitignore").exists():
        write_new(folder / ".gitignore", GITIGNORE)
    if github_pages:
        write_new(folder / ".github" / "workflows" / "publish.yml", WORKFLOW)
    write_new(folder / SETTINGS_FILE, settings_text(Settings(title=name)))


def settings_text(settings: Settings) -> str:
    """A settings file; JSON's strings are TOML's basic strings."""
    return (
        f"title = {json.dumps(settings.title, ensure_ascii=False)}\n"
        'description = ""\n'
        'author = ""\n'
        "# Where the blog will be. With it come feeds, a sitemap, and pictures for those who share a post:\n"
        '# base_url = "https://example.org/blog"\n'
        f'language = "{settings.language}"\n'
        f'timezone = "{settings.timezone}"\n'
    )


def notebook_text(
    front: dict[str, Any], cells: Sequence[tuple[str, str]], results: dict[str, str] | None = None
) -> str:
    """A notebook in nbformat 4.5, laid out as Jupyter saves it, whose first cell holds the metadata."""
    import yaml

    text = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=10**6)
    all_cells = [_cell("raw", f"---\n{text}---", {}), *(_cell(kind, source, results or {}) for kind, source in cells)]
    notebook = {
        "cells": all_cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        message = f"{path} exists already, and is not overwritten"
        raise UsageError(message) from error
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise WriteError(message, where=Where(str(path))) from error


def _cell(kind: str, source: str, results: dict[str, str]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": uuid.uuid4().hex[:8],
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    if kind == "code":
        result = results.get(kind) if source else None
        cell["execution_count"] = 1 if result else None
        cell["outputs"] = (
            [{"data": {"text/plain": [result]}, "execution_count": 1, "metadata": {}, "output_type": "execute_result"}]
            if result
            else []
        )
        cell = {key: cell[key] for key in ("cell_type", "execution_count", "id", "metadata", "outputs", "source")}
    return cell
