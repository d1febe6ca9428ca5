"""`blogtools import`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from blogtools.cli.command import quiet_option, say
from blogtools.cli.console import print_errors, print_warnings
from blogtools.config import find_blog
from blogtools.importers.run import ImportReport, import_posts

MOST_PASSED = 5
"""Files that were passed over for one reason, and are named."""


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
    if report.settings:
        say(f"{click.format_filename(report.settings)}: the settings of the blog")
    print_errors(report.errors)
    print_warnings(report.findings, more="", most=None)
    for line in (*_passed_over(report), *_table(report)):
        say(line)
    sys.exit(report.exit_status())


def _passed_over(report: ImportReport) -> Iterator[str]:
    """Yield a line for each reason for which files were passed over."""
    reasons: dict[str, list[str]] = {}
    for one in report.passed_over:
        reasons.setdefault(one.why, []).append(click.format_filename(one.path))
    for why, paths in reasons.items():
        more = f" and {len(paths) - MOST_PASSED} more" if len(paths) > MOST_PASSED else ""
        named = f"{', '.join(paths[:MOST_PASSED])}{more}"
        yield f"not imported: {named} {why}" if len(paths) == 1 else f"not imported, since each {why}: {named}"


def _table(report: ImportReport) -> Iterator[str]:
    """Yield the lines of a table of what was imported, and of the findings of each kind; none for one post."""
    if len(report.imported) < 2:  # noqa: PLR2004 - its line says it all
        return
    rows = {
        "posts": len(report.imported),
        "cells": sum(one.cells for one in report.imported),
        "files beside them": sum(one.files for one in report.imported),
        "files passed over": len(report.passed_over),
        "errors": len(report.errors),
        **Counter(finding.slug for finding in report.findings),
    }
    shown = {name: f"{count:,}" for name, count in rows.items() if count}
    width, digits = max(map(len, shown)), max(map(len, shown.values()))
    yield from (f"{name:{width}}  {count:>{digits}}" for name, count in shown.items())
