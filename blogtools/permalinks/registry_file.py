"""The ledger on disk: a file that is committed with the blog."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from blogtools.errors import SettingsError, Where
from blogtools.permalinks.registry import VERSION, Permalink, PermalinkRegistry
from blogtools.read.shown import one_line

REGISTRY_FILE = ".blogtools-ledger.json"
"""Its name, at the root of the blog."""
_CONFLICT = re.compile(rb"^(?:<<<<<<<|=======|>>>>>>>)", re.MULTILINE)
_BYTE = re.compile(r" \(byte (\d+)\)$")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file, of which no part may be missing: what looks empty would cost every redirect."""

    version: int
    posts: dict[str, Permalink]


class _Version(msgspec.Struct):
    version: int


class _Posts(msgspec.Struct):
    posts: dict[str, msgspec.Raw]


def load_registry(path: Path) -> PermalinkRegistry:
    """The ledger that a blog has; an empty one if there is no such file.

    Raises:
        SettingsError: the file cannot be read whole, or a newer version wrote it.
    """
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except (FileNotFoundError, NotADirectoryError):
        return PermalinkRegistry()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SettingsError(message, where=Where(path.name)) from error
    try:
        file = msgspec.json.decode(data, type=_File)
    except ValueError as error:
        raise _diagnose(data, path.name, error) from error
    if file.version > VERSION:
        raise _too_new(path.name)
    for name, entry in file.posts.items():
        for page in (entry.page, *entry.previous_paths):
            if not page or page[0] == "/" or "\\" in page or (".." in page and ".." in page.split("/")):
                message = f"{one_line(name)}: {page!r} is no page of this site"
                raise _broken(message, path.name, _line_of_post(data, name))
    return PermalinkRegistry(posts=file.posts)


def registry_bytes(registry: PermalinkRegistry) -> bytes:
    """The file: the same for the same ledger, and a line for each fact, so that Git can merge those of two branches."""
    return msgspec.json.format(msgspec.json.encode(registry, order="deterministic"), indent=1) + b"\n"


def _diagnose(data: bytes, file: str, error: ValueError) -> SettingsError:
    """One line about a file that is no ledger; `error` is what msgspec said."""
    if conflict := _CONFLICT.search(data):
        hint = f"take either side whole (git checkout --ours {file}); the next build adds what it lacks"
        where = Where(file, line=_line_of(data, conflict.start()))
        return SettingsError("has the marks of an unfinished merge", where=where, hint=hint)
    if not data.strip():
        return _broken("is empty", file)
    if isinstance(error, UnicodeDecodeError):
        return _broken("is not in UTF-8", file)
    if isinstance(error, msgspec.ValidationError):
        return _too_new(file) if _version(data) > VERSION else _misfit(data, file, error)
    place = _BYTE.search(str(error))
    if place is None:
        return _broken("ends in the middle", file, _line_of(data, len(data.rstrip())))
    reason = str(error)[: place.start()].removeprefix("JSON is malformed: ")
    return _broken(f"is not valid JSON: {reason}", file, _line_of(data, int(place[1])))


def _misfit(data: bytes, file: str, error: msgspec.ValidationError) -> SettingsError:
    """One line about JSON that says something else than a ledger does: `Expected `str`, got `int` - at `$.page``."""
    name, problem = next(_misfits(data), ("", error))
    text, _, place = str(problem).partition(" - at `$")
    parts = (one_line(name), place.strip(".`"), text[:1].lower() + text[1:].replace("`", ""))
    return _broken(": ".join(part for part in parts if part), file, _line_of_post(data, name) if name else None)


def _misfits(data: bytes) -> Iterator[tuple[str, msgspec.ValidationError]]:
    """Posts that are none, by name, and why."""
    try:
        posts = msgspec.json.decode(data, type=_Posts).posts
    except (ValueError, RecursionError):
        # What is wrong is not in a single post.
        return
    for name, raw in posts.items():
        try:
            msgspec.json.decode(raw, type=Permalink)
        except msgspec.ValidationError as error:
            yield name, error


def _version(data: bytes) -> int:
    try:
        return msgspec.json.decode(data, type=_Version).version
    except (ValueError, RecursionError):
        return VERSION


def _too_new(file: str) -> SettingsError:
    return SettingsError("was written by a newer version of blogtools", where=Where(file), hint="upgrade blogtools")


def _broken(message: str, file: str, line: int | None = None) -> SettingsError:
    hint = f"mend it, or take it from Git (git checkout HEAD {file}): it alone knows the old addresses of posts"
    return SettingsError(message, where=Where(file, line=line), hint=hint)


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _line_of_post(data: bytes, name: str) -> int | None:
    """The line on which a post begins; None if it is not written as blogtools writes it."""
    offset = data.find(msgspec.json.encode(name) + b":")
    return _line_of(data, offset) if offset >= 0 else None
