"""Titles and descriptions that authors write without quotes, and YAML would refuse or cut, are quoted for them."""

from __future__ import annotations

import re

import msgspec

_TEXT_LINE = re.compile(
    r"((?:title|subtitle|description|summary|excerpt|slug|author)[ \t]*:[ \t]+)([^\s].*)", re.IGNORECASE
)
_QUOTED = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(.*)")
_WRITTEN_OUT = re.compile(r": |:$|\s#\S")
"""In a plain text of one line: an error to YAML, or (`Issue #5`) a comment that no author means."""
_NOT_PLAIN = re.compile(r"[@%`]|[-?&!][ \t]|\*(?![\w-]+$)|!(?!!)")
_BRACKETS = {"[": "]", "{": "}"}
_IN_BRACKETS = re.compile(r"(?<=[\[{,: \t])(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(?=[ \t]*[,:\]}])|.")
"""A quoted text inside of brackets, or any other character; an apostrophe quotes nothing."""


class Note(msgspec.Struct, frozen=True):
    """What an author should know of a line."""

    line: int
    message: str
    hint: str


def verbatim_lines(text: str) -> tuple[str, tuple[Note, ...]]:
    """The YAML with such texts in quotes, and a note about each, and about each comment after one.

    Only lines that stand for themselves are touched: not indented, and followed by none that is.
    """
    lines = text.split("\n")
    notes = []
    for index, line in enumerate(lines):
        match = _TEXT_LINE.match(line)
        if match is None or _goes_on(lines, index):
            continue
        written = match[2].rstrip()
        name = match[1].rstrip(": \t")
        anchor = re.match(r"&([^\s]+)[ \t]", written)
        if _is_cut_or_refused(written) or (anchor and f"*{anchor[1]}" not in text):
            lines[index] = f"{match[1]}'{written.replace(chr(39), chr(39) * 2)}'"
            message = f"{name}: was taken as it stands, although YAML would read it otherwise"
            notes.append(Note(index + 1, message, "put it in quotes, so that other tools read it too"))
        elif written[0] not in "\"'[{|>" and re.search(r"\s#", written):
            message = f"{name}: what follows # is a comment to YAML, and was left out"
            notes.append(Note(index + 1, message, "put the text in quotes, if it is meant"))
    return "\n".join(lines), tuple(notes)


def _goes_on(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index + 1 :] if line.strip()), "")
    return following[:1] in (" ", "\t")


def _is_cut_or_refused(written: str) -> bool:
    first = written[0]
    if first in "|>":
        return False
    if first in "\"'":
        match = _QUOTED.match(written)
        return match is not None and _is_more(match[1]) and written[-1] != first
    if first in _BRACKETS:
        return _is_more(_after_bracket(written))
    return bool(_NOT_PLAIN.match(written) or _WRITTEN_OUT.search(written))


def _is_more(rest: str) -> bool:
    """Whether something follows that is no comment."""
    return bool(rest.strip()) and not re.match(r"\s+#", rest)


def _after_bracket(written: str) -> str:
    """Return what follows the bracket that closes the first one; nothing if none does. Quoted brackets do not count."""
    opening, closing = written[0], _BRACKETS[written[0]]
    depth = 0
    for part in _IN_BRACKETS.finditer(written):
        depth += (part[0] == opening) - (part[0] == closing)
        if depth == 0:
            return written[part.end() :]
    return ""
