"""The addresses that each post has had, and where they lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

VERSION = 1
"""Of the form of the data below; whoever changes that form counts on."""


class Permalink(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """One post, and what readers may know it by."""

    page: str
    """Path of its page below the output folder: `my-post/index.html`."""
    title: str
    date: str | None = None
    """ISO 8601, as the last build saw it."""
    first_date: str | None = None
    """The date that it had when it was first seen; stays."""
    first_path: str = ""
    """The page that it had then, if another one; `#2` follows where that page was in use with that date before."""
    previous_paths: tuple[str, ...] = ()
    """Earlier pages, each once, the one left last at the end; never `page`."""
    anchors: tuple[str, ...] = ()
    """Of its headings, in order."""
    renamed_anchors: dict[str, str] = {}
    """Anchors that no heading has any more, and the one of the heading that each became."""


class PermalinkRegistry(msgspec.Struct, frozen=True):
    """All posts, as the last build left them."""

    version: int = VERSION
    posts: dict[str, Permalink] = {}
    """By path of the notebook, sorted."""


class PublishedPost(msgspec.Struct, frozen=True, gc=False):
    """A post, as a build sees it before it renders anything."""

    source: str
    """Path of the notebook."""
    page: str
    title: str
    date: str | None = None
    content: str = ""
    """Hash of what it is made from; empty if unknown."""


def feed_identity(entry: Permalink) -> tuple[str | None, str]:
    """What a feed's id of a post is made of, which never changes: a date, and a page."""
    return entry.first_date, entry.first_path or entry.page


def redirects(registry: PermalinkRegistry) -> dict[str, str]:
    """Former pages, sorted, and the page of the post that each leads to: a living one, so there are no chains.

    What is a page now stays one, even if only upper and lower case tell the two apart, as disks may not. Of two posts
    that had one page, it leads to the one that was born later; of two born on one day, to the one whose notebook's
    name sorts last.
    """
    movers = [(entry.first_date or "", name, entry) for name, entry in registry.posts.items() if entry.previous_paths]
    if not movers:
        return {}
    living = {entry.page.casefold() for entry in registry.posts.values()}
    # Names differ, so that no two entries are compared.
    going = {page: entry.page for _, _, entry in sorted(movers) for page in entry.previous_paths}
    return {page: target for page, target in sorted(going.items()) if page.casefold() not in living}


def removed_urls(
    registry: PermalinkRegistry, pages: Collection[str], going: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Notebook and page of all that answers now, and would not after a build of `pages` with the redirects `going`."""
    pages = set(pages)
    return [
        (name, page)
        for name, entry in sorted(registry.posts.items())
        for page in (*entry.previous_paths, entry.page)
        if page not in pages and going.get(page) not in pages
    ]
