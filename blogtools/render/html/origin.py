"""Attribution of embedded cells, and the list of posts that embed cells of a post."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from blogtools.memo import lazy_pattern
from blogtools.model import Cell, Origin

_SPECIAL = lazy_pattern(r"([\\`*_\[\]<>]|&(?=#?\w+;))")


def origin_html(cell: Cell, source: str, link: Callable[[str, int], str]) -> str:
    """Return the attribution of a cell embedded in `source` as HTML; empty for the post's own cells."""
    origin = cell.origin
    if origin is None or not origin.shows_attribution:
        return ""
    url = _url(origin, cell, source, link)
    title = escape(origin.title, quote=False)
    linked = f'<a href="{escape(url)}">{title}</a>' if url else title
    return f'<p class="origin">From {linked}</p>\n'


def origin_markdown(cell: Cell, source: str, link: Callable[[str, int], str]) -> str:
    """Return the attribution of an embedded cell as Markdown; empty for the post's own cells."""
    origin = cell.origin
    if origin is None or not origin.shows_attribution:
        return ""
    return f"*From {_link(origin.title, _url(origin, cell, source, link))}*"


def used_in_markdown(used_in: Sequence[tuple[str, str]]) -> str:
    """Return a Markdown paragraph that links the embedding posts, given as (title, URL)."""
    return f"*Used in: {', '.join(_link(title, url) for title, url in used_in)}*"


def _url(origin: Origin, cell: Cell, source: str, link: Callable[[str, int], str]) -> str:
    """Return the URL of the cell's own page; empty if it is not published."""
    path = quote(posixpath.relpath(origin.source, posixpath.dirname(source) or "."))
    if origin.anchor:
        path += f"#{quote(origin.anchor)}"
    url = link(path, cell.number)
    return "" if url == path else url


def _link(title: str, url: str) -> str:
    text = _SPECIAL.sub(r"\\\1", title)
    return f"[{text}]({url})" if url else text
