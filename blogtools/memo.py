"""Pure functions that are asked the same again: how the steps call them, and what an editor's page remembers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Result = TypeVar("Result")

_VALUES = (str, bytes, int, float, type(None))


class Memoizer(Protocol):
    """Calls a pure function; it may give what the function gave before for the same arguments."""

    def __call__(self, function: Callable[[*Given], Result], *given: *Given) -> Result:
        """What the function gives."""


def call_uncached(function: Callable[[*Given], Result], *given: *Given) -> Result:
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

    def evict_unused(self) -> None:
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
