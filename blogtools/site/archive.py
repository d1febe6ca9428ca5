"""The archive: posts and diary days by year and month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

import msgspec

from blogtools.content.order import local_moment, sort_key, stored_moment
from blogtools.model import Summary


class Dated(msgspec.Struct, frozen=True):
    """A dated item: a post, or one day of a diary."""

    title: str
    day: dt.date
    path: str
    """Path of the page, relative to the output folder."""
    anchor: str = ""
    """Anchor of the day on the page; empty for a post."""
    diary: str = ""
    """Title of the diary that the day belongs to; empty for a post."""
    draft: bool = False
    source: str = ""
    """Name of the notebook."""
    language: str | None = None
    """Language of the post; None if it is the blog's."""

    @property
    def fragment(self) -> str:
        """The URL fragment, with `#`; empty for a post."""
        return f"#{quote(self.anchor)}" if self.anchor else ""


def dated_items(posts: Iterable[Summary], zone: str) -> list[Dated]:
    """Return all dated items, newest first: posts with a date, and diaries day by day.

    `zone` is the IANA name of the blog's time zone, by which items are ordered and in which their days are.
    """
    found: list[tuple[float, Dated]] = []
    for post in posts:
        when = local_moment(stored_moment(post.date), zone)
        if post.entries:
            found += [
                (
                    sort_key(entry.date, zone),
                    Dated(
                        *(entry.title, entry.date, post.path, entry.anchor, post.title, post.draft, post.source),
                        language=post.language,
                    ),
                )
                for entry in post.entries
            ]
        elif when is not None:
            day = when.date() if isinstance(when, dt.datetime) else when
            item = Dated(post.title, day, post.path, draft=post.draft, source=post.source, language=post.language)
            found.append((sort_key(when, zone), item))
    # The sort is stable: items of the same moment stay in the order of the posts and of the page.
    found.sort(key=lambda item: -item[0])
    return [item for _, item in found]


def by_year(items: Sequence[Dated]) -> list[tuple[int, list[Dated]]]:
    """Group items, newest first, by year."""
    return _grouped(items, lambda day: day.year)


def by_month(items: Sequence[Dated]) -> list[tuple[int, list[Dated]]]:
    """Group the items of one year, newest first, by month (1 to 12)."""
    return _grouped(items, lambda day: day.month)


def _grouped(items: Sequence[Dated], part: Callable[[dt.date], int]) -> list[tuple[int, list[Dated]]]:
    groups: dict[int, list[Dated]] = {}
    for item in items:
        groups.setdefault(part(item.day), []).append(item)
    return sorted(groups.items(), reverse=True)


def year_path(year: int) -> str:
    """Return the path of a year's page, relative to the output folder."""
    return f"archive/{year}/index.html"
