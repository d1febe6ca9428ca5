"""The file of the permalink registry, which is committed with the blog."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from blogtools.errors import SettingsError, Where
from blogtools.memo import lazy_pattern
from blogtools.permalinks.registry import VERSION, Permalink, PermalinkRegistry
from blogtools.read.shown import one_line

REGISTRY_FILE = ".blogtools-ledger.json"
"""Name of the file, at the root of the blog."""
SITE_RECORD = "blogtools-ledger.json"
"""Name of its copy in the published site; not a hidden one, which some hosts and uploads leave out."""
_CONFLICT = lazy_pattern(rb"^(?:<<<<<<<|=======|>>>>>>>)", re.MULTILINE)
_BYTE = lazy_pattern(r" \(byte (\d+)\)$")


class TooNewError(SettingsError):
    """A registry was written by a newer version of blogtools."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file's content. The posts are required: a file wrongly read as empty would lose every redirect."""

    version: int
    posts: dict[str, Permalink]
    lists: dict[str, str] = {}
    home: str = ""
    bare_ids: bool = False


class _Version(msgspec.Struct):
    version: int


class _Posts(msgspec.Struct):
    posts: dict[str, msgspec.Raw]


def load_registry(path: Path) -> PermalinkRegistry:
    """Load a blog's registry; an empty one if the file does not exist.

    Raises:
        SettingsError: The file is damaged, or was written by a newer version.
    """
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except (FileNotFoundError, NotADirectoryError):
        return PermalinkRegistry()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SettingsError(message, where=Where(path.name)) from error
    return decode_registry(data, path.name)


def decode_registry(data: bytes, file: str) -> PermalinkRegistry:
    """Decode the registry in the file called `file`.

    Raises:
        SettingsError: as `load_registry`.
    """
    try:
        found = msgspec.json.decode(data, type=_File)
    except ValueError as error:
        raise _diagnose(data, file, error) from error
    if found.version > VERSION:
        raise _too_new(file)
    for name, entry in found.posts.items():
        for page in (entry.page, *entry.previous_paths):
            if not _is_page(page):
                message = f"{one_line(name)}: {page!r} is not a page of this site"
                raise _broken(message, file, _line_of_post(data, name))
    for path, target in found.lists.items():
        if not _is_page(path) or (target and not _is_page(target)):
            message = f"{path!r} is not a page of this site"
            raise _broken(message, file)
    # Version 1 made the ids of feeds from the host alone.
    bare_ids = found.bare_ids or (found.version == 1 and bool(found.posts))
    return PermalinkRegistry(posts=found.posts, lists=found.lists, home=found.home, bare_ids=bare_ids)


def registry_bytes(registry: PermalinkRegistry) -> bytes:
    """Encode a registry: deterministic, and with one value a line, so that Git can merge the files of two branches."""
    return msgspec.json.format(msgspec.json.encode(registry, order="deterministic"), indent=1) + b"\n"


def _is_page(path: str) -> bool:
    return bool(path) and path[0] != "/" and "\\" not in path and not (".." in path and ".." in path.split("/"))


def _diagnose(data: bytes, file: str, error: ValueError) -> SettingsError:
    """Return an error that explains what is wrong with a file; `error` is msgspec's."""
    if conflict := _CONFLICT.search(data):
        hint = f"keep one side (git checkout --ours {file}); the next build adds what is missing"
        where = Where(file, line=_line_of(data, conflict.start()))
        return SettingsError("has merge conflict markers", where=where, hint=hint)
    if not data.strip():
        return _broken("is empty", file)
    # msgspec has an error of its own for that from 0.23.
    if isinstance(error, UnicodeDecodeError) or "UTF-8" in str(error):
        return _broken("is not in UTF-8", file)
    if isinstance(error, msgspec.ValidationError):
        return _too_new(file) if _version(data) > VERSION else _invalid(data, file, error)
    place = _BYTE.search(str(error))
    if place is None:
        return _broken("is truncated", file, _line_of(data, len(data.rstrip())))
    reason = str(error)[: place.start()].removeprefix("JSON is malformed: ")
    return _broken(f"is not valid JSON: {reason}", file, _line_of(data, int(place[1])))


def _invalid(data: bytes, file: str, error: msgspec.ValidationError) -> SettingsError:
    """Return an error for JSON of the wrong shape, from msgspec's `Expected `str`, got `int` - at `$.page``."""
    name, problem = next(_invalid_posts(data), ("", error))
    text, _, place = str(problem).partition(" - at `$")
    parts = (one_line(name), place.strip(".`"), text[:1].lower() + text[1:].replace("`", ""))
    return _broken(": ".join(part for part in parts if part), file, _line_of_post(data, name) if name else None)


def _invalid_posts(data: bytes) -> Iterator[tuple[str, msgspec.ValidationError]]:
    """Yield the names of invalid posts, and why they are invalid."""
    try:
        posts = msgspec.json.decode(data, type=_Posts).posts
    except (ValueError, RecursionError):
        # The problem does not lie in a single post.
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
    return TooNewError("was written by a newer version of blogtools", where=Where(file), hint="upgrade blogtools")


def _broken(message: str, file: str, line: int | None = None) -> SettingsError:
    hint = f"fix it, or restore it from Git (git checkout HEAD {file}): it alone has the old addresses of posts"
    return SettingsError(message, where=Where(file, line=line), hint=hint)


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _line_of_post(data: bytes, name: str) -> int | None:
    """Return the line on which a post begins; None if the file is not formatted as blogtools writes it."""
    offset = data.find(msgspec.json.encode(name) + b":")
    return _line_of(data, offset) if offset >= 0 else None
