"""Explains why a file is not a valid notebook."""

from __future__ import annotations

import json
import re

from blogtools.errors import NotebookError, Where
from blogtools.memo import lazy_pattern
from blogtools.read.shown import one_line

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML = lazy_pattern(rb"\s*<(?:!doctype html|!--|\?xml|html|head|body)", re.IGNORECASE)
_CONFLICT = lazy_pattern(rb"^(?:<<<<<<< |>>>>>>> )", re.MULTILINE)
_LFS = b"version https://git-lfs.github.com/spec/"
_TAIL = 6
"""Length of the longest token that can be cut off by the end of a truncated file: `-Infi`, `\\u12`."""
_WORDS = {
    "`str | array | null`": "text",
    "`array | null`": "a list",
    "`object | null`": "an object",
    "`str`": "text",
    "`array`": "a list",
    "`object`": "an object",
    "`int`": "a number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`null`": "null",
}


def diagnose(data: bytes, source: str, error: Exception) -> NotebookError:
    """Return an error for a file that is not JSON; `error` is the one of Python's parser."""
    message, hint, line = _reason(data, error)
    return NotebookError(message, where=Where(source, line=line), hint=hint)


def too_deep(source: str) -> NotebookError:
    """Return an error for JSON that is nested too deeply."""
    return NotebookError("is nested too deeply", where=Where(source))


def wrong_type(message: str, source: str) -> NotebookError:
    """Return an error for msgspec's "Expected `str`, got `int` - at `$.cells[3].source`", with the cell's number."""
    text, _, path = message.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    match = re.match(r"cells\[(\d+)\]\.?(.*)", path)
    text = text[:1].lower() + text[1:]
    for name, word in _WORDS.items():
        text = text.replace(name, word)
    text = text.replace("object missing required field", "missing").replace("got", "found").replace("`", "")
    place = match[2] if match else path
    return NotebookError(
        f"{place}: {text}" if place else text,
        where=Where(source, int(match[1]) + 1 if match else None),
        hint="open and save the notebook in JupyterLab, or fix it in a text editor",
    )


def _reason(data: bytes, error: Exception) -> tuple[str, str, int | None]:
    if not data.strip():
        return "is empty", "remove it, or save the notebook again", None
    if data.startswith(_LFS):
        return "is a Git LFS pointer, not the notebook itself", "run `git lfs pull`", None
    conflict = _CONFLICT.search(data)
    if conflict:
        return "has merge conflict markers", "resolve the conflict in Git", _line_of(data, conflict.start())
    if _HTML.match(data.removeprefix(_BYTE_ORDER_MARKS[0])):
        return "is HTML, not a notebook", "if you downloaded a page that shows the notebook, get the raw file", None
    if isinstance(error, UnicodeDecodeError) and data.lstrip().startswith(b"{") and b"\0" not in data:
        return "is not in UTF-8", "save it in UTF-8 with a text editor", _line_of(data, error.start)
    if isinstance(error, UnicodeDecodeError) or (b"\0" in data[:1000] and not data.startswith(_BYTE_ORDER_MARKS)):
        return "is a binary file, not a notebook", "", None
    if isinstance(error, json.JSONDecodeError):
        return _parse_error(error)
    return f"is not valid JSON: {one_line(str(error))}", "fix it in a text editor", None


def _parse_error(error: json.JSONDecodeError) -> tuple[str, str, int]:
    text = error.doc.rstrip()
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        return f'is not a notebook: it begins with "{one_line(text, 30)}"', "download or save the notebook again", 1
    if error.msg.startswith("Unterminated string") or error.pos >= len(text) - (0 if text.endswith("}") else _TAIL):
        return "is truncated", "restore the notebook from a backup or checkpoint", text.count("\n") + 1
    message = f"is not valid JSON at column {error.colno}: {error.msg}"
    return message, "fix this line in a text editor", error.lineno


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
