"""Options of one cell, as an author would set them: what readers see of it, and what its parts are called."""

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
    """The options that `set_option` sets: `cell`, `source` and `output` as words of `Visibility`, texts or None."""
    options = cell_options(cell, language)[0].options
    return {option: _value(cell, options, option) for option in OPTION_FIELDS}


def hidden_parts(cell: Cell, language: str) -> dict[str, str]:
    """Parts that readers do not see at once: `cell`, `source` or `output` to `fold` or `remove`."""
    options = read_options(cell, language)
    if options["cell"] == Visibility.REMOVE.value:
        return {"cell": options["cell"]}
    parts = VISIBLE if cell.kind == "code" else ("cell",)
    away = (Visibility.FOLD.value, Visibility.REMOVE.value)
    return {part: options[part] for part in parts if options[part] in away}


def set_option(cell: Cell, language: str, option: str, value: Any) -> CellChange:
    """What to change in a cell so that an option has another value, and no other.

    `cell`, `source` and `output` are `show`, `fold` or `remove`; `caption`, `alt`, `code-caption` and `snippet` are
    texts, None to take them away. A request is changed in the way that the author made it; new ones are option lines
    where the cell has some and for texts, else tags.

    Raises:
        UsageError: there is no such option or value, or the cell has no place for it.
    """
    wanted = _checked(cell, option, value)
    look = CellView(cell.kind, cell.source, cell.metadata)
    if _read(cell, look, language)[0][option] == wanted:
        return CellChange(cell.number)
    for changed in _ways(look, language, option, wanted):
        if changed is not None and _is_right(cell, look, changed, language, option, wanted):
            return CellChange(
                cell.number,
                changed.source if changed.source != look.source else None,
                changed.metadata if changed.metadata != look.metadata else None,
            )
    message = f"{option}: there is no place for it in this cell"
    raise UsageError(message, where=Where(cell=cell.number), hint="set it by hand")


def _checked(cell: Cell, option: str, value: Any) -> str | None:
    where = Where(cell=cell.number)
    if option not in OPTION_FIELDS:
        message = f"there is no option {option}"
        raise UsageError(message, where=where, hint=f"there are {', '.join(OPTION_FIELDS)}")
    if option in VISIBLE:
        words = [word.value for word in VISIBILITIES]
        if value not in words:
            message = f"{option}: expected {', '.join(words)}, found {value}"
            raise UsageError(message, where=where)
        return str(value)
    if value is not None and not isinstance(value, str):
        message = f"{option}: expected text"
        raise UsageError(message, where=where)
    if cell.kind != "code":
        message = f"{option}: only code cells have one"
        raise UsageError(message, where=where)
    text = (value or "").strip() or None
    if option == "snippet" and text and not SNIPPET_NAME.fullmatch(text):
        message = f"{text!r} is no name for a snippet"
        raise UsageError(message, where=where, hint=SNIPPET_NAME_HINT)
    return text


def _ways(look: CellView, language: str, option: str, wanted: str | None) -> Iterator[CellView | None]:
    """How an option may get its value, the author's own way first."""
    bare = with_option(look, option)
    assert bare is not None  # noqa: S101 - no way was asked for
    if wanted is None or wanted == Visibility.SHOW.value:
        yield bare
        return
    for way in OPTION_SYNTAXES:
        yield with_option(look, option, way, wanted)
    sign = comment_sign(look.source, language) if look.kind == "code" else None
    if option in VISIBLE:
        line = NEW_LINES.get((option, wanted))
        if sign and line and find_options(look.source):
            yield _with_line(bare, sign, line)
        yield with_tag(bare, NEW_TAGS[option, wanted])
        return
    if sign:
        yield _with_line(bare, sign, new_text(_new_name(look, language, option), wanted))
        yield _with_line(bare, sign, f"{_new_name(look, language, option)}: {wanted}")
    yield CellView(bare.kind, bare.source, with_path(bare.metadata, (option,), wanted))


def _new_name(look: CellView, language: str, option: str) -> str:
    """What the option is called on a new line: captions of tables have a name of their own."""
    seen = Cell(1, "code", look.source, metadata=look.metadata)
    label = cell_options(seen, language)[0].options.label or ""
    return "tbl-cap" if option == "caption" and label.startswith("tbl-") else NEW_NAMES[option]


def _with_line(look: CellView, sign: str, line: str) -> CellView:
    return CellView(look.kind, insert_option_line(look.source, sign, line), look.metadata)


def _is_right(cell: Cell, before: CellView, after: CellView, language: str, option: str, wanted: str | None) -> bool:
    """Whether the option reads back, all others are as before, and so is the code."""
    old, old_rest = _read(cell, before, language)
    new, new_rest = _read(cell, after, language)
    return new == {**old, option: wanted} and old_rest == new_rest


def _read(cell: Cell, look: CellView, language: str) -> tuple[dict[str, Any], Any]:
    seen = msgspec.structs.replace(cell, source=look.source, metadata=look.metadata)
    read = cell_options(seen, language)[0]
    options = {option: _value(seen, read.options, option) for option in OPTION_FIELDS}
    rest = {**msgspec.structs.asdict(read.options), **dict.fromkeys(OPTION_FIELDS.values())}
    rest["extra"] = {name: value for name, value in read.options.extra.items() if name not in ("snippet", "tags")}
    # Blank lines below options are not code, and are once the last option is gone.
    return options, (rest, [line for line in read.source.split("\n") if line.strip()])


def _value(cell: Cell, options: CellOptions, option: str) -> str | None:
    if option == "snippet":
        unlabeled = msgspec.structs.replace(options, label=None)
        return next(iter(cell_names(msgspec.structs.replace(cell, options=unlabeled))), None)
    value = getattr(options, OPTION_FIELDS[option])
    return str(value.value) if isinstance(value, Visibility) else value
