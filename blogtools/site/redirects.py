"""Redirects from former addresses and aliases of posts to their pages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from html import escape
from urllib.parse import unquote, urlsplit

from blogtools.errors import Finding, Where
from blogtools.model import Summary
from blogtools.permalinks.registry import redirects
from blogtools.render.links import page_url, relative_url
from blogtools.site.context import SiteContext, SiteFile

REDIRECTS = "_redirects"
"""File that some hosts read (Netlify, Cloudflare Pages); each line holds source, target and status."""


def redirect_files(site: SiteContext, taken: Collection[str], findings: list[Finding]) -> Iterator[SiteFile]:
    """Yield a redirect page for each alias and former address of a post, and the `_redirects` file.

    Aliases that are not addresses of this site, that are pages already (`taken`: paths relative to the output folder)
    or that two posts share are appended to `findings` as errors and skipped.
    """
    owners: dict[str, Summary] = {}
    pages = {path.casefold() for path in taken}
    for post in sorted(site.published, key=lambda post: post.source):
        for alias in post.aliases:
            path = alias_path(alias, site.settings.home)
            problem = hint = ""
            if path is None:
                problem, hint = "is not an address on this site", "write it as /old/address/"
            elif path.casefold() in pages and path != post.path:
                problem, hint = f"is already a page: {path}", "remove the alias, or move that page"
            elif owners.get(path, post) is not post:
                problem, hint = f"is also an alias of {owners[path].source}", "remove it from one of the posts"
            if problem or path is None:
                findings.append(Finding("alias", f"alias {alias} {problem}", Where(post.source), hint, "error"))
            elif path != post.path:
                owners[path] = post
    posts = {post.path: post for post in site.published}
    for path, page in redirects(site.registry).items():
        if path.casefold() not in pages and page in posts:
            owners.setdefault(path, posts[page])
    base = urlsplit(site.settings.home).path or "/"
    for path, post in sorted(owners.items()):
        yield SiteFile(path, ("redirect", post.path, post.title), lambda path=path, post=post: _stub(site, path, post))  # type: ignore[misc]
    if owners:
        lines = [f"{base}{page_url(path)} {base}{page_url(post.path)} 301\n" for path, post in sorted(owners.items())]
        yield SiteFile(REDIRECTS, lines, lambda: "".join(lines).encode())


def alias_path(alias: str, home: str = "") -> str | None:
    """Return the path, relative to the output folder, of an alias (`/old/`, `old.html`); None if it is invalid."""
    if home and alias.startswith(home):
        alias = alias[len(home) :]
    parts = unquote(alias).strip().strip("/").split("/")
    is_plain = all(part not in ("", ".", "..") and not set(part) & set("\\?#:\0\n") for part in parts)
    if not is_plain or "://" in alias:
        return None
    path = "/".join(parts)
    return path if parts[-1].lower().endswith((".html", ".htm")) else f"{path}/index.html"


def _stub(site: SiteContext, path: str, post: Summary) -> bytes:
    url = escape(relative_url(post.path, path))
    script = json.dumps(relative_url(post.path, path)).replace("<", "\\u003c")
    canonical = escape(site.url(post.path)) if site.settings.home else url
    return (
        f'<!doctype html>\n<html lang="{escape(site.settings.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(post.title)}</title>\n"
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{canonical}">\n'
        # The script keeps the fragment, which a meta refresh drops.
        f"<script>location.replace({script}+location.hash)</script>\n"
        f'<meta http-equiv="refresh" content="0; url={url}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n</head>\n'
        f'<body>\n<p>This page has moved: <a href="{url}">{escape(post.title)}</a></p>\n</body>\n</html>\n'
    ).encode()
