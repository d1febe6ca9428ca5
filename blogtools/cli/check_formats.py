"""Formats of the report of `blogtools check`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from blogtools.cli.command import JsonCommand, to_json
from blogtools.cli.console import COLORS
from blogtools.errors import Finding, Where

if TYPE_CHECKING:
    from blogtools.build.check import CheckReport
    from blogtools.cli.check_scope import Scope
    from blogtools.findings.file_lines import FileLines


def print_table(report: CheckReport) -> None:
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


# What programs read needs modules that nobody else waits for.


def _json(report: CheckReport, scopes: Sequence[Scope]) -> str:  # noqa: ARG001 - as the others
    return to_json(report)


def _sarif(report: CheckReport, scopes: Sequence[Scope]) -> str:
    from blogtools.findings.sarif import sarif_log

    return sarif_log((*report.errors, *report.findings), _files(scopes))


def _github(report: CheckReport, scopes: Sequence[Scope]) -> str:
    from blogtools.findings.github import annotation_lines

    return annotation_lines((*report.errors, *report.findings), _files(scopes))


def _sarif_of_error(error: Finding) -> str:
    from blogtools.findings.sarif import sarif_log

    return sarif_log((), _files(()), error)


def _github_of_error(error: Finding) -> str:
    from blogtools.findings.github import annotation_lines

    return annotation_lines((error,), _files(()))


def _files(scopes: Sequence[Scope]) -> FileLines:
    from blogtools.findings.file_lines import FileLines, repository_root

    here = Path.cwd()
    if len(scopes) != 1:
        # Paths of findings in several blogs are from the working directory.
        return FileLines(repository_root(here), [here])
    (scope,) = scopes
    return FileLines(repository_root(scope.blog.root), [scope.blog.root, here], scope.settings_file)


FORMATS: Mapping[str, Callable[[CheckReport, Sequence[Scope]], str]] = {
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
"""Name of a format that programs read, to the function that makes it."""
ERROR_FORMATS: Mapping[str, Callable[[Finding], str]] = {
    **JsonCommand.error_formats,
    "sarif": _sarif_of_error,
    "github": _github_of_error,
}
"""The same, to what is printed of an error that leaves no report."""
