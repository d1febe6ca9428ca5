"""The command line: each command parses, calls the library, prints."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from blogtools._version import __version__
from blogtools.cli.command import WIDTH, Group, output_error
from blogtools.errors import DEBUG, SettingsError, UsageError, explained

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "convert": "Convert notebooks to HTML, or to Markdown for another generator.",
    "serve": "Preview the blog in the browser, reloading on every save.",
    "check": "Check posts for problems before you publish them.",
    "publish": "Publish the blog to a git branch or a folder.",
    "import": "Import posts from Markdown or plain text as notebooks.",
    "new": "Create a post: a notebook with a metadata cell.",
    "init": "Create a blog in a new folder.",
    "snippets": "List, export, run and test named cells as programs.",
    "lab": "Open JupyterLab on this blog.",
    "trust": "Let JupyterLab use the templates and plugins of this blog.",
}
"""Name to one line of help, so that `--help` loads no command."""


class LazyGroup(Group):
    """A group that loads a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return all commands, in the order in which a blog needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command when it is needed; return None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"blogtools.cli.{cmd_name}").command
        add_debug(command)
        return command

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:  # noqa: ARG002 - click's signature
        """Return the commands and what they do, without loading any."""
        return list(COMMANDS.items())

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, likewise, and the options."""
        from click.shell_completion import CompletionItem

        commands = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return commands + click.Command.shell_complete(self, ctx, incomplete)


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


@click.group(
    cls=LazyGroup,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": WIDTH,
        # https://no-color.org; the terminal decides otherwise.
        "color": False if os.environ.get("NO_COLOR") else None,
    },
)
@click.version_option(__version__, prog_name="blogtools")
@debug_option
def cli() -> None:
    """Write posts as Jupyter notebooks; publish them as pages, or as Markdown for the generator you have."""


def main(args: list[str] | None = None, **extra: Any) -> None:
    """Run the command line; every error, also one that is a defect, becomes one line and an exit status."""
    # A build leaves almost no cycles, and looking for them after every 700 new objects took 3 to 8 % of its time.
    gc.set_threshold(50_000, 20, 20)
    try:
        cli.main(args, prog_name="blogtools", **extra)
    except Exception as raised:  # noqa: BLE001 - nobody sees a traceback who did not ask for one
        from blogtools.cli.console import print_errors

        error = output_error(raised) or explained(raised)
        # Nobody is told where standard error takes no more either; the exit status tells.
        with suppress(OSError):
            print_errors([error.as_finding()])
        sys.exit(2 if isinstance(error, SettingsError | UsageError) else 1)
    finally:
        # The interpreter would look for cycles among all that was ever loaded, which took 5 % of a cold `convert`.
        gc.freeze()
