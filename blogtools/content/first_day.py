"""The day of a post without a date, for generators that need one: when its notebook came to be."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from functools import lru_cache

import msgspec

from blogtools.content.discover import Source
from blogtools.errors import Finding, Where
from blogtools.model import Post


def with_day(post: Post, source: Source, generator: str) -> Post:
    """Return a post with a date: its own, or that of the first commit of its notebook, or else of the file.

    That is said in a note, so that nobody takes it for what the author wrote.
    """
    if post.date is not None:
        return post
    folder, name = os.path.split(os.path.realpath(source.path))
    day = _first_commits(folder).get(name)
    origin = "the first commit of its notebook"
    if day is None:
        day = dt.datetime.fromtimestamp(source.path.stat().st_mtime, dt.UTC).date()
        origin = "its file"
    message = f"has no date, which {generator or 'this format'} needs, so it gets {day}, that of {origin}"
    note = Finding("date", message, Where(post.source), "write `date:` into its metadata", "note")
    return msgspec.structs.replace(post, date=day, findings=(*post.findings, note))


@lru_cache(32)
def _first_commits(folder: str) -> dict[str, dt.date]:
    """Return the day on which each file of a folder was first committed, by name; empty without a repository."""
    command = ["git", "-C", folder, "log", "--diff-filter=A", "--no-renames", "--name-only", "--relative", "-z"]
    try:
        done = subprocess.run([*command, "--format=%x01%as", "--", "."], capture_output=True, check=False)  # noqa: S603 - a fixed command
    except OSError:
        return {}  # There is no git.
    if done.returncode:
        return {}
    found: dict[str, dt.date] = {}
    day = None
    for part in done.stdout.decode(errors="surrogateescape").replace("\x01", "\0\x01").split("\0"):
        text = part.strip("\n")
        if text.startswith("\x01"):
            day = dt.date.fromisoformat(text[1:11])
        elif text and day is not None:
            found[text] = day  # The oldest commit comes last.
    return found
