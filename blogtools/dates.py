"""Parsing of dates and times at the start of headings and file names."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from blogtools.memo import lazy_pattern

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}

_MONTH = f"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?::\d\d)?"
_HALF = r"\s?(?P<half>[ap])\.?m\b\.?"
# What may follow: the end, white space or punctuation, but no letter and no hyphen that joins a word.
_END = r"(?=$|\s|[,:;|.!?)\]–—]|-(?:\s|$))"
_TIME_END = rf"(?:{_END}|(?=-\d))"

_DATES = tuple(
    lazy_pattern(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_WEEKDAY}{_DAY}\s+{_MONTH},?\s+{_YEAR}",
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d)?)?",
        r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)",
    )
)
_TIMES = tuple(
    lazy_pattern(pattern + _TIME_END, re.IGNORECASE)
    for pattern in (
        rf"{_CLOCK}{_HALF}",
        r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?(?!\s?[ap]\.?m\b)",
    )
)
_RANGE = lazy_pattern(
    r"\s?[-–—]\s?(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?:\s?(?P<half>[ap])\.?m\b\.?)?" + _END, re.IGNORECASE
)
# `9:00–10:30 AM`: AM or PM is written only at the end of the range.
_BARE_START = lazy_pattern(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?=\s?[-–—]\s?\d)")
_FILE_NAME = lazy_pattern(r"(\d{4})-(\d\d)-(\d\d)(?:[-_ ]+|$)(.*)", re.DOTALL)


_BEGINNINGS = frozenset(name[:3] for name in (*MONTH_NUMBERS, "mon", "tue", "wed", "thu", "fri", "sat", "sun"))
"""The first letters of months and days of the week."""


class Leading(msgspec.Struct, frozen=True):
    """A date or time at the start of a text."""

    end: int
    """Offset after its last character."""
    date: dt.date | None = None
    time: dt.time | None = None


def leading_moment(text: str) -> Leading | None:
    """Return the date, time or range of times at the start of a text, in English or ISO 8601; None without one.

    Ambiguous dates (`11/12/2014`), ratios, and years or months alone do not count.
    """
    start = len(text) - len(text.lstrip())
    if not text[start : start + 1].isdecimal() and text[start : start + 3].casefold() not in _BEGINNINGS:
        return None  # as most headings, for which no pattern has to be compiled
    for pattern in _DATES:
        match = pattern.match(text, start)
        if match:
            date = _date(match)
            if date is None:
                return None
            return Leading(match.end(), date, _time(match) if match.groupdict().get("hour") else None)
    return _leading_time(text, start)


def parse_moment(text: str) -> dt.date | dt.datetime | None:
    """Parse a whole text as a date, or a date with a time; return None if it is neither."""
    text = text.strip()
    found = leading_moment(text)
    if found is None or found.date is None or found.end != len(text):
        return None
    return found.date if found.time is None else dt.datetime.combine(found.date, found.time)


def iso_moment(text: str) -> dt.date | dt.datetime:
    """Parse a date, or a date with a time, in the form that `isoformat` writes."""
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def time_zone(name: str) -> dt.tzinfo:
    """Return the time zone of an IANA name."""
    if name == "UTC":
        return dt.UTC
    # Most blogs never name a zone.
    import zoneinfo

    return zoneinfo.ZoneInfo(name)


def instant(when: dt.date, zone: str) -> float:
    """Return seconds since 1970, by which dates and times with and without a zone can be compared.

    A date is its first moment in the time zone `zone`, and a time without a zone is in that.
    """
    if not isinstance(when, dt.datetime):
        when = dt.datetime(when.year, when.month, when.day)  # noqa: DTZ001 - the zone is added below
    if when.tzinfo is None:
        when = when.replace(tzinfo=time_zone(zone))
    return when.timestamp()


def filename_date(stem: str) -> tuple[dt.date | None, str]:
    """Split a file name into its leading date (`2014-11-17-slug`, as in Jekyll; None without one) and the rest."""
    match = _FILE_NAME.fullmatch(stem)
    if match is None:
        return None, stem
    date = _valid_date(int(match[1]), int(match[2]), int(match[3]))
    return (None, stem) if date is None else (date, match[4] or stem)


def _leading_time(text: str, start: int) -> Leading | None:
    for pattern in _TIMES:
        match = pattern.match(text, start)
        time = _time(match) if match else None
        if match and time:
            following = _RANGE.match(text, match.end())
            return Leading(
                following.end() if following and _is_second_time(following, match) else match.end(), time=time
            )
    bare = _BARE_START.match(text, start)
    following = _RANGE.match(text, bare.end()) if bare else None
    if bare and following and following["half"]:
        time = _time(bare, following["half"])
        if time:
            return Leading(following.end(), time=time)
    return None


def _is_second_time(following: re.Match[str], first: re.Match[str]) -> bool:
    """Return True if the number after a dash is a time, and so ends a range: it has minutes, or AM or PM."""
    half = following["half"] or first.groupdict().get("half")
    return bool(following["minute"] or following["half"]) and _time(following, half) is not None


def _time(match: re.Match[str], half: str | None = None) -> dt.time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (half or match.groupdict().get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of a 12-hour clock
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        return None


def _date(match: re.Match[str]) -> dt.date | None:
    month = match["month"].lower()
    return _valid_date(int(match["year"]), MONTH_NUMBERS.get(month) or int(month), int(match["day"]))


def _valid_date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
