"""What stands in a file, as it may be quoted in a message: on one line, short, without control characters."""

from __future__ import annotations

from typing import Any

MAX_SHOWN = 60
"""Characters that are enough to recognize a value."""


def shown(value: Any) -> str:
    """A value in words or in double quotes."""
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return f'"{one_line(str(value))}"'


def one_line(text: str, longest: int = MAX_SHOWN) -> str:
    """A text as it may stand inside a message."""
    text = " ".join(text[: 4 * longest].split())
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= longest else f"{text[:longest]}…"
