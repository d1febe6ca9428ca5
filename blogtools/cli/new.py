"""`blogtools new`."""

from __future__ import annotations

from pathlib import Path

import click

from blogtools.cli.command import quiet_option, say
from blogtools.cli.complete import complete_template
from blogtools.config import find_blog
from blogtools.starter.post import NewPost, create_post


@click.command("new")
@click.argument("title", nargs=-1, required=True, metavar="TITLE...")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given more than once.")
@click.option("--series", default="", help="The series that the post is a part of.")
@click.option(
    "--template",
    default="blank",
    show_default=True,
    help="What to start from: blank, diary, tutorial, or NAME for the blog's own templates/posts/NAME.ipynb.",
    shell_complete=complete_template,
)
@click.option("--draft", is_flag=True, help="Mark the post as a draft.")
@quiet_option
def command(*, title: tuple[str, ...], tags: tuple[str, ...], series: str, template: str, draft: bool) -> None:
    """Start a post with the title TITLE: a notebook, named by its slug, whose first cell holds the metadata.

    The words of a title need no quotes, unless the shell has a meaning for their characters.
    """
    path = create_post(find_blog(Path.cwd()), NewPost(" ".join(title), tags, series, template, draft))
    say(f"{click.format_filename(path)} is ready; `blogtools lab` opens JupyterLab.")
