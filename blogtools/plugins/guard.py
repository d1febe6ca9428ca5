"""Call plugin code; whatever it raises becomes a `BlogtoolsError` that names the plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from blogtools.errors import PluginError, Where, describe_exception

HINT = "fix the plugin, or remove it"


def guard(
    plugin: str, what: str, function: Callable[..., Any], where: Callable[[tuple[Any, ...]], Where]
) -> Callable[..., Any]:
    """Return the function of a plugin, whose every exception is a `PluginError`.

    `what` says what the function is, such as "step `words`"; `where` tells the place from the function's arguments.
    """

    def call(*given: Any) -> Any:
        try:
            return function(*given)
        except PluginError:
            raise
        except (Exception, SystemExit) as error:
            raise failure(plugin, f"{what} failed: {describe_failure(error)}", where(given)) from error

    return call


def guarded_iterable(
    plugin: str, what: str, function: Callable[..., Any], given: tuple[Any, ...], where: Where
) -> Iterator[Any]:
    """Yield what a function of a plugin returns one by one, its exceptions as those of `guard`."""
    try:
        yield from function(*given)
    except (Exception, SystemExit) as error:
        raise failure(plugin, f"{what} failed: {describe_failure(error)}", where) from error


def failure(plugin: str, message: str, where: Where | None = None) -> PluginError:
    """Return the error of a plugin, which says its name first."""
    return PluginError(f"plugin {plugin}: {message}", where=where, hint=HINT)


def describe_failure(error: BaseException) -> str:
    """Return an exception as one line, with the place in the code that raised it."""
    # Plugins seldom fail, and every command loads this module.
    import traceback

    text = describe_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SyntaxError) or not frames:
        return text
    return f"{text} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})"
