"""Which posts show cells of which others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from blogtools.site.manifest import Record

Users = dict[str, tuple[tuple[str, str], ...]]
"""Name of a notebook to title and page of each post that embeds cells of it, in order."""


def find_users(records: Mapping[str, Record], *, drafts: bool) -> Users:
    """The posts that embed from each notebook; drafts only where they are published too."""
    found: dict[str, set[tuple[str, str]]] = {}
    for record in records.values():
        if drafts or not record.summary.draft:
            for name in record.embeds:
                found.setdefault(name, set()).add((record.summary.title, record.summary.path))
    return {name: tuple(sorted(posts)) for name, posts in found.items()}


def outdated(records: Mapping[str, Record], users: Users, names: Iterable[str]) -> dict[str, str]:
    """Of the posts `names`, those whose pages name other users than there are now, and the reason in words."""
    return {
        name: _reason(users.get(name, ()))
        for name in names
        if name in records and records[name].used_in != users.get(name, ())
    }


def _reason(users: tuple[tuple[str, str], ...]) -> str:
    titles = [title for title, _ in users]
    if not titles:
        return "is used in no other post any more"
    return f"is used in {', '.join(titles[:-1])} and {titles[-1]}" if len(titles) > 1 else f"is used in {titles[0]}"
