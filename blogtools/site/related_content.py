"""Content related to a post: neighbors, series, similar posts, backlinks, the same day in other years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice

import msgspec

from blogtools.model import Entry, Summary
from blogtools.read.fields import TAXONOMIES
from blogtools.render.terms import TermSlugs
from blogtools.site.listings import term_listings
from blogtools.site.similar_posts import SimilarPosts
from blogtools.store.manifest import Record

Backlinks = dict[str, tuple[tuple[str, str], ...]]
"""Notebook name to sorted (title, page) of each post that embeds cells of it."""


MAX_SAME_DAY = 50
"""Entries of other years that a day of a diary leads to."""


class Neighbor(msgspec.Struct, frozen=True, array_like=True):
    """A link to another post, or to a day of a diary."""

    title: str
    page: str
    """Path of the page, relative to the output folder."""
    anchor: str = ""
    """Anchor on that page; empty for the page itself."""
    year: int = 0
    """Year of a diary day; 0 for a post."""


class SeriesPart(msgspec.Struct, frozen=True, array_like=True):
    """A post's position in its series."""

    name: str
    folder: str
    """Path of the list of the series, relative to the site root."""
    number: int
    """Counted from 1."""
    count: int
    previous: Neighbor | None = None
    next: Neighbor | None = None


class RelatedContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Links from one post to others."""

    older: Neighbor | None = None
    newer: Neighbor | None = None
    series: SeriesPart | None = None
    related: tuple[Neighbor, ...] = ()
    used_in: tuple[Neighbor, ...] = ()
    same_day: tuple[tuple[Neighbor, tuple[Neighbor, ...]], ...] = ()
    """For a diary: each day with the entries of the same day in other years."""


class RelatedContentIndex:
    """Index that finds the related content of each post."""

    def __init__(self, posts: Sequence[Summary], users: Backlinks, slugs: TermSlugs) -> None:
        """Index all listed posts, newest first; `users` are the backlinks, `slugs` those of the lists of terms."""
        self._users = users
        self._posts = posts
        self._places = {post.source: place for place, post in enumerate(self._posts)}
        self._relations = SimilarPosts(self._posts)
        series = next(taxonomy for taxonomy in TAXONOMIES if taxonomy.folder == "series")
        self._parts = {
            post.source: (listing, number)
            for listing in term_listings(series, self._posts, slugs)
            for number, post in enumerate(listing.posts)
        }
        self._days: dict[tuple[int, int], dict[int, list[tuple[Entry, Summary]]]] = {}
        for post in self._posts:
            for entry in post.entries:
                years = self._days.setdefault((entry.date.month, entry.date.day), {})
                years.setdefault(entry.date.year, []).append((entry, post))
        self._others: dict[tuple[int, int, int], tuple[Neighbor, ...]] = {}

    def of(self, post: Summary) -> RelatedContent:
        """Return the related content of a post."""
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
        listing, number = self._parts[post.source]
        posts = listing.posts
        before, after = _neighbor(posts, number - 1), _neighbor(posts, number + 1)
        return SeriesPart(listing.name, listing.folder, number + 1, len(posts), before, after)

    def _same_days(self, post: Summary) -> list[tuple[Neighbor, tuple[Neighbor, ...]]]:
        found = []
        for entry in sorted(post.entries, key=lambda entry: (entry.date.month, entry.date.day, entry.date.year)):
            others = self._other_years(entry.date.month, entry.date.day, entry.date.year)
            if others:
                found.append((_day(entry, post), others))
        return found

    def _other_years(self, month: int, day: int, year: int) -> tuple[Neighbor, ...]:
        """Return the entries of a day in the years nearest to one, in order."""
        if (month, day, year) not in self._others:
            years = self._days[month, day]
            nearest = sorted((other for other in years if other != year), key=lambda other: abs(other - year))
            chosen = chain.from_iterable(years[other] for other in nearest)
            found = sorted(islice(chosen, MAX_SAME_DAY), key=lambda one: (one[0].date, one[1].path))
            self._others[month, day, year] = tuple(_day(entry, post) for entry, post in found)
        return self._others[month, day, year]


def find_backlinks(records: Mapping[str, Record]) -> Backlinks:
    """Return the posts that embed cells of each notebook."""
    found: dict[str, set[tuple[str, str]]] = {}
    for record in records.values():
        for name in record.embeds:
            found.setdefault(name, set()).add((record.summary.title, record.summary.path))
    return {name: tuple(sorted(posts)) for name, posts in found.items()}


def _neighbor(posts: Sequence[Summary], place: int) -> Neighbor | None:
    return Neighbor(posts[place].title, posts[place].path) if 0 <= place < len(posts) else None


def _day(entry: Entry, post: Summary) -> Neighbor:
    return Neighbor(entry.title, post.path, entry.anchor, entry.date.year)
