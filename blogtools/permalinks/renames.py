"""Which new notebook is a post that the registry knows under another name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from blogtools.permalinks.registry import Permalink, PermalinkRegistry, PublishedPost

_GENERIC = re.compile(
    r"(?:(?:draft|home|index|new|note(?:book|s)?|post|readme|test|todo|untitled)?[\W\d_]*)*", re.IGNORECASE
)
"""Titles that say nothing of the post."""

Clues = tuple[object, ...]
"""What tells a post from others, the strongest first; None for what it lacks."""


def find_renames(
    registry: PermalinkRegistry,
    published: Sequence[PublishedPost],
    contents: Mapping[str, str],
    keep: Collection[str] = (),
) -> dict[str, str]:
    """Names of new notebooks, each with the name in the registry of the post that it was; no post is given away twice.

    The evidence, the strongest first: the same content, the same title and date, the same page, the same title where
    no other post has it and it says something. Where that fits several posts, those go together whose files are called
    alike, then the others in order.

    Args:
        registry: as the last build left it.
        published: all posts of the blog, in any order.
        contents: hash of the content by old name, as the last build knew it; it may lack some.
        keep: notebooks that exist though they are not seen: those that cannot be read, drafts, and those that a build
            of only some notebooks does not look at. Their posts are never given away.
    """
    gone = registry.posts.keys() - {post.source for post in published} - set(keep)
    new = [post for post in published if post.source not in registry.posts]
    if not gone or not new:
        return {}
    known = Counter(entry.title for entry in registry.posts.values())
    now = Counter(post.title for post in published)
    telling = {title for title in known if known[title] == now[title] == 1 and not _GENERIC.fullmatch(title)}
    olds = {name: _clues(name, registry.posts[name], contents.get(name, ""), telling) for name in gone}
    news = {post.source: _clues(post.source, post, post.content, telling) for post in new}
    return dict(sorted(_pairs(olds, news)))


def _clues(name: str, post: Permalink | PublishedPost, content: str, telling: Collection[str]) -> Clues:
    file = PurePosixPath(name).name
    titled = (post.title, post.date) if post.date else None
    return (
        (content, file) if content else None,
        content or None,
        (titled, file) if titled else None,
        titled,
        post.page,
        post.title if post.title in telling else None,
    )


def _pairs(olds: dict[str, Clues], news: dict[str, Clues]) -> list[tuple[str, str]]:
    """New and old names that share a clue; both are taken out once they are paired."""
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
