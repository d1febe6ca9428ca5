"""What the makers of lists share: all posts in order, the settings, and the theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from blogtools.config import Blog
from blogtools.post import Summary
from blogtools.render.links import page_url
from blogtools.site.order import newest_first

if TYPE_CHECKING:
    from blogtools.render.environment import Theme


class Product(msgspec.Struct, frozen=True):
    """A file of the site that belongs to no single post."""

    path: str
    """Below the output folder."""
    sources: object
    """All that it is made from beside settings, theme and version; anything that JSON can hold."""
    make: Callable[[], bytes]


class Shelf:
    """A whole blog, as those see it who make lists of it."""

    def __init__(self, blog: Blog, summaries: Sequence[Summary]) -> None:
        self.blog = blog
        self.settings = blog.settings
        self.posts = tuple(newest_first(summaries, blog.settings.timezone))
        """Newest first."""

    @cached_property
    def theme(self) -> Theme:
        """The theme; Jinja2 is loaded only where a page is rendered."""
        from blogtools.render.environment import Theme

        return Theme(self.settings, self.blog.templates, lists=True)

    @cached_property
    def published(self) -> tuple[Summary, ...]:
        """The posts that search engines may know: no drafts, even where drafts are shown."""
        return tuple(post for post in self.posts if not post.draft)

    def page(self, template: str, path: str, **values: object) -> bytes:
        """Render the page at `path`."""
        return self.theme.page(template, "../" * path.count("/"), page_path=path, **values).encode(errors="replace")

    def url(self, path: str) -> str:
        """The public address of a page."""
        return self.settings.home + page_url(path)
