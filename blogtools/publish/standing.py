"""The pages at the place that a blog is published to, as far as they are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig
from blogtools.errors import PublishError
from blogtools.publish import PublishTarget
from blogtools.publish.branch import Branch, fetch_tip
from blogtools.publish.folder import Folder
from blogtools.publish.git import Git
from blogtools.publish.place import PublishPlace, publish_place
from blogtools.store.output import Destination

PUSH_WORKFLOW = Path(".github", "workflows", "publish.yml")
"""The workflow that `blogtools init --github-pages` writes; it publishes what is pushed."""


def read_nothing(name: str) -> bytes | None:  # noqa: ARG001 - as of all readers
    """Return None: nothing is published."""
    return None


class Standing(msgspec.Struct, frozen=True):
    """The published files."""

    goal: str = ""
    """Name of the place, such as `gh-pages on origin`; empty if none is known."""
    read: Callable[[str], bytes | None] = read_nothing
    """Returns a published file by its path in the site; None if there is no such file."""
    note: str = ""
    """Why this may not be the latest, as half a sentence; empty if it is."""


class KnownRefs(msgspec.Struct, frozen=True):
    """The commits of a published branch: those that the repository knows, and the one that its remote named last."""

    local: str
    """The commits of the branch here and of the last fetch or push, as git lists them."""
    theirs: str | None
    """The commit that the remote named; None if it has no such branch."""


def known_standing(blog: BlogConfig, last: KnownRefs | None = None, note: str = "") -> Standing:
    """Return what is known without contacting a remote.

    `last` is what the remote said before; it counts until the branch is published or fetched from here again. `note`
    is that of the standing.
    """
    place = publish_place(blog)
    if place.folder:
        return Standing(str(place.folder), Destination(place.folder).read)
    git = Git(blog.root, prompts=False)
    local = _local_refs(git, place)
    if last is not None and last.local == local:
        tip = last.theirs
    else:
        commits = dict(line.split(" ", 1)[::-1] for line in local.splitlines())
        here, there = f"refs/heads/{place.branch}", f"refs/remotes/{place.remote}/{place.branch}"
        tip = commits.get(there) or commits.get(here)
    is_chosen = bool(blog.settings.publish or tip)
    if not is_chosen and (publishes_by_push(blog) or not _has_remote(git, place)):
        return Standing()
    read = _reader(git, lambda name: f"{tip}:{name}") if tip else read_nothing
    return Standing(str(place), read, note)


def ask_remote(blog: BlogConfig) -> KnownRefs | None:
    """Ask the remote which commit is published, and fetch that; None for a blog that is published to a folder.

    Raises:
        PublishError: the blog is in no repository, or the remote does not answer.
    """
    place = publish_place(blog)
    if place.folder:
        return None
    git = Git(blog.root, prompts=False)
    theirs = fetch_tip(git, place.remote, f"refs/heads/{place.branch}")
    return KnownRefs(_local_refs(git, place), theirs)


def publishes_by_push(blog: BlogConfig) -> bool:
    """Return True if a workflow publishes the notebooks that are pushed."""
    return not blog.settings.publish and (blog.root / PUSH_WORKFLOW).is_file()


def standing_at(target: PublishTarget) -> Standing:
    """Return the files that a target compares with."""
    if isinstance(target, Folder):
        return Standing(str(target), Destination(target.path).read)
    if isinstance(target, Branch):
        entries = target.published
        return Standing(str(target), _reader(target.git, lambda name: entries[name][1] if name in entries else ""))
    return Standing(str(target))


def _local_refs(git: Git, place: PublishPlace) -> str:
    refs = (f"refs/heads/{place.branch}", f"refs/remotes/{place.remote}/{place.branch}")
    try:
        return git.run("for-each-ref", "--format=%(objectname) %(refname)", *refs)
    except PublishError:
        return ""  # No repository, or no git.


def _has_remote(git: Git, place: PublishPlace) -> bool:
    try:
        return place.remote in git.run("remote").split("\n")
    except PublishError:
        return False


def _reader(git: Git, object_of: Callable[[str], str]) -> Callable[[str], bytes | None]:
    def read(name: str) -> bytes | None:
        found = object_of(name)
        done = git.call("cat-file", "blob", found) if found else None
        return done.stdout if done and not done.returncode else None

    return read
