"""`blogtools new`."""

from __future__ import annotations

from pathlib import Path

import click

from blogtools.config import find_blog
from blogtools.starter import new_post


@click.command("new")
@click.argument("title")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given more than once.")
@click.option("--draft", is_flag=True, help="Mark the post as a draft.")
def command(*, title: str, tags: tuple[str, ...], draft: bool) -> None:
    """Start a post with the title TITLE: a notebook, named by its slug, whose first cell holds the metadata."""
    path = new_post(find_blog(Path.cwd()), title, tags=tags, draft=draft)
    click.echo(f"{click.format_filename(path)} is ready; `blogtools lab` opens JupyterLab.")
