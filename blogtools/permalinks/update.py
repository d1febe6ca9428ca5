"""The ledger after a build."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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
    """The ledger after a build, with the posts that it saw.

    A post that has another page now remembers the one it had, even if another post lives there: the page is its own
    again once that one goes. Posts that are gone are forgotten.

    Args:
        registry: as the last build left it.
        published: the posts that were published, in any order, each with a page of its own.
        renames: new names of notebooks and the names they had, as `find_renames` found them.
        anchors: of the headings of each post that was rendered now; the others keep theirs.
        keep: notebooks whose posts are remembered though they are not seen: those that failed, and those that a build
            of only some notebooks does not look at. While one fails that the registry does not know, nothing is
            forgotten: it may be one of the posts that are gone, renamed.
            Drafts that were never published do not belong here.
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
            posts[post.source] = _seen_again(before, post, anchors.get(post.source, before.anchors))
    if new:
        taken = {feed_identity(entry) for entry in registry.posts.values()}
        posts |= {one.source: _seen_first(one, anchors.get(one.source, ()), taken) for one in new}
    kept = set(keep) - posts.keys() - given
    if kept - registry.posts.keys():
        kept = registry.posts.keys() - posts.keys() - given
    posts |= {name: registry.posts[name] for name in kept}
    return PermalinkRegistry(posts={name: posts[name] for name in sorted(posts)})


def _seen_first(post: PublishedPost, anchors: tuple[str, ...], taken: Identities) -> Permalink:
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
    )


def _seen_again(before: Permalink, post: PublishedPost, anchors: tuple[str, ...]) -> Permalink:
    page = post.page
    if before.page == page and before.anchors == anchors and before.title == post.title and before.date == post.date:
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
    )
