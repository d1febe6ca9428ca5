"""Reads and changes the options of a cell: visibility, caption, alternative text, snippet name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from blogtools.edit.cell_requests import (
    NEW_LINES,
    NEW_NAMES,
    NEW_TAGS,
    OPTION_FIELDS,
    OPTION_SYNTAXES,
    VISIBLE,
    CellView,
    with_option,
    with_path,
    with_tag,
)
from blogtools.edit.change import CellChange
from blogtools.edit.option_lines import comment_sign, find_options, insert_option_line, new_text
from blogtools.errors import UsageError, Where
from blogtools.model import Cell, CellOptions, Visibility
from blogtools.transform.cell_names import SNIPPET_NAME, SNIPPET_NAME_HINT, cell_names
from blogtools.transform.options import cell_options

VISIBILITIES = (Visibility.SHOW, Visibility.FOLD, Visibility.REMOVE)


def read_options(cell: Cell, language: str) -> dict[str, Any]:
    """Return the options that `set_option` can set: a `Visibility` value for `cell`, `source`, `output`, else text."""
    options = cell_options(cell, language)[0].options
    return {option: _value(cell, options, option) for option in OPTION_FIELDS}


def hidden_parts(cell: Cell, language: str) -> dict[str, str]:
    """Return the parts that are folded or removed: `cell`, `source` or `output` to `fold` or `remove`."""
    options = read_options(cell, language)
    if options["cell"] == Visibility.REMOVE.value:
        return {"cell": options["cell"]}
    parts = VISIBLE if cell.kind == "code" else ("cell",)
    away = (Visibility.FOLD.value, Visibility.REMOVE.value)
    return {part: options[part] for part in parts if options[part] in away}


def set_option(cell: Cell, language: str, option: str, value: Any) -> CellChange:
    """Return the change that sets one option of a cell and no other.

    `cell`, `source` and `output` are `show`, `fold` or `remove`; `caption`, `alt`, `code-caption` and `snippet` are
    text, or None to remove them. An existing option is changed in the syntax it is written in. A new one becomes an
    option line if it is text or the cell has option lines, else a tag.

    Raises:
        UsageError: There is no such option or value, or the cell has no place for it.
    """
    expected = _checked(cell, option, value)
    view = CellView(cell.kind, cell.source, cell.metadata)
    if _read(cell, view, language)[0][option] == expected:
        return CellChange(cell.number)
    for changed in _candidates(view, language, option, expected):
        if changed is not None and _changes_only(cell, view, changed, language, option, expected):
            return CellChange(
                cell.number,
                changed.source if changed.source != view.source else None,
                changed.metadata if changed.metadata != view.metadata else None,
            )
    message = f"{option}: there is no place for it in this cell"
    raise UsageError(message, where=Where(cell=cell.number), hint="set it by hand")


def _checked(cell: Cell, option: str, value: Any) -> str | None:
    where = Where(cell=cell.number)
    if option not in OPTION_FIELDS:
        message = f"there is no option {option}"
        raise UsageError(message, where=where, hint=f"choose from {', '.join(OPTION_FIELDS)}")
    if option in VISIBLE:
        words = [word.value for word in VISIBILITIES]
        if value not in words:
            message = f"{option}: expected one of {', '.join(words)}, found {value}"
            raise UsageError(message, where=where)
        return str(value)
    if value is not None and not isinstance(value, str):
        message = f"{option}: expected text"
        raise UsageError(message, where=where)
    if cell.kind != "code":
        message = f"{option}: only code cells have this option"
        raise UsageError(message, where=where)
    text = (value or "").strip() or None
    if option == "snippet" and text and not SNIPPET_NAME.fullmatch(text):
        message = f"{text!r} is not a valid snippet name"
        raise UsageError(message, where=where, hint=SNIPPET_NAME_HINT)
    return text


def _candidates(view: CellView, language: str, option: str, expected: str | None) -> Iterator[CellView | None]:
    """Yield the possible ways to set an option, the author's own syntax first."""
    bare = with_option(view, option)
    assert bare is not None  # noqa: S101 - without a syntax it always succeeds
    if expected is None or expected == Visibility.SHOW.value:
        yield bare
        return
    for syntax in OPTION_SYNTAXES:
        yield with_option(view, option, syntax, expected)
    sign = comment_sign(view.source, language) if view.kind == "code" else None
    if option in VISIBLE:
        line = NEW_LINES.get((option, expected))
        if sign and line and find_options(view.source):
            yield _with_line(bare, sign, line)
        yield with_tag(bare, NEW_TAGS[option, expected])
        return
    if sign:
        yield _with_line(bare, sign, new_text(_new_name(view, language, option), expected))
        yield _with_line(bare, sign, f"{_new_name(view, language, option)}: {expected}")
    yield CellView(bare.kind, bare.source, with_path(bare.metadata, (option,), expected))


def _new_name(view: CellView, language: str, option: str) -> str:
    """Return the name of an option on a new line; captions of tables have their own."""
    seen = Cell(1, "code", view.source, metadata=view.metadata)
    label = cell_options(seen, language)[0].options.label or ""
    return "tbl-cap" if option == "caption" and label.startswith("tbl-") else NEW_NAMES[option]


def _with_line(view: CellView, sign: str, line: str) -> CellView:
    return CellView(view.kind, insert_option_line(view.source, sign, line), view.metadata)


def _changes_only(
    cell: Cell, before: CellView, after: CellView, language: str, option: str, expected: str | None
) -> bool:
    """Return True if the option has the new value, and all other options and the code are unchanged."""
    old, old_rest = _read(cell, before, language)
    new, new_rest = _read(cell, after, language)
    return new == {**old, option: expected} and old_rest == new_rest


def _read(cell: Cell, view: CellView, language: str) -> tuple[dict[str, Any], Any]:
    seen = msgspec.structs.replace(cell, source=view.source, metadata=view.metadata)
    read = cell_options(seen, language)[0]
    options = {option: _value(seen, read.options, option) for option in OPTION_FIELDS}
    rest = {**msgspec.structs.asdict(read.options), **dict.fromkeys(OPTION_FIELDS.values())}
    rest["extra"] = {name: value for name, value in read.options.extra.items() if name not in ("snippet", "tags")}
    # Blank lines below the options become part of the code when the last option is removed.
    return options, (rest, [line for line in read.source.split("\n") if line.strip()])


def _value(cell: Cell, options: CellOptions, option: str) -> str | None:
    if option == "snippet":
        unlabeled = msgspec.structs.replace(options, label=None)
        return next(iter(cell_names(msgspec.structs.replace(cell, options=unlabeled))), None)
    value = getattr(options, OPTION_FIELDS[option])
    return str(value.value) if isinstance(value, Visibility) else value
