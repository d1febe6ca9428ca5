"""Resolve the links of a post: to other posts, and to whatever else is on the site."""

from __future__ import annotations

import posixpath
import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import escape
from urllib.parse import unquote, urlsplit

from blogtools.build.task import Job
from blogtools.check.references import anchor_problem, find_broken_links
from blogtools.errors import Finding, Where
from blogtools.findings.levels import is_accepted
from blogtools.model import Cell, Page, Post, Reference
from blogtools.render.context import Rendering
from blogtools.render.links import (
    has_anchor,
    is_on_machine,
    notebook_path,
    page_anchors,
    relative_url,
    site_place,
    text_post_path,
)
from blogtools.render.targets import SINGLE_FILE, template_syntax
from blogtools.transform.redaction.texts import as_published

_FEW = 20
"""Links for each of which a page is searched; for more, all its anchors are listed."""


class LinkResolver:
    """Turns links to notebooks into links to their pages, and notes each in `links`.

    The job has the page of every notebook that is a post; `neighbor` tells that of one which is not converted now, but
    could be (None if it could not). A URL that begins with a slash becomes relative to the page, so that it leads below
    the blog wherever that is. What it leads to is checked when all of the site is known: see `Rendering.references`.
    """

    def __init__(
        self,
        rendering: Rendering,
        job: Job,
        post: Post,
        path: str,
        neighbor: Callable[[str], str | None],
        links: dict[str, str | None],
    ) -> None:
        """Resolve the links of a post, whose page is at `path`."""
        # Weak, because the rendering holds this: a circle, and with it the whole post, would stay in memory.
        self._rendering: Rendering = weakref.proxy(rendering)
        self._target = job.target
        self._path = path
        self._home = job.blog.settings.home
        self._host = urlsplit(self._home).netloc
        self._pages = job.pages
        self._neighbor = neighbor
        self._embedded = embeds(post)
        self._links = links
        self._missing = missing_files(post)
        self._redaction = post.redaction

    def __call__(self, url: str, cell: int) -> str:
        """Return the URL for a link of the cell with a number (0 for none); a broken one becomes a finding."""
        if url.startswith(("https://", "http://")) and not (self._host and self._host in url):
            return url
        named = notebook_path(url, self._rendering.source)
        if named is not None:
            return self._notebook(url, named, cell)
        text = text_post_path(url, self._rendering.source)
        if text is not None and (cell, url) not in self._missing:
            named = self._text_post(text)
            if named or not self._target.is_html:
                return self._notebook(url, named or text, cell)
        if is_on_machine(url):
            message = f"refers to {url}, a file on your machine"
            self._rendering.report("broken-link", message, cell=cell or None, hint="put it beside the notebook")
            return url
        return self._on_site(url, cell) if self._target.is_html else url

    def _notebook(self, url: str, named: str, cell: int) -> str:
        if self._redaction.rules and named not in self._pages:
            named = next((name for name in self._pages if as_published(name, self._redaction) == named), named)
        self._links[named] = page = self._pages.get(named) or self._neighbor(named)
        _, hash_sign, fragment = url.partition("#")
        if page is None:
            does, hint = (
                ("shows a cell of", "publish it too")
                if named in self._embedded
                else ("links to", "fix or remove the link")
            )
            near = next((name for name in self._pages if name.casefold() == named.casefold()), "")
            hint = f"did you mean {posixpath.basename(near)}? Case matters" if near else hint
            message = f"{does} {url}, which is no post"
            self._rendering.report("broken-link", message, cell=cell or None, hint=hint)
            return url
        if fragment:
            self._refer(Reference(cell, url, page, fragment))
        return self._page_url(page) + hash_sign + fragment

    def _text_post(self, text: str) -> str:
        """Return the post that a path of Markdown means; empty if there is none, and it may be a file of the site."""
        twin = f"{posixpath.splitext(text)[0]}.ipynb"
        named = next((one for one in (text, twin) if one in self._pages), "")
        if not named and self._neighbor(text) is None:
            self._links[text] = None  # The page is built again as soon as there is one.
            return ""
        return named or text

    def _on_site(self, url: str, cell: int) -> str:
        place = site_place(url, self._path, self._home)
        is_alone = self._target == SINGLE_FILE
        is_reported = (cell, url) in self._missing or (cell, url) in self._rendering.left_out
        if place is None or is_reported or (is_alone and place.path != self._path):
            return url
        if place.path.startswith("../"):
            message, hint = f"refers to {url}, which is outside the blog", "write the whole address, with https://"
            self._rendering.report("broken-link", message, cell=cell or None, hint=hint)
            return url
        if (place.path, place.fragment) != (self._path, ""):
            self._refer(Reference(cell, url, place.path, place.fragment))
        if is_alone or not url.startswith("/") or url.startswith("//"):
            return url
        return "../" * self._path.count("/") + place.rest or "./"

    def _refer(self, reference: Reference) -> None:
        # A single file stands alone, and ids on pages of other generators are theirs.
        if self._target.is_html and (self._target != SINGLE_FILE or reference.path == self._path):
            self._rendering.references.append(reference)

    def _page_url(self, page: str) -> str:
        target = self._target
        published = target.published_page(page, self._home)
        address = target.address_of(page, published)
        return template_syntax(address) if address else relative_url(page, self._path)


def check_own_anchors(page: Page, source: str) -> Iterator[Finding]:
    """Yield a finding for each link of a page to a place on itself that it does not have."""
    own = [one for one in dict.fromkeys(page.references) if one.path == page.path]
    if all(_is_there(one, page) for one in own[:_FEW]) and len(own) <= _FEW:
        return
    anchors = page_anchors(page.content)
    yield from find_broken_links(source, own, partial(_own_problem, anchors=anchors))


def _own_problem(reference: Reference, anchors: frozenset[str]) -> tuple[str, str] | None:
    return None if has_anchor(reference.fragment, anchors) else anchor_problem(reference, anchors)


def _is_there(reference: Reference, page: Page) -> bool:
    """Return True if the page has an id as most are written; much faster than to look at all of them."""
    return f'id="{escape(unquote(reference.fragment))}"'.encode(errors="replace") in page.content


def open_references(page: Page, post: Post) -> tuple[Reference, ...]:
    """Return the references of a page that are still to be checked, once each; a cell may accept them all."""
    accepts = partial(_accepts, post)
    return tuple(dict.fromkeys(one for one in page.references if one.path != page.path and not accepts(one)))


def _accepts(post: Post, reference: Reference) -> bool:
    return is_accepted(Finding("broken-link", "", Where(post.source, reference.cell or None)), post)


def embeds(post: Post) -> tuple[str, ...]:
    """Return the sorted paths of the notebooks that a post embeds cells from."""
    return tuple(sorted({cell.origin.source for cell in post.cells if cell.origin}))


def missing_files(post: Post) -> frozenset[tuple[int, str]]:
    """Return the URLs of files that a post lacks, with the number of the cell of each."""
    return frozenset(_missing(post.cells)) if any(cell.missing for cell in post.cells) else frozenset()


def _missing(cells: Iterable[Cell]) -> Iterator[tuple[int, str]]:
    return ((cell.number, url) for cell in cells for url in cell.missing)
