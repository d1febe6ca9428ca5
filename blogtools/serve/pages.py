"""Resolution of addresses of the preview to files, and to pages with a version that covers all they load."""

from __future__ import annotations

import hashlib
import html
import mimetypes
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote, unquote, urljoin

import msgspec

from blogtools.errors import Finding

TYPES = mimetypes.MimeTypes()
"""Python's own MIME types, without the system's, which may map `.js` to plain text."""
for _type, _suffix in (
    ("application/wasm", ".wasm"),
    ("application/xml", ".xml"),
    ("font/woff2", ".woff2"),
    ("image/avif", ".avif"),
    ("image/webp", ".webp"),
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
    ("text/markdown", ".md"),
):
    TYPES.add_type(_type, _suffix)

HTML_SUFFIXES = (".html", ".htm")
USED = re.compile(rb"""\s(?:(?:src|poster)=["']?|href=["']?(?=[^"'\s>]*\.css\b))([^"'\s>:]+)""")
"""Matches URLs of images, scripts, styles and frames that a page loads from the site itself."""


class Site(msgspec.Struct, frozen=True):
    """A built site to serve."""

    folder: Path
    """Absolute, with symlinks resolved."""
    base: str = "/"
    """Path of the site root: `/` or `/blog/`."""
    problems: tuple[Finding, ...] = ()
    """Errors of the last build; the pages they concern are those of an earlier build."""


class Response(msgspec.Struct, frozen=True):
    """A page to send."""

    content: bytes
    version: str
    """A hash of the page and of everything it loads from the site."""
    status: int = 200
    shows_problems: bool = False
    """True if the page itself lists the problems."""


def find_file(site: Site, path: str) -> Path | None:
    """Return the file or folder at a decoded path, with symlinks resolved; None if there is none."""
    if not path.startswith(site.base):
        return None
    try:
        found = (site.folder / path.removeprefix(site.base)).resolve()
        if path.endswith("/"):
            found = (found / "index.html").resolve()
        return found if found.is_relative_to(site.folder) and found.exists() else None
    except (OSError, ValueError):
        return None  # The file system refuses the name (too long, a null byte).


def page_at(site: Site, path: str) -> Response | None:
    """Return the page at a decoded path, or the 404 page; None for files that are not pages."""
    found = find_file(site, path)
    if found is not None and found.is_file():
        return _page(site, path, found.read_bytes()) if found.suffix in HTML_SUFFIXES else None
    own = find_file(site, f"{site.base}404.html")
    if own is not None:
        return _page(site, path, own.read_bytes(), 404)
    content = _missing(site).encode()
    return Response(content, _digest(content), 404, shows_problems=True)


def with_client(page: Response, client: str) -> bytes:
    """Append the reload script at the URL `client` to a page; parsers put it into the body."""
    shows_problems = " data-shows-problems" if page.shows_problems else ""
    return page.content + f'\n<script src="{client}" data-version="{page.version}"{shows_problems}></script>\n'.encode()


def content_type(path: str) -> str:
    """Return the `Content-Type` of a file; text is UTF-8."""
    mime, encoding = TYPES.guess_type(path)
    if encoding:
        return "application/gzip" if encoding == "gzip" else "application/octet-stream"
    is_text = mime is not None and (mime.startswith("text/") or mime == "application/xml")
    return f"{mime}; charset=utf-8" if is_text else mime or "application/octet-stream"


def package_file(name: str) -> str:
    """Return the text of a file beside this module."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def _page(site: Site, path: str, content: bytes, status: int = 200) -> Response:
    names = {urljoin(quote(path), url.decode(errors="replace")) for url in USED.findall(content)}
    used = (find_file(site, unquote(re.split("[?#]", name, maxsplit=1)[0])) for name in sorted(names))
    parts = [_digest(content), *(_file_digest(file, *_stamp(file)) for file in used if file and file.is_file())]
    return Response(content, _digest(" ".join(parts).encode()), status)


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(4096)
def _file_digest(file: Path, _time: int, _size: int) -> str:
    return _digest(file.read_bytes())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _missing(site: Site) -> str:
    built = find_file(site, site.base) is not None
    title = "Page not found" if built else "The blog could not be built"
    return Template(package_file("missing.html")).substitute(
        title=title, base=html.escape(site.base), problems=_list(site.problems)
    )


def _list(problems: Sequence[Finding]) -> str:
    texts = ([html.escape(text) for text in (str(one.where), one.message, one.hint)] for one in problems)
    rows = (f"<li><strong>{place}</strong>{message}<em>{hint}</em></li>\n" for place, message, hint in texts)
    return f'<ul role="alert">\n{"".join(rows)}</ul>' if problems else ""
