"""New posts: what was asked for becomes a notebook with a name, and that a file."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path
from typing import Any

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import find_sources
from blogtools.errors import UsageError
from blogtools.starter.notebook import as_text, write_new
from blogtools.starter.templates import find_template
from blogtools.transform.anchors import post_slug


class Wish(msgspec.Struct, frozen=True):
    """What the author says of a post that is to be begun."""

    title: str
    tags: tuple[str, ...] = ()
    series: str = ""
    template: str = "blank"
    draft: bool = False


class Start(msgspec.Struct, frozen=True):
    """A post that can be written."""

    name: str
    """Of the file."""
    notebook: dict[str, Any]
    """In nbformat 4."""


def start_post(blog: BlogConfig, wish: Wish) -> Start:
    """The notebook of a new post, dated today; its name is the title's slug. Nothing is written.

    Raises:
        UsageError: the title is empty, or there is no such template.
    """
    if not wish.title.strip():
        message = "a post needs a title"
        raise UsageError(message)
    today = dt.datetime.now(zoneinfo.ZoneInfo(blog.settings.timezone)).date()
    front = {
        "title": wish.title,
        "date": today,
        **({"tags": list(wish.tags)} if wish.tags else {}),
        **({"series": wish.series} if wish.series else {}),
        **({"draft": True} if wish.draft else {}),
    }
    notebook = find_template(blog, wish.template).make(front, today)
    return Start(f"{post_slug(wish.title)}.ipynb", notebook)


def new_post(blog: BlogConfig, wish: Wish) -> Path:
    """Write the notebook of a new post into the blog; gives its path.

    Raises:
        UsageError: as `start_post`, or there is a notebook of that name.
        WriteError: it cannot be written.
    """
    start = start_post(blog, wish)
    path = posts_folder(blog) / start.name
    write_new(path, as_text(start.notebook))
    return path


def posts_folder(blog: BlogConfig) -> Path:
    """Where new posts go; it need not exist yet.

    The folder of the settings is not made where posts stand beside the settings: it alone would be searched then.
    """
    folder = blog.root / blog.settings.notebooks
    is_new_blog = blog.settings_file is not None and not find_sources(blog, ())
    return folder if folder.is_dir() or is_new_blog else blog.root
