"""Check for passwords, keys and tokens that readers can see or copy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from blogtools.check.places import metadata_place, source_line
from blogtools.errors import Finding, SecretError, Where
from blogtools.memo import Memoizer, call_uncached, lazy_pattern
from blogtools.model import Asset, Cell, CellOptions, Post, Visibility
from blogtools.transform.files.file_text import file_text
from blogtools.transform.files.media import image_asset
from blogtools.transform.files.packed import is_packed
from blogtools.transform.image_text import encoded_image_text
from blogtools.transform.secrets.find import find_secrets, json_text, without_colors
from blogtools.transform.secrets.redact import is_text_mime

MIN_CACHED = 20_000
"""Length in characters from which a text is searched on its own, so that the result can be cached."""

SECRET = SecretError.slug
MOST_PLACES = 5
"""Secrets that a message names; `blogtools check` lists them all."""
_HINT = (
    "remove and revoke it, because others may have seen it; the tag `redact` masks a cell's secrets, and `ok:secret`"
    " says that they are none"
)
_HINT_IN_TEXT = (
    "remove and revoke it, because others may have seen it; in the front matter, `cell-tags: [redact]` masks what looks"
    " like secrets, and `cell-tags: ['ok:secret']` says that they are none"
)
_HIDDEN = Visibility.REMOVE
_SVG = "image/svg+xml"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_MODEL = lazy_pattern(r"IPY_MODEL_([\w-]+)")

FoundSecret = tuple[str, str, int]
"""A secret: its value, its kind, and its offset in the text."""


_Piece = tuple[str, Cell, str]
"""A text that readers see, its cell, and the part of that, such as ` among its outputs`; empty for the source.

A plain tuple, because there are several for each cell of every post that is built.
"""
_PLAIN = CellOptions()


def find_shown_secrets(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each secret in each place: file name, metadata, a cell's source, outputs, options, files."""
    metadata = f"{json_text(post.front)}\n{post.language}"
    # One search for both, since nearly always there is nothing to find.
    if call(_in_text, f"{post.source}\n{metadata}"):
        for _, kind, _ in _in_text(post.source):
            yield _finding(kind, "the file name has", Where(post.source))
        for value, kind, _ in _in_text(metadata):
            yield _finding(kind, "the metadata has", metadata_place(post, value))
    reported = set()
    for (_, cell, part), (value, kind, offset) in _in_pieces(list(_pieces(post, call)), call):
        place = (cell.number, part, value)
        if place not in reported:
            reported.add(place)
            line = None if part else source_line(post, cell, offset)
            what = f"the cell of {cell.origin.source} has" if cell.origin else "has"
            yield _finding(kind, what + part, Where(post.source, cell.number, line))
    packed = [(cell, asset) for cell in post.cells for asset in cell.assets.values() if is_packed(asset.data)]
    if packed:
        yield from _in_packed(post, packed, call)
    if post.snippets:
        yield from _in_programs(post, call)


