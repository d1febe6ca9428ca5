"""Read a registry from the published pages themselves, where no record stands beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

import msgspec

from blogtools.permalinks.lists import HOME
from blogtools.permalinks.registry import Permalink, PermalinkRegistry
from blogtools.read.fields import TAXONOMIES

FEED = "feed.xml"
LIST_FOLDERS = (*(taxonomy.folder for taxonomy in TAXONOMIES), "archive", "page", "search", "snippets")
"""Folders, at the root of a site, of the pages that are no posts."""

_OURS = '<meta name="generator" content="blogtools">'
_POST = '<meta property="og:type" content="article">'
_STUB = re.compile(r'<script>location\.replace\(.*\n?<meta http-equiv="refresh" content="0; url=([^"]*)">')
_META = r'<meta property="%s" content="([^"]*)">'
_TITLE, _DATE = re.compile(_META % "og:title"), re.compile(_META % "article:published_time")
_HEADING = re.compile(
    r'<h1 id="([^"]+)">()|'
    r'<h[1-6] id="([^"]+)">((?:<span id="[^"]*"></span>)*)(?:(?!</h[1-6]>)[\s\S])*?<a class="anchor"'
)
_SPAN = re.compile(r'<span id="([^"]*)"></span>')
_TOP = re.compile(r'<div class="post-body">\s*((?:<span id="[^"]*"></span>\s*)+)')
_ENTRY = re.compile(
    r"<entry[^>]*>\s*<id>([^<]*)</id>[\s\S]*?<link rel=\"alternate\" type=\"text/html\" href=\"([^\"]*)\""
)
_FEED_ID = re.compile(r"<feed[^>]*>\s*<id>([^<]*)</id>")
_TAG_URI = re.compile(r"tag:[^,]*,([^:]*):(/.*)")


def is_evidence(name: str) -> bool:
    """Return True for the published files that `registry_of_pages` reads."""
    return name.endswith((".html", ".htm")) or posixpath.basename(name) == FEED


def registry_of_pages(files: Iterable[tuple[str, bytes]]) -> PermalinkRegistry:
    """Return the registry of the pages that blogtools wrote, from (path, content) of all that `is_evidence`.

    The posts have the paths of their pages in place of the names of notebooks; `first_path` is set where a feed tells
    it. What cannot be seen (terms, cells) is left out.
    """
    posts: dict[str, Permalink] = {}
    lists: dict[str, str] = {}
    stubs: dict[str, str] = {}
    feeds: dict[str, str] = {}
    for path, data in files:
        text = data.decode(errors="replace")
        if posixpath.basename(path) == FEED:
            feeds[path] = text
        elif stub := _STUB.search(text, 0, 5000):
            stubs[path] = _target(unescape(stub[1]), path)
        elif _OURS in text:
            is_list = path == HOME or path.partition("/")[0] in LIST_FOLDERS
            if _POST in text:
                posts[path] = _post(path, text)
            elif is_list and path.endswith(HOME):
                lists[path] = ""
    for path, target in sorted(stubs.items()):
        if target in posts:
            former = (*posts[target].previous_paths, path)
            posts[target] = msgspec.structs.replace(posts[target], previous_paths=former)
        elif path.partition("/")[0] in LIST_FOLDERS:
            lists[path] = target
    home = next(iter(_FEED_ID.findall(feeds.get(FEED, ""))), "")
    ids = {page: known for text in feeds.values() for page, known in _feed_ids(text, home)}
    base = urlsplit(home).path or "/"
    bare = base != "/" and any(not path.startswith(base) for _, path in ids.values())
    for page, (date, path) in ids.items():
        if page in posts:
            first = _page_of(path.removeprefix("/" if bare else base))
            posts[page] = msgspec.structs.replace(posts[page], first_date=date or None, first_path=first)
    return PermalinkRegistry(home=home, bare_ids=bare, posts=dict(sorted(posts.items())), lists=lists)


def _post(path: str, text: str) -> Permalink:
    title, date = _TITLE.search(text), _DATE.search(text)
    day = unescape(date[1]) if date else None
    anchors: list[str] = []
    former: dict[str, str] = {}
    for first, _, anchor, spans in _HEADING.findall(text):
        anchors.append(unescape(first or anchor))
        former |= {unescape(old): anchors[-1] for old in _SPAN.findall(spans)}
    top = _TOP.search(text)
    if top:
        # They are those of the title as well, if it is a heading.
        lead = anchors[0] if anchors and f'<h1 id="{anchors[0]}">' in text else ""
        former |= {unescape(old): lead for old in _SPAN.findall(top[1])}
    return Permalink(
        page=path,
        title=unescape(title[1]) if title else "",
        date=day,
        first_date=day,
        anchors=tuple(dict.fromkeys(anchors)),
        renamed_anchors=former,
    )


def _feed_ids(text: str, home: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the page of each post in a feed, and the date and path in its id."""
    for entry in _ENTRY.findall(text):
        identity, url = map(unescape, entry)
        known = _TAG_URI.fullmatch(identity)
        if known and home and url.startswith(home) and "#" not in url:
            yield _page_of(unquote(url[len(home) :])), (known[1], unquote(known[2]))


def _page_of(url: str) -> str:
    return f"{url}{HOME}" if not url or url.endswith("/") else url


def _target(url: str, path: str) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(url)))
    return target if target.endswith((".html", ".htm")) else posixpath.normpath(f"{target}/{HOME}")
