"""Check for slugs that make URLs hard to read, type or share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blogtools.check.places import metadata_place
from blogtools.errors import Finding
from blogtools.memo import Memoizer
from blogtools.model import Post
from blogtools.transform.anchors import cut_slug, post_slug

MAX_SLUG = 80
"""Longest slug, in characters, that mail programs and search results show in full after the site's address."""
_FIT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d")


def check_slug(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding if the author's own `slug:` is not suitable for a URL."""
    slug = post.front.slug
    if slug is None:
        return
    fit = fit_slug(slug)
    problem = _problem(slug)
    if problem and fit != slug:
        yield Finding("slug", f"slug {slug} {problem}", metadata_place(post, slug), f"use {fit} instead")


def fit_slug(slug: str) -> str:
    """Return the nearest slug of lowercase letters, digits and hyphens, with no date twice, and not too long."""
    dates = list(_DATE.finditer(slug))
    for again in reversed(dates[1:]):
        if _digits(again[0]) == _digits(dates[0][0]):
            slug = slug[: again.start()] + slug[again.end() :]
    return cut_slug(post_slug(slug), MAX_SLUG)


def _problem(slug: str) -> str:
    dates = [_digits(date) for date in _DATE.findall(slug)]
    if slug != slug.strip().strip("/"):
        return "begins or ends with a slash or space"
    if not slug.isascii():
        return "has characters that must be escaped in URLs"
    if slug != slug.lower():
        return "has uppercase letters, which are easily mistyped and make a different URL on most hosts"
    if len(set(dates)) < len(dates):
        return "contains the date twice"
    if not _FIT.fullmatch(slug):
        return "has characters other than lowercase letters, digits and single hyphens"
    return f"is {len(slug)} characters long" if len(slug) > MAX_SLUG else ""


def _digits(date: str) -> str:
    return date.replace("-", "")
