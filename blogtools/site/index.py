"""The plain list of all posts, newest first."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from blogtools.dates import iso_moment
from blogtools.post import Moment, Summary
from blogtools.render.environment import Theme, date
from blogtools.render.html import WORDS_A_MINUTE
from blogtools.render.links import relative_url


def newest_first(summaries: Iterable[Summary], zone: str) -> list[Summary]:
    """Posts by date, those without a date last; posts of one moment by title."""
    ordered = sorted(summaries, key=lambda summary: (summary.title, summary.slug))
    return sorted(ordered, key=lambda summary: sort_key(_date(summary), zone), reverse=True)


def sort_key(moment: Moment | None, zone: str) -> float:
    """Seconds since 1970, so that dates, and times with and without a zone, can be compared."""
    if moment is None:
        return float("-inf")
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - the zone follows
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC if zone == "UTC" else zoneinfo.ZoneInfo(zone))
    return moment.timestamp()


def render_index(summaries: Sequence[Summary], theme: Theme, path: str) -> bytes:
    """The page of the list, at `path`."""
    posts = [_item(summary, path) for summary in newest_first(summaries, theme.settings.timezone)]
    snippets = sum(len(summary.snippets) for summary in summaries)
    return theme.page("index.html.j2", "", posts=posts, snippets=snippets).encode(errors="replace")


def _date(summary: Summary) -> Moment | None:
    return iso_moment(summary.date) if summary.date else None


def _item(summary: Summary, path: str) -> dict[str, Any]:
    return {
        "title": summary.title,
        "url": relative_url(summary.path, path),
        "date": date(_date(summary)),
        "description": summary.description,
        "year": int(summary.date[:4]) if summary.date else 0,
        "tags": summary.tags,
        "minutes": max(1, round(summary.words / WORDS_A_MINUTE)),
        "draft": summary.draft,
    }
