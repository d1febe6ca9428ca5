"""Check for dates of changes that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.check.places import metadata_place
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer
from blogtools.model import Moment, Post
from blogtools.read.fields import BY_FIELD


def check_dates(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding if a post was updated on a day before its date."""
    updated = post.front.updated
    if post.date is not None and updated is not None and updated != post.updated and _day(updated) < _day(post.date):
        places = (metadata_place(post, key) for key in BY_FIELD["updated"].keys[0].names)
        where = next((place for place in places if place.cell), Where(post.source))
        message = f"was updated on {_day(updated)}, before its date {_day(post.date)}; readers see the later one"
        yield Finding("date", message, where, "correct one of the two")


def _day(moment: Moment) -> str:
    return moment.isoformat()[:10]
