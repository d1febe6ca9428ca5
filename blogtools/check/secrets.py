"""Check for passwords, keys and tokens that readers can see or copy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from blogtools.check.places import metadata_place, source_line
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.secrets.find import find_secrets, json_text, without_colors
from blogtools.transform.secrets.redact import is_text_mime

MIN_CACHED = 20_000
"""Length in characters from which a text is searched on its own, so that the result can be cached."""

_HINT = "remove and revoke it, because others may have seen it; the tag `redact` masks a cell's secrets"
_HIDDEN = Visibility.REMOVE

FoundSecret = tuple[str, str, int]
"""A secret: its value, its kind, and its offset in the text."""


class _Piece(NamedTuple):
    """A text that is shown to readers."""

    text: str
    cell: Cell
    is_source: bool = False


def find_shown_secrets(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each secret in each place: the metadata, a cell's source, a cell's outputs."""
    for value, kind, _ in call(_in_text, json_text(post.front)):
        yield _finding(value, kind, "the metadata has", metadata_place(post, value))
    reported = set()
    for piece, (value, kind, offset) in _in_pieces(list(_pieces(post)), call):
        place = (piece.cell.number, piece.is_source, value)
        if place not in reported:
            reported.add(place)
            line = source_line(post, piece.cell, offset) if piece.is_source else None
            what = f"the cell of {piece.cell.origin.source} has" if piece.cell.origin else "has"
            what += "" if piece.is_source else " among its outputs"
            yield _finding(value, kind, what, Where(post.source, piece.cell.number, line))
    if post.snippets:
        yield from _in_programs(post, call)


def _pieces(post: Post) -> Iterator[_Piece]:
    for cell in post.cells:
        if _shows_source(cell):
            yield _Piece(cell.source, cell, is_source=True)
        if cell.outputs and cell.options.output is not _HIDDEN:
            for output in cell.outputs:
                yield _Piece(output.text, cell)
                for mime, content in output.data.items():
                    if is_text_mime(mime):
                        yield _Piece(content if isinstance(content, str) else json_text(content), cell)
                if output.traceback:
                    yield _Piece("\n".join(output.traceback), cell)
                yield _Piece(output.error_value, cell)


def _in_pieces(pieces: Sequence[_Piece], call: Memoizer) -> Iterator[tuple[_Piece, FoundSecret]]:
    """Return an iterator over the secrets in some texts, in order."""
    small = [piece for piece in pieces if len(piece.text) < MIN_CACHED]
    found = [(piece, one) for piece in pieces if len(piece.text) >= MIN_CACHED for one in call(_in_text, piece.text)]
    # Only private keys span lines, and those have an end marker, so joined texts give the same result as single ones.
    starts = [0, *accumulate(len(piece.text) + 1 for piece in small)]
    for value, kind, offset in call(_in_text, "\n".join(piece.text for piece in small)):
        index = bisect_right(starts, offset) - 1
        found.append((small[index], (value, kind, offset - starts[index])))
    order = {id(piece): index for index, piece in enumerate(pieces)} if len(found) > 1 else {}
    return iter(sorted(found, key=lambda one: (order.get(id(one[0]), 0), one[1][2])))


def _in_programs(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield findings for secrets in hidden cells that are part of a program that readers can copy."""
    programs = [snippet.program for snippet in post.snippets if snippet.on_page]
    shown_cells = {cell.number for cell in post.cells if _shows_source(cell)}
    for cell in post.notebook.cells:
        if cell.kind == "code" and cell.number not in shown_cells:
            for value, kind, offset in call(_in_text, cell.source):
                if any(value in program for program in programs):
                    where = Where(post.source, cell.number, cell.source.count("\n", 0, offset) + 1)
                    yield _finding(value, kind, "is hidden, but a snippet that readers can copy has", where)


def _shows_source(cell: Cell) -> bool:
    return cell.kind != "code" or cell.options.source is not _HIDDEN


def _in_text(text: str) -> tuple[FoundSecret, ...]:
    return tuple((without_colors(text[one.start : one.end]), one.kind, one.start) for one in find_secrets(text))


def _finding(value: str, kind: str, what: str, where: Where) -> Finding:
    # Four characters of a short secret would reveal too much of it.
    shown = value[: min(4, len(value) // 4)]
    return Finding("secret", f"{what} what looks like {kind} ({shown}…)", where, _HINT, "error")
