"""Similar posts, by shared tags and then by shared words of titles and headings."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest

from blogtools.model import Summary
from blogtools.render.terms import term_key

MAX_RELATED = 3
"""Similar posts per post."""
MAX_TAG_NEIGHBORS = 30
"""Posts considered per tag: those nearest in time."""
FEWEST, RARE = 2, 12
"""A word counts if at least `FEWEST` posts and, on a large blog, at most `RARE` posts have it."""


class SimilarPosts:
    """Finds similar posts in time that does not grow with the blog.

    Rare tags weigh more than common ones. Words of titles and headings break ties, and replace missing tags.
    """

    def __init__(self, posts: Sequence[Summary]) -> None:
        self._posts = posts
        self._places = {post.source: place for place, post in enumerate(posts)}
        self._tags = _places(_terms(post) for post in posts)
        words = _places(post.heading_words for post in posts)
        most = min(RARE, max(FEWEST, len(posts) // 3))
        self._words = {word: places for word, places in words.items() if FEWEST <= len(places) <= most}

    def of(self, post: Summary) -> tuple[Summary, ...]:
        """Return at most `MAX_RELATED` similar posts, most similar first."""
        own = self._places[post.source]
        by_tags: defaultdict[int, float] = defaultdict(float)
        by_words: defaultdict[int, float] = defaultdict(float)
        for tag in sorted({*_terms(post)}):
            places = self._tags[tag]
            for place in _nearest(places, own):
                by_tags[place] += 1 / len(places)
        for word in post.heading_words:
            places = self._words.get(word, [])
            for place in places:
                by_words[place] += 1 / len(places)
        by_tags.pop(own, None)
        found = {*by_tags} if len(by_tags) >= MAX_RELATED else {*by_tags, *by_words} - {own}
        best = nsmallest(MAX_RELATED, [(-by_tags[place], -by_words[place], abs(place - own), place) for place in found])
        return tuple(self._posts[place] for *_, place in best)


def _terms(post: Summary) -> list[str]:
    return [term_key(term) for term in post.tags + post.categories]


def _places(terms: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, some in enumerate(terms):
        for term in dict.fromkeys(some):
            found.setdefault(term, []).append(place)
    return found


def _nearest(places: list[int], own: int) -> Iterator[int]:
    """Yield about `MAX_TAG_NEIGHBORS` of the sorted places, half on either side of `own`."""
    middle = bisect_left(places, own)
    yield from places[max(0, middle - MAX_TAG_NEIGHBORS // 2) : middle + MAX_TAG_NEIGHBORS // 2 + 1]
