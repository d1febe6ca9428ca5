"""The texts of posts as feeds carry them, made of the pages and kept from build to build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from blogtools.errors import WriteError
from blogtools.store.manifest import Record, cache_name
from blogtools.store.output import Destination


class Kept(msgspec.Struct, frozen=True):
    """The text of one post, and what it was made from."""

    key: str
    parts: dict[str, str]
    """HTML by the anchor of the day of a diary; by the empty anchor that of a whole post."""


class Fragments:
    """Gives the text of each post, from the cache while its page says the same."""

    def __init__(self, destination: Destination, cache: Path | None) -> None:
        """Read pages from `destination`; `cache` is a folder, which need not exist (None keeps nothing)."""
        self._destination = destination
        self._cache = Destination(cache) if cache else None
        self._known: dict[str, Mapping[str, str]] = {}

    def of(self, record: Record, url: str) -> Mapping[str, str]:
        """HTML of a post at the absolute address `url`: of each day by its anchor, or of all of it by the empty one."""
        page = record.summary.path
        if page not in self._known:
            self._known[page] = self._kept(record, url) or self._make(record, url)
        return self._known[page]

    def _kept(self, record: Record, url: str) -> Mapping[str, str] | None:
        data = self._cache.read(cache_name(record.summary.path)) if self._cache else None
        if data is None:
            return None
        try:
            kept = msgspec.json.decode(data, type=Kept)
        except (msgspec.MsgspecError, ValueError):
            return None  # Of another version: it is made anew.
        return kept.parts if kept.key == _key(record, url) else None

    def _make(self, record: Record, url: str) -> Mapping[str, str]:
        # A compiled library, for builds in which a post of a feed changed.
        from blogtools.site.fragment import feed_fragment, sections

        page = self._destination.read(record.summary.path) or b""
        body = (
            page[record.placeholders.body : record.placeholders.body_end].decode()
            if record.placeholders.body >= 0
            else ""
        )
        anchors = [entry.anchor for entry in record.summary.entries]
        days = sections(body, anchors) if anchors else {"": body}
        parts = {anchor: feed_fragment(html, url) for anchor, html in days.items()}
        if self._cache is not None:
            try:
                self._cache.write(cache_name(record.summary.path), msgspec.json.encode(Kept(_key(record, url), parts)))
            except WriteError:
                self._cache = None  # It only costs speed.
        return parts


def _key(record: Record, url: str) -> str:
    return f"{record.key} {record.body} {url}"
