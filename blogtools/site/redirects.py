"""Redirects from former addresses and aliases of posts to their pages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from html import escape
from urllib.parse import urlsplit

from blogtools.errors import Finding, Where
from blogtools.model import Summary
from blogtools.permalinks.aliases import alias_path, shown_alias
from blogtools.permalinks.lists import HOME, list_redirects
from blogtools.permalinks.registry import redirects
from blogtools.render.links import page_url, relative_url
from blogtools.site.context import SiteContext, SiteFile
from blogtools.site.feed_lists import FEED, feed_file
from blogtools.site.listings import Listing
from blogtools.site.search import FOLDER as PAGEFIND
from blogtools.store.paths import LONGEST_NAME, LONGEST_PATH, PathIndex, is_too_long, path_key
from blogtools.transform.portable_names import name_problem

REDIRECTS = "_redirects"
"""File that some hosts read (Netlify, Cloudflare Pages); each line holds source, target and status."""


def redirect_files(site: SiteContext, taken: Collection[str], findings: list[Finding]) -> Iterator[SiteFile]:
    """Yield a redirect page for each alias and former address of a post, and the `_redirects` file.

    Aliases that are not addresses of this site, that are already `taken` by other files of it, or that do not go with
    another alias are appended to `findings` as errors and skipped; so are former addresses that are taken.
    """
    owners: dict[str, Summary] = {}
    index = PathIndex(taken)
    aliases = PathIndex([REDIRECTS, PAGEFIND.rstrip("/")])
    for post in sorted(site.published, key=lambda post: post.source):
        for alias in post.aliases:
            path = alias_path(alias, site.settings.home)
            if path == post.path or (path is not None and owners.get(path) is post):
                continue
            problem, hint = _problem(path, post, index, aliases, owners)
            if problem or path is None:
                message = f"alias {shown_alias(alias)} {problem}"
                findings.append(Finding("alias", message, Where(post.source), hint, "error"))
            else:
                owners[path] = post
                aliases.add(path)
                if unportable := name_problem(path):
                    # Readers may come by it, so it is written all the same.
                    message, hint = f"the alias {shown_alias(alias)} {unportable}", "remove it, if no link leads there"
                    findings.append(Finding("windows-name", message, Where(post.source), hint))
    posts = {post.path: post for post in site.published}
    for path, page in redirects(site.registry).items():
        if page not in posts or path in owners:
            continue
        obstacle = _obstacle(path, page, index) or aliases.conflict(path)
        if obstacle is not None and owners.get(obstacle) is posts[page] and path_key(obstacle) == path_key(path):
            obstacle = None  # Two former addresses of the post that differ in case alone: each gets its page.
        if obstacle is None:
            owners[path] = posts[page]
            aliases.add(path)
        else:
            message = f"its former address /{page_url(path)} does not redirect to it: {obstacle} is in its place"
            findings.append(Finding("alias", message, Where(posts[page].source), "move what is there"))
    pages = {path.casefold(): path for path in taken}
    targets = {path: (post.path, post.title) for path, post in owners.items()}
    targets = {path: target for path, target in targets.items() if not _is_occupied(path, pages, site, findings)}
    lists = former_lists(site, {*taken, *targets})
    targets |= {path: (page, f"/{page_url(page)}") for path, page in lists.items()}
    base = urlsplit(site.settings.home).path or "/"
    for path, (page, title) in sorted(targets.items()):
        yield SiteFile(
            path,
            ("redirect", page, title),
            lambda path=path, page=page, title=title: _stub(site, path, page, title),  # type: ignore[misc]
        )
    yield from former_feeds(site, lists, taken)
    if targets:
        lines = [f"{base}{page_url(path)} {base}{page_url(page)} 301\n" for path, (page, _) in sorted(targets.items())]
        yield SiteFile(REDIRECTS, lines, lambda: "".join(lines).encode())


def _problem(
    path: str | None, post: Summary, taken: PathIndex, aliases: PathIndex, owners: Mapping[str, Summary]
) -> tuple[str, str]:
    """Return what keeps an alias of a post from being a redirect at `path`, and what to do; empty if nothing."""
    if path is None:
        return "is not an address on this site", "write it as /old/address/"
    if is_too_long(path):
        return f"is too long: a part may have {LONGEST_NAME} bytes, all of it {LONGEST_PATH}", "remove the alias"
    if obstacle := _obstacle(path, post.path, taken):
        return f"is already a page: {obstacle}", "remove the alias, or move that page"
    if obstacle := aliases.conflict(path):
        owner = next((post.source for other, post in owners.items() if other.startswith(obstacle)), "")
        if not owner:
            return f"is in the place of {obstacle}, which the blog generates", "remove the alias"
        if obstacle == path:
            return f"is also an alias of {owner}", "remove it from one of the posts"
        return f"clashes with an alias of {owner}: {obstacle}", "remove one of them"
    return "", ""


def _obstacle(path: str, page: str, taken: PathIndex) -> str | None:
    """Return what is in the place of a redirect to `page`; the page itself is not, if it differs in case alone."""
    found = taken.conflict(path)
    return None if found == page != path else found


def former_lists(site: SiteContext, taken: Collection[str]) -> dict[str, str]:
    """Return each former page of a list whose path is free, and the page that it redirects to."""
    found = list_redirects(site.registry, taken, site.terms_of_posts) if site.registry.lists else {}
    if not found:
        return found
    index = PathIndex(taken)
    return {path: page for path, page in found.items() if index.conflict(path) is None}


def former_feeds(site: SiteContext, redirected: Mapping[str, str], taken: Collection[str]) -> Iterator[SiteFile]:
    """Yield a feed for each list of a term that is gone: that of its new name, else an empty one.

    Feed readers follow no redirect pages.
    """
    if not site.settings.home:
        return
    index = PathIndex(taken) if redirected else None
    for taxonomy, listings in site.terms.items():
        known = {listing.folder: listing for listing in listings}
        for path, page in redirected.items():
            folder = path.removesuffix(HOME)
            if index is None or folder.count("/") != 2 or not folder.startswith(f"{taxonomy.folder}/"):  # noqa: PLR2004 - taxonomy and term
                continue
            if index.conflict(folder + FEED) is None:
                nothing = Listing(f"{taxonomy.folder}/", taxonomy.folder.capitalize(), taxonomy.kind, ())
                yield feed_file(site, known.get(page.removesuffix(HOME), nothing), folder + FEED)


def _is_occupied(path: str, taken: Mapping[str, str], site: SiteContext, findings: list[Finding]) -> bool:
    """Return True if a path differs from a page's in case alone, and this disk cannot hold both; report that."""
    page = taken.get(path.casefold())
    if page is None or not site.destination.is_same(path, page):
        return False
    message = (
        f"the old address /{page_url(path)} has no redirect: it differs from /{page_url(page)} only in case, which this"
        " disk does not distinguish"
    )
    source = next((post.source for post in site.posts if post.path == page), "")
    findings.append(Finding("alias", message, Where(source), "publish on a disk that does, such as one of Linux"))
    return True


def _stub(site: SiteContext, path: str, page: str, page_title: str) -> bytes:
    url, title = escape(relative_url(page, path)), escape(page_title)
    script = json.dumps(relative_url(page, path)).replace("<", "\\u003c")
    canonical = escape(site.url(page)) if site.settings.home else url
    return (
        f'<!doctype html>\n<html lang="{escape(site.settings.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{canonical}">\n'
        # The script keeps the fragment, which a meta refresh drops.
        f"<script>location.replace({script}+location.hash)</script>\n"
        f'<meta http-equiv="refresh" content="0; url={url}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n</head>\n'
        f'<body>\n<p>This page has moved: <a href="{url}">{title}</a></p>\n</body>\n</html>\n'
    ).encode()
