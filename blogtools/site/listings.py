"""Taxonomies, and the lists of posts by tag, category, series and author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from blogtools.content.order import sort_key, stored_moment
from blogtools.model import Summary
from blogtools.read.fields import TAXONOMIES, terms_of
from blogtools.read.schema import Taxonomy
from blogtools.render.terms import TermSlugs, assign_slugs, first_uses, term_folder, term_key


class Listing(msgspec.Struct, frozen=True):
    """A list of posts with its own address."""

    folder: str
    """Path relative to the site root, such as `tags/python/`; empty for the list of all posts."""
    name: str
    """Name of the term, such as `Python`; empty for the list of all posts."""
    kind: str
    """Kind of the term: `tag`, `series`, …."""
    posts: tuple[Summary, ...]


class ListPage(msgspec.Struct, frozen=True):
    """One page of a list."""

    listing: Listing
    number: int
    """Counted from 1."""
    count: int
    """Number of pages of the list."""
    posts: tuple[Summary, ...]

    @property
    def sources(self) -> tuple[object, ...]:
        """Everything that the page depends on."""
        return (self.listing.name, self.listing.kind, len(self.listing.posts), self.number, self.count, self.posts)

    @property
    def path(self) -> str:
        """Path of the page, relative to the output folder."""
        return part_path(self.listing.folder, self.number)


def slugs_of_terms(posts: Sequence[Summary], zone: str, published: TermSlugs) -> dict[str, dict[str, str]]:
    """Return the slugs of all terms of the posts, as `TermSlugs`; `published` are those that stay what they are."""
    timed = [(post, sort_key(stored_moment(post.date), zone) if post.date else float("inf")) for post in posts]
    found = {
        taxonomy.folder: assign_slugs(first_uses(timed, taxonomy.folder), published.get(taxonomy.folder, {}))
        for taxonomy in TAXONOMIES
    }
    return {folder: slugs for folder, slugs in found.items() if slugs}


def term_listings(taxonomy: Taxonomy, posts: Sequence[Summary], slugs: TermSlugs) -> tuple[Listing, ...]:
    """Return one list per term, sorted by name; it has the name of the spelling that most posts use.

    `posts` are newest first, as in the lists (those of a series are oldest first).
    """
    members: dict[str, list[Summary]] = {}
    spellings: dict[str, Counter[str]] = {}
    for post in posts:
        for term in dict.fromkeys(terms_of(post, taxonomy.folder)):
            key = term_key(term)
            spellings.setdefault(key, Counter())[term] += 1
            mine = members.setdefault(key, [])
            if not mine or mine[-1] is not post:
                mine.append(post)
    listings = (
        Listing(
            term_folder(taxonomy.folder, key, slugs),
            max(spellings[key], key=lambda term: (spellings[key][term], term)),
            taxonomy.kind,
            tuple(reversed(mine)) if taxonomy.oldest_first else tuple(mine),
        )
        for key, mine in members.items()
    )
    return tuple(sorted(listings, key=lambda listing: (listing.name.casefold(), listing.folder)))


def paginate(listing: Listing, size: int) -> Iterator[ListPage]:
    """Yield the pages of a list, `size` posts each; an empty list has one page, too."""
    posts = listing.posts
    count = max(1, -(-len(posts) // size))
    for number in range(1, count + 1):
        yield ListPage(listing, number, count, posts[(number - 1) * size : number * size])


def part_path(folder: str, number: int) -> str:
    """Return the path, relative to the output folder, of page `number` of the list in `folder`."""
    return f"{folder}index.html" if number == 1 else f"{folder}page/{number}/index.html"
