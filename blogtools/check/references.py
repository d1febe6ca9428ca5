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


def find_broken_links(source: str, references: Iterable[Reference], index: SiteIndex) -> Iterator[Finding]:
    """Yield a finding for each reference of the notebook `source` that leads nowhere."""
    for reference in references:
        problem = index.problem(reference)
        if problem is not None:
            yield broken_link(source, reference, *problem)


def broken_link(source: str, reference: Reference, message: str, hint: str) -> Finding:
    """Return the finding of a reference in a notebook that leads nowhere."""
    return Finding("broken-link", message, Where(source, reference.cell or None), hint)


def anchor_problem(reference: Reference, anchors: frozenset[str]) -> tuple[str, str]:
    """Return a message about a page without the anchor of a reference, and a hint that names a similar one."""
    wanted = unquote(reference.fragment)
    alike = {anchor.casefold(): anchor for anchor in sorted(anchors)}
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
