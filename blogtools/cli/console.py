"""Terminal output: progress of long work, one line for each error and warning, and a summary line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from blogtools.build.report import Report
from blogtools.cli.command import is_quiet, print_json, say
from blogtools.errors import Finding

PROGRESS_DELAY = 0.7
"""Seconds of work before a progress bar is drawn."""
COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}
MOST_FINDINGS = 20
"""Warnings that are printed one by one; `--json` has them all."""
MOST_NOTES = 2
"""Notes of each kind that are printed one by one."""


@contextmanager
def show_progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a progress bar on a terminal; yield None with `--quiet` or where stderr is no terminal."""
    if not sys.stderr.isatty() or is_quiet():
        yield None
        return
    bar: list[Any] = []
    start = time.monotonic()

    def progress(done: int, total: int, name: str) -> None:
        if not bar and time.monotonic() - start > PROGRESS_DELAY:
            # rich takes 80 ms to import; most builds are done before.
            from rich.console import Console
            from rich.progress import Progress

            bar.append(Progress(console=Console(stderr=True), transient=True))
            bar[0].start()
            bar[0].add_task("Converting", total=total)
        if bar:
            bar[0].update(bar[0].task_ids[0], completed=done, total=total, description=name)

    try:
        yield progress
    finally:
        if bar:
            bar[0].stop()


def print_report(report: Report, *, as_json: bool) -> None:
    """Print errors and warnings to stderr, then the report as one line or as JSON to stdout."""
    print_errors(report.errors)
    if as_json:
        print_json(report)
        return
    print_warnings(report.findings, more="--json lists them all")
    print_notes(report.findings)
    note = report.undated_note()
    if note is not None and not report.exit_status() and not is_quiet():
        _print(note)
    say(report.summary())


def print_explanation(report: Report) -> None:
    """Print one line for each notebook."""
    width = max(map(len, report.explained), default=0)
    for name, reason in report.explained.items():
        click.echo(f"{name:{width}}  {reason}")


def print_waiting() -> None:
    """Print that the build waits for another one."""
    if not is_quiet():
        click.echo("Waiting for another build into this folder to end …", err=True)


def print_errors(errors: Sequence[Finding]) -> None:
    """Print errors to stderr, one line each."""
    for finding in errors:
        _print(finding)


def print_warnings(findings: Sequence[Finding], *, more: str, most: int | None = MOST_FINDINGS) -> None:
    """Print warnings and errors, but no notes, to stderr.

    `more` tells where to find them all if there are more than `most`; None prints all.
    """
    if is_quiet():
        print_errors([finding for finding in findings if finding.severity == "error"])
        return
    warnings = [finding for finding in findings if finding.severity != "note"]
    for finding in warnings[:most]:
        _print(finding)
    if most is not None and len(warnings) > most:
        click.echo(f"… and {len(warnings) - most} more warnings; {more}.", err=True)


def print_notes(findings: Sequence[Finding]) -> None:
    """Print the first notes of each kind to stderr, and how many more there are."""
    if is_quiet():
        return
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == "note":
            kinds.setdefault(finding.slug, []).append(finding)
    rest: list[str] = []
    for slug, notes in kinds.items():
        for finding in notes[:MOST_NOTES]:
            _print(finding)
        if len(notes) > MOST_NOTES:
            rest.append(f"{len(notes) - MOST_NOTES} {slug}")
    if rest:
        click.echo(f"… and more notes ({', '.join(rest)}); `blogtools check` lists them all.", err=True)


def _print(finding: Finding) -> None:
    # The context, which knows of NO_COLOR too, is gone by the time that a command has failed.
    color = False if os.environ.get("NO_COLOR") else None
    click.echo(f"{click.style(finding.severity, fg=COLORS[finding.severity])}: {finding}", err=True, color=color)
