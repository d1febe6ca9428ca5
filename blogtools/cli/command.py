"""Shared parts of the commands: suggestions, untruncated help, `--quiet`, and errors as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeVar

import click
import msgspec

from blogtools.errors import Finding, Where, WriteError, explained, nearest

QUIET = "blogtools.quiet"
"""Key of the context's `meta` that says whether only errors are printed."""
WIDTH = 100
"""Columns of help texts where the terminal has them."""

_AnyCallable = TypeVar("_AnyCallable", bound=Callable[..., Any])


class Group(click.Group):
    """A group that suggests a command for a misspelled one, and shows whole sentences in its help."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = nearest(args[0], names)
            hint = f" Did you mean `{near}`?" if near else f" There are: {', '.join(names)}."
            ctx.fail(f"there is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return the name of each command and a sentence about it."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        # As long as the sentence is: click cuts it to what is left of a line.
        return [(name, command.get_short_help_str(10**6)) for name, command in commands.items() if command]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands of `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl(self.summaries(ctx))


class JsonCommand(click.Command):
    """A command with `--json`: what keeps it from its report is printed as JSON, too.

    Standard output is then `{"errors": [...]}`, its items like those of the report; standard error and the exit status
    are those that the error has without `--json`.
    """

    error_formats: Mapping[str, Callable[[Finding], str]] = {"json": lambda error: to_json({"errors": [error]})}
    """Format of the report to the text that takes its place."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the arguments."""
        # Before they are parsed: they may be wrong.
        name = "" if extra.get("resilient_parsing") else _format_in(args)
        with _errors_told(self.error_formats.get(name)):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        name = "json" if ctx.params["as_json"] else ctx.params.get("format_name") or ""
        with _errors_told(self.error_formats.get(name)):
            return super().invoke(ctx)


def _format_in(args: Sequence[str]) -> str:
    """Return the format that arguments ask for; empty if they ask for none."""
    for argument, following in pairwise([*args, ""]):
        if argument == "--json":
            return "json"
        if argument == "--format":
            return following
        if argument.startswith("--format="):
            return argument.partition("=")[2]
    return ""


@contextmanager
def _errors_told(format_error: Callable[[Finding], str] | None) -> Iterator[None]:
    """Print an error that is raised inside in the format of the report, and pass it on."""
    try:
        yield
    except (click.Abort, click.exceptions.Exit, BrokenPipeError):
        raise  # The end of the program, and no error that anybody waits for.
    except click.ClickException as error:
        if format_error is not None:
            print_utf8(format_error(Finding("usage", error.format_message(), severity="error")))
        raise
    except Exception as raised:
        if output_error(raised):
            raise  # There is no place for a report.
        # Explained once, so that `--debug` prints one traceback.
        explanation = explained(raised)
        if format_error is not None:
            print_utf8(format_error(explanation.as_finding()))
        raise explanation from raised


def output_error(error: Exception) -> WriteError | None:
    """Return an exception as one about standard output, if that takes no more, as on a full disk; else None."""
    trace = error.__traceback__ if isinstance(error, OSError) else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code is not click.echo.__code__:
        return None
    return WriteError(f"cannot be written: {error.strerror}", where=Where("standard output"))  # type: ignore[attr-defined]


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    print_utf8(to_json(value))


def print_utf8(text: str) -> None:
    """Print a text that programs read, in UTF-8 whatever the terminal's encoding is; nothing if it is empty."""
    if text:
        click.echo(text.encode(errors="replace"))


def to_json(value: Any) -> str:
    """Return a value as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def quiet_option(function: _AnyCallable) -> _AnyCallable:
    """Add `--quiet` to a command; `is_quiet` tells whether it was given."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
        ctx.meta[QUIET] = value

    option = click.option(
        "-q", "--quiet", is_flag=True, expose_value=False, callback=remember, help="Print nothing but errors."
    )
    return option(function)


def is_quiet() -> bool:
    """Return True if only errors are printed."""
    ctx = click.get_current_context(silent=True)
    meta: MutableMapping[str, Any] = ctx.meta if ctx else {}
    return bool(meta.get(QUIET))


def say(line: str) -> None:
    """Print a line about what was done, unless the author wants to hear of errors only."""
    if not is_quiet():
        click.echo(line)
