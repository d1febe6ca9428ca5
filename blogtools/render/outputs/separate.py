"""Pieces of Markdown kept apart, so that none continues a block of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.parse import parse_markdown

_MAY_CONTINUE = lazy_pattern(r"[ \t:+*-]|\d{1,9}[.)]")
"""Matches the beginning of Markdown that some parser could take for more of the block before it."""
_CONTINUES = {
    "List": lazy_pattern(r"[ \t+*-]|\d"),
    "FootnoteDefinition": lazy_pattern(r"[ \t]"),
    "DefinitionList": lazy_pattern(r"[ \t:]"),
    "Paragraph": lazy_pattern(r":"),
}
"""Name of a block to what more of it begins with, behind a blank line."""
_SEPARATOR = "<!-- -->"


def separated(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces that are not blank, and a comment between two that a parser could take for one block."""
    before = ""
    for piece in pieces:
        if not piece.strip():
            continue
        text = piece.strip("\n")
        if before and _MAY_CONTINUE.match(text) and _continues(before, text):
            yield _SEPARATOR
        yield text
        before = text


def _continues(before: str, text: str) -> bool:
    events = parse_markdown(before).events
    last = events[-1] if events else None
    value = last.get("End") if isinstance(last, dict) else None
    block = next(iter(value)) if isinstance(value, dict) else value
    if block == "CodeBlock":  # Only if both are indented.
        return text[0] in " \t" and before.rsplit("\n", 1)[-1][:1] in (" ", "\t")
    return block in _CONTINUES and _CONTINUES[block].match(text) is not None
