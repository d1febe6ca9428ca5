"""`blogtools convert`."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from blogtools.build.pipeline import Options, convert
from blogtools.cli.console import print_explanation, print_report, print_waiting, show_progress
from blogtools.config import find_blog
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import SINGLE_FILE, TARGETS, Target


class TargetName(click.ParamType[Target]):
    """A name of the table of targets."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        """The target of that name, or an error that says what there is."""
        if isinstance(value, Target):
            return value
        targets = TARGETS.extended(plugins_of(find_blog(Path.cwd())))
        if value not in targets:
            near = difflib.get_close_matches(value, targets, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(targets)}"
            self.fail(f"{value!r} is not a format; {hint}", param, ctx)
        return targets[value]


@click.command("convert")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--to", "target", type=TargetName(), default="html", help=f"One of {', '.join(TARGETS)}, or of a plugin.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@click.option("--single-file", is_flag=True, help="One self-contained HTML file a post.")
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--future", is_flag=True, help="Publish posts whose date has not come, too.")
@click.option("--allow-vanishing", is_flag=True, help="Let published addresses lead nowhere from now on.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes to build with.")
@click.option("--no-cache", is_flag=True, help="Build every post, changed or not.")
@click.option("--explain", is_flag=True, help="Tell of each notebook what became of it, and why.")
@click.option("--strict", is_flag=True, help="Exit with status 1 on warnings too.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    paths: tuple[Path, ...],
    target: Target,
    output: Path | None,
    single_file: bool,
    drafts: bool,
    future: bool,
    allow_vanishing: bool,
    workers: int | None,
    no_cache: bool,
    explain: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Publish notebooks: the whole blog, or the notebooks and folders that PATH names.

    Nothing is executed: the outputs saved in the notebooks are what readers see.
    """
    if single_file and not target.is_html:
        message = f"--single-file makes HTML, and --to {target.name} is not HTML"
        raise click.UsageError(message)
    options = Options(
        SINGLE_FILE if single_file else target, output, drafts, workers, not no_cache, future, allow_vanishing
    )
    with show_progress() as progress:
        report = convert(find_blog(Path.cwd()), paths, options, progress, print_waiting)
    if explain and not as_json:
        print_explanation(report)
    print_report(report, as_json=as_json)
    sys.exit(report.exit_status(strict=strict))
