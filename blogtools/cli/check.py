"""`blogtools check`."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from blogtools.api import Blog
from blogtools.cli.command import JsonCommand, is_quiet, print_json, quiet_option
from blogtools.cli.complete import complete_notebook
from blogtools.cli.console import COLORS, print_errors, show_progress
from blogtools.errors import Finding, Where

if TYPE_CHECKING:
    from blogtools.build.check import CheckReport


@click.command("check", cls=JsonCommand)
@click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...", shell_complete=complete_notebook
)
@click.option("--strict", is_flag=True, help="Exit with status 1 on warnings as well as errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@quiet_option
def command(*, paths: tuple[Path, ...], strict: bool, as_json: bool) -> None:
    """Check the whole blog, or only PATH, for problems before you publish. Drafts are included.

    Nothing is written. The exit status is 1 if there is an error, such as an exposed password.
    """
    with show_progress() as progress:
        report = Blog.of(paths).check(paths, progress=progress)
    if as_json:
        print_json(report)
    elif is_quiet():
        wrong = ("error", "warning") if strict else ("error",)
        print_errors([one for one in (*report.errors, *report.findings) if one.severity in wrong])
    else:
        _print(report)
    sys.exit(report.exit_status(strict=strict))


def _print(report: CheckReport) -> None:
    """Print the findings grouped by file, then the summary line."""
    found = sorted((*report.errors, *report.findings), key=lambda one: one.where.file)
    for file, findings in groupby(found, key=lambda one: one.where.file):
        click.echo(click.style(file or "the blog", bold=True))
        for finding in findings:
            severity = click.style(f"{finding.severity:7}", fg=COLORS[finding.severity])
            click.echo(f"  {severity}  {_without_file(finding)}  [{finding.slug}]")
        click.echo()
    click.echo(report.summary())


def _without_file(finding: Finding) -> Finding:
    where = finding.where
    return msgspec.structs.replace(finding, where=Where("", where.cell, where.line))
