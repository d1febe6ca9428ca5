"""The manifest: what the last build wrote, and from which inputs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from blogtools.errors import Finding
from blogtools.model import Placeholders, Reference, Summary


class Record(msgspec.Struct, frozen=True):
    """The record of a post in the last build."""

    content: str
    """Hash of the notebook and its metadata files."""
    stamp: str
    """Sizes and modification times of these files, to detect unchanged ones without reading; empty if inconclusive."""
    summary: Summary
    files: tuple[str, ...]
    """All files written for it, relative to the output folder."""
    links: dict[str, str | None]
    """Notebook it links to, to the page that had (None if it was not a post)."""
    inputs: dict[str, str | None]
    """File it refers to, by path relative to the notebook, to the hash that had (None if it was missing)."""
    findings: tuple[Finding, ...] = ()
    notebook: str = ""
    """Hash of the notebook alone, as in the `inputs` of posts that embed from it."""
    embeds: tuple[str, ...] = ()
    """Notebooks that it embeds cells of."""
    labels: dict[str, tuple[str, ...]] = {}
    """Label that it looked up in other notebooks, to the notebooks that had it."""
    body: str = ""
    """Hash of the post's own part of its page."""
    anchors: tuple[str, ...] = ()
    """Anchors of its headings, in order."""
    legacy_anchors: tuple[str, ...] = ()
    """Anchors of the same headings in nbconvert's form, empty where a heading has none."""
    moved: dict[str, str] = {}
    """Former anchors of its headings, to the current ones."""
    cells: str = ""
    """Sample of hashes of its cells, as in the registry of permalinks."""
    placeholders: Placeholders = Placeholders()
    """Byte offsets in its page."""
    size: int = 0
    """Size of the page, in bytes."""
    nav: str = ""
    """Hash of the post navigation on the page; empty if there is none."""
    nav_size: int = 0
    """Size of the post navigation, in bytes."""
    libraries: dict[str, str] = {}
    """JavaScript library of its figures, to the version that was installed (empty if none)."""
    key: str = ""
    """Hash of everything else that the page depends on except for the theme: version, settings, target."""
    theme: str = ""
    """Hash of the theme."""
    waits: dt.date | None = None
    """The first day of a diary that the page leaves out because it has not come."""
    term_folders: tuple[str, ...] = ()
    """Paths of the lists of its terms, to which its page links."""
    references: tuple[Reference, ...] = ()
    """Its links to what is on the site, other than to notebooks."""
    page_context: str = ""
    """Hash of the cached template context; empty if it is not cached."""


class Lists(msgspec.Struct, frozen=True):
    """The record of the files that do not belong to a single post."""

    files: dict[str, str] = {}
    """Path below the output folder, to the hash of its inputs and its size in bytes."""
    findings: tuple[Finding, ...] = ()
    state: str = ""
    """Hash of all their inputs; while it is unchanged, none is written."""


class Manifest(msgspec.Struct, frozen=True):
    """The record of a build, for the next one."""

    posts: dict[str, Record] = {}
    """Path of the notebook to the post's record."""
    lists: Lists = Lists()
    nav_key: str = ""
    """Hash of everything that pages show about other posts."""
    term_slugs: dict[str, dict[str, str]] | None = None
    """Folder of a taxonomy to the slug of each of its terms; None if unknown."""
    broken_links: tuple[Finding, ...] = ()
    """Findings of links that were checked when the site was complete."""


def content_hash(data: bytes) -> str:
    """Return the first 16 bytes of the SHA-256 of some data, in hex; CPUs have instructions for SHA-256."""
    return hashlib.sha256(data).hexdigest()[:32]


def cache_name(page: str) -> str:
    """Return the name of the cache file for the page at a path."""
    return f"{content_hash(page.encode())}.json"


def build_key(*parts: object) -> str:
    """Return a hash of everything that all pages of a build depend on."""
    return content_hash(msgspec.json.encode(parts))


def stale_files(last: Manifest, records: Mapping[str, Record]) -> tuple[str, ...]:
    """Return the files that the last build wrote for posts and that no post has any longer, sorted."""
    used = {name for record in records.values() for name in record.files}
    return tuple(sorted({name for record in last.posts.values() for name in record.files} - used))


def load_manifest(path: Path) -> Manifest:
    """Load the manifest of the last build; an empty one if it is missing, damaged or from another version."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, ValueError):
        # The manifest is a cache: without it, everything is rebuilt.
        return Manifest()
