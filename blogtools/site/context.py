"""Context that list pages, feeds and the sitemap are generated from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.order import newest_first
from blogtools.errors import Finding
from blogtools.model import Summary
from blogtools.permalinks.registry import PermalinkRegistry, feed_identity
from blogtools.read.fields import TAXONOMIES
from blogtools.read.schema import Taxonomy
from blogtools.render.links import page_url
from blogtools.render.terms import TermSlugs
from blogtools.site.fragments import Fragments
from blogtools.site.listings import Listing, term_listings
from blogtools.store.manifest import Record
from blogtools.store.output import Destination

if TYPE_CHECKING:
    from blogtools.render.theme.environment import Theme


class SiteFile(msgspec.Struct, frozen=True):
    """A generated file that belongs to no single post."""

    path: str
    """Relative to the output folder."""
    sources: object
    """Everything that the file depends on besides settings, version and theme; serializable as JSON."""
    make: Callable[[], bytes]
    themed: bool = True
    """True if the file depends on the theme."""


class SiteContext:
    """Everything that list pages, feeds and the sitemap are generated from."""

    def __init__(
        self,
        blog: BlogConfig,
        records: Mapping[str, Record],
        registry: PermalinkRegistry,
        destination: Destination,
        cache: Path | None = None,
        term_slugs: TermSlugs | None = None,
    ) -> None:
        """Store the posts to list, as built to `destination`, where the lists of terms have the slugs `term_slugs`.

        `registry` holds the addresses they were ever published at; `cache` is a folder that keeps the texts of feeds
        between builds (None disables it).
        """
        self.blog = blog
        self.settings = blog.settings
        self.records = records
        """Notebook name to record."""
        self.posts = tuple(newest_first((one.summary for one in records.values()), blog.settings.timezone))
        """Summaries, newest first."""
        self.registry = registry
        self.term_slugs = term_slugs or {}
        self.problems: list[Finding] = []
        """Unexpected errors, each of which cost one file or a part of one."""
        self.destination = destination
        self.fragments = Fragments(destination, cache)

    @cached_property
    def terms(self) -> dict[Taxonomy, tuple[Listing, ...]]:
        """The term lists of each taxonomy."""
        return {taxonomy: term_listings(taxonomy, self.posts, self.term_slugs) for taxonomy in TAXONOMIES}

    @cached_property
    def terms_of_posts(self) -> dict[str, dict[str, str]]:
        """By notebook, the folders of the term lists that its post is in, to the names of the terms."""
        found: dict[str, dict[str, str]] = {}
        for listings in self.terms.values():
            for listing in listings:
                for post in listing.posts:
                    found.setdefault(post.source, {})[listing.folder] = listing.name
        return found

    @cached_property
    def theme(self) -> Theme:
        """The theme; Jinja2 is imported only when a page is rendered."""
        from blogtools.render.theme.environment import Theme
        from blogtools.render.theme.files import theme_folders

        return Theme(self.settings, theme_folders(self.blog), lists=True)

    @cached_property
    def published(self) -> tuple[Summary, ...]:
        """The posts for search engines: no drafts, even when drafts are built."""
        return tuple(post for post in self.posts if not post.draft)

    def page(self, template: str, path: str, **values: object) -> bytes:
        """Render a template for the page at `path`; returns UTF-8."""
        return self.theme.page(template, "../" * path.count("/"), page_path=path, **values).encode(errors="replace")

    def first(self, post: Summary) -> tuple[str, str]:
        """Return the first published page and date (ISO 8601, or empty), by which feeds identify a post."""
        entry = self.registry.posts.get(post.source)
        date, page = feed_identity(entry) if entry else (post.date, post.path)
        return page, date or ""

    @property
    def feed_home(self) -> str:
        """The URL by which feed readers know the blog: the one that it had first."""
        return self.registry.home or self.settings.home

    @property
    def id_path(self) -> str:
        """Path of that URL, which the ids of posts begin with, so that two blogs on one host do not share any."""
        return "/" if self.registry.bare_ids else urlsplit(self.feed_home).path or "/"

    def url(self, path: str) -> str:
        """Return the public URL of a page."""
        return self.settings.home + page_url(path)
