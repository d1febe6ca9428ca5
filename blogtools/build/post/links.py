"""Resolve the links of a post to the pages of other posts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from blogtools.render.context import Rendering
from blogtools.render.links import notebook_path, relative_url
from blogtools.render.targets import Target, template_syntax


class LinkResolver:
    """Turns links to notebooks into links to their pages, and notes each in `links`.

    `pages` has the page of every notebook that is a post; `neighbor` tells that of one which is not converted now, but
    could be (None if it could not). A link to anything else stays as it is.
    """

    def __init__(
        self,
        rendering: Rendering,
        target: Target,
        path: str,
        pages: Mapping[str, str],
        neighbor: Callable[[str], str | None],
        embedded: Collection[str],
        links: dict[str, str | None],
    ) -> None:
        """Resolve the links of the page at `path`, which shows cells of the notebooks `embedded`."""
        self._rendering = rendering
        self._target = target
        self._path = path
        self._pages = pages
        self._neighbor = neighbor
        self._embedded = embedded
        self._links = links

    def __call__(self, url: str, cell: int) -> str:
        """Return the URL for a link of the cell with a number (0 for none); a broken one becomes a finding."""
        named = notebook_path(url, self._rendering.source)
        if named is None:
            return url
        self._links[named] = page = self._pages.get(named) or self._neighbor(named)
        if page is None:
            does, hint = (
                ("shows a cell of", "publish it too")
                if named in self._embedded
                else ("links to", "fix or remove the link")
            )
            message = f"{does} {url}, which is no post"
            self._rendering.report("broken-link", message, cell=cell or None, hint=hint)
            return url
        _, hash_sign, fragment = url.partition("#")
        return self._page_url(page) + hash_sign + fragment

    def _page_url(self, page: str) -> str:
        target = self._target
        return template_syntax(target.post_url(page)) if target.post_url else relative_url(page, self._path)
