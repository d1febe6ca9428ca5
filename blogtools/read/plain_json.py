"""JSON as Python reads it, made fit to be written: what msgspec refuses, and real notebooks hold all the same."""

from __future__ import annotations

import math
from typing import Any


def clean(value: Any, mended: list[str]) -> Any:
    """The value with U+FFFD for lone surrogates and null for NaN and infinities; texts that were mended are appended.

    Raises:
        RecursionError: it is nested too deeply.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        text = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if text != value:
            mended.append(text)
        return text
    if isinstance(value, list):
        return [clean(item, mended) for item in value]
    if isinstance(value, dict):
        return {clean(key, mended): clean(item, mended) for key, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
