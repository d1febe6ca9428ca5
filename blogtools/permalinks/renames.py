"""Detects renamed notebooks: new ones whose post is in the registry under another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from blogtools.memo import lazy_pattern
from blogtools.permalinks.cells import alike
from blogtools.permalinks.registry import Permalink, PermalinkRegistry, PublishedPost

_GENERIC = lazy_pattern(
    r"(?:(?:draft|home|index|new|note(?:book|s)?|post|readme|test|todo|untitled)?[\W\d_]*)*", re.IGNORECASE
)
"""Titles that do not identify a post."""

Clues = tuple[object, ...]
"""Evidence that identifies a post, the strongest first; None where it is missing."""


def find_renames(
    registry: PermalinkRegistry,
    published: Sequence[PublishedPost],
    contents: Mapping[str, str],
    keep: Collection[str] = (),
) -> dict[str, str]:
    """Return the new name of each renamed notebook, and its name in the registry; each old name is used at most once.

    The evidence, the strongest first: the same content; the same title and date; the same page; the same title, if it
    is unique and not a generic one; most cells the same. If several posts match, those with the same file name are
    paired first, then the others in order.

    Args:
        registry: The registry of the last build.
        published: All posts of the blog, in any order.
        contents: Old name to hash of the content, from the last build; may be incomplete.
        keep: Notebooks that exist but are not in `published`: unreadable ones, drafts, and those that a build of only
            some notebooks does not read. They count as not renamed.
    """
    gone = registry.posts.keys() - {post.source for post in published} - set(keep)
    new = [post for post in published if post.source not in registry.posts]
    if not gone or not new:
        return {}
    known = Counter(entry.title for entry in registry.posts.values())
    now = Counter(post.title for post in published)
    distinctive = {title for title in known if known[title] == now[title] == 1 and not _GENERIC.fullmatch(title)}
    olds = {name: _clues(name, registry.posts[name], contents.get(name, ""), distinctive) for name in gone}
    news = {post.source: _clues(post.source, post, post.content, distinctive) for post in new}
    pairs = _pairs(olds, news)
    left = {name: registry.posts[name].cells for name in olds}
    unknown = {post.source: post.cells for post in new if post.source in news}
    pairs += alike(left, unknown, (entry.cells for entry in registry.posts.values()))
    return dict(sorted(pairs))


def _clues(name: str, post: Permalink | PublishedPost, content: str, distinctive: Collection[str]) -> Clues:
    file = PurePosixPath(name).name
    titled = (post.title, post.date) if post.date else None
    return (
        (content, file) if content else None,
        content or None,
        (titled, file) if titled else None,
        titled,
        post.page,
        post.title if post.title in distinctive else None,
    )


def _pairs(olds: dict[str, Clues], news: dict[str, Clues]) -> list[tuple[str, str]]:
    """Pair new and old names that share a clue; paired names are removed from both dicts."""
    pairs = []
    for level in range(len(next(iter(olds.values())))):
        waiting: dict[object, list[str]] = {}
        for name in sorted(olds, reverse=True):
            waiting.setdefault(olds[name][level], []).append(name)
        waiting.pop(None, None)
        pairs += [(name, names.pop()) for name in sorted(news) if (names := waiting.get(news[name][level]))]
        for name, old in pairs:
            news.pop(name, None)
            olds.pop(old, None)
    return pairs
