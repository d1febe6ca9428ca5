"""Check links to pages, files and anchors of the site, once all of it is known."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from urllib.parse import unquote

from blogtools.errors import Finding, Where, nearest
from blogtools.model import Reference
from blogtools.render.links import has_anchor

_PAGE = ("", ".html", ".htm", ".xhtml", ".php")
"""Extensions of addresses that may be pages."""
MOST_BROKEN = 100
"""Broken links of a notebook that are told one by one."""
MOST_COMPARED = 1000
"""Anchors of a page among which a similar one is looked for."""
_LONGEST = 100
"""Characters of a URL in a message."""


class SiteIndex:
    """The files of a site, and the anchors of its pages."""

    def __init__(
        self, files: Collection[str], anchors: Callable[[str], frozenset[str] | None], *, is_whole: bool = True
    ) -> None:
        """Index `files`, by path below the output folder; `anchors` returns those of a page, None if it is unknown.

        Without `is_whole`, the site may have more pages than these.
        """
        self._files = files
        self._anchors = anchors
        self._is_whole = is_whole

    def problem(self, reference: Reference) -> tuple[str, str] | None:
        """Return what is wrong with a reference, and what to do; None if it leads where it says."""
        page = next((name for name in _candidates(reference.path) if name in self._files), None)
        if page is None:
            if not self._is_whole and _may_be_page(reference):
                return None
            near = next(
                (
                    self._by_case[key]
                    for name in _candidates(reference.path)
                    if (key := name.casefold()) in self._by_case
                ),
                "",
            )
            if near:
                return f"refers to {_short(reference)}, but the site has {near}", "case matters on most servers"
            return f"refers to {_short(reference)}, which is no page or file of the site", "fix or remove the link"
        anchors = self._anchors(page) if reference.fragment and page.endswith((".html", ".htm")) else None
        if anchors is None or has_anchor(reference.fragment, anchors):
            return None
        return anchor_problem(reference, anchors)

    @cached_property
    def _by_case(self) -> dict[str, str]:
        return {name.casefold(): name for name in self._files}


def find_broken_links(
    source: str, references: Iterable[Reference], problem_of: Callable[[Reference], tuple[str, str] | None]
) -> Iterator[Finding]:
    """Yield a finding for each reference of the notebook `source` that leads nowhere.

    `problem_of` returns what is wrong with a reference, and what to do. Of very many, it looks at the first ones, and
    the last finding stands for the rest: it searches for what may have been meant, among all there is.
    """
    left = MOST_BROKEN
    rest = iter(references)
    for reference in rest:
        problem = problem_of(reference)
        if problem is not None:
            left -= 1
            message, hint = problem
            if left == 0 and (more := sum(1 for _ in rest)):
                message += f", and {more} more links of this notebook were not checked"
            yield Finding("broken-link", message, Where(source, reference.cell or None), hint)


def anchor_problem(reference: Reference, anchors: frozenset[str]) -> tuple[str, str]:
    """Return a message about a page without the anchor of a reference, and a hint that names a similar one."""
    wanted = unquote(reference.fragment)
    alike = {anchor.casefold(): anchor for anchor in sorted(anchors)} if len(anchors) <= MOST_COMPARED else {}
    near = nearest(wanted.casefold(), alike, cutoff=0.7)
    hint = f"did you mean #{alike[near]}?" if near else "link to a heading or an id of that page"
    return f"links to {_short(reference)}, but the page has no #{wanted}", hint


def _candidates(path: str) -> Iterator[str]:
    """Yield the files that servers answer a path with."""
    if not path or path.endswith("/"):
        yield f"{path}index.html"
    else:
        yield from (path, f"{path}/index.html", f"{path}.html")


def _may_be_page(reference: Reference) -> bool:
    return (
        posixpath.splitext(reference.path)[1].lower() in _PAGE or reference.url.startswith("/") or ":" in reference.url
    )


def _short(reference: Reference) -> str:
    url = reference.url
    return url if len(url) <= _LONGEST else f"{url[: _LONGEST - 1]}…"
