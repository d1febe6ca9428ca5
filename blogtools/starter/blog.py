"""Creation of new blogs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from blogtools.config import SETTINGS_FILE, Settings
from blogtools.errors import UsageError
from blogtools.starter.notebook import new_notebook, notebook_text, write_new

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
GITIGNORE = "_site/\n_single-file/\n_markdown/\n.blogtools/\n.ipynb_checkpoints/\n"
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


def start_blog(folder: Path, title: str | None = None, *, github_pages: bool = False) -> None:
    """Write a new blog, ready to convert, into a folder. Existing files are never changed.

    Raises:
        UsageError: The folder already contains a blog.
    """
    name = title or folder.resolve().name
    if (folder / SETTINGS_FILE).exists():
        message = f"there is already a blog in {folder}"
        raise UsageError(message)
    today = dt.datetime.now(dt.UTC).date()
    front = {"title": "Hello, world", "date": today, "tags": ["first"], "description": "A first post that really runs."}
    write_new(folder / "notebooks" / "hello.ipynb", notebook_text(new_notebook(front, FIRST_POST, result="285")))
    if not (folder / ".gitignore").exists():
        write_new(folder / ".gitignore", GITIGNORE)
    if github_pages:
        write_new(folder / ".github" / "workflows" / "publish.yml", WORKFLOW)
    write_new(folder / SETTINGS_FILE, settings_text(Settings(title=name)))


def settings_text(settings: Settings) -> str:
    """Return the text of a settings file."""
    return (
        # A JSON string is a valid TOML basic string.
        f"title = {json.dumps(settings.title, ensure_ascii=False)}\n"
        'description = ""\n'
        'author = ""\n'
        "# The URL of the blog. Feeds, a sitemap and share cards need it:\n"
        '# base_url = "https://example.org/blog"\n'
        f'language = "{settings.language}"\n'
        f'timezone = "{settings.timezone}"\n'
    )
