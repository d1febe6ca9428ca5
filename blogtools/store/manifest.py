"""What the last build wrote and from what, kept beside the blog."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from blogtools.errors import Finding
from blogtools.model import Placeholders, Summary


class Record(msgspec.Struct, frozen=True):
    """One post of the last build."""

    content: str
    """Hash of the notebook and of the metadata files around it."""
    stamp: str
    """Their sizes and times, by which a file is known to be the same without being read; empty if not."""
    summary: Summary
    files: tuple[str, ...]
    """Everything written for it, relative to the output folder."""
    links: dict[str, str | None]
    """Notebooks it links to, and the page each had (None for no post)."""
    inputs: dict[str, str | None]
    """Files it names, by path relative to the notebook, and the hash each had (None for missing)."""
    findings: tuple[Finding, ...] = ()
    notebook: str = ""
    """Hash of the notebook alone, as posts that embed from it have it among their `inputs`."""
    embeds: tuple[str, ...] = ()
    """Notebooks that it shows cells of."""
    labels: dict[str, tuple[str, ...]] = {}
    """Labels that it looked for in other notebooks, and those that had each."""
    body: str = ""
    """Hash of the post itself, as it stands on its page."""
    anchors: tuple[str, ...] = ()
    """Of its headings, in order."""
    moved: dict[str, str] = {}
    """Anchors that its headings had, to those that they have."""
    placeholders: Placeholders = Placeholders()
    """Where things stand on its page."""
    size: int = 0
    """Bytes of the page."""
    nav: str = ""
    """Hash of what the page says around the post; empty for nothing."""
    nav_size: int = 0
    """Bytes of that."""
    libraries: dict[str, str] = {}
    """Libraries that draw its figures, and the version of each that was installed (empty for none)."""
    key: str = ""
    """Hash of all else that the page was made from, but for the theme: version, settings, target."""
    theme: str = ""
    """Hash of the theme."""
    page_context: str = ""
    """Hash of what the theme was put around, as the cache has it; empty if it is not there."""


class Lists(msgspec.Struct, frozen=True):
    """The files that belong to no single post."""

    files: dict[str, str] = {}
    """Path below the output folder, and the hash of what it was made from with its size in bytes."""
    findings: tuple[Finding, ...] = ()
    state: str = ""
    """Hash of all that they were made from; while it is the same, none is made."""


class Manifest(msgspec.Struct, frozen=True):
    """A build, as the next one sees it."""

    posts: dict[str, Record] = {}
    """By path of the notebook."""
    lists: Lists = Lists()
    nav_key: str = ""
    """Hash of all that pages say of other posts."""


def content_hash(data: bytes) -> str:
    """The hash by which content is compared: the first 16 bytes of SHA-256, in hex; processors have it built in."""
    return hashlib.sha256(data).hexdigest()[:32]


def cache_name(page: str) -> str:
    """The name under which something of the page at a path is kept from build to build."""
    return f"{content_hash(page.encode())}.json"


def build_key(*parts: object) -> str:
    """One hash of all that every page of a build depends on."""
    return content_hash(msgspec.json.encode(parts))


def stale_files(last: Manifest, records: Mapping[str, Record]) -> tuple[str, ...]:
    """Files that the last build wrote for posts, and that no post has any more."""
    used = {name for record in records.values() for name in record.files}
    return tuple(sorted({name for record in last.posts.values() for name in record.files} - used))


def load_manifest(path: Path) -> Manifest:
    """The last build; an empty one if there was none or its manifest is of another version."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, ValueError):
        # A manifest is a cache: without it everything is built anew.
        return Manifest()
