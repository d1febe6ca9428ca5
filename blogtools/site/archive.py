"""Everything that has a date, by year and month: posts, and the days of diaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote

import msgspec

from blogtools.content.order import sort_key, stored_moment
from blogtools.model import Summary


class Dated(msgspec.Struct, frozen=True):
    """A post, or one day of a diary."""

    title: str
    day: dt.date
    path: str
    """Path of its page below the output folder."""
    anchor: str = ""
    """Where it begins on the page; empty for a post."""
    diary: str = ""
    """Title of the diary that it is a day of; empty for a post."""
    draft: bool = False
    source: str = ""
    """The notebook that it is in."""

    @property
    def fragment(self) -> str:
        """What follows the page in its address."""
        return f"#{quote(self.anchor)}" if self.anchor else ""


def dated_items(posts: Iterable[Summary], zone: str) -> list[Dated]:
    """All items, newest first; posts without a date are none, and a diary is its days."""
    found: list[tuple[float, Dated]] = []
    for post in posts:
        when = stored_moment(post.date)
        if post.entries:
            found += [
                (
                    sort_key(entry.date, zone),
                    Dated(entry.title, entry.date, post.path, entry.anchor, post.title, post.draft, post.source),
                )
                for entry in post.entries
            ]
        elif when is not None:
            day = when.date() if isinstance(when, dt.datetime) else when
            found.append(
                (sort_key(when, zone), Dated(post.title, day, post.path, draft=post.draft, source=post.source))
            )
    # Sorting keeps the order of what has one moment: that of the posts, and that on the page.
    found.sort(key=lambda item: -item[0])
    return [item for _, item in found]


def by_year(items: Sequence[Dated]) -> list[tuple[int, list[Dated]]]:
    """Items (newest first) in years."""
    return [(year, list(group)) for year, group in groupby(items, key=lambda item: item.day.year)]


def by_month(items: Sequence[Dated]) -> list[tuple[int, list[Dated]]]:
    """Items of one year (newest first) in months, 1 to 12."""
    return [(month, list(group)) for month, group in groupby(items, key=lambda item: item.day.month)]


def year_path(year: int) -> str:
    """Path of the page of a year below the output folder."""
    return f"archive/{year}/index.html"
