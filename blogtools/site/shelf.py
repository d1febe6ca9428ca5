"""What the makers of lists share: all posts in order, the settings, and the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from blogtools.config import Blog
from blogtools.content.order import newest_first
from blogtools.errors import Finding
from blogtools.model import Summary
from blogtools.permalinks.registry import Ledger, feed_identity
from blogtools.render.links import page_url
from blogtools.site.fragments import Fragments
from blogtools.site.listings import TAXONOMIES, Listing, Taxonomy, term_listings
from blogtools.store.manifest import Record
from blogtools.store.output import Destination

if TYPE_CHECKING:
    from blogtools.render.theme.environment import Theme


class Product(msgspec.Struct, frozen=True):
    """A file of the site that belongs to no single post."""

    path: str
    """Below the output folder."""
    sources: object
    """All that it is made from beside settings, version and theme; anything that JSON can hold."""
    make: Callable[[], bytes]
    themed: bool = True
    """Whether it is made with the theme, too."""


class Shelf:
    """A whole blog, as those see it who make lists of it."""

    def __init__(
        self,
        blog: Blog,
        records: Mapping[str, Record],
        ledger: Ledger,
        destination: Destination,
        cache: Path | None = None,
    ) -> None:
        """Take all posts that there will be lists of, as they were built to `destination`.

        `ledger` has the addresses under which they were ever published; `cache` is a folder in which texts of feeds are
        kept from build to build.
        """
        self.blog = blog
        self.settings = blog.settings
        self.records = records
        """By path of the notebook."""
        self.posts = tuple(newest_first((one.summary for one in records.values()), blog.settings.timezone))
        """Newest first."""
        self.ledger = ledger
        self.problems: list[Finding] = []
        """What kept a file, or a part of one, from being made: defects, each of which costs no more than that."""
        self.fragments = Fragments(destination, cache)

    @cached_property
    def terms(self) -> dict[Taxonomy, tuple[Listing, ...]]:
        """The lists of each taxonomy."""
        return {taxonomy: term_listings(taxonomy, self.posts) for taxonomy in TAXONOMIES}

    @cached_property
    def theme(self) -> Theme:
        """The theme; Jinja2 is loaded only where a page is rendered."""
        from blogtools.render.theme.environment import Theme

        return Theme(self.settings, self.blog.templates, lists=True)

    @cached_property
    def published(self) -> tuple[Summary, ...]:
        """The posts that search engines may know: no drafts, even where drafts are shown."""
        return tuple(post for post in self.posts if not post.draft)

    def page(self, template: str, path: str, **values: object) -> bytes:
        """Render the page at `path`."""
        return self.theme.page(template, "../" * path.count("/"), page_path=path, **values).encode(errors="replace")

    def first(self, post: Summary) -> tuple[str, str]:
        """The page and the date (empty for none) by which feeds know a post."""
        entry = self.ledger.posts.get(post.source)
        date, page = feed_identity(entry) if entry else (post.date, post.path)
        return page, date or ""

    def url(self, path: str) -> str:
        """The public address of a page."""
        return self.settings.home + page_url(path)
