"""Cache of rendered cells, reused between previews of a post while it is being written."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from blogtools.model import Cell
from blogtools.render.context import Rendering
from blogtools.render.html.markdown_state import PageMarkdown

Write = Callable[[Rendering, PageMarkdown], str]
"""Writes the HTML of a cell into a page."""
Interaction = tuple[str, str, tuple[Any, ...], dict[str, Any], Any]
"""A recorded call: part of the page, method, positional arguments, keyword arguments, result."""

CACHEABLE_CALLS = {
    "rendering": frozenset({"add_asset", "address", "report", "claim_id", "is_taken"}),
    "footnotes": frozenset({"reference", "define"}),
}
"""Methods that can be replayed, by part of the page. A cell that uses others (figures, widgets) is not cached."""
READ_ONLY = frozenset(
    {"source", "findings", "plugins", "sanitize", "loads_external", "has_script", "own_host", "drawings", "quotes"}
)
"""Attributes that cells only read; of the findings, a cell reads only its own."""


class CacheConflictError(Exception):
    """A recorded call returned something else; the page must be rendered without the cache."""


class _CachedCell:
    """A rendered cell with its inputs and recorded calls."""

    def __init__(self, inputs: tuple[Any, ...], html: str, calls: list[Interaction], headings: dict[str, str]) -> None:
        self.inputs = inputs
        self.html = html
        self.calls = calls
        self.headings = headings


class CellCache:
    """The rendered cells of the previous page, by identity of the cell.

    A cell with unchanged inputs is not rendered again; instead, its recorded calls to the page (assets, ids, links,
    footnotes, findings) are replayed. If one returns another result, the whole page must be rendered without the
    cache.
    """

    def __init__(self) -> None:
        self._previous: dict[int, list[_CachedCell]] = {}
        self._current: dict[int, list[_CachedCell]] = {}

    def evict_unused(self) -> None:
        """Drop the cells that the finished page does not contain."""
        self._previous, self._current = self._current, {}

    def html(self, cell: Cell, inputs: tuple[Any, ...], write: Write, rendering: Rendering, page: PageMarkdown) -> str:
        """Return the HTML of a cell; `inputs` are the other values that it depends on, compared by value.

        Raises:
            CacheConflictError: the page must be rendered again with an empty cache.
        """
        inputs = (cell, *inputs)
        for cached in self._previous.get(id(cell), ()):
            if cached.inputs[0] is cell and cached.inputs[1:] == inputs[1:]:
                _replay(cached.calls, rendering, page)
                break
        else:
            cached, is_cacheable = _write(inputs, write, rendering, page)
            if not is_cacheable:
                cached.inputs = ()
        page.heading_html.update(cached.headings)
        if cached.inputs:
            self._current.setdefault(id(cell), []).append(cached)
        return cached.html


def _replay(calls: list[Interaction], rendering: Rendering, page: PageMarkdown) -> None:
    parts = {"rendering": rendering, "footnotes": page.footnotes, "page": page}
    for part, method, args, kwargs, result in calls:
        if getattr(parts[part], method)(*args, **kwargs) != result:
            raise CacheConflictError


def _write(inputs: tuple[Any, ...], write: Write, rendering: Rendering, page: PageMarkdown) -> tuple[_CachedCell, bool]:
    """Render a cell and record its calls; return it and whether it may be cached."""
    calls: list[Interaction] = []
    recorder = _RecordingProxy("rendering", rendering, calls)
    footnotes = _RecordingProxy("footnotes", page.footnotes, calls)
    own: Any = copy.copy(page)
    own.rendering, own.footnotes, own.heading_html = recorder, footnotes, {}
    own.link = _recorded("page", "link", page.link, calls)
    proxy: Any = recorder
    html = write(proxy, own)
    return _CachedCell(inputs, html, calls, own.heading_html), recorder.is_cacheable and footnotes.is_cacheable


class _RecordingProxy:
    """Wraps a part of a page and records the calls of its methods."""

    def __init__(self, part: str, real: object, calls: list[Interaction]) -> None:
        vars(self).update(part=part, real=real, calls=calls, is_cacheable=True)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.real, name)
        if name in CACHEABLE_CALLS[self.part]:
            return _recorded(self.part, name, value, self.calls)
        if name not in READ_ONLY:
            vars(self)["is_cacheable"] = False
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        vars(self)["is_cacheable"] = False
        setattr(self.real, name, value)


def _recorded(part: str, name: str, method: Callable[..., Any], calls: list[Interaction]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        calls.append((part, name, args, kwargs, result))
        return result

    return call
