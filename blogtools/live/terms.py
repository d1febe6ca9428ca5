"""What a blog's posts are sorted by, for those who begin or sort another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.live.others import OFFERED, others_of

Terms = dict[str, tuple[str, ...]]
"""By taxonomy whose terms are offered (`tags`): what stands in posts, that of most posts first."""

NO_TERMS: Terms = dict.fromkeys(OFFERED, ())


def terms_of_blog(blog: BlogConfig, sources: Iterable[Source]) -> Terms:
    """Return the terms of some of a blog's posts, drafts too; a post that cannot be read has none."""
    posts = list(others_of(blog, sources))
    return {name: _by_use(term for post in posts for term in post.terms[name]) for name in OFFERED}


def _by_use(names: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(sorted(counted, key=lambda name: (-counted[name], name.casefold())))
