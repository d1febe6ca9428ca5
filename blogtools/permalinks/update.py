"""The ledger after a build."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from blogtools.permalinks.anchors import carry_anchors
from blogtools.permalinks.registry import Entry, Ledger, Sighting, feed_identity

Identities = Collection[tuple[str | None, str]]


def advance(
    ledger: Ledger,
    seen: Sequence[Sighting],
    renames: Mapping[str, str],
    *,
    anchors: Mapping[str, tuple[str, ...]],
    keep: Collection[str] = (),
) -> Ledger:
    """The ledger after a build, with the posts that it saw.

    A post that has another page now remembers the one it had, even if another post lives there: the page is its own
    again once that one goes. Posts that are gone are forgotten.

    Args:
        ledger: as the last build left it.
        seen: the posts that were published, in any order, each with a page of its own.
        renames: new names of notebooks and the names they had, as `find_renames` found them.
        anchors: of the headings of each post that was rendered now; the others keep theirs.
        keep: notebooks whose posts are remembered though they are not seen: those that failed, and those that a build
            of only some notebooks does not look at. While one fails that the ledger does not know, nothing is
            forgotten: it may be one of the posts that are gone, renamed.
            Drafts that were never published do not belong here.
    """
    posts: dict[str, Entry] = {}
    new = []
    given = set()
    for sighting in seen:
        name = sighting.source
        if name not in ledger.posts and name in renames:
            name = renames[name]
            given.add(name)
        before = ledger.posts.get(name)
        if before is None:
            new.append(sighting)
        else:
            posts[sighting.source] = _seen_again(before, sighting, anchors.get(sighting.source, before.anchors))
    if new:
        taken = {feed_identity(entry) for entry in ledger.posts.values()}
        posts |= {one.source: _seen_first(one, anchors.get(one.source, ()), taken) for one in new}
    kept = set(keep) - posts.keys() - given
    if kept - ledger.posts.keys():
        kept = ledger.posts.keys() - posts.keys() - given
    posts |= {name: ledger.posts[name] for name in kept}
    return Ledger(posts={name: posts[name] for name in sorted(posts)})


def _seen_first(sighting: Sighting, anchors: tuple[str, ...], taken: Identities) -> Entry:
    first, number = sighting.page, 1
    while (sighting.date, first) in taken:
        number += 1
        first = f"{sighting.page}#{number}"
    return Entry(
        page=sighting.page,
        title=sighting.title,
        date=sighting.date,
        born=sighting.date,
        first=first if number > 1 else "",
        anchors=anchors,
    )


def _seen_again(before: Entry, sighting: Sighting, anchors: tuple[str, ...]) -> Entry:
    page = sighting.page
    if (
        before.page == page
        and before.anchors == anchors
        and before.title == sighting.title
        and before.date == sighting.date
    ):
        return before
    first = before.first or before.page
    return Entry(
        page=page,
        title=sighting.title,
        date=sighting.date,
        born=before.born,
        first=first if first != page else "",
        former=tuple(former for former in (*before.former, before.page) if former != page),
        anchors=anchors,
        moved=carry_anchors(before.anchors, before.moved, anchors),
    )
