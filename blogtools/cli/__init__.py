"""The command line: each command parses, calls the library, prints."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from blogtools._version import __version__
from blogtools.errors import DEBUG, SettingsError, UsageError, explained

COMMANDS = {
    "convert": "Publish notebooks as HTML pages, or as Markdown for a generator.",
    "serve": "Show the blog in the browser, following every save.",
    "check": "Find what may want mending before readers see it.",
    "publish": "Bring the blog to its readers: as a git branch, or to a folder.",
    "new": "Start a post: a notebook with its metadata cell.",
    "init": "Start a blog in a new folder.",
    "snippets": "List, export, run and test named cells as programs.",
    "lab": "Open JupyterLab on this blog.",
}
"""Name to one line of help, so that `--help` loads no command."""


class LazyGroup(click.Group):
    """A group that loads a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order of a blog's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"blogtools.cli.{cmd_name}").command
        add_debug(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The list of commands in `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else f" There are: {', '.join(COMMANDS)}."
            ctx.fail(f"there is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)


def _debug(_ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    """Ask for tracebacks by the environment: worker processes, and JupyterLab, are asked with it."""
    if value:
        os.environ[DEBUG] = "1"


debug_option = click.option(
    "--debug", is_flag=True, expose_value=False, is_eager=True, callback=_debug, help="Print tracebacks."
)


def add_debug(command: click.Command) -> None:
    """Let a command take `--debug`, too, and those below it; one that hands unknown options on hands this one on."""
    if command.context_settings.get("ignore_unknown_options") or any(
        "--debug" in parameter.opts for parameter in command.params
    ):
        return
    debug_option(command)
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        add_debug(one)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="blogtools")
@debug_option
def cli() -> None:
    """Write posts as Jupyter notebooks; publish them as pages, or as Markdown for the generator you have."""


def main(args: list[str] | None = None, **extra: Any) -> None:
    """Run the command line; every error, also one that is a defect, becomes one line and an exit status."""
    try:
        cli.main(args, prog_name="blogtools", **extra)
    except Exception as raised:  # noqa: BLE001 - nobody sees a traceback who did not ask for one
        error = explained(raised)
        click.echo(f"{click.style('error', fg='red')}: {error}", err=True)
        sys.exit(2 if isinstance(error, SettingsError | UsageError) else 1)
