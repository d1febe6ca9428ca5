"""`blogtools init`."""

from __future__ import annotations

from pathlib import Path

import click

from blogtools.cli.command import quiet_option, say
from blogtools.starter.blog import start_blog


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", help="Title of the blog; default: the folder's name.")
@click.option("--github-pages", is_flag=True, help="Add a workflow that publishes to GitHub Pages.")
@quiet_option
def command(*, folder: Path, title: str | None, github_pages: bool) -> None:
    """Create a blog in FOLDER: settings, a first post, and a .gitignore."""
    start_blog(folder, title, github_pages=github_pages)
    say(f"A blog stands in {folder}. Next: cd {folder} && blogtools convert")
