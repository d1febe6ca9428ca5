"""`blogtools convert`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from blogtools.api import Blog
from blogtools.cli.command import JsonCommand, quiet_option
from blogtools.cli.complete import complete_format, complete_notebook
from blogtools.cli.console import print_explanation, print_report, print_waiting, show_progress
from blogtools.render.targets import TARGETS


@click.command("convert", cls=JsonCommand)
@click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...", shell_complete=complete_notebook
)
@click.option(
    "--to",
    metavar="FORMAT",
    default="html",
    help=f"Output format: {', '.join(TARGETS)}, or one from a plugin.",
    shell_complete=complete_format,
)
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Folder to write to.")
@click.option("--single-file", is_flag=True, help="Write one self-contained HTML file per post.")
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option("--future", is_flag=True, help="Include posts dated in the future.")
@click.option("--allow-removed-urls", is_flag=True, help="Allow published URLs to disappear.")
@click.option("--adopt", is_flag=True, help="Replace files in the output folder that blogtools did not write.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Number of worker processes.")
@click.option("--no-cache", is_flag=True, help="Rebuild every post, changed or not.")
@click.option("--explain", is_flag=True, help="Explain for each notebook why it was or was not built.")
@click.option("--setup", is_flag=True, help="Print what the site of FORMAT's generator must set, and convert nothing.")
@click.option("--strict", is_flag=True, help="Exit with status 1 on warnings as well as errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@quiet_option
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    paths: tuple[Path, ...],
    to: str,
    output: str | None,
    single_file: bool,
    drafts: bool,
    future: bool,
    allow_removed_urls: bool,
    adopt: bool,
    workers: int | None,
    no_cache: bool,
    explain: bool,
    setup: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Convert the whole blog, or only the notebooks and folders given as PATH.

    Nothing is executed: pages show the outputs saved in the notebooks.
    """
    if setup:
        click.echo(Blog.of(paths).setup(to), nl=False)
        return
    with show_progress() as progress:
        report = Blog.of(paths).convert(
            paths,
            to=to,
            output=output,
            single_file=single_file,
            drafts=drafts,
            future=future,
            allow_removed_urls=allow_removed_urls,
            adopt=adopt,
            workers=workers,
            cache=not no_cache,
            progress=progress,
            waiting=print_waiting,
        )
    if explain and not as_json:
        print_explanation(report)
    print_report(report, as_json=as_json)
    sys.exit(report.exit_status(strict=strict))
