"""Pure functions that are asked the same again: how the steps call them, and what an editor's page remembers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, Protocol, TypeVar, TypeVarTuple, cast

Given = TypeVarTuple("Given")
Result = TypeVar("Result")

_VALUES = (str, bytes, int, float, type(None))


class Call(Protocol):
    """Calls a pure function; it may give what the function gave before for the same arguments."""

    def __call__(self, function: Callable[[*Given], Result], *given: *Given) -> Result:
        """What the function gives."""


def call(function: Callable[[*Given], Result], *given: *Given) -> Result:
    """Call the function, and remember nothing: what is built once is asked once."""
    return function(*given)


class Memo:
    """Remembers what pure functions gave in this round and in the one before.

    Texts and numbers are the same if they are equal, everything else if it is the same object: what was made of the
    same object is again the same object, so that a whole chain of steps costs one look each for what did not change.
    """

    def __init__(self) -> None:
        self._before: dict[Any, tuple[Any, Any]] = {}
        self._now: dict[Any, tuple[Any, Any]] = {}

    def next_round(self) -> None:
        """Forget what the round that ends here did not ask for."""
        self._before, self._now = self._now, {}

    def call(self, function: Callable[[*Given], Result], *given: *Given) -> Result:
        """What the function gives; an exception is not remembered."""
        key = (function, *map(_same, given))
        found = self._now.get(key) or self._before.get(key)
        if found is None:
            # The arguments are kept, too: while they live, nothing else gets their identity.
            found = (given, function(*given))
        self._now[key] = found
        result: Result = found[1]
        return result


def _same(given: Any) -> Any:
    """What tells that an argument is the same as before."""
    if isinstance(given, _VALUES):
        return given
    return tuple(map(_same, given)) if type(given) is tuple else id(given)


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
