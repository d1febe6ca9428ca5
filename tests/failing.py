"""Injects exceptions into blogtools, as defects would raise them, wherever a post is handled."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

MARK = "BAD"
"""Stands in the title and in the cells of the post that fails."""


def broken(function: Callable[..., Any], fail: Callable[[], Any], mark: str) -> Callable[..., Any]:
    """The function, which fails whenever something that it is given has the mark in it."""

    def call(*args: Any, **named: Any) -> Any:
        if not mark or mark in repr((args, named)):
            fail()
        return function(*args, **named)

    return call


def key_error() -> None:
    """Fail as a slip in a program does."""
    raise KeyError("x")  # noqa: EM101 - as Python raises it


def inject(patch: pytest.MonkeyPatch, place: str, fail: Callable[[], Any] = key_error, mark: str = MARK) -> None:
    """Make what is at `place` (`module:name`, or `module:Class.name`) fail for what has the mark in it."""
    module, _, name = place.partition(":")
    owner: Any = importlib.import_module(module)
    *classes, attribute = name.split(".")
    for one in classes:
        owner = getattr(owner, one)
    patch.setattr(owner, attribute, broken(getattr(owner, attribute), fail, mark))
