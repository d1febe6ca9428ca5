"""Updates the registry after a build."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from blogtools.permalinks.anchors import carry_anchors
from blogtools.permalinks.registry import Permalink, PermalinkRegistry, PublishedPost, feed_identity

Identities = Collection[tuple[str | None, str]]


def update_registry(
    registry: PermalinkRegistry,
    published: Sequence[PublishedPost],
    renames: Mapping[str, str],
    *,
    anchors: Mapping[str, tuple[str, ...]],
    keep: Collection[str] = (),
) -> PermalinkRegistry:
    """Return the registry after a build.

    A post whose page changed keeps the old one, even if another post has that page now: once that post is gone, the
    page redirects again. Posts that are gone are removed.

    Args:
        registry: The registry of the last build.
        published: The published posts, in any order, each with a page of its own.
        renames: New names of notebooks to old ones, from `find_renames`.
        anchors: Anchors of the headings of each post that was rendered; the others keep theirs.
        keep: Notebooks whose posts stay although they are not in `published`: those that failed, and those that a
            build of only some notebooks does not read. If one of them is not in the registry, no post is removed,
            because it may be one that was renamed. Drafts that were never published do not belong here.
    """
    posts: dict[str, Permalink] = {}
    new = []
    given = set()
    for post in published:
        name = post.source
        if name not in registry.posts and name in renames:
            name = renames[name]
            given.add(name)
        before = registry.posts.get(name)
        if before is None:
            new.append(post)
        else:
            posts[post.source] = _published_again(before, post, anchors.get(post.source, before.anchors))
    if new:
        taken = {feed_identity(entry) for entry in registry.posts.values()}
        posts |= {one.source: _published_first(one, anchors.get(one.source, ()), taken) for one in new}
    kept = set(keep) - posts.keys() - given
    if kept - registry.posts.keys():
        kept = registry.posts.keys() - posts.keys() - given
    posts |= {name: registry.posts[name] for name in kept}
    return msgspec.structs.replace(registry, posts={name: posts[name] for name in sorted(posts)})


def _published_first(post: PublishedPost, anchors: tuple[str, ...], taken: Identities) -> Permalink:
    first, number = post.page, 1
    while (post.date, first) in taken:
        number += 1
        first = f"{post.page}#{number}"
    return Permalink(
        page=post.page,
        title=post.title,
        date=post.date,
        first_date=post.date,
        first_path=first if number > 1 else "",
        anchors=anchors,
        cells=post.cells,
    )


def _published_again(before: Permalink, post: PublishedPost, anchors: tuple[str, ...]) -> Permalink:
    page = post.page
    cells = post.cells or before.cells
    known = (before.page, before.anchors, before.title, before.date, before.cells)
    if known == (page, anchors, post.title, post.date, cells):
        return before
    first = before.first_path or before.page
    return Permalink(
        page=page,
        title=post.title,
        date=post.date,
        first_date=before.first_date,
        first_path=first if first != page else "",
        previous_paths=tuple(former for former in (*before.previous_paths, before.page) if former != page),
        anchors=anchors,
        renamed_anchors=carry_anchors(before.anchors, before.renamed_anchors, anchors),
        terms=before.terms,
        cells=cells,
    )
