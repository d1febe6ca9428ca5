"""Finds and writes `#|` option lines of code cells."""

from __future__ import annotations

import re

import msgspec

from blogtools.edit.formats.editor import UnchangeableError
from blogtools.edit.formats.yaml import YamlEditor
from blogtools.edit.formats.yaml_scalar import is_plain, quoted
from blogtools.edit.splice import spliced
from blogtools.transform.options import OPTION_LINE, option_name, top_lines

_COMMENT_SIGNS = {
    **dict.fromkeys(("javascript", "typescript", "java", "kotlin", "c", "c++", "cpp", "c#", "csharp", "f#"), "//"),
    **dict.fromkeys(("go", "rust", "scala", "swift", "dart", "groovy", "php", "js"), "//"),
    **dict.fromkeys(("sql", "haskell", "lua", "ada"), "--"),
    **dict.fromkeys(("matlab", "octave", "latex", "tex", "erlang", "prolog"), "%"),
}
"""Language to its comment sign, where that is not `#`."""
_PYTHON_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "mprun", "debug", "manim", "cython", "python"}
)
_OTHER_MAGICS = frozenset({"bash", "sh", "script", "perl", "ruby", "r", "julia", "python3", "pypy"})
_KEY = re.compile(r"([A-Za-z][\w.-]*)(?::(?=\s|$)|(?=\s|$))")


class OptionLine(msgspec.Struct, frozen=True):
    """An option, and its lines."""

    name: str
    """Name of the option, with `-` for `_`."""
    first: int
    """Index of its first line."""
    last: int
    """Index of its last line."""
    text: str
    """Its lines without the `#|` prefix."""
    mark: str
    """The `#| ` prefix as written."""


def find_options(source: str) -> list[OptionLine]:
    """Return the options of a code cell, in order."""
    lines = source.split("\n")
    found: list[OptionLine] = []
    for line in top_lines(source)[0]:
        if line.kind != "option":
            continue
        match = OPTION_LINE.match(lines[line.index])
        mark = lines[line.index][: match.start(1)] if match else "#| "
        key = _KEY.match(line.text)
        if key or not found:
            found.append(OptionLine(option_name(key[1]) if key else "", line.index, line.index, line.text, mark))
        else:
            before = found[-1]
            text = f"{before.text}\n{line.text}"
            found[-1] = msgspec.structs.replace(before, last=line.index, text=text)
    return found


def comment_sign(source: str, language: str) -> str | None:
    """Return the comment sign of a cell's language; None if a magic makes it one without comments that are hidden."""
    magic = re.match(r"%%(\w+)", source.lstrip("\n"))
    if magic is None or magic[1].lower() in _PYTHON_MAGICS:
        return _COMMENT_SIGNS.get(language, "#")
    name = magic[1].lower()
    return "#" if name in _OTHER_MAGICS else _COMMENT_SIGNS.get(name)


def insert_option_line(source: str, sign: str, written: str) -> str:
    """Return the source with another option, after the existing ones and below a cell magic."""
    lines = source.split("\n")
    options = find_options(source)
    top, _ = top_lines(source)
    at = max((line.index + 1 for line in top if line.kind == "magic" or options), default=0)
    at = options[-1].last + 1 if options else at
    mark = options[-1].mark if options else f"{sign}| "
    ending = "\r" if lines[0].endswith("\r") else ""
    new = [f"{mark}{line}{ending}" for line in written.split("\n")]
    return "\n".join([*lines[:at], *new, *lines[at:]])


def with_text(option: OptionLine, text: str) -> str:
    """Return the lines of an option with another text, in the existing quotes."""
    try:
        editor = YamlEditor(option.text, 0, len(option.text))
        if len(editor.entries) == 1 and editor.entries[0].value.style not in ("[", "-", "{"):
            written = spliced(option.text, editor.put(editor.entries[0], text, "text", "", None))
            return written.rstrip("\n")
    except (UnchangeableError, ValueError):
        pass  # The line is not YAML, such as `#| label name`.
    key = _KEY.match(option.text)
    return new_text(key[1] if key else option.name, text)


def new_text(name: str, text: str) -> str:
    """Return the line of a text option."""
    return f"{name}: {text if is_plain(text) else quoted(text, chr(34))}"
