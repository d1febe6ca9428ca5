"""Links between posts and pages of the published site."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from urllib.parse import quote, unquote, urlsplit

import msgspec

from blogtools.errors import TEXT_POSTS
from blogtools.memo import lazy_pattern

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|/")

_MACHINE = lazy_pattern(r"file:|[a-zA-Z]:[\\/]", re.IGNORECASE)
# A pattern that begins with fixed letters is found ten times as fast.
_ID = lazy_pattern(rb"""id(?<=[\s"'/]id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NAME = lazy_pattern(rb"""<a\s[^>]*?\bname\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class SitePlace(msgspec.Struct, frozen=True):
    """Where on the site a URL leads."""

    path: str
    """Below the site root, decoded; of a folder, with a slash at its end. Outside the site it begins with `../`."""
    fragment: str
    """As written, without `#`."""
    rest: str
    """The URL as written relative to the site root, if it began with a slash; else empty."""


def is_on_machine(url: str) -> bool:
    """Return True if a URL names a file of the author's machine: `file:///home/me/a.png`, or one of a Windows drive."""
    return bool(_MACHINE.match(url))


def site_place(url: str, page: str, home: str) -> SitePlace | None:
    """Return where on the site a URL on the page at `page` leads; None for one that leads elsewhere.

    `home` is the blog's URL, empty if unknown. A URL that begins with a slash is one below the blog, whether the folder
    of a blog such as `https://example.org/blog/` is written out or not.
    """
    written = url.strip().replace("\\", "/")
    if home and _without_scheme(f"{written}/").startswith(_without_scheme(home)):
        written = "/" + _without_scheme(written)[len(_without_scheme(home)) :]
        base = "/"
    else:
        base = urlsplit(home).path or "/"
    is_rooted = written.startswith("/") and not written.startswith("//")
    if not written or not (is_rooted or written.startswith("#") or is_relative(written)):
        return None
    rest = (written[len(base) :] if f"{written}/".startswith(base) else written[1:]) if is_rooted else ""
    location, _, fragment = (rest if is_rooted else written).partition("#")
    decoded = unquote(location.partition("?")[0])
    if not decoded and not is_rooted:
        return SitePlace(page, fragment, "")
    path = posixpath.normpath(posixpath.join("" if is_rooted else posixpath.dirname(page), decoded or "."))
    is_folder = decoded.endswith(("/", "/.", "/..")) or decoded in ("", ".", "..")
    path = "" if path == "." else f"{path}/" if is_folder else path
    return SitePlace(path, fragment, rest)


def _without_scheme(url: str) -> str:
    return re.sub(r"^https?:(?=//)", "", url, flags=re.IGNORECASE)


def page_anchors(html: bytes) -> frozenset[str]:
    """Return the anchors of a page: the ids of its elements, and the names of `<a>`."""
    found = (*_ID.findall(html), *(_NAME.findall(html) if b"name" in html else ()))
    return frozenset(unescape((a or b or c).decode(errors="replace")) for a, b, c in found)


def has_anchor(fragment: str, anchors: frozenset[str]) -> bool:
    """Return True if a page with `anchors` has a place that a fragment leads to (HTML Standard, 7.4.6.4)."""
    return (
        not fragment
        or fragment in anchors
        or unquote(fragment) in anchors
        or fragment.lower() == "top"
        or ":~:" in fragment
    )


def is_relative(url: str) -> bool:
    """Return True if a URL is relative to the notebook: without scheme, host, leading slash, or only a fragment."""
    return bool(url) and not _SCHEME.match(url)


def notebook_path(url: str, source: str) -> str | None:
    """Return the notebook that the link `url` in `source` refers to, as a path like `source`; None for other links."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    if not path.lower().endswith(".ipynb") or not is_relative(url):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(path)))


def text_post_path(url: str, source: str) -> str | None:
    """Return the file of Markdown, which may be a post, that a link refers to; as `notebook_path`."""
    path = unquote(re.split(r"[?#]", url, maxsplit=1)[0])
    if not path.endswith(TEXT_POSTS) or not is_relative(url):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def page_url(path: str) -> str:
    """Return the URL of a page relative to the site root, without `index.html`."""
    url = quote(path)
    return url.removesuffix("index.html") if url == "index.html" or url.endswith("/index.html") else url


def relative_url(target: str, page: str) -> str:
    """Return the URL of the file at `target` relative to the page at `page`, without `index.html`."""
    url = quote(posixpath.relpath(target, posixpath.dirname(page) or "."))
    if posixpath.basename(target) == "index.html":
        url = url.removesuffix("index.html")
    return url or "./"
