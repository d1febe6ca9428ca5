"""What search engines ask for first: the sitemap, and robots.txt; and the page for addresses that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from blogtools.site.shelf import Product, Shelf

MOST_URLS = 50_000
"""Addresses that one sitemap may hold (sitemaps.org, "Sitemaps XML format")."""


def machine_products(shelf: Shelf) -> Iterator[Product]:
    """The page for missing addresses; and where the blog's address is known, the sitemap and robots.txt."""
    base = urlsplit(shelf.settings.home).path or "/"
    # It is shown at any depth, so its links begin at the site's top.
    yield Product(
        "404.html", ("missing",), lambda: shelf.theme.page("404.html.j2", base, page_path="404.html").encode()
    )
    if not shelf.settings.home:
        return
    urls = [("", None), *((post.path, post.updated or post.date) for post in shelf.published)]
    chunks = [urls[start : start + MOST_URLS] for start in range(0, len(urls), MOST_URLS)]
    names = [f"sitemap-{number}.xml" if len(chunks) > 1 else "sitemap.xml" for number in range(1, len(chunks) + 1)]
    for name, chunk in zip(names, chunks, strict=True):
        yield Product(name, ("sitemap", chunk), lambda chunk=chunk: _sitemap(shelf, chunk), themed=False)  # type: ignore[misc]
    if len(chunks) > 1:
        yield Product("sitemap.xml", ("sitemaps", names), lambda: _index(shelf, names), themed=False)
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {shelf.url('sitemap.xml')}\n"
    yield Product("robots.txt", robots, robots.encode, themed=False)

    if shelf.settings.llms_txt:
        told = [(post.path, post.title, post.description) for post in shelf.published]
        yield Product("llms.txt", told, lambda: _llms_txt(shelf), themed=False)


def _llms_txt(shelf: Shelf) -> bytes:
    """The blog as llmstxt.org has it: a heading, what it is about, and its posts."""
    lines = [f"# {_line(shelf.settings.title) or 'All posts'}", ""]
    if shelf.settings.description:
        lines += [f"> {_line(shelf.settings.description)}", ""]
    lines += ["## Posts", ""]
    for post in shelf.published:
        title = re.sub(r"[\\\[\]]", r"\\\g<0>", _line(post.title))
        note = f": {_line(post.description)}" if post.description else ""
        lines.append(f"- [{title}]({shelf.url(post.path)}){note}")
    return "\n".join([*lines, ""]).encode(errors="replace")


def _line(text: str) -> str:
    return " ".join(text.split())


def _sitemap(shelf: Shelf, urls: list[tuple[str, str | None]]) -> bytes:
    lines = [
        f"<url><loc>{escape(shelf.url(path))}</loc>{f'<lastmod>{date[:10]}</lastmod>' if date else ''}</url>\n"
        for path, date in urls
    ]
    return _xml("urlset", lines)


def _index(shelf: Shelf, names: list[str]) -> bytes:
    return _xml("sitemapindex", [f"<sitemap><loc>{escape(shelf.url(name))}</loc></sitemap>\n" for name in names])


def _xml(root: str, lines: list[str]) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</{root}>\n'
    ).encode()
