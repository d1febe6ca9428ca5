"""What the site says around a post: neighbors, series, related posts, who uses it, the same day in other years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from blogtools.model import Entry, Summary
from blogtools.read.fields import TAXONOMIES
from blogtools.site.listings import term_listings
from blogtools.site.similar_posts import SimilarPosts
from blogtools.store.manifest import Record

Backlinks = dict[str, tuple[tuple[str, str], ...]]
"""Name of a notebook to title and page of each post that embeds cells of it, in order."""


class Neighbor(msgspec.Struct, frozen=True, array_like=True):
    """Another post, or a day of one."""

    title: str
    page: str
    """Path of its page below the output folder."""
    anchor: str = ""
    """Where on that page; empty for its top."""
    year: int = 0
    """Of a day in another year."""


class SeriesPart(msgspec.Struct, frozen=True, array_like=True):
    """A post's place in its series."""

    name: str
    number: int
    """Counted from 1."""
    count: int
    previous: Neighbor | None = None
    next: Neighbor | None = None


class RelatedContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that other posts have to do with one."""

    older: Neighbor | None = None
    newer: Neighbor | None = None
    series: SeriesPart | None = None
    related: tuple[Neighbor, ...] = ()
    used_in: tuple[Neighbor, ...] = ()
    same_day: tuple[tuple[Neighbor, tuple[Neighbor, ...]], ...] = ()
    """Of a diary: its days that other years have too, and those."""


class RelatedContentIndex:
    """Tells what is around each post of a blog."""

    def __init__(self, posts: Sequence[Summary], users: Backlinks) -> None:
        """Take all posts that there are lists of, newest first."""
        self._users = users
        self._posts = posts
        self._places = {post.source: place for place, post in enumerate(self._posts)}
        self._relations = SimilarPosts(self._posts)
        series = next(taxonomy for taxonomy in TAXONOMIES if taxonomy.folder == "series")
        self._parts = {
            post.source: (listing.name, number, listing.posts)
            for listing in term_listings(series, self._posts)
            for number, post in enumerate(listing.posts)
        }
        self._days: dict[tuple[int, int], list[tuple[Entry, Summary]]] = {}
        for post in self._posts:
            for entry in post.entries:
                self._days.setdefault((entry.date.month, entry.date.day), []).append((entry, post))

    def of(self, post: Summary) -> RelatedContent:
        """What is around a post."""
        used_in = tuple(Neighbor(title, page) for title, page in self._users.get(post.source, ()))
        place = self._places.get(post.source)
        if place is None:
            return RelatedContent(used_in=used_in)
        return RelatedContent(
            older=_neighbor(self._posts, place + 1),
            newer=_neighbor(self._posts, place - 1),
            series=self._series(post),
            related=tuple(Neighbor(other.title, other.path) for other in self._relations.of(post)),
            used_in=used_in,
            same_day=tuple(self._same_days(post)),
        )

    def _series(self, post: Summary) -> SeriesPart | None:
        if post.source not in self._parts:
            return None
        name, number, posts = self._parts[post.source]
        return SeriesPart(name, number + 1, len(posts), _neighbor(posts, number - 1), _neighbor(posts, number + 1))

    def _same_days(self, post: Summary) -> list[tuple[Neighbor, tuple[Neighbor, ...]]]:
        found = []
        for entry in sorted(post.entries, key=lambda entry: (entry.date.month, entry.date.day, entry.date.year)):
            others = tuple(
                _day(other, owner)
                for other, owner in sorted(
                    self._days[entry.date.month, entry.date.day], key=lambda day: (day[0].date, day[1].path)
                )
                if other.date.year != entry.date.year
            )
            if others:
                found.append((_day(entry, post), others))
        return found


def find_backlinks(records: Mapping[str, Record]) -> Backlinks:
    """The posts that embed from each notebook."""
    found: dict[str, set[tuple[str, str]]] = {}
    for record in records.values():
        for name in record.embeds:
            found.setdefault(name, set()).add((record.summary.title, record.summary.path))
    return {name: tuple(sorted(posts)) for name, posts in found.items()}


def _neighbor(posts: Sequence[Summary], place: int) -> Neighbor | None:
    return Neighbor(posts[place].title, posts[place].path) if 0 <= place < len(posts) else None


def _day(entry: Entry, post: Summary) -> Neighbor:
    return Neighbor(entry.title, post.path, entry.anchor, entry.date.year)
