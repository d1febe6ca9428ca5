"""The memory that sessions hold: an estimate of it, and its return to the system."""

from __future__ import annotations

import ctypes
import gc
import sys
from types import FunctionType, ModuleType
from typing import Any

WEIGHED_SAMPLE = 500
"""Elements of a container up to which all are looked into; of more, about half as many stand for all."""
_CONTAINERS = {"builtins", "collections", "functools", "pathlib"}
"""Modules whose objects are looked into, besides ours; those of others are shared with the rest of the server."""


def weight(root: object, *shared: object) -> int:
    """Return the bytes that an object and all that it leads to take, without what is `shared`.

    It is an estimate: all elements of a list, tuple or mapping are counted, but not all of a long one looked into.
    """
    seen = set(map(id, shared))
    total = 0
    waiting: list[tuple[Any, int]] = [(root, 1)]
    while waiting:
        value, times = waiting.pop()
        if id(value) in seen or isinstance(value, (type, ModuleType)):
            continue
        seen.add(id(value))
        total += times * sys.getsizeof(value)
        inner = _inner(value)
        if len(inner) > WEIGHED_SAMPLE:
            # A single text may be most of it, so all texts are measured.
            total += times * sum(sys.getsizeof(one) for one in inner if isinstance(one, (str, bytes)))
            step = 1 << (len(inner) // WEIGHED_SAMPLE).bit_length()
            inner = [one for one in inner if _is_chosen(one, step) and not isinstance(one, (str, bytes))]
            times *= step
        waiting.extend((one, times) for one in inner)
    return total


def _is_chosen(value: object, step: int) -> bool:
    """Return True for one object in `step`, a power of two; for the same ones in each container that they are in."""
    return (id(value) * 0x9E3779B97F4A7C15 >> 32) % step == 0  # Fibonacci hashing, since ids are multiples of 16.


def _inner(value: Any) -> list[Any]:
    """Return the objects in one; those in a function are what it closes over, not the module around it."""
    if isinstance(value, FunctionType):
        return [*gc.get_referents(*value.__closure__ or ()), *(value.__defaults__ or ())]
    module = type(value).__module__
    return gc.get_referents(value) if module in _CONTAINERS or module.startswith("blogtools.") else []


def return_memory() -> None:
    """Return freed memory to the system where the C library keeps it, as glibc does.

    Threads of a server allocate from arenas of their own, of which glibc gives back only what is free at the end: after
    a dozen large notebooks were closed it kept 150 to 220 MB, all of which malloc_trim(3) returns.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none.
        if trim is not None:
            trim(0)
