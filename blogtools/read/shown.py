"""Formats values from a file for messages: on one line, short, without control characters."""

from __future__ import annotations

from typing import Any

MAX_SHOWN = 60
"""Longest value in a message, in characters."""


def shown(value: Any) -> str:
    """Return a value in double quotes, or "a list" or "a mapping"."""
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return f'"{one_line(str(value))}"'


def one_line(text: str, longest: int = MAX_SHOWN) -> str:
    """Return a text on one line, cut to a length, with control characters replaced."""
    text = " ".join(text[: 4 * longest].split())
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= longest else f"{text[:longest]}…"
