"""The ledger of addresses: under which each post was ever published, kept in a file that belongs to the blog.

With it a post that moves leaves a redirect, links to headings that were reworded keep working, feeds know a post again,
and a build can tell which addresses would vanish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from blogtools.errors import SettingsError, Where

LEDGER_FILE = ".blogtools-ledger.json"
VERSION = 1


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a post was known by so far."""

    page: str
    """Path of its page below the output folder."""
    title: str
    date: str | None = None
    """ISO 8601."""
    born: str = ""
    """Its page when it was first published, if that was another one: feeds know it by that."""
    since: str | None = None
    """Its date then, if that was another one; empty if it had none."""
    former: tuple[str, ...] = ()
    """Other pages that it had, the oldest first."""
    anchors: tuple[str, ...] = ()
    """Of its headings, in order."""
    moved: dict[str, str] = {}
    """Anchors of headings that were worded otherwise, to the anchor of what each is now."""

    @property
    def first(self) -> tuple[str, str]:
        """The page and the date (empty for none) that it was first published with."""
        return self.born or self.page, (self.date or "") if self.since is None else self.since


class Ledger(msgspec.Struct, frozen=True):
    """All posts that are published."""

    version: int = VERSION
    posts: dict[str, Entry] = {}
    """By path of the notebook."""


class Sighting(msgspec.Struct, frozen=True):
    """A post that is to be published, as far as it is known before its page is made."""

    source: str
    """Path of the notebook."""
    page: str
    title: str
    date: str | None = None
    content: str = ""
    """Hash of the notebook; empty if it is not known."""


def load_ledger(path: Path) -> Ledger:
    """The ledger at `path`; an empty one if there is none.

    Raises:
        SettingsError: it cannot be read. It is never taken for empty, which would lose redirects.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Ledger()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SettingsError(message, where=Where(path.name)) from error
    for number, line in enumerate(data.splitlines(), 1):
        if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>")):
            message, hint = "has two versions of a merge in it", "keep the lines of both and remove the marks"
            raise SettingsError(message, where=Where(path.name, line=number), hint=hint)
    try:
        ledger = msgspec.json.decode(data, type=Ledger)
    except (msgspec.MsgspecError, ValueError) as error:
        message, hint = f"is no ledger of addresses: {error}", "bring it back as it was, such as with git"
        raise SettingsError(message, where=Where(path.name), hint=hint) from error
    if ledger.version > VERSION:
        message = f"is of a newer blogtools (version {ledger.version})"
        raise SettingsError(message, where=Where(path.name), hint="upgrade blogtools")
    return ledger


def ledger_bytes(ledger: Ledger) -> bytes:
    """The ledger as a file: a post on each line, so that versions of it can be compared and merged."""
    lines = ",\n".join(
        f"  {msgspec.json.encode(name).decode()}: {msgspec.json.encode(entry, order='sorted').decode()}"
        for name, entry in sorted(ledger.posts.items())
    )
    return f'{{"version": {ledger.version}, "posts": {{\n{lines}\n}}}}\n'.encode()


def find_renames(ledger: Ledger, seen: Iterable[Sighting], contents: Mapping[str, str]) -> dict[str, str]:
    """New notebooks to the name that each post has in the ledger; `contents` are the hashes of notebooks that are gone.

    A post is known again by its notebook, then by title and date, by its page, and by its title, where only one post
    that is gone and only one that is new could be meant. A name that still exists was not given up.
    """
    seen = sorted(seen, key=lambda one: one.source)
    names = {one.source for one in seen}
    new = [one for one in seen if one.source not in ledger.posts]
    gone = {name: entry for name, entry in ledger.posts.items() if name not in names}
    found: dict[str, str] = {}
    if not new or not gone:
        return found
    evidence = (
        (lambda name, _: contents.get(name) or None, lambda one: one.content or None),
        (lambda _, entry: (entry.title, entry.date) if entry.date else None, lambda one: (one.title, one.date)),
        (lambda _, entry: entry.page, lambda one: one.page),
        (lambda _, entry: entry.title, lambda one: one.title),
    )
    for of_entry, of_sighting in evidence:
        left = {name: entry for name, entry in gone.items() if name not in found.values()}
        old = _unique((of_entry(name, entry), name) for name, entry in left.items())
        now = _unique((of_sighting(one), one.source) for one in new if one.source not in found)
        found |= {source: old[mark] for mark, source in now.items() if mark in old}
    return found


def _unique(pairs: Iterable[tuple[object, str]]) -> dict[object, str]:
    """Marks that only one has; without those that say nothing."""
    known = [(mark, name) for mark, name in pairs if mark]
    counts = Counter(mark for mark, _ in known)
    return {mark: name for mark, name in known if counts[mark] == 1}


def advance(
    ledger: Ledger,
    seen: Iterable[Sighting],
    renames: Mapping[str, str],
    headings: Mapping[str, tuple[tuple[str, ...], dict[str, str]]],
    keep: Collection[str] = (),
) -> Ledger:
    """The ledger once the posts that were `seen` are published.

    `headings` are the anchors of each post and its moved ones, as far as they are known; posts in `keep` are as they
    were, though they were not seen. What was neither is forgotten.
    """
    posts = {name: entry for name, entry in ledger.posts.items() if name in keep}
    for one in seen:
        entry = ledger.posts.get(renames.get(one.source, one.source))
        posts[one.source] = _published(one, entry, *headings.get(one.source, ((), {})))
    return Ledger(VERSION, dict(sorted(posts.items())))


def _published(one: Sighting, entry: Entry | None, anchors: tuple[str, ...], moved: dict[str, str]) -> Entry:
    if entry is None:
        return Entry(one.page, one.title, one.date, anchors=anchors, moved=moved)
    page, date = entry.first
    former = [old for old in (*entry.former, entry.page) if old != one.page]
    return Entry(
        one.page,
        one.title,
        one.date,
        born=page if page != one.page else "",
        since=date if date != (one.date or "") else None,
        former=tuple(dict.fromkeys(former)),
        anchors=anchors,
        moved=moved,
    )


def redirects(ledger: Ledger) -> dict[str, str]:
    """Pages that posts had, to the page that each has now; a page that a post has is no redirect.

    Where two posts had one page, it leads to the one whose name comes first.
    """
    living = {entry.page for entry in ledger.posts.values()}
    found: dict[str, str] = {}
    for _, entry in sorted(ledger.posts.items()):
        for page in entry.former:
            if page not in living:
                found.setdefault(page, entry.page)
    return found


def vanishing(ledger: Ledger, answered: Collection[str]) -> list[tuple[str, str]]:
    """Names of posts of the ledger, and pages of theirs that are not among those `answered`, in order."""
    return [
        (name, page)
        for name, entry in sorted(ledger.posts.items())
        for page in (entry.page, *entry.former)
        if page not in answered
    ]
