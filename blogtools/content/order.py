"""Which post comes before which."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable

from blogtools.dates import iso_moment, time_zone
from blogtools.model import Moment, Summary


def newest_first(summaries: Iterable[Summary], zone: str) -> list[Summary]:
    """Posts by date, those without a date last; posts of one moment by title."""
    ordered = sorted(summaries, key=lambda summary: (summary.title, summary.slug))
    return sorted(ordered, key=lambda summary: sort_key(moment(summary.date), zone), reverse=True)


def sort_key(when: Moment | None, zone: str) -> float:
    """Seconds since 1970, so that dates, and times with and without a zone, can be compared."""
    if when is None:
        return float("-inf")
    if not isinstance(when, dt.datetime):
        when = dt.datetime(when.year, when.month, when.day)  # noqa: DTZ001 - the zone follows
    if when.tzinfo is None:
        when = when.replace(tzinfo=time_zone(zone))
    return when.timestamp()


def moment(iso: str | None) -> Moment | None:
    """A date as a summary keeps it."""
    return iso_moment(iso) if iso else None


def is_future(when: Moment | None, now: dt.datetime) -> bool:
    """Whether a post's time has not come; `now` is in the blog's zone, and so are dates and times without one."""
    if isinstance(when, dt.datetime):
        return (when if when.tzinfo else when.replace(tzinfo=now.tzinfo)) > now
    return when is not None and when > now.date()


def current_time(zone: str) -> dt.datetime:
    """The time in a blog's zone; `SOURCE_DATE_EPOCH` (reproducible-builds.org) in the environment says another one."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed.isdecimal() else dt.datetime.now(dt.UTC)
    return now.astimezone(time_zone(zone))
