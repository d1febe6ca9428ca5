"""The links to other sites that an author wrote: in Markdown, HTML, captions and the metadata of a post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from blogtools.check.places import markdown_line, metadata_place, own_cells, source_line
from blogtools.errors import Finding, Where
from blogtools.findings.levels import is_accepted
from blogtools.model import Cell, Markdown, Post
from blogtools.render.links import site_place
from blogtools.transform.markdown.addresses import address_starts, located_html
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import located_events, parse_markdown

KINDS = ("broken-link", "moved-link", "unchecked-link")
"""Kinds of findings about links to other sites."""

_OUTSIDE = re.compile(r"(?:https?:)?//[^/]", re.IGNORECASE)


class OutsideLink(msgspec.Struct, frozen=True):
    """A link to another site, at one of the places where it stands."""

    url: str
    """With its scheme; as written otherwise."""
    where: Where
    accepted: frozenset[str] = frozenset()
    """Kinds of findings that a tag of the cell accepts."""

    @property
    def asked(self) -> str:
        """The URL that the server is asked for, which never learns of the fragment."""
        return self.url.partition("#")[0]


def outside_links(post: Post, home: str, ignored: Sequence[str] = ()) -> tuple[OutsideLink, ...]:
    """Return the links of a post to other sites than the blog at `home`, each once for each place.

    `ignored` are patterns of URLs to leave out, in which `*` is any text.
    """
    leave = re.compile("|".join(re.escape(one).replace(r"\*", ".*") for one in ignored), re.DOTALL) if ignored else None
    found = dict.fromkeys(
        (_with_scheme(url.strip()), where)
        for url, where in (*_of_metadata(post), *_of_cells(post))
        if _OUTSIDE.match(url.strip()) and site_place(url, "", home) is None
    )
    return tuple(
        OutsideLink(url, where, frozenset(kind for kind in KINDS if is_accepted(Finding(kind, "", where), post)))
        for url, where in found
        if leave is None or not leave.fullmatch(url)
    )


def _with_scheme(url: str) -> str:
    return f"https:{url}" if url.startswith("//") else url


def _of_metadata(post: Post) -> Iterator[tuple[str, Where]]:
    for text in _texts([post.front.canonical_url, post.front.image, post.front.extra]):
        if not re.search(r"\s", text):
            yield text, metadata_place(post, text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _of_cells(post: Post) -> Iterator[tuple[str, Where]]:
    for cell in own_cells(post):
        if cell.markdown is not None:
            for url, start, lines in _of_markdown(cell.markdown):
                line = markdown_line(post, cell, cell.markdown, start)
                yield url, Where(post.source, cell.number, line and line + lines)
        elif cell.kind == "raw":
            yield from _of_raw(post, cell)
        for caption in (cell.options.caption, cell.options.code_caption):
            for url, _, _ in _of_markdown(parse_markdown(caption)) if caption else ():
                yield url, Where(post.source, cell.number)


def _of_markdown(markdown: Markdown) -> Iterator[tuple[str, int, int]]:
    """Yield each URL, the byte where its link or the HTML around it begins, and the number of lines after that."""
    events = located_events(markdown)
    pieces = located_html(markdown, events)
    for position, (event, start, _) in enumerate(events):
        if position in pieces:
            html = pieces[position].text
            for url, attribute in address_starts(html):
                yield url, start, html.count("\n", 0, attribute)
        elif event.__class__ is dict and isinstance(value := event.get("Start"), dict):
            for kind in value.keys() & {"Link", "Image"}:
                yield restore(value[kind]["dest_url"], markdown.formulas), start, 0


def _of_raw(post: Post, cell: Cell) -> Iterator[tuple[str, Where]]:
    """Yield the URLs of a raw cell, in which HTML is shown unless another format is named."""
    mime = str(cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "").lower()
    if mime in ("", "text/html", "html"):
        for url, start in address_starts(cell.source):
            yield url, Where(post.source, cell.number, source_line(post, cell, start))
