"""Memoization of pure functions, for pages that are rendered again after each edit."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, AnyStr, Protocol, TypeVar, TypeVarTuple, cast

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

LONG_TEXT = 50_000
"""Characters, or bytes, from which few results of a text are kept."""
_VALUES = (str, bytes, int, float, type(None))


class Memoizer(Protocol):
    """Calls a pure function, and may return an earlier result for the same arguments."""

    def __call__(self, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Return the function's result."""


def call_uncached(function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """Call the function without memoization: a page that is built once calls it once."""
    return function(*arguments)


class Memo:
    """A cache of the results of pure functions in the current round and the one before.

    Strings and numbers are compared by value, everything else by identity. A cached result is the same object as
    before, so in a chain of steps each unchanged part costs one lookup a step.
    """

    def __init__(self) -> None:
        self._before: dict[Any, tuple[Any, Any]] = {}
        self._now: dict[Any, tuple[Any, Any]] = {}

    def evict_unused(self) -> None:
        """Forget the results that were not used since the last call."""
        self._before, self._now = self._now, {}

    def call(self, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Return the function's result, cached if possible; exceptions are not cached."""
        key = (function, *map(_identity_key, arguments))
        found = self._now.get(key) or self._before.get(key)
        if found is None:
            # The arguments are kept as well, so that no other object can get their ids.
            found = (arguments, function(*arguments))
        self._now[key] = found
        result: Result = found[1]
        return result


def _identity_key(arguments: Any) -> Any:
    """Return a hashable key that is equal for arguments that count as the same."""
    if isinstance(arguments, _VALUES):
        return arguments
    return tuple(map(_identity_key, arguments)) if type(arguments) is tuple else id(arguments)


def text_cache(size: int) -> Callable[[Callable[[AnyStr, *Arguments], Result]], Callable[[AnyStr, *Arguments], Result]]:
    """Return a decorator that keeps the last results of a pure function of a text, of long texts only the last two.

    `lru_cache` counts results, whatever they take: each change of a cell of 1 MB would leave another one in a server.
    """

    def decorate(
        function: Callable[[AnyStr, *Arguments], Result],
    ) -> Callable[[AnyStr, *Arguments], Result]:
        short, long = lru_cache(size)(function), lru_cache(2)(function)

        @wraps(function)
        def cached(text: AnyStr, *arguments: *Arguments) -> Result:
            return (short if len(text) < LONG_TEXT else long)(text, *arguments)

        return cached

    return decorate


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression that is compiled when it is first used.

    Those of all modules took a fifth of the time of a start to compile, and a plain post uses one in six of them.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))


class _LazyPattern:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for method in ("search", "match", "fullmatch", "sub", "subn", "split", "finditer", "findall"):
            setattr(self, method, getattr(compiled, method))  # From now on they are found without a detour.
        return getattr(compiled, name)
