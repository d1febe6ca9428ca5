"""Slugs that make addresses hard to read, to type or to pass on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.check.places import metadata_place
from blogtools.errors import Finding
from blogtools.memo import Memoizer
from blogtools.model import Post
from blogtools.transform.anchors import cut_slug, post_slug

MAX_SLUG = 80
"""Characters of a slug that mail programs and search results still show whole, with the address before it."""
_FIT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d")


def check_slug(post: Post, _: Memoizer) -> Iterator[Finding]:
    """A finding if the author's own `slug:` is not fit for an address."""
    slug = post.front.slug
    if slug is None:
        return
    fit = fit_slug(slug)
    problem = _problem(slug)
    if problem and fit != slug:
        yield Finding("slug", f"slug {slug} {problem}", metadata_place(post, slug), f"{fit} would be fit")


def fit_slug(slug: str) -> str:
    """The nearest slug in small letters, digits and hyphens, with a date once, and not too long."""
    dates = list(_DATE.finditer(slug))
    for again in reversed(dates[1:]):
        if _digits(again[0]) == _digits(dates[0][0]):
            slug = slug[: again.start()] + slug[again.end() :]
    return cut_slug(post_slug(slug), MAX_SLUG)


def _problem(slug: str) -> str:
    dates = [_digits(date) for date in _DATE.findall(slug)]
    if slug != slug.strip().strip("/"):
        return "has slashes or spaces at its ends"
    if not slug.isascii():
        return "has characters that addresses must escape"
    if slug != slug.lower():
        return "has capitals, which are mistyped, and are other addresses on most hosts"
    if len(set(dates)) < len(dates):
        return "has a date twice"
    if not _FIT.fullmatch(slug):
        return "has other characters than small letters, digits and single hyphens"
    return f"has {len(slug)} characters" if len(slug) > MAX_SLUG else ""


def _digits(date: str) -> str:
    return date.replace("-", "")
