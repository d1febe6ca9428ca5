"""Passwords, keys and tokens where readers see them or can copy them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blogtools.check.places import metadata_place, source_line
from blogtools.errors import Finding, Where
from blogtools.post import Cell, Post, Visibility
from blogtools.transform.redact import is_text
from blogtools.transform.secrets import find_secrets, json_text

_HINT = "take it out and revoke it, for whoever saw it has it; the tag `redact` masks what a cell shows"
_HIDDEN = Visibility.REMOVE


def find_shown_secrets(post: Post) -> Iterator[Finding]:
    """A finding for each secret in each place: the metadata, a source, the outputs of a cell."""
    for value, kind, _ in _different([json_text(post.front)]):
        yield _finding(kind, value, "the metadata has", metadata_place(post, value))
    seen: set[int] = set()
    for cell in post.cells:
        whose = f"the cell of {cell.origin.source} has" if cell.origin else "has"
        if cell.kind != "code" or cell.options.source is not _HIDDEN:
            seen.add(cell.number)
            for value, kind, offset in _different([cell.source]):
                where = Where(post.source, cell.number, source_line(post, cell, offset))
                yield _finding(kind, value, whose, where)
        if cell.outputs and cell.options.output is not _HIDDEN:
            for value, kind, _ in _different(_texts(cell)):
                yield _finding(kind, value, f"{whose} among its outputs", Where(post.source, cell.number))
    if post.snippets:
        yield from _of_programs(post, seen)


def _of_programs(post: Post, seen: set[int]) -> Iterator[Finding]:
    """Secrets of cells whose source is hidden, but is in a program that readers can copy."""
    programs = [snippet.program for snippet in post.snippets if snippet.on_page]
    for cell in post.notebook.cells:
        if cell.kind == "code" and cell.number not in seen:
            for value, kind, offset in _different([cell.source]):
                if any(value in program for program in programs):
                    where = Where(post.source, cell.number, cell.source.count("\n", 0, offset) + 1)
                    yield _finding(kind, value, "is hidden, but in a snippet that readers can copy, with", where)


def _different(texts: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Each secret once: itself, its kind, and its offset in its text."""
    told: set[str] = set()
    for text in texts:
        for one in find_secrets(text):
            value = text[one.start : one.end]
            if value not in told:
                told.add(value)
                yield value, one.kind, one.start


def _texts(cell: Cell) -> Iterator[str]:
    for output in cell.outputs:
        yield output.text
        for mime, content in output.data.items():
            if is_text(mime):
                yield content if isinstance(content, str) else json_text(content)
        if output.traceback:
            yield "\n".join(output.traceback)
        yield output.error_value


def _finding(kind: str, value: str, what: str, where: Where) -> Finding:
    # Of a short one, four characters would be half of it.
    shown = value[: min(4, len(value) // 4)]
    return Finding("secret", f"{what} what looks like {kind} ({shown}…)", where, _HINT, "error")
