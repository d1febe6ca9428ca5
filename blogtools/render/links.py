"""Links between posts and pages of the published site."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|/")


def is_relative(url: str) -> bool:
    """Return True if a URL is relative to the notebook: without scheme, host, leading slash, or only a fragment."""
    return bool(url) and not _SCHEME.match(url)


def notebook_path(url: str, source: str) -> str | None:
    """Return the notebook that the link `url` in `source` refers to, as a path like `source`; None for other links."""
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    if not path.lower().endswith(".ipynb") or not is_relative(url):
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(path)))


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
