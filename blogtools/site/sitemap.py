"""Files for crawlers (sitemap, robots.txt, llms.txt) and the 404 page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from blogtools.site.context import SiteContext, SiteFile

MOST_URLS = 50_000
"""URLs per sitemap file (sitemaps.org, "Sitemaps XML format")."""


def sitemap_and_robots(site: SiteContext) -> Iterator[SiteFile]:
    """Yield the 404 page and, if there is a `base_url`, the files for crawlers."""
    base = urlsplit(site.settings.home).path or "/"
    # Hosts show it at any depth, so its links start at the site root.
    yield SiteFile(
        "404.html", ("missing",), lambda: site.theme.page("404.html.j2", base, page_path="404.html").encode()
    )
    if not site.settings.home:
        return
    urls = [("", None), *((post.path, post.updated or post.date) for post in site.published)]
    chunks = [urls[start : start + MOST_URLS] for start in range(0, len(urls), MOST_URLS)]
    names = [f"sitemap-{number}.xml" if len(chunks) > 1 else "sitemap.xml" for number in range(1, len(chunks) + 1)]
    for name, chunk in zip(names, chunks, strict=True):
        yield SiteFile(name, ("sitemap", chunk), lambda chunk=chunk: _sitemap(site, chunk), themed=False)  # type: ignore[misc]
    if len(chunks) > 1:
        yield SiteFile("sitemap.xml", ("sitemaps", names), lambda: _index(site, names), themed=False)
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {site.url('sitemap.xml')}\n"
    yield SiteFile("robots.txt", robots, robots.encode, themed=False)

    if site.settings.llms_txt:
        sources = [(post.path, post.title, post.description) for post in site.published]
        yield SiteFile("llms.txt", sources, lambda: _llms_txt(site), themed=False)


def _llms_txt(site: SiteContext) -> bytes:
    """Return the blog as llmstxt.org specifies: a heading, a description and links to the posts."""
    lines = [f"# {_line(site.settings.title) or 'All posts'}", ""]
    if site.settings.description:
        lines += [f"> {_line(site.settings.description)}", ""]
    lines += ["## Posts", ""]
    for post in site.published:
        title = re.sub(r"[\\\[\]]", r"\\\g<0>", _line(post.title))
        note = f": {_line(post.description)}" if post.description else ""
        lines.append(f"- [{title}]({site.url(post.path)}){note}")
    return "\n".join([*lines, ""]).encode(errors="replace")


def _line(text: str) -> str:
    return " ".join(text.split())


def _sitemap(site: SiteContext, urls: list[tuple[str, str | None]]) -> bytes:
    lines = [
        f"<url><loc>{escape(site.url(path))}</loc>{f'<lastmod>{date[:10]}</lastmod>' if date else ''}</url>\n"
        for path, date in urls
    ]
    return _xml("urlset", lines)


def _index(site: SiteContext, names: list[str]) -> bytes:
    return _xml("sitemapindex", [f"<sitemap><loc>{escape(site.url(name))}</loc></sitemap>\n" for name in names])


def _xml(root: str, lines: list[str]) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</{root}>\n'
    ).encode()
