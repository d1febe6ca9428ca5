"""Paths of the files that a blog generates, which no post may have."""

from __future__ import annotations

from blogtools.memo import lazy_pattern
from blogtools.read.fields import TAXONOMIES
from blogtools.store.paths import parent_folders, path_key

_TERMS = "|".join(taxonomy.folder for taxonomy in TAXONOMIES)
_FAMILIES = tuple(
    (lazy_pattern(pattern), what)
    for pattern, what in (
        (r"(?:page/\d+/)?index\.html", "the list of all posts"),
        (rf"(?:{_TERMS})/(?:[^/]+/(?:page/\d+/)?)?index\.html", "a list of posts"),
        (r"archive/(?:\d+/)?index\.html", "the archive"),
        (r"snippets/index\.html", "the list of snippets"),
        (r"search/index\.html", "the search page"),
        (r"pagefind", "the search index"),
        (rf"(?:(?:{_TERMS})/[^/]+/)?feed\.xml|feed\.json", "a feed"),
        (r"sitemap(?:-\d+)?\.xml", "the sitemap"),
        (r"404\.html", "the page for missing addresses"),
        (r"robots\.txt|llms\.txt|_redirects", "a file for crawlers and hosts"),
    )
)
"""Pattern of paths below the output folder, and what is there: whether the blog has it now or only later."""


def reserved_for(page: str) -> str:
    """Return what the blog generates at the path of a page, or at one of its folders; empty if nothing."""
    key = path_key(page)
    if not key.endswith("/index.html") or key.count("/") > 1 or "." in key[: -len("/index.html")]:
        return _family(key)
    # Most pages are `slug/index.html`, of which only some words are taken.
    return _family(key) if key.removesuffix("/index.html") in _WORDS else ""


_WORDS = {*(taxonomy.folder for taxonomy in TAXONOMIES), "archive", "snippets", "search", "pagefind", "_redirects"}


def _family(key: str) -> str:
    return next(
        (what for path in (key, *parent_folders(key)) for pattern, what in _FAMILIES if pattern.fullmatch(path)), ""
    )
