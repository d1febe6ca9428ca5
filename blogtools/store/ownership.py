"""The record of the files that blogtools wrote, kept among them, and the files that it did not write."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

OWNED_FILES = ".blogtools-files.json"
"""Lies in the root of everything that blogtools writes: an output folder, a folder or branch published to.

JSON: the path of each file to who wrote it (a target, such as `html`) or, where it was published, to its hash. It
travels with the files, so that neither a lost cache nor another machine makes them strangers.
"""
MOST_NAMES = 20
"""Files that a message names."""


def encode_owned(owned: Mapping[str, str]) -> bytes:
    """Return the content of the record."""
    return msgspec.json.encode(dict(sorted(owned.items())))


def decode_owned(data: bytes) -> dict[str, str]:
    """Return what a record says.

    Raises:
        ValueError: it is damaged.
    """
    return msgspec.json.decode(data, type=dict[str, str])


def read_owned(folder: Path) -> dict[str, str] | None:
    """Return what the record in a folder says; None if there is none that can be read."""
    try:
        return decode_owned((folder / OWNED_FILES).read_bytes())
    except (OSError, ValueError):
        return None


def foreign_files(root: str, owned: Collection[str]) -> frozenset[str]:
    """Return the files and links below a folder that are not `owned`, by path; links are not followed."""
    return frozenset(name for name in _files(root, "") if name not in owned and name != OWNED_FILES)


def list_names(names: Iterable[str]) -> str:
    """Return file names for a message, sorted; of many, the first and how many more there are."""
    ordered = [name if name.isprintable() else ascii(name) for name in sorted(names)]
    more = len(ordered) - MOST_NAMES
    return ", ".join(ordered[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _files(root: str, above: str) -> Iterable[str]:
    try:
        with os.scandir(f"{root}/{above}") as entries:
            found = list(entries)
    except OSError:
        return  # It does not exist, or nobody may read it, and so nobody writes there either.
    for entry in found:
        if entry.name == ".git":
            continue  # Nothing that is written lies there, and there is a lot of it.
        if entry.is_dir(follow_symlinks=False):
            yield from _files(root, f"{above}{entry.name}/")
        elif not entry.name.endswith(".part"):
            yield above + entry.name
