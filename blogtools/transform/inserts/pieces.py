"""Parts of a file that an include names: lines, sections, what lies between two texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from blogtools.memo import lazy_pattern

_SECTION = lazy_pattern(r"-{1,}8<-{1,}[ \t]*\[[ \t]*(start|end)[ \t]*:[ \t]*([\w.-]+)[ \t]*\]")
_RANGE = lazy_pattern(r"[ \t]*(-?\d+)?[ \t]*(-)?[ \t]*(\d+)?[ \t]*\Z")


class PieceError(Exception):
    """The file has no such part."""


def lines_of(text: str, options: Mapping[str, str]) -> str:
    """Return the part of a text that MyST's and Sphinx's options name.

    Raises:
        PieceError: a text is not there, or a number is none.
    """
    lines = text.splitlines(keepends=True)
    start, end = (_number(options[name]) if options.get(name) else None for name in ("start-line", "end-line"))
    lines = lines[start:end]
    for name, after in (("start-after", 1), ("start-at", 0)):
        if options.get(name):
            lines = lines[_index(lines, options[name]) + after :]
    for name, after in (("end-before", 0), ("end-at", 1)):
        if options.get(name):
            lines = lines[: _index(lines, options[name]) + after]
    if options.get("lines"):
        lines = list(_listed(lines, options["lines"]))
    return "".join(lines)


def snippet_of(text: str, part: str) -> str:
    """Return the part of a text that a MkDocs snippet names: `4:6`, `4`, `:6`, several with commas, or a section.

    Lines that begin and end sections are left out. Lines count from 1; negative ones from the end.

    Raises:
        PieceError: there is no such section.
    """
    lines = text.splitlines(keepends=True)
    if not part:
        return "".join(line for line in lines if not _SECTION.search(line))
    if not set(part) <= set("0123456789:,-"):
        return "".join(_section(lines, part))
    parts = []
    for one in part.split(","):
        first, colon, last = one.partition(":")
        start = _from_end(_number(first) if first else 1, len(lines))
        end = _from_end(_number(last), len(lines)) if last else len(lines) if colon else start
        parts += lines[max(start - 1, 0) : end]
    return "".join(line for line in parts if not _SECTION.search(line))


def _section(lines: Sequence[str], name: str) -> Iterator[str]:
    inside = found = False
    for line in lines:
        mark = _SECTION.search(line)
        if mark is None:
            if inside:
                yield line
        elif mark[2] == name:
            inside = mark[1] == "start"
            found = True
    if not found:
        message = f"has no section {name}"
        raise PieceError(message)


def _listed(lines: Sequence[str], written: str) -> Iterator[str]:
    """Yield lines by Sphinx's list of numbers and ranges, `1,3,5-10,20-`."""
    for part in written.split(","):
        match = _RANGE.match(part)
        if match is None or (match[1] is None and match[3] is None):
            message = f"has no lines {part.strip()}"
            raise PieceError(message)
        start = int(match[1] or 1)
        end = int(match[3]) if match[3] else len(lines) if match[2] else start
        yield from lines[max(start, 1) - 1 : end]


def _index(lines: Sequence[str], text: str) -> int:
    found = next((index for index, line in enumerate(lines) if text in line), None)
    if found is None:
        message = f"has no line with {text}"
        raise PieceError(message)
    return found


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        message = f"has no line {text.strip()}"
        raise PieceError(message) from None


def _from_end(number: int, count: int) -> int:
    return number + count + 1 if number < 0 else number
