"""Files at a place of publication that blogtools did not write: kept if they can be, else named before they go."""

from __future__ import annotations

from collections.abc import Iterable

from blogtools.errors import PublishError, Where
from blogtools.store.ownership import list_names


class ForeignFilesError(PublishError):
    """Publishing would replace files that blogtools did not write, or mix the blog with another site."""

    slug = "foreign-file"


def refuse_foreign(place: str, clashing: Iterable[str], kept: Iterable[str]) -> None:
    """Raise `ForeignFilesError`, which names the files to be replaced and those to be kept, if there are any."""
    clashing, kept = list_names(clashing), list_names(kept)
    if not clashing and not kept:
        return
    message = "has files that blogtools did not write"
    message += f"; these would be replaced: {clashing}" if clashing else ""
    message += f"; these would stay: {kept}" if kept else ""
    raise ForeignFilesError(message, where=Where(place), hint="choose another place, or take it over: --adopt")


def kept_line(kept: Iterable[str]) -> str:
    """Return a sentence about the files that stay as they are; empty if there are none."""
    names = list_names(kept)
    return f" Kept, not written by blogtools: {names}." if names else ""