def _in_packed(post: Post, packed: Sequence[tuple[Cell, Asset]], call: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each secret and each key in the files inside the files of a post."""
    from blogtools.content.static_files.packed import find_inside  # Few posts have such files.

    for cell, asset in packed:
        for problem in call(find_inside, asset.own_name or asset.name, asset.data):
            yield Finding(SECRET, f"among its files: {problem}", Where(post.source, cell.number), _HINT, "error")


def _pieces(post: Post, call: Memoizer) -> Iterator[_Piece]:
    for cell in post.cells:
        if cell.origin:
            yield cell.origin.title, cell, " in the title of its notebook"
        if _shows_source(cell):
            yield cell.source, cell, ""
        options = cell.options
        if options is not _PLAIN and options != _PLAIN:
            texts = (options.caption, options.code_caption, options.alt, options.label)
            for text in filter(None, (*texts, options.source_summary, options.output_summary)):
                yield text, cell, " among its options"
        for asset in cell.assets.values():
            if text := call(_file_text, asset):
                yield text, cell, " among its files"
            if asset.own_name:
                yield asset.own_name, cell, " in the name of a file"
        if cell.outputs and options.output is not _HIDDEN:
            for text in output_texts(cell, post):
                yield text, cell, " among its outputs"


def output_texts(cell: Cell, post: Post) -> Iterator[str]:
    """Yield every text of a cell's outputs that readers can see or copy; data as JSON."""
    for output in cell.outputs:
        if output.text:
            yield output.text
        for mime, content in output.data.items():
            if mime == _SVG and isinstance(content, str) and "<" not in content:
                yield _file_text(image_asset(mime, content))  # In base64.
            elif is_text_mime(mime):
                yield content if isinstance(content, str) else json_text(content)
            elif isinstance(content, str) and (text := encoded_image_text(mime, content)):
                yield text
        if output.metadata:
            yield json_text(output.metadata)
        if output.traceback:
            yield "\n".join(output.traceback)
        if output.error_name or output.error_value:
            yield output.error_name
            yield output.error_value
        if _WIDGET in output.data:
            yield from _widget_texts(output.data[_WIDGET], post)


def _file_text(asset: Asset | None) -> str:
    """Return the text of a file of a post, or that in a picture; nothing of what is no text."""
    return file_text(asset.data) if asset else ""


def _widget_texts(view: Any, post: Post) -> Iterator[str]:
    """Yield the state of a widget and of all widgets inside it, as JSON."""
    widgets = post.notebook.metadata.get("widgets")
    saved = widgets.get("application/vnd.jupyter.widget-state+json") if isinstance(widgets, dict) else None
    state = saved.get("state") if isinstance(saved, dict) else None
    models: dict[str, Any] = state if isinstance(state, dict) else {}
    left = [view.get("model_id")] if isinstance(view, dict) else []
    seen = set()
    while left:
        name = left.pop()
        if isinstance(name, str) and name not in seen and name in models:
            seen.add(name)
            text = json_text(models[name])
            yield text
            left += _MODEL.findall(text)


def _in_pieces(pieces: Sequence[_Piece], call: Memoizer) -> Iterator[tuple[_Piece, FoundSecret]]:
    """Return an iterator over the secrets in some texts, in order."""
    small = [piece for piece in pieces if len(piece[0]) < MIN_CACHED]
    found = [(piece, one) for piece in pieces if len(piece[0]) >= MIN_CACHED for one in call(_in_text, piece[0])]
    # Only private keys span lines, and those have an end marker, so joined texts give the same result as single ones.
    starts = [0, *accumulate(len(piece[0]) + 1 for piece in small)]
    for value, kind, offset in call(_in_text, "\n".join(piece[0] for piece in small)):
        index = bisect_right(starts, offset) - 1
        found.append((small[index], (value, kind, offset - starts[index])))
    order = {id(piece): index for index, piece in enumerate(pieces)} if len(found) > 1 else {}
    return iter(sorted(found, key=lambda one: (order.get(id(one[0]), 0), one[1][2])))


def _in_programs(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield findings for secrets in hidden cells that are part of a program that readers can copy."""
    programs = [snippet.program for snippet in post.snippets if snippet.on_page]
    shown_cells = {cell.number for cell in post.cells if _shows_source(cell)}
    hidden = [cell for cell in post.notebook.cells if cell.number not in shown_cells]
    return find_program_secrets(post, programs, hidden, "is hidden, but a snippet that readers can copy has", call)


def find_program_secrets(
    post: Post, programs: Sequence[str], cells: Iterable[Cell], what: str, call: Memoizer = call_uncached
) -> Iterator[Finding]:
    """Yield findings for the secrets in code cells that one of the programs contains too; `what` begins the message."""
    for cell in cells:
        if cell.kind == "code":
            for value, kind, offset in call(_in_text, cell.source):
                if any(value in program for program in programs):
                    where = Where(post.source, cell.number, cell.source.count("\n", 0, offset) + 1)
                    yield _finding(kind, what, where)


def _shows_source(cell: Cell) -> bool:
    return cell.kind != "code" or cell.options.source is not _HIDDEN


def _in_text(text: str) -> tuple[FoundSecret, ...]:
    return tuple((without_colors(text[one.start : one.end]), one.kind, one.start) for one in find_secrets(text))


def _finding(kind: str, what: str, where: Where) -> Finding:
    # Not even the first characters: of a short password they are half of it.
    hint = _HINT_IN_TEXT if where.is_in_text else _HINT
    return Finding(SECRET, f"{what} what looks like {kind}", where, hint, "error")


def refuse_secrets(secrets: Sequence[Finding], so: str) -> None:
    """Raise one `SecretError` that names the places of all `secrets`, if there are any; `so` ends the message."""
    if not secrets:
        return
    first, *others = secrets
    named = [f"{_place_in(first, one)}{one.message}" for one in others[: MOST_PLACES - 1]]
    more = len(others) - len(named)
    message = "; ".join([first.message, *named, *([f"and {more} more"] if more else []), so])
    raise SecretError(message, where=first.where, hint=first.hint)


def _place_in(first: Finding, other: Finding) -> str:
    """Return the place of another finding of the same file, as the start of a sentence."""
    where = other.where
    place = Where("", where.cell, where.line) if where.file == first.where.file else where
    return f"{place} " if str(place) else ""
