"""Quotes titles and descriptions that are written without quotes and that YAML would reject or cut."""

from __future__ import annotations

import re

import msgspec

from blogtools.memo import lazy_pattern

_TEXT_LINE = lazy_pattern(
    r"((?:title|subtitle|description|summary|excerpt|slug|author)[ \t]*:[ \t]+)([^\s].*)", re.IGNORECASE
)
_QUOTED = lazy_pattern(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(.*)")
_YAML_SYNTAX = lazy_pattern(r": |:$|\s#\S")
"""Parts of an unquoted text that are an error in YAML, or an unintended comment (`Issue #5`)."""
_NOT_PLAIN = lazy_pattern(r"[@%`]|[-?&!][ \t]|\*(?![\w-]+$)|!(?!!)")
_BRACKETS = {"[": "]", "{": "}"}
_IN_BRACKETS = lazy_pattern(r"(?<=[\[{,: \t])(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(?=[ \t]*[,:\]}])|.")
"""A quoted text inside of brackets, or any other character; an apostrophe quotes nothing."""


class Note(msgspec.Struct, frozen=True):
    """A note to the author about a line."""

    line: int
    message: str
    hint: str


def verbatim_lines(text: str) -> tuple[str, tuple[Note, ...]]:
    """Return the YAML with such texts quoted, and a note about each of them and about each trailing comment.

    Only lines that are not indented and not continued by an indented line are changed.
    """
    lines = text.split("\n")
    notes = []
    for index, line in enumerate(lines):
        match = _TEXT_LINE.match(line)
        if match is None or _is_continued(lines, index):
            continue
        written = match[2].rstrip()
        name = match[1].rstrip(": \t")
        anchor = re.match(r"&([^\s]+)[ \t]", written)
        if _needs_quotes(written) or (anchor and f"*{anchor[1]}" not in text):
            lines[index] = f"{match[1]}'{written.replace(chr(39), chr(39) * 2)}'"
            message = f"{name}: is read as written, although it is not the same in YAML"
            notes.append(Note(index + 1, message, "put it in quotes, so that other tools can read it too"))
        elif written[0] not in "\"'[{|>" and re.search(r"\s#", written):
            message = f"{name}: the text after # is a comment in YAML, and is ignored"
            notes.append(Note(index + 1, message, "if it is not a comment, put the text in quotes"))
    return "\n".join(lines), tuple(notes)


def _is_continued(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index + 1 :] if line.strip()), "")
    return following[:1] in (" ", "\t")


def _needs_quotes(written: str) -> bool:
    first = written[0]
    if first in "|>":
        return False
    if first in "\"'":
        match = _QUOTED.match(written)
        return match is not None and _has_text(match[1]) and written[-1] != first
    if first in _BRACKETS:
        return _has_text(_after_bracket(written))
    return bool(_NOT_PLAIN.match(written) or _YAML_SYNTAX.search(written))


def _has_text(rest: str) -> bool:
    """Return True if a text has more than a comment."""
    return bool(rest.strip()) and not re.match(r"\s+#", rest)


def _after_bracket(written: str) -> str:
    """Return the text after the bracket that closes the first one; "" if none does. Quoted brackets do not count."""
    opening, closing = written[0], _BRACKETS[written[0]]
    depth = 0
    for part in _IN_BRACKETS.finditer(written):
        depth += (part[0] == opening) - (part[0] == closing)
        if depth == 0:
            return written[part.end() :]
    return ""
