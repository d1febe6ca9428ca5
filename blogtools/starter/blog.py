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


def start_blog(folder: Path, title: str | None = None, *, workflow: str = "") -> None:
    """Write a new blog, ready to convert, into a folder. Existing files are never changed.

    `workflow` is the text of a GitHub workflow that publishes it; empty for none.

    Raises:
        UsageError: The folder already contains a blog, or a workflow of that name.
    """
    name = title or folder.resolve().name
    if (folder / SETTINGS_FILE).exists():
        message = f"there is already a blog in {folder}"
        raise UsageError(message)
    if workflow:
        write_new(folder / ".github" / "workflows" / "publish.yml", workflow)
    today = dt.datetime.now(dt.UTC).date()
    front = {"title": "Hello, world", "date": today, "tags": ["first"], "description": "A first post that really runs."}
    write_new(folder / "notebooks" / "hello.ipynb", notebook_text(new_notebook(front, FIRST_POST, result="285")))
    if not (folder / ".gitignore").exists():
        write_new(folder / ".gitignore", GITIGNORE)
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
