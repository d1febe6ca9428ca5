"""Redirects from former addresses and aliases of posts to their pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import unquote, urlsplit

from blogtools.errors import Finding, Where
from blogtools.model import Summary
from blogtools.permalinks.registry import redirects
from blogtools.render.links import page_url, relative_url
from blogtools.site.context import SiteContext, SiteFile
from blogtools.site.search import FOLDER as PAGEFIND
from blogtools.store.paths import LONGEST_NAME, LONGEST_PATH, PathIndex, is_too_long

LONGEST_ALIAS_SHOWN = 60
"""Characters of an alias that a message repeats."""
REDIRECTS = "_redirects"
"""File that some hosts read (Netlify, Cloudflare Pages); each line holds source, target and status."""


def redirect_files(site: SiteContext, taken: PathIndex, findings: list[Finding]) -> Iterator[SiteFile]:
    """Yield a redirect page for each alias and former address of a post, and the `_redirects` file.

    Aliases that are not addresses of this site, that are already `taken` by other files of it, or that do not go with
    another alias are appended to `findings` as errors and skipped; so are former addresses that are taken.
    """
    owners: dict[str, Summary] = {}
    aliases = PathIndex([REDIRECTS, PAGEFIND.rstrip("/")])
    for post in sorted(site.published, key=lambda post: post.source):
        for alias in post.aliases:
            path = alias_path(alias, site.settings.home)
            if path == post.path or (path is not None and owners.get(path) is post):
                continue
            problem, hint = _problem(path, taken, aliases, owners)
            if problem or path is None:
                message = f"alias {shown_alias(alias)} {problem}"
                findings.append(Finding("alias", message, Where(post.source), hint, "error"))
            else:
                owners[path] = post
                aliases.add(path)
    posts = {post.path: post for post in site.published}
    for path, page in redirects(site.registry).items():
        if page not in posts or path in owners:
            continue
        obstacle = taken.conflict(path) or aliases.conflict(path)
        if obstacle is None:
            owners[path] = posts[page]
            aliases.add(path)
        else:
            message = f"its former address /{page_url(path)} does not redirect to it: {obstacle} is in its place"
            findings.append(Finding("alias", message, Where(posts[page].source), "move what is there"))
    base = urlsplit(site.settings.home).path or "/"
    for path, post in sorted(owners.items()):
        yield SiteFile(path, ("redirect", post.path, post.title), lambda path=path, post=post: _stub(site, path, post))  # type: ignore[misc]
    if owners:
        lines = [f"{base}{page_url(path)} {base}{page_url(post.path)} 301\n" for path, post in sorted(owners.items())]
        yield SiteFile(REDIRECTS, lines, lambda: "".join(lines).encode())


def _problem(path: str | None, taken: PathIndex, aliases: PathIndex, owners: Mapping[str, Summary]) -> tuple[str, str]:
    """Return what keeps an alias from being a redirect at `path`, and what to do; empty if nothing."""
    if path is None:
        return "is not an address on this site", "write it as /old/address/"
    if is_too_long(path):
        return f"is too long: a part may have {LONGEST_NAME} bytes, all of it {LONGEST_PATH}", "remove the alias"
    if obstacle := taken.conflict(path):
        return f"is already a page: {obstacle}", "remove the alias, or move that page"
    if obstacle := aliases.conflict(path):
        owner = next((post.source for other, post in owners.items() if other.startswith(obstacle)), "")
        if not owner:
            return f"is in the place of {obstacle}, which the blog generates", "remove the alias"
        if obstacle == path:
            return f"is also an alias of {owner}", "remove it from one of the posts"
        return f"clashes with an alias of {owner}: {obstacle}", "remove one of them"
    return "", ""


def shown_alias(alias: str) -> str:
    """Return an alias as one short line of printable text."""
    short = alias if len(alias) <= LONGEST_ALIAS_SHOWN else f"{alias[:LONGEST_ALIAS_SHOWN]}…"
    return short if short.isprintable() else ascii(short)


def alias_path(alias: str, home: str = "") -> str | None:
    """Return the path, relative to the output folder, of an alias (`/old/`, `old.html`); None if it is invalid."""
    if home and alias.startswith(home):
        alias = alias[len(home) :]
    parts = unquote(alias).strip().strip("/").split("/")
    is_plain = all(
        part not in ("", ".", "..") and part.isprintable() and not set(part) & set("\\?#:") for part in parts
    )
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
