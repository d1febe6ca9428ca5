"""Why a file that should be a notebook is none."""

from __future__ import annotations

import json
import re

from blogtools.errors import NotebookError, Where

_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<\?xml)", re.IGNORECASE)
_CONFLICT = re.compile(rb"^(?:<<<<<<< |>>>>>>> )", re.MULTILINE)
_LFS = b"version https://git-lfs.github.com/spec/"


def diagnose(data: bytes, source: str, error: Exception) -> NotebookError:
    """One line about a file that is not JSON; `error` is what the parser said."""
    message, hint, line = _reason(data, error)
    return NotebookError(message, where=Where(source, line=line), hint=hint)


def _reason(data: bytes, error: Exception) -> tuple[str, str, int | None]:
    if not data.strip():
        return "is empty", "nothing was saved in it; remove it or save the notebook again", None
    if data.startswith(_LFS):
        return "is a Git LFS pointer, not the notebook itself", "run git lfs pull", None
    conflict = _CONFLICT.search(data)
    if conflict:
        line = data.count(b"\n", 0, conflict.start()) + 1
        return "has the marks of an unfinished merge", "resolve the conflict in Git", line
    if _HTML.match(data):
        return "is HTML, not a notebook", "perhaps the page around it was downloaded; fetch the raw file", None
    if b"\0" in data[:1000] or isinstance(error, UnicodeDecodeError):
        return "is not text, and so no notebook", "", None
    if isinstance(error, RecursionError):
        return "is nested too deeply", "", None
    if isinstance(error, json.JSONDecodeError):
        if error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
            last = data.rstrip().count(b"\n") + 1
            return "ends in the middle", "it was not saved whole; take it from a backup or checkpoint", last
        return f"is not valid JSON: {error.msg}", "mend that line in a text editor", error.lineno
    return f"is not valid JSON: {error}", "", None
