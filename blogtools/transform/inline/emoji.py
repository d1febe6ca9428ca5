"""The names of emoji on GitHub."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def emoji(name: str) -> str | None:
    """Return the emoji with a name such as `tada`; None if there is none."""
    return _table().get(name)


@cache
def _table() -> dict[str, str]:
    """Read the table, which is that of the npm package `gemoji` 8.1.0 (MIT licence; GitHub's gemoji 4.1.0, MIT).

    It is a file because a module of this size would be compiled and kept for everybody.
    """
    text = Path(__file__).with_name("emoji.txt").read_text(encoding="utf-8")
    return dict(line.split(" ", 1) for line in text.splitlines())
