"""The URLs that each post has had, and where they lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

VERSION = 2
"""Version of the file format; increment it with each change of the structs below."""


class Permalink(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """The published URLs and anchors of one post."""

    page: str
    """Path of its page below the output folder: `my-post/index.html`."""
    title: str
    date: str | None = None
    """ISO 8601, as of the last build."""
    first_date: str | None = None
    """Its date when it was first published; never changes."""
    first_path: str = ""
    """Its page when it was first published, if it was another. A suffix such as `#2` keeps (date, page) unique."""
    previous_paths: tuple[str, ...] = ()
    """Earlier pages, without duplicates and without `page`, the most recent last."""
    anchors: tuple[str, ...] = ()
    """Anchors of its headings, in order."""
    renamed_anchors: dict[str, str] = {}
    """Former anchor of a heading to its current one; also those in nbconvert's form. An empty one is the page's top."""
    terms: dict[str, str] = {}
    """Folder of each list of a term that it was in, such as `tags/python/`, to the name of the term."""
    cells: str = ""
    """Sample of short hashes of its cells, see `cell_sample`; empty if unknown."""


class PermalinkRegistry(msgspec.Struct, frozen=True):
    """The permalinks of all posts and lists, as they were published last."""

    version: int = VERSION
    posts: dict[str, Permalink] = {}
    """Path of the notebook to its permalink, sorted."""
    lists: dict[str, str] = {}
    """Path of each page of a list that was ever published, to that of the list it became; empty if it is known of none.
    """
    home: str = ""
    """URL of the blog when it was first published with one, from which the ids of feeds are made; never changes."""
    bare_ids: bool = False
    """True if these ids have only the host of `home`, not its path, as version 1 made them."""


class PublishedPost(msgspec.Struct, frozen=True, gc=False):
    """A post as a build publishes it, before it is rendered."""

    source: str
    """Path of the notebook."""
    page: str
    title: str
    date: str | None = None
    content: str = ""
    """Hash of its sources; empty if unknown."""
    cells: str = ""
    """As in `Permalink`."""


def feed_identity(entry: Permalink) -> tuple[str | None, str]:
    """Return the date and page that a post's feed id is made of; they never change."""
    return entry.first_date, entry.first_path or entry.page


def redirects(registry: PermalinkRegistry) -> dict[str, str]:
    """Return each former page, sorted, and the page it redirects to, which is a current one, so there are no chains.

    A path that is a page now is never a redirect; one that differs from it in case is, which not all disks can hold. If
    two posts had the same page, it redirects to the one published later; on the same day, to the one whose notebook
    name sorts last.
    """
    movers = [(entry.first_date or "", name, entry) for name, entry in registry.posts.items() if entry.previous_paths]
    if not movers:
        return {}
    current = {entry.page for entry in registry.posts.values()}
    # Names are unique, so sorting never compares two entries.
    redirected = {page: entry.page for _, _, entry in sorted(movers) for page in entry.previous_paths}
    return {page: target for page, target in sorted(redirected.items()) if page not in current}


def removed_urls(
    registry: PermalinkRegistry, pages: Collection[str], redirected: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return (notebook, page) of each URL that works now but would not after a build.

    `pages` are the pages of that build, and `redirected` its redirects.
    """
    pages = set(pages)
    return [
        (name, page)
        for name, entry in sorted(registry.posts.items())
        for page in (*entry.previous_paths, entry.page)
        if page not in pages and redirected.get(page) not in pages
    ]
