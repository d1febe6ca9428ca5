"""The fields of a form: where each is said, under which name, and what that name calls the value."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any

from blogtools.edit.formats.editor import ListChange, Plain, ScalarKind
from blogtools.errors import FrontMatterError, Where
from blogtools.model import FrontMatter
from blogtools.read import values as read
from blogtools.read.block import Block
from blogtools.read.keys import BY_NAME, KEYS, key_rank, read_key, squashed
from blogtools.read.shown import shown

FIELDS = (
    *("title", "date", "updated", "tags", "categories", "authors"),
    *("series", "slug", "description", "image", "aliases", "draft"),
)
"""In the order in which authors write them."""
LISTS = frozenset({"tags", "categories", "authors", "aliases"})
DATES = frozenset({"date", "updated"})
INNER = {
    "image": ("path", "src", "image", "url"),
    "series": ("name", "title"),
    "authors": ("name",),
    "date": ("created",),
    "updated": ("updated",),
}
"""What a field's value is called inside of a mapping."""
WITH_COMMAS = frozenset({"tags", "categories", "authors"})
"""Lists that one text can hold; but `author` is one name."""

_READERS: dict[str, Callable[[Any], Any]] = {key.names[0]: key.read for key in KEYS} | {"date": read.read_moment}


def scalar_kind(field: str) -> ScalarKind:
    """What a scalar of the field is to be taken for."""
    return "flag" if field == "draft" else "date" if field in DATES else "text"


def checked(field: str, value: Any, where: Where) -> tuple[Plain | None, Any]:
    """A value as it is to be written, None if it is none, and what the reader makes of it.

    Raises:
        FrontMatterError: there is no such field, or the value is none for it.
    """
    if field not in FIELDS:
        message = f"there is no field {shown(field)}"
        raise FrontMatterError(message, where=where, hint=f"there are {', '.join(FIELDS)}")
    try:
        if isinstance(value, list | tuple):
            value = [read.line(item) or "" for item in value]
        meant = _READERS[field](value)
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
    """The keys of a block that say something of a field, the one that counts first."""
    found = []
    for key, given in sorted(block.values.items(), key=key_rank):
        try:
            said, _ = read_key(str(key), given)
        except (read.InvalidValueError, read.RelativeDateError):
            continue
        if said.get(field) not in (None, ()):
            found.append(str(key))
    return found


def empty_key_for_field(block: Block, field: str) -> str | None:
    """A key of a block that is there for a field, and has no value yet."""
    for key, given in sorted(block.values.items(), key=key_rank):
        name = squashed(str(key))
        if name in BY_NAME and BY_NAME[name][1].names[0] == field and given in (None, "", []):
            return str(key)
    return None


def raw_value(block: Block, field: str, key: str, front: FrontMatter) -> Any:
    """The value of a field for a form: dates as they were written, all else as it was read."""
    value = getattr(front, field)
    if field not in DATES:
        return list(value) if isinstance(value, tuple) else value
    given = inner(field, block.values[key])
    return given.isoformat() if isinstance(given, dt.date) else str(given)


def inner(field: str, given: Any) -> Any:
    """What stands for the field inside of a value that says more."""
    name = inner_name(field, given)
    return given if name is None else given[name]


def inner_name(field: str, given: Any) -> str | None:
    """The name under which a mapping says a field; None if it says it itself."""
    if not isinstance(given, Mapping):
        return None
    return next((str(name) for name in INNER.get(field, ()) if name in given), None)


def in_dialect_of(key: str, field: str, value: Plain, given: Any) -> Plain:
    """A value in the words of a key, which may mean the contrary or say it in another form."""
    name = squashed(key)
    if field == "draft" and isinstance(value, bool):
        if name == "published":
            return not value
        if name == "status":
            return "draft" if value else "published"
    if field == "slug" and isinstance(value, str) and name in ("permalink", "url", "outputfile"):
        return _with_stem(str(given), str(read.permalink(given)), value)
    if isinstance(value, tuple) and isinstance(given, str | None) and given:
        # A text stays one where it can say the same.
        if len(value) == 1 and (field == "aliases" or name == "author"):
            return value[0]
        if field in WITH_COMMAS and name != "author" and not any("," in item for item in value):
            return ", ".join(value)
    return value


def _with_stem(given: str, stem: str, new: str) -> str:
    """An address with another last part."""
    head, _, tail = given.rpartition(stem)
    return (
        head + new + tail
        if re.search(rf"(?:^|/){re.escape(new)}(?:\.html?)?(?:$|[/?#])", head + new + tail)
        else (posixpath.join(posixpath.dirname(given), new))
    )


def list_change(key: str, value: Plain, given: Any) -> ListChange | None:
    """How to come from the items of a list to others; None if there was no list."""
    if not isinstance(value, tuple) or not isinstance(given, list):
        return None
    reader = BY_NAME[squashed(key)][1].read
    return ListChange([tuple(reader([item])) for item in given], value)
