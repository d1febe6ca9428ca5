"""`blogtools publish`."""

from __future__ import annotations

import sys

import click
import msgspec

from blogtools.api import Blog
from blogtools.cli.command import quiet_option, say
from blogtools.cli.console import print_errors, show_progress


@click.command("publish")
@click.option("--branch", help="Branch to commit to.", show_default="publish.branch, else gh-pages")
@click.option("--remote", help="Remote to push to.", show_default="publish.remote, else origin")
@click.option("--no-push", is_flag=True, help="Commit locally, without contacting the remote.")
@click.option("--message", help="First line of the commit message.")
@click.option("--to", type=click.Path(file_okay=False), help="Copy to this folder instead of using git.")
@click.option("--adopt", is_flag=True, help="Take over a branch or folder, replacing files of others in the way.")
@click.option("--allow-removed-urls", is_flag=True, help="Allow published URLs to disappear.")
@click.option(
    "--no-check",
    multiple=True,
    metavar="KIND",
    help="Publish despite errors of this kind, such as `secret`. Can be repeated.",
)
@click.option("--dry-run", is_flag=True, help="List what would change without changing anything.")
@quiet_option
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    branch: str | None,
    remote: str | None,
    no_push: bool,
    message: str | None,
    to: str | None,
    adopt: bool,
    allow_removed_urls: bool,
    no_check: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Build the whole blog and publish it to a git branch, as GitHub Pages serves it, or to a folder.

    The settings may name the branch and its remote, or the folder (`publish.branch`, `publish.remote`,
    `publish.folder`).

    Nothing is published if a post fails, if the checks find an error, such as an exposed password, or if an address
    that readers have would disappear. The branch gets one new commit; your working tree, your index and your current
    branch are not touched.
    """
    if to is not None and (branch or remote or no_push or message):
        text = "--to publishes to a folder; --branch, --remote, --no-push and --message go with a branch"
        raise click.UsageError(text)
    with show_progress() as progress:
        outcome = Blog.open().publish(
            branch=branch,
            remote=remote,
            push=not no_push,
            message=message or "",
            to=to,
            allow_removed_urls=allow_removed_urls,
            no_check=no_check,
            adopt=adopt,
            dry_run=dry_run,
            progress=progress,
        )
    print_errors(outcome.stopped_by)
    print_errors([msgspec.structs.replace(one, severity="warning") for one in outcome.let_through])
    for line in outcome.changes.lines() if dry_run else ():
        click.echo(line)
    say(outcome.line)
    sys.exit(outcome.exit_status())
