"""The page that lists all snippets by post."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from blogtools.model import Summary
from blogtools.render.links import relative_url
from blogtools.site.context import SiteContext, SiteFile

SNIPPETS = "snippets/index.html"


def snippet_pages(site: SiteContext) -> Iterator[SiteFile]:
    """Yield the list of snippets, if there are any."""
    posts = tuple(post for post in site.posts if post.snippets)
    if posts:
        yield SiteFile(SNIPPETS, ("snippets", posts), lambda: _page(site, posts))


def _page(site: SiteContext, posts: tuple[Summary, ...]) -> bytes:
    values = [
        {
            "title": post.title,
            "url": relative_url(post.path, SNIPPETS),
            "snippets": [
                {
                    "name": snippet.name,
                    "url": f"{relative_url(post.path, SNIPPETS)}#{quote(snippet.name)}",
                    "language": snippet.language,
                    "lines": snippet.lines,
                    "dependencies": snippet.dependencies,
                }
                for snippet in post.snippets
            ],
        }
        for post in posts
    ]
    return site.page("snippets.html.j2", SNIPPETS, posts=values)
