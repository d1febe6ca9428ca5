"""Promises to readers: read where the blog is published, and kept in the blog's ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from blogtools.build.permalink_guard import registry_path
from blogtools.config import BlogConfig
from blogtools.errors import SettingsError, WriteError
from blogtools.permalinks.merge import merge_registries
from blogtools.permalinks.pages import is_evidence, registry_of_pages
from blogtools.permalinks.registry import PermalinkRegistry
from blogtools.permalinks.registry_file import SITE_RECORD, TooNewError, decode_registry, load_registry
from blogtools.store.output import Destination


class Published(Protocol):
    """A place with published files."""

    def read(self, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the published files whose paths are `wanted`."""


def published_registry(blog: BlogConfig, place: Published) -> PermalinkRegistry:
    """Return the registry of all that readers have: what stands in a place, and what the blog's ledger knows.

    Where the place has no record that can be read, its pages are the record.

    Raises:
        SettingsError: the ledger cannot be read, or the record was written by a newer version.
        PublishError: the place cannot be read.
    """
    ledger = load_registry(registry_path(blog))
    record = next(iter(place.read(SITE_RECORD.__eq__)), None)
    if record is not None:
        try:
            return merge_registries(decode_registry(record[1], SITE_RECORD), ledger)
        except TooNewError:
            raise
        except SettingsError:
            # The pages are still there, and the next record replaces this one.
            pass
    return merge_registries(registry_of_pages(place.read(is_evidence)), ledger, from_pages=True)


def keep_ledger(blog: BlogConfig, site: Path) -> None:
    """Make the record of a published site the blog's ledger, unless it is already.

    Raises:
        WriteError: the ledger cannot be written.
    """
    path, data = registry_path(blog), (site / SITE_RECORD).read_bytes()
    if path.exists() and path.read_bytes() == data:
        return
    try:
        Destination(path.parent).write(path.name, data)
    except WriteError:
        # A folder that is no blog remembers as far as it can.
        if blog.settings_file:
            raise
