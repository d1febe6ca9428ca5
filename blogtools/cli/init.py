"""`blogtools init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from blogtools.cli.command import quiet_option, say
from blogtools.errors import UsageError
from blogtools.starter.blog import start_blog


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", help="Title of the blog; default: the folder's name.")
@click.option("--github-pages", is_flag=True, help="Add a workflow that publishes to GitHub Pages.")
@click.option(
    "--requirement",
    metavar="REQUIREMENT",
    help="What the workflow installs: a version such as ==1.2, or a URL such as git+https://HOST/REPOSITORY@TAG;"
    " default: what is installed here.",
)
@quiet_option
def command(*, folder: Path, title: str | None, github_pages: bool, requirement: str | None) -> None:
    """Create a blog in FOLDER: settings, a first post, and a .gitignore."""
    if requirement and not github_pages:
        text = "--requirement goes with --github-pages"
        raise click.UsageError(text)
    start_blog(folder, title, workflow=_workflow(requirement) if github_pages else "")
    say(f"A blog stands in {folder}. Next: cd {folder} && blogtools convert")
    if github_pages:
        say("On GitHub, choose Settings > Pages > Source: Deploy from a branch > gh-pages, once it is published.")


def _workflow(requirement: str | None) -> str:
    """Return the text of the workflow; at a terminal, ask for what it should install if that cannot be found out."""
    from blogtools.starter.workflow import workflow

    try:
        return workflow(requirement)
    except UsageError as error:
        if requirement or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        click.echo(f"{error.message}.", err=True)
    question = "Version or public URL of blogtools, such as git+https://HOST/REPOSITORY@TAG"
    return workflow(click.prompt(question, err=True))
