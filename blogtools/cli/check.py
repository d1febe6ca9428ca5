"""`blogtools check`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blogtools.cli.check_formats import ERROR_FORMATS, FORMATS, print_table
from blogtools.cli.check_scope import find_scopes, merged
from blogtools.cli.command import JsonCommand, is_quiet, print_utf8, quiet_option
from blogtools.cli.complete import complete_notebook
from blogtools.cli.console import print_errors, show_progress

if TYPE_CHECKING:
    from blogtools.errors import Finding


class CheckCommand(JsonCommand):
    """Errors take the place of the report in each of its formats."""

    error_formats: Mapping[str, Callable[[Finding], str]] = ERROR_FORMATS


@click.command("check", cls=CheckCommand)
@click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...", shell_complete=complete_notebook
)
@click.option("--only-posts", is_flag=True, help="Skip notebooks given as PATH that are not posts of their blog.")
@click.option("--external", is_flag=True, help="Ask other sites whether links to them lead anywhere.")
@click.option("--spelling", is_flag=True, help="Look for misspelled English words, with typos.")
@click.option("--strict", is_flag=True, help="Exit with status 1 on warnings as well as errors.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", *FORMATS)),
    help="Format of the report: a table to read, JSON, SARIF 2.1.0, or annotations of a GitHub workflow."
    " Default: table.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, as `--format json` does.")
@quiet_option
def command(
    *,
    paths: tuple[Path, ...],
    only_posts: bool,
    external: bool,
    spelling: bool,
    strict: bool,
    format_name: str | None,
    as_json: bool,
) -> None:
    """Check the whole blog, or only PATH, for problems before you publish. Drafts are included.

    Nothing is written, except that --external keeps the answers of other sites in the blog's cache. The exit status is
    1 if there is an error, such as an exposed password.
    """
    if as_json and format_name not in (None, "json"):
        text = f"--json and --format {format_name} contradict each other"
        raise click.UsageError(text)
    scopes = find_scopes(paths, only_posts=only_posts)
    reports = []
    for scope in scopes:
        with show_progress() as progress:
            report = scope.blog.check(scope.paths, external=external, spelling=spelling, progress=progress)
        reports.append((scope, report))
    report = merged(reports)
    format_report = FORMATS.get("json" if as_json else format_name or "")
    if format_report is not None:
        print_utf8(format_report(report, scopes))
    elif is_quiet():
        wrong = ("error", "warning") if strict else ("error",)
        print_errors([one for one in (*report.errors, *report.findings) if one.severity in wrong])
    else:
        print_table(report)
    sys.exit(report.exit_status(strict=strict))
