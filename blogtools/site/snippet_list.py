"""The list of all snippets, post by post."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from blogtools.model import Summary
from blogtools.render.links import relative_url
from blogtools.site.shelf import Product, Shelf

SNIPPETS = "snippets/index.html"


def snippet_products(shelf: Shelf) -> Iterator[Product]:
    """The page of the list, where there are snippets."""
    posts = tuple(post for post in shelf.posts if post.snippets)
    if posts:
        yield Product(SNIPPETS, ("snippets", posts), lambda: _page(shelf, posts))


def _page(shelf: Shelf, posts: tuple[Summary, ...]) -> bytes:
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
    return shelf.page("snippets.html.j2", SNIPPETS, posts=values)
