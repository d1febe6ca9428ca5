"""Merge what readers have with what the blog's ledger knows."""

from __future__ import annotations

import msgspec

from blogtools.permalinks.anchors import carry_anchors
from blogtools.permalinks.registry import Permalink, PermalinkRegistry, feed_identity


def merge_registries(
    readers: PermalinkRegistry, ledger: PermalinkRegistry, *, from_pages: bool = False
) -> PermalinkRegistry:
    """Return a registry with all addresses and anchors of both; where they differ, what readers have is current.

    With `from_pages`, `readers` was made from the pages themselves, so that it has their paths in place of the names of
    notebooks, and feed ids only where `first_path` is set; the ledger has these.
    """
    if readers == ledger:
        return readers
    posts = dict(readers.posts)
    known_as: dict[object, str] = {feed_identity(entry): name for name, entry in posts.items()} | {
        entry.page: name for name, entry in posts.items()
    }
    for name, entry in ledger.posts.items():
        keys = (entry.page, *reversed(entry.previous_paths)) if from_pages else (feed_identity(entry), entry.page)
        same = name if name in posts else next((known_as[key] for key in keys if known_as.get(key) in posts), None)
        if same is None:
            posts[name] = entry
        elif from_pages:
            posts[name] = _merge(_with_identity(posts.pop(same), entry), entry)
        else:
            posts[same] = _merge(posts[same], entry)
    return PermalinkRegistry(
        home=readers.home or ledger.home,
        bare_ids=readers.bare_ids if readers.home else readers.bare_ids or ledger.bare_ids,
        posts={name: _shortened(posts[name]) for name in sorted(posts)},
        lists=ledger.lists | readers.lists,
    )


def _with_identity(found: Permalink, entry: Permalink) -> Permalink:
    """Return the post of a page with the feed id of its entry in the ledger, unless a feed told it."""
    if found.first_path:
        return found
    date, path = feed_identity(entry)
    return msgspec.structs.replace(found, first_date=date, first_path=path)


def _shortened(entry: Permalink) -> Permalink:
    """Return an entry without a first path that its page has still."""
    return msgspec.structs.replace(entry, first_path="") if entry.first_path == entry.page else entry


def _merge(readers: Permalink, entry: Permalink) -> Permalink:
    paths = (*readers.previous_paths, *entry.previous_paths, entry.page)
    # What the page had at another time leads to what it has now.
    carried = carry_anchors(entry.anchors, entry.renamed_anchors, readers.anchors)
    return msgspec.structs.replace(
        readers,
        previous_paths=tuple(dict.fromkeys(path for path in paths if path != readers.page)),
        renamed_anchors=carried | readers.renamed_anchors,
        terms=readers.terms or entry.terms,
        cells=readers.cells or entry.cells,
    )
