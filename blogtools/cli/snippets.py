"""`blogtools snippets`: list, show, export, run, test."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blogtools.cli.command import Group, JsonCommand, is_quiet, print_json, quiet_option, say
from blogtools.cli.complete import complete_notebook, complete_snippet
from blogtools.cli.console import print_errors
from blogtools.config import BlogConfig, find_blog_of
from blogtools.snippets.compare import MODES

if TYPE_CHECKING:
    from blogtools.snippets.catalog import Catalog, CatalogEntry
    from blogtools.snippets.testing import SnippetTest

BAD = ("drift", "failed")
"""States of a test that make the exit status 1."""


@click.group("snippets", cls=Group)
def command() -> None:
    """Work with snippets: cells named with `#| snippet: NAME`, as standalone programs."""


@command.command("list", cls=JsonCommand)
@click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...", shell_complete=complete_notebook
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """List all snippets: name, post, length, requirements, last test."""
    from blogtools.snippets.testing import describe_last_run, load_last_runs

    blog, catalog = _catalog(paths)
    tested = load_last_runs(blog.cache)
    rows = [_row(entry, describe_last_run(entry, tested)) for entry in catalog.entries]
    if as_json:
        print_json(rows)
    elif rows:
        _print_table(rows)
    else:
        click.echo("No snippets yet: name a cell with a line `#| snippet: NAME` at its top.")
    _finish(catalog)


@command.command("show")
@click.argument("name", shell_complete=complete_snippet)
def show(name: str) -> None:
    """Print a snippet as a standalone program."""
    _, catalog = _catalog((), published=True)
    click.echo(catalog.find(name).snippet.program, nl=False)


@command.command("export")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_snippet)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("snippets"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--adopt", is_flag=True, help="Replace files in the folder that blogtools did not write.")
@click.option("--pin", is_flag=True, help="Pin packages to the installed versions.")
@quiet_option
def export_(names: tuple[str, ...], output: Path, *, adopt: bool, pin: bool) -> None:
    """Write all snippets, or the given ones, as standalone files (`uv run NAME.py`)."""
    from blogtools.snippets.export import export

    _, catalog = _catalog((), pinned=pin, published=True)
    written = export(_chosen(catalog, names), output, adopt=adopt)
    for entry in () if is_quiet() else _chosen(catalog, names):
        for note in entry.snippet.notes:
            click.echo(f"note: {entry.address}: {note}", err=True)
    number = len(written)
    say(f"{number} snippet{'' if number == 1 else 's'} written to {output}.")
    _finish(catalog)


@command.command("run", context_settings={"ignore_unknown_options": True})
@click.argument("name", shell_complete=complete_snippet)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARGUMENT]...")
def run(name: str, arguments: tuple[str, ...]) -> None:
    """Run a snippet in a new process, in its notebook's folder. ARGUMENTs are passed to it."""
    _, catalog = _catalog(())
    entry = catalog.find(name)
    if entry.snippet.language != "python":
        message = (
            f"{name} is {entry.snippet.language}; only Python is run. `blogtools snippets export {name}` writes it."
        )
        raise click.UsageError(message)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{entry.snippet.name.replace(':', '-')}.py")
        file.write_text(entry.snippet.program, encoding="utf-8")
        here = str(entry.path.parent.resolve())
        # Modules beside the notebook are found as they are in the notebook.
        search = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
        done = subprocess.run(  # noqa: S603 - to run it is what was asked for
            [sys.executable, str(file), *arguments], cwd=here, env={**os.environ, "PYTHONPATH": search}, check=False
        )
    sys.exit(1 if done.returncode else 0)


@command.command("test")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_snippet)
@click.option(
    "--mode", type=click.Choice(MODES), help="How to compare outputs; default: as each cell says, else exact."
)
@click.option("--tolerance", type=float, default=1e-6, show_default=True, help="Relative tolerance for numbers.")
@click.option("--timeout", type=float, default=60, show_default=True, help="Time limit per snippet in seconds.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    default=min(4, os.cpu_count() or 1),
    help="Number of kernels to run in parallel.",
)
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit XML report.")
@quiet_option
def test(
    *, names: tuple[str, ...], mode: str | None, tolerance: float, timeout: float, workers: int, junit: Path | None
) -> None:
    """Run all snippets, or the given ones, and compare their output with the notebooks'."""
    from blogtools.snippets.testing import junit_xml, run_snippet_tests, save_last_runs

    blog, catalog = _catalog(())
    tests: list[SnippetTest] = []
    for test in run_snippet_tests(
        _chosen(catalog, names), workers=workers, mode=mode, tolerance=tolerance, timeout=timeout
    ):
        tests.append(test)
        _print_trial(test)
    if junit is not None:
        junit.write_bytes(junit_xml(tests))
    save_last_runs(blog.cache, tests, dt.datetime.now(dt.UTC))
    bad = sum(test.status in BAD for test in tests)
    passed = sum(test.status == "passed" for test in tests)
    say(f"{passed} of {len(tests)} snippets passed." if tests else "No snippets to test.")
    _finish(catalog, failed=bool(bad))


def _catalog(paths: Sequence[Path], *, pinned: bool = False, published: bool = False) -> tuple[BlogConfig, Catalog]:
    # Slicing is not loaded for a look at the help, nor to complete a word.
    from blogtools.snippets.catalog import read_catalog

    blog = find_blog_of(paths)
    return blog, read_catalog(blog, paths, pinned=pinned, published=published)


def _chosen(catalog: Catalog, names: Sequence[str]) -> tuple[CatalogEntry, ...]:
    return tuple(catalog.find(name) for name in names) if names else catalog.entries


def _finish(catalog: Catalog, *, failed: bool = False) -> None:
    print_errors(catalog.errors)
    sys.exit(1 if failed or catalog.errors else 0)


def _row(entry: CatalogEntry, tested: str) -> dict[str, object]:
    snippet = entry.snippet
    return {
        "name": snippet.name,
        "post": entry.post,
        "cell": snippet.cell,
        "language": snippet.language,
        "lines": snippet.program.count("\n"),
        "dependencies": list(snippet.dependencies),
        "tested": tested,
        "notes": list(snippet.notes),
    }


def _print_trial(test: SnippetTest) -> None:
    """Print how a snippet did: all to stdout, or of failures alone to stderr."""
    is_bad = test.status in BAD
    if is_quiet() and not is_bad:
        return
    color = {"passed": "green", "skipped": "yellow"}.get(test.status, "red")
    click.echo(f"{click.style(test.status, fg=color):<8} {test.entry.address} ({test.seconds:.1f} s)", err=is_quiet())
    if test.message:
        lines = test.message.rstrip("\n").split("\n")
        click.echo("\n".join(f"    {line}" for line in lines), err=is_quiet())


def _print_table(rows: Sequence[dict[str, object]]) -> None:
    # rich takes 80 ms to import, and only this command draws a table.
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("name", "post", "lines", "needs", "tested"):
        table.add_column(name, justify="right" if name == "lines" else "left", overflow="fold")
    for row in rows:
        needs = row["dependencies"]
        table.add_row(
            str(row["name"]),
            str(row["post"]),
            str(row["lines"]),
            ", ".join(needs) if isinstance(needs, list) else "",
            str(row["tested"]),
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
