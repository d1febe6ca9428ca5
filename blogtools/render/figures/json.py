"""The JSON of figures: read out of scripts, walked through, and searched for what it would fetch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_ADDRESSES = frozenset({"url", "urls", "source", "data_url", "config", "patch"})
"""Keys whose value, where it is an address, is fetched by the library."""
_WHOLE = frozenset({"url", "config", "patch"})
"""Of these, also files on the same server, which nobody has published."""
_ROWS = frozenset({"values", "datasets", "customdata", "entries"})
"""Keys below which there is data, in which an address is a value like any other."""


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """All mappings inside of a piece of JSON, outer ones first; long rows of numbers are passed over."""
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield value
            todo.extend(reversed(value.values()))
        elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value[:2]):
            todo.extend(reversed(value))


def fetched(spec: Any) -> str:
    """The first address that would be fetched; empty if there is none."""
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
    """Whether marks of a figure are pictures whose addresses stand among its data."""
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
    """The JSON values that stand at a place in a script, with commas between them."""
    decoder = json.JSONDecoder()
    while True:
        try:
            if text.startswith("'", start):
                # Bokeh 1 and 2 write the document as text in quotes, which JavaScript reads first.
                end = text.index("';", start)
                yield json.loads(text[start + 1 : end].replace("\\'", "'").replace("\\\\", "\\"))
                return
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            return  # Not JSON: the script has to be run to know what it draws.
        yield value
        comma = re.compile(r"\s*,\s*").match(text, end)
        if comma is None:
            return
        start = comma.end()
