"""Chronological order of posts."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable

from blogtools.dates import instant, iso_moment, time_zone
from blogtools.model import Moment, Summary
from blogtools.transform.anchors import notebook_name


def newest_first(summaries: Iterable[Summary], zone: str) -> list[Summary]:
    """Sort posts by date and time, newest first and undated ones last; those of the same time by name, descending.

    By number, not by digit, where names are numbered: `day-10` comes before `day-9`.
    """
    return sorted(
        summaries, key=lambda one: (sort_key(stored_moment(one.date), zone), _numbered_name(one.source)), reverse=True
    )


def _numbered_name(source: str) -> tuple[tuple[tuple[int, str], ...], str]:
    parts = re.split(r"(\d+)", notebook_name(source).casefold())
    return tuple((int(part) if part.isdecimal() else -1, part) for part in parts), source


def sort_key(when: Moment | None, zone: str) -> float:
    """Return a date's `instant`; that of no date is before all others."""
    return float("-inf") if when is None else instant(when, zone)


def local_moment(when: Moment | None, zone: str) -> Moment | None:
    """Return a time as clocks in a time zone show it; a date, or a time without a zone, is there already."""
    if not isinstance(when, dt.datetime) or when.tzinfo is None:
        return when
    try:
        return when.astimezone(time_zone(zone))
    except OverflowError:
        return when  # In the first or the last year of the calendar.


def stored_moment(iso: str | None) -> Moment | None:
    """Parse a date as stored in a summary."""
    return iso_moment(iso) if iso else None


def is_future(when: Moment | None, now: dt.datetime) -> bool:
    """Return True if a post's date is in the future; `now` is in the blog's zone, as are dates without one."""
    if isinstance(when, dt.datetime):
        return (when if when.tzinfo else when.replace(tzinfo=now.tzinfo)) > now
    return when is not None and when > now.date()


def current_time(zone: str) -> dt.datetime:
    """Return the time in a blog's zone, or the environment's `SOURCE_DATE_EPOCH` (reproducible-builds.org)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed.isdecimal() else dt.datetime.now(dt.UTC)
    return now.astimezone(time_zone(zone))
