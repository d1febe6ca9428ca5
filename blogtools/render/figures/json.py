"""JSON of figures: extraction from scripts, traversal, and search for URLs that would be fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_ADDRESSES = frozenset({"url", "urls", "source", "data_url", "config", "patch"})
"""Keys whose value, if it is a URL, the library fetches."""
_WHOLE = frozenset({"url", "config", "patch"})
"""Keys among them that may also name unpublished files by relative URL."""
_ROWS = frozenset({"values", "datasets", "customdata", "entries"})
"""Keys of data, in which a URL is only a value."""


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects in a JSON value, outer ones first; lists of numbers are skipped."""
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield value
            todo.extend(reversed(value.values()))
        elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value[:2]):
            todo.extend(reversed(value))


def fetched(spec: Any) -> str:
    """Return the first URL that would be fetched; empty if there is none."""
    todo = [spec]
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo.extend(item for item in value if isinstance(item, dict | list))
        elif isinstance(value, dict) and value.get("name") != "OpenURL":
            for key, item in value.items():
                if key in _ADDRESSES and isinstance(item, str) and item and not item.startswith("data:"):
                    if key in _WHOLE or "//" in item:
                        return item
                elif key not in _ROWS and isinstance(item, dict | list):
                    todo.append(item)
    return ""


def fetched_pictures(spec: Any) -> str:
    """Return a phrase for the images that a figure's marks fetch by URLs in its data; empty if there are none."""
    marks = [model.get("mark") for model in objects(spec)]
    types = (mark.get("type") if isinstance(mark, dict) else mark for mark in marks)
    names = {name for name in types if isinstance(name, str)}
    has_pictures = "image" in names or any(
        model.get("name") == "ImageURL" or model.get("type") == "image" for model in objects(spec)
    )
    if not has_pictures:
        return ""
    return "its pictures" if "://" in json.dumps({**spec, "$schema": ""}, ensure_ascii=False) else ""


def json_values(text: str, start: int) -> Iterator[Any]:
    """Yield the comma-separated JSON values at an index of a script."""
    decoder = json.JSONDecoder()
    while True:
        try:
            if text.startswith("'", start):
                # Bokeh 1 and 2 write the document as a JavaScript string.
                end = text.index("';", start)
                yield json.loads(text[start + 1 : end].replace("\\'", "'").replace("\\\\", "\\"))
                return
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            return  # Not JSON but an expression, which only running the script would evaluate.
        yield value
        comma = re.compile(r"\s*,\s*").match(text, end)
        if comma is None:
            return
        start = comma.end()
