"""The blocks of other tools as lines: fences, fenced divs, and the options of directives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from blogtools.memo import lazy_pattern

_DIRECTIVE = lazy_pattern(r"\{([a-z][\w:-]*)\}(.*)$")
_OPTION = lazy_pattern(r"[ \t]*:([\w-]+):(.*)$")
_YAML_OPTION = lazy_pattern(r"([\w-]+):(.*)$")


class TextLine(msgspec.Struct, frozen=True):
    """Some lines of a rewritten cell."""

    text: str
    is_text: bool = True
    """False for the fences around a callout, inside of which there is text again."""


class Marked(msgspec.Struct, frozen=True):
    """A directive (MyST), or a fenced div (Pandoc)."""

    name: str
    """Name of the directive, in lowercase; empty for a div."""
    argument: str
    """The text after the name; of a div, its attributes as written."""
    options: dict[str, str]
    before: int
    """Number of lines in front of the body: the fence and the options."""
    body: list[str]
    line: int
    """That of the fence, counted from 1."""

    @property
    def body_line(self) -> int:
        """The first line of the body, counted from 1."""
        return self.line + self.before

    @property
    def label(self) -> str:
        """The label that its options give it."""
        return "-".join((self.options.get("label") or self.options.get("name") or "").split())


def directive(written: str, body: list[str], line: int) -> Marked | None:
    """Return the directive that the text after a fence begins; None if it begins none."""
    match = _DIRECTIVE.match(written.strip())
    if match is None:
        return None
    options, count = _options(body)
    return Marked(match[1].lower(), match[2].strip(), options, 1 + count, body[count:], line)


def _options(body: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the options at the top of a directive, and the number of their lines."""
    options: dict[str, str] = {}
    if body and body[0].strip() == "---":
        end = next((index for index in range(1, len(body)) if body[index].strip() == "---"), None)
        if end is not None:
            matches = (_YAML_OPTION.match(line) for line in body[1:end])
            return {match[1]: match[2].strip().strip("\"'") for match in matches if match}, end + 1
    count = 0
    while count < len(body) and (match := _OPTION.match(body[count])):
        options[match[1]] = match[2].strip()
        count += 1
    return options, count


def as_quotation(lines: Iterable[TextLine]) -> list[TextLine]:
    """Return lines as a quotation."""
    return [TextLine("\n".join(f"> {one}".rstrip() for one in line.text.split("\n")), line.is_text) for line in lines]


def segments(lines: Iterable[TextLine]) -> list[TextLine]:
    """Return lines merged to pieces that are text, and those between them."""
    merged: list[list[str]] = []
    kinds: list[bool] = []
    for line in lines:
        if kinds and kinds[-1] == line.is_text:
            merged[-1].append(line.text)
        else:
            merged.append([line.text])
            kinds.append(line.is_text)
    return [TextLine("\n".join(texts), is_text) for texts, is_text in zip(merged, kinds, strict=True)]
