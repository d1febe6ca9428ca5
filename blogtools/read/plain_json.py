"""Cleans JSON of values that Python's parser accepts and msgspec does not."""

from __future__ import annotations

import math
from typing import Any


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
