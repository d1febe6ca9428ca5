"""Locate front matter fields in a metadata block, and write values in the form that their keys expect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from blogtools.edit.formats.editor import ListChange, Plain, ScalarKind
from blogtools.errors import FrontMatterError, Where
from blogtools.model import FrontMatter
from blogtools.read import values as read
from blogtools.read.block import Block
from blogtools.read.fields import BY_FIELD, FIELDS
from blogtools.read.keys import BY_NAME, key_rank, read_key, squashed
from blogtools.read.shown import shown

FIELD_NAMES = tuple(BY_FIELD)
LISTS = frozenset(field.name for field in FIELDS if field.kind in ("names", "lines", "people"))
DATES = frozenset(field.name for field in FIELDS if field.kind == "date")


def scalar_kind(field: str) -> ScalarKind:
    """Return the kind of scalar that a field holds."""
    kind = BY_FIELD[field].kind
    return kind if kind in ("flag", "date") else "text"


def checked(field: str, value: Any, where: Where) -> tuple[Plain | None, Any]:
    """Return a value as it is written (None if it is empty), and the value that reading it back gives.

    Raises:
        FrontMatterError: there is no such field, or the value is invalid.
    """
    if field not in BY_FIELD:
        message = f"there is no field {shown(field)}"
        raise FrontMatterError(message, where=where, hint=f"there are {', '.join(FIELD_NAMES)}")
    try:
        if isinstance(value, list | tuple):
            value = [read.line(item) or "" for item in value]
        meant = BY_FIELD[field].keys[0].read(value)
        if isinstance(meant, dict):
            meant = meant[field]
    except read.RelativeDateError as error:
        message = f"{field}: {shown(str(error))} depends on the day of the build"
        raise FrontMatterError(message, where=where, hint="write the date itself") from error
    except read.InvalidValueError as error:
        message = f"{field}: expected {error}, found {shown(value)}"
        raise FrontMatterError(message, where=where) from error
    if meant in (None, "", ()):
        return None, getattr(FrontMatter(), field)
    if field == "slug":
        # The package that makes addresses is loaded only where there is one to check.
        from blogtools.transform.anchors import checked_slug

        try:
            checked_slug(meant)
        except FrontMatterError as error:
            raise FrontMatterError(error.message, where=where, hint=error.hint) from error
    return (str(value).strip() if field in DATES else meant), meant


def keys_for_field(block: Block, field: str) -> list[str]:
    """Return the keys of a block that set a field, the one with the highest precedence first."""
    found = []
    for key, given in sorted(block.values.items(), key=key_rank):
        try:
            fields, _ = read_key(str(key), given)
        except (read.InvalidValueError, read.RelativeDateError):
            continue
        if fields.get(field) not in (None, ()):
            found.append(str(key))
    return found


def empty_key_for_field(block: Block, field: str) -> str | None:
    """Return the key of a block that belongs to a field but has no value yet, or one that readers do without."""
    for key, given in sorted(block.values.items(), key=key_rank):
        meaning = BY_NAME.get(squashed(str(key)))
        if meaning and meaning.key is BY_FIELD[field].keys[0] and _is_left_out(str(key), given):
            return str(key)
    return None


def _is_left_out(key: str, given: Any) -> bool:
    if given in (None, "", []):
        return True
    try:
        read_key(key, given)
    except (read.LeftOutError, read.RelativeDateError):
        return True
    except read.InvalidValueError:
        return False  # Nothing can be changed before it is mended.
    return False


def raw_value(block: Block, field: str, key: str, front: FrontMatter) -> Any:
    """Return the value of a field for a form: dates as written, everything else as parsed."""
    value = getattr(front, field)
    if field not in DATES:
        return list(value) if isinstance(value, tuple) else value
    given = inner(field, block.values[key])
    return given.isoformat() if isinstance(given, dt.date) else str(given)


def inner(field: str, given: Any) -> Any:
    """Return the part of a value that belongs to the field; the whole value if it is no mapping."""
    name = inner_name(field, given)
    return given if name is None else given[name]


def inner_name(field: str, given: Any) -> str | None:
    """Return the name in a mapping under which a field is set; None if the value itself sets it."""
    if not isinstance(given, Mapping):
        return None
    return next((str(name) for name in BY_FIELD[field].inside if name in given), None)


def in_dialect_of(key: str, field: str, value: Plain, given: Any) -> Plain:
    """Return a value in the form that a key expects, which may be negated or structured differently."""
    meaning = BY_NAME[squashed(key)]
    if meaning.key.write is not None and meaning.field.name == field:
        written: Plain = meaning.key.write(value, given)
        return written
    if isinstance(value, tuple) and isinstance(given, str | None) and given:
        # A text stays one where it can say the same.
        if meaning.key.read in read.SPLIT_AT_COMMAS:
            return value if any("," in item for item in value) else ", ".join(value)
        return value[0] if len(value) == 1 else value
    return value


def list_change(key: str, value: Plain, given: Any) -> ListChange | None:
    """Return the change from the items of a list to the new ones; None if there was no list."""
    if not isinstance(value, tuple) or not isinstance(given, list):
        return None
    reader = BY_NAME[squashed(key)].key.read
    return ListChange([tuple(reader([item])) for item in given], value)
