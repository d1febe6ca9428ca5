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
@click.option("--tag", "tags", multiple=True, help="Add a tag; may be repeated.")
@click.option("--series", default="", help="Series that the post belongs to.")
@click.option(
    "--template",
    default="blank",
    show_default=True,
    help="Template: blank, diary, tutorial, or NAME for the blog's own templates/posts/NAME.ipynb.",
    shell_complete=complete_template,
)
@click.option("--draft", is_flag=True, help="Mark the post as a draft.")
@click.option("--markdown", "is_text", is_flag=True, help="Create a Markdown file, for a post whose code is not run.")
@quiet_option
def command(
    *, title: tuple[str, ...], tags: tuple[str, ...], series: str, template: str, draft: bool, is_text: bool
) -> None:
    """Create a post titled TITLE: a notebook named after its slug, with a metadata cell.

    Quote the title only if it contains characters that are special to the shell.
    """
    path = create_post(find_blog(Path.cwd()), NewPost(" ".join(title), tags, series, template, draft, is_text))
    then = "any editor opens it" if is_text else "`blogtools lab` opens JupyterLab"
    say(f"{click.format_filename(path)} is ready; {then}.")
