"""Files among the posts that are none, and what the author is told of them: once for all of a kind."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from blogtools.errors import Finding, Severity, Where

MOST_FILES_NAMED = 5
"""Files that a message names."""
LOST = ("other", "untitled")
"""Kinds that are told even where their owner hides them."""


class ToldKind(msgspec.Struct, frozen=True):
    """A kind of files that are no posts."""

    slug: str
    severity: Severity
    one: str
    """What a file is, after its name."""
    several: str
    """What files are, after how many they are."""
    hint: str
    """What to do; `{names}` is the file, or the folder of all of them, as a shell reads it."""

    def finding(self, names: Sequence[str]) -> Finding:
        """Return the finding that names the files."""
        # A folder is imported whole, each file by what it is.
        folder = posixpath.commonpath([posixpath.dirname(name) or "." for name in names])
        hint = self.hint.format(names=shlex.quote(names[0] if len(names) == 1 else folder or "."))
        if len(names) == 1:
            return Finding(self.slug, self.one, Where(names[0]), hint, self.severity)
        more = f" and {len(names) - MOST_FILES_NAMED} more" if len(names) > MOST_FILES_NAMED else ""
        message = f"{len(names)} {self.several}: {', '.join(names[:MOST_FILES_NAMED])}{more}"
        return Finding(self.slug, message, Where(""), hint, self.severity)


def tell_plain(names: Sequence[str], posts: Iterable[tuple[str, Iterable[str]]]) -> tuple[Finding, ...]:
    """Return the finding about files of Markdown that are no posts, as far as no post includes or links to them.

    `posts` are the paths of posts, each with those of the files that it reads, relative to it.
    """
    if not names:
        return ()
    used = {
        posixpath.normpath(posixpath.join(posixpath.dirname(post), path)) for post, paths in posts for path in paths
    }
    told = [name for name in names if name not in used]
    return (TOLD_FILES["plain"].finding(told),) if told else ()


TOLD_FILES: Mapping[str, ToldKind] = {
    "other": ToldKind(
        "not-imported",
        "warning",
        "is a post, but no notebook, and not published",
        "posts are no notebooks, and not published",
        "make notebooks of them: blogtools import {names}",
    ),
    "untitled": ToldKind(
        "not-imported",
        "warning",
        "has front matter without a title, and is not published",
        "files have front matter without a title, and are not published",
        "give them a `title:`, or make notebooks of them: blogtools import {names}",
    ),
    "plain": ToldKind(
        "not-published",
        "note",
        "is no post: it has no front matter with a title",
        "files are no posts, since they have no front matter with a title",
        "to make one a post, begin it with the lines `---`, `title: …` and `---`",
    ),
    "page": ToldKind(
        "not-published",
        "note",
        "is no post: its `layout` says that it is a page",
        "files are no posts, since their `layout` says that they are pages",
        "to make one a post, remove that line",
    ),
    "readme": ToldKind(
        "not-published",
        "note",
        "is no post: a README is for those who see the files",
        "files are no posts, since a README is for those who see the files",
        "to make one a post, rename it",
    ),
    "copy": ToldKind(
        "not-published",
        "note",
        "is no post: it was made from a notebook (`nb_path`)",
        "files are no posts, since they were made from notebooks (`nb_path`)",
        "to make one a post, remove that line",
    ),
    "twin": ToldKind(
        "not-published",
        "note",
        "is no post: the notebook of the same name beside it is",
        "files are no posts, since the notebooks of the same names beside them are",
        "to make one a post of its own, rename it",
    ),
}
"""By kind of `OtherFile`."""
