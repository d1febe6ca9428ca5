"""`blogtools import`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from blogtools.cli.command import quiet_option, say
from blogtools.cli.console import print_errors, print_warnings
from blogtools.config import find_blog
from blogtools.importers.run import import_posts


@click.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the notebooks; default: the blog's own.",
)
@click.option("--from", "importer", help="Source format, such as markdown, quarto or marimo; default: detected.")
@quiet_option
def command(*, sources: tuple[Path, ...], output: Path | None, importer: str | None) -> None:
    """Import posts as notebooks: files, and the files in folders that look like posts.

    Sources are not changed, and existing notebooks are not overwritten.
    """
    report = import_posts(find_blog(Path.cwd()), sources, output, importer)
    for one in report.imported:
        say(f"{click.format_filename(one.notebook)}: from {click.format_filename(one.source)} ({one.importer})")
    print_errors(report.errors)
    print_warnings(report.findings, more="convert tells them, too")
    sys.exit(report.exit_status())
