"""Check for descriptions that search engines truncate."""

from __future__ import annotations

from collections.abc import Iterator

from blogtools.check.places import metadata_place
from blogtools.errors import Finding
from blogtools.memo import Memoizer
from blogtools.model import Post
from blogtools.read.fields import BY_FIELD

MAX_DESCRIPTION = 160
"""Number of characters of a description that search results show before truncating it."""
_KEYS = BY_FIELD["description"].keys[0].names


def check_description(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding if the author's own description is longer than search results show."""
    description = post.front.description
    if description is None or len(description) <= MAX_DESCRIPTION:
        return
    places = (metadata_place(post, key, description[:20]) for key in _KEYS)
    where = next((place for place in places if place.cell), metadata_place(post, description.split()[0]))
    message = f"the description has {len(description)} characters; search engines truncate it after {MAX_DESCRIPTION}"
    yield Finding("description", message, where, "shorten it, or put the important words first", "note")
