"""Values from a file: cleaned of what msgspec does not accept, and formatted for messages, on one short line."""

from __future__ import annotations

import math
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


def clean(value: Any, replaced: list[str]) -> Any:
    """Return the value with U+FFFD for lone surrogates and None for NaN and infinities.

    Strings that were changed are appended to `replaced`.

    Raises:
        RecursionError: The value is nested too deeply.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        text = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if text != value:
            replaced.append(text)
        return text
    if isinstance(value, list):
        return [clean(item, replaced) for item in value]
    if isinstance(value, dict):
        return {clean(key, replaced): clean(item, replaced) for key, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
