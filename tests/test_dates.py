"""Dates and times at the beginning of a text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.dates import filename_date, iso_moment, leading_moment, parse_moment

DAY = dt.date(2014, 11, 17)


@pytest.mark.parametrize(
    "text",
    [
        "November 17, 2014",
        "Nov 17 2014",
        "Nov. 17th, 2014",
        "17 November 2014",
        "17 nov 2014",
        "Monday, 17 November 2014",
        "Mon 17 November 2014",
        "Monday, November 17, 2014",
        "2014-11-17",
        "2014/11/17",
    ],
)
@pytest.mark.parametrize("rest", ["", " - A Day", " – A Day", " — A Day", ": a day", ", a day", " at work", " | x"])
def test_a_date_is_marked_and_nothing_else(text: str, rest: str) -> None:
    """Whatever separates it from the words after it."""
    found = leading_moment(text + rest)
    assert found is not None
    assert (text, DAY, None) == ((text + rest)[: found.end], found.date, found.time)


@pytest.mark.parametrize(
    ("text", "marked", "time"),
    [
        pytest.param("8:00 AM - The Morning Grind", "8:00 AM", dt.time(8), id="morning"),
        pytest.param("12:00 PM - Lunch", "12:00 PM", dt.time(12), id="noon"),
        pytest.param("12 am", "12 am", dt.time(0), id="midnight"),
        pytest.param("8 am", "8 am", dt.time(8), id="no minutes"),
        pytest.param("8 p.m. Dinner", "8 p.m.", dt.time(20), id="dots"),
        pytest.param("8:15pm", "8:15pm", dt.time(20, 15), id="no space"),
        pytest.param("14:30", "14:30", dt.time(14, 30), id="24 hours"),
        pytest.param("9:00–10:30", "9:00–10:30", dt.time(9), id="range"),
        pytest.param("9:00 AM - 10:30 AM: stand-up", "9:00 AM - 10:30 AM", dt.time(9), id="range with spaces"),
        pytest.param("9–10:30 AM", "9–10:30 AM", dt.time(9), id="range with one half of the day"),
        pytest.param("8:00 AM-9:00 AM", "8:00 AM-9:00 AM", dt.time(8), id="range with a hyphen"),
        pytest.param("10:30 AM - 5 ways to rest", "10:30 AM", dt.time(10, 30), id="a number after it"),
        pytest.param("10:30 - 12 monkeys", "10:30", dt.time(10, 30), id="a number after 24 hours"),
    ],
)
def test_a_time_is_marked(text: str, marked: str, time: dt.time) -> None:
    """A range counts from its start; a number after a dash makes none."""
    found = leading_moment(text)
    assert found is not None
    assert (text[: found.end], found.date, found.time) == (marked, None, time)


@pytest.mark.parametrize(
    "text",
    [
        "11/12/2014",
        "11.12.2014",
        "2014",
        "2014 in review",
        "March 2014",
        "March 5 engineers",
        "May the source be with you",
        "3:2 ratio",
        "16:9 displays",
        "10:1 odds",
        "Version 4.5",
        "8 amps",
        "8 pm2 processes",
        "25:00",
        "13:00 PM",
        "0:99",
        "February 30, 2014",
        "2014-13-01",
        "2014-11-17-a-slug",
        "2014-11-171",
        "Novembers 17, 2014",
        "The 17 November 2014",
        "",
        "-",
    ],
)
def test_look_alikes_stay_plain(text: str) -> None:
    """What could be read in two ways, and what only begins like a date."""
    assert leading_moment(text) is None


def test_a_date_with_a_time_is_both() -> None:
    """ISO 8601 in one word or two."""
    for text in ("2014-11-17T08:30 x", "2014-11-17 08:30: x"):
        found = leading_moment(text)
        assert found is not None
        assert (found.date, found.time) == (DAY, dt.time(8, 30))


@pytest.mark.parametrize(
    ("stem", "found"),
    [
        ("2014-11-17-a-day", (DAY, "a-day")),
        ("2014-11-17_a day", (DAY, "a day")),
        ("2014-11-17", (DAY, "2014-11-17")),
        ("2014-13-17-x", (None, "2014-13-17-x")),
        ("120907-Title", (None, "120907-Title")),
        ("2014-in-review", (None, "2014-in-review")),
        ("a-2014-11-17", (None, "a-2014-11-17")),
    ],
)
def test_file_names_may_begin_with_a_date(stem: str, found: tuple[dt.date | None, str]) -> None:
    """As in Jekyll, and only so."""
    assert filename_date(stem) == found


@given(
    st.dates(min_value=dt.date(1000, 1, 1)),
    st.sampled_from(["%B %d, %Y", "%d %b %Y", "%A, %d %B %Y", "%Y-%m-%d", "%Y/%m/%d"]),
)
def test_every_date_in_every_form_is_read(date: dt.date, form: str) -> None:
    """Of the years that have four digits."""
    assert parse_moment(date.strftime(form)) == date


@given(st.text(st.sampled_from("0123456789:-–/ apmAPM.JanNov,stT"), max_size=24))
def test_no_text_breaks_it(text: str) -> None:
    """The marked part lies in the text and is not empty."""
    found = leading_moment(text)
    assert found is None or 0 < found.end <= len(text)


@given(st.dates() | st.datetimes(timezones=st.none() | st.just(dt.UTC)))
def test_kept_dates_come_back(moment: dt.date) -> None:
    """What a build keeps, the next one reads."""
    assert iso_moment(moment.isoformat()) == moment
