"""Terms of a blog's taxonomies, offered when a post is created or edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.live.others import OFFERED, Other, others_of

Terms = dict[str, tuple[str, ...]]
"""Terms in use by taxonomy (`tags`), most used first."""

NO_TERMS: Terms = dict.fromkeys(OFFERED, ())


def terms_of_blog(blog: BlogConfig, sources: Iterable[Source]) -> Terms:
    """Collect the terms of the given notebooks, drafts included; unreadable posts are skipped."""
    return terms_of_posts(list(others_of(blog, sources)))


def terms_of_posts(posts: Sequence[Other]) -> Terms:
    """Collect the terms of posts."""
    return {name: _by_count(term for post in posts for term in post.terms[name]) for name in OFFERED}


def _by_count(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name.casefold())))
