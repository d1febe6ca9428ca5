"""Where a link of one post leads on the published site."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote

from blogtools.transform.anchors import post_slug

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|/")


def is_relative(url: str) -> bool:
    """Whether a URL names a file beside the notebook, and not a place on the web, on the page or at the site's root."""
    return bool(url) and not _SCHEME.match(url)


def notebook_path(url: str, source: str) -> str | None:
    """The notebook that the link `url` in `source` means, as a path like `source`; None for other links."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    if not path.lower().endswith(".ipynb") or not is_relative(url):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(path)))


def page_url(path: str) -> str:
    """The address of a page relative to the site's top: folders instead of their `index.html`."""
    url = quote(path)
    return url.removesuffix("index.html") if url == "index.html" or url.endswith("/index.html") else url


def term_url(folder: str, term: str) -> str:
    """The address of the list of posts with a term, such as a tag, relative to the site's top."""
    return f"{folder}/{quote(post_slug(term))}/"


def relative_url(target: str, page: str) -> str:
    """The URL by which the page at `page` refers to the file at `target`; folders instead of their `index.html`."""
    url = quote(posixpath.relpath(target, posixpath.dirname(page) or "."))
    if posixpath.basename(target) == "index.html":
        url = url.removesuffix("index.html")
    return url or "./"
