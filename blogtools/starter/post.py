"""Creation of new posts: plans the notebook, then writes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import find_sources
from blogtools.content.order import current_time
from blogtools.errors import TEXT_POSTS, UsageError
from blogtools.starter.notebook import markdown_text, notebook_text, write_new
from blogtools.starter.templates import find_template
from blogtools.transform.anchors import post_slug


class NewPost(msgspec.Struct, frozen=True):
    """The author's choices for a new post."""

    title: str
    tags: tuple[str, ...] = ()
    series: str = ""
    template: str = "blank"
    draft: bool = False
    is_text: bool = False
    """True for a post in Markdown instead of a notebook."""


class PlannedPost(msgspec.Struct, frozen=True):
    """A new post, ready to write."""

    name: str
    """File name."""
    notebook: dict[str, Any]
    """The notebook, in nbformat 4."""


def plan_new_post(blog: BlogConfig, post: NewPost) -> PlannedPost:
    """Return the notebook of a new post, dated now and named by the title's slug. Nothing is written.

    The time puts posts of one day in the order in which they were begun.

    Raises:
        UsageError: The title is empty, or there is no such template.
    """
    if not post.title.strip():
        message = "a post needs a title"
        raise UsageError(message)
    now = current_time(blog.settings.timezone).replace(microsecond=0, tzinfo=None)
    front = {
        "title": post.title,
        "date": now,
        **({"tags": list(post.tags)} if post.tags else {}),
        **({"series": post.series} if post.series else {}),
        **({"draft": True} if post.draft else {}),
    }
    notebook = find_template(blog, post.template).make(front, now.date())
    return PlannedPost(f"{post_slug(post.title)}.ipynb", notebook)


def create_post(blog: BlogConfig, post: NewPost) -> Path:
    """Write the file of a new post into the blog, and return its path.

    Raises:
        UsageError: As `plan_new_post`, or a post of that name already exists, as a notebook or as text.
        WriteError: The file cannot be written.
    """
    planned = plan_new_post(blog, post)
    notebook = posts_folder(blog) / planned.name
    text, *others = (notebook.with_suffix(suffix) for suffix in TEXT_POSTS)
    path = text if post.is_text else notebook
    taken = next((one for one in (notebook, text, *others) if os.path.lexists(one)), None)
    if taken is not None:
        message = f"{taken} already exists"
        raise UsageError(message)
    write_new(path, markdown_text(planned.notebook) if post.is_text else notebook_text(planned.notebook))
    return path


def posts_folder(blog: BlogConfig) -> Path:
    """Return the folder for new posts; it may not exist yet.

    If the blog's posts lie beside the settings file, new ones go there too: creating the configured folder would hide
    the others, because only that folder would then be searched.
    """
    folder = blog.root / blog.settings.notebooks
    is_new_blog = blog.settings_file is not None and not find_sources(blog, ())
    return folder if folder.is_dir() or is_new_blog else blog.root
