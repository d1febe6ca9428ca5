"""Contents of posts for feeds, extracted from the built pages and cached between builds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from blogtools.errors import WriteError
from blogtools.store.manifest import Record, cache_name
from blogtools.store.output import Destination


class CachedContent(msgspec.Struct, frozen=True):
    """Content of one post with its cache key."""

    key: str
    parts: dict[str, str]
    """Anchor to HTML for the days of a diary; the empty anchor stands for a whole post."""


class Fragments:
    """Contents of posts for feeds, from the cache unless the page changed."""

    def __init__(self, destination: Destination, cache: Path | None) -> None:
        """Read pages from `destination`; `cache` is a folder that need not exist (None disables the cache)."""
        self._destination = destination
        self._cache = Destination(cache) if cache else None
        self._known: dict[str, dict[str, str]] = {}

    def of(self, record: Record, url: str, anchors: Collection[str]) -> Mapping[str, str]:
        """Return the HTML of a post at the absolute URL `url`: of the days with these anchors, at least, for a diary.

        That of a post which is no diary is under the empty anchor.
        """
        page = record.summary.path
        if page not in self._known:
            self._known[page] = self._cached(record, url)
        missing = [anchor for anchor in anchors if anchor not in self._known[page]]
        if missing:
            self._known[page] |= self._make(record, url, missing)
            self._keep(record, url)
        return self._known[page]

    def _cached(self, record: Record, url: str) -> dict[str, str]:
        data = self._cache.read(cache_name(record.summary.path)) if self._cache else None
        if data is None:
            return {}
        try:
            cached = msgspec.json.decode(data, type=CachedContent)
        except (msgspec.MsgspecError, ValueError):
            return {}  # Written by another version.
        return cached.parts if cached.key == _key(record, url) else {}

    def _make(self, record: Record, url: str, wanted: Collection[str]) -> dict[str, str]:
        # Imported here because most builds change no post of a feed.
        from blogtools.site.fragment import feed_fragment, sections

        page = self._destination.read(record.summary.path) or b""
        body = (
            page[record.placeholders.body : record.placeholders.body_end].decode()
            if record.placeholders.body >= 0
            else ""
        )
        anchors = [entry.anchor for entry in record.summary.entries]
        days = sections(body, anchors) if anchors else {"": body}
        return {anchor: feed_fragment(days[anchor], url) if anchor in days else "" for anchor in wanted}

    def _keep(self, record: Record, url: str) -> None:
        if self._cache is not None:
            page = record.summary.path
            content = CachedContent(_key(record, url), self._known[page])
            try:
                self._cache.write(cache_name(page), msgspec.json.encode(content))
            except WriteError:
                self._cache = None  # Without the cache, builds are only slower.


def _key(record: Record, url: str) -> str:
    return f"{record.key} {record.body} {url}"
