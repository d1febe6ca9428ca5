"""Publishing to a branch of the blog's own git repository, as GitHub Pages and others serve it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from blogtools.config import PLUGINS, BlogConfig
from blogtools.content.discover import STATIC, find_sources
from blogtools.errors import PublishError, UsageError, Where
from blogtools.publish.changes import Changes, compare, site_files
from blogtools.publish.git import Git, complaint
from blogtools.publish.ownership import kept_line, refuse_foreign
from blogtools.store.ownership import OWNED_FILES, decode_owned, encode_owned
from blogtools.store.paths import PathIndex

TreeEntry = tuple[str, str]
"""Mode and object id of a file, as git prints them."""
FILE_MODE = "100644"
MARKER = ".nojekyll"
"""This file keeps GitHub Pages from running Jekyll."""


class Branch(msgspec.Struct, frozen=True):
    """A branch to publish to; files are added as git objects, without touching a working tree, the index or `HEAD`."""

    blog: BlogConfig
    git: Git
    name: str
    remote: str
    push: bool
    message: str
    """Start of the commit message; empty for one line that says what changed."""
    local: str | None
    """Commit of the local branch."""
    base: str | None
    """Parent of the new commit: the local or the remote one, whichever is newer."""
    tree: dict[str, TreeEntry]
    """Files of `base` by path."""
    foreign: dict[str, TreeEntry]
    """Those of them that blogtools did not write."""
    published: dict[str, TreeEntry]
    """Published files by path: those on the remote or, if nothing is pushed, those of `base`."""
    adopt: bool = False
    """True to take over a branch on which others wrote."""

    def __str__(self) -> str:
        return f"{self.name} on {self.remote}" if self.push else f"{self.name} (not pushed)"

    def read(self, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the files on the branch whose paths are `wanted`."""
        # Not those on the remote, which a commit here that was not pushed yet may have built upon.
        entries = {name: entry for name, (mode, entry) in self.tree.items() if mode.startswith("100") and wanted(name)}
        return zip(entries, self.git.blobs(list(entries.values())), strict=True)

    def compare(self, site: Path) -> Changes:
        """Return the changes that readers would see.

        Raises:
            ForeignFilesError: blogtools did not write what is on the branch, or not the file that it would replace.
        """
        kind = "sha256" if self.base and len(self.base) == hashlib.sha256().digest_size * 2 else "sha1"
        # As git does it, which takes several times as long.
        built = {name: (FILE_MODE, _object_id(data, kind)) for name, data in self._contents(site)}
        kept = self._kept(built)
        clashing = {name for name, entry in self.foreign.items() if name not in kept and built.get(name) != entry}
        is_new = self.base is not None and OWNED_FILES not in self.tree
        if not self.adopt and (clashing or is_new):
            refuse_foreign(f"the branch {self.name}", clashing, self.foreign.keys() - clashing - built.keys())
        return compare(self.published, kept | built)

    def publish(self, site: Path, changes: Changes) -> str:
        """Commit the site on top of `base`, unless `base` has the same files, and push.

        Raises:
            PublishError: git or the remote refuses; the branch stays as it was, locally and on the remote.
        """
        kept = kept_line(self._kept({*site_files(site), MARKER, OWNED_FILES}))
        if not changes and OWNED_FILES in self.published:
            return f"Nothing changed: {self} is up to date.{kept}"
        tip = self._commit(site, changes)
        if self.push:
            self._push(tip)
        if tip != self.local:
            # Only after the push: a commit that the remote refused would make the next try fail.
            self.git.run("update-ref", "-m", "blogtools publish", f"refs/heads/{self.name}", tip, self.local or "")
        return f"Published to {self}: {changes} ({tip[:10]}).{kept}"

    def _kept(self, built: Collection[str]) -> dict[str, TreeEntry]:
        """Return the files of others that are not in the way of those of the site."""
        if not self.foreign:
            return {}
        index = PathIndex(built)
        return {name: entry for name, entry in self.foreign.items() if not index.conflict(name)}

    def _contents(self, site: Path) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the files that blogtools writes to the branch."""
        names = _page_files(site)
        yield from _own_files(names).items()
        for name in names:
            yield name, (site / name).read_bytes()

    def _stored(self, site: Path) -> dict[str, TreeEntry]:
        """Return the files of the branch to be, which git has stored: the site, and what others put there."""
        names = _page_files(site)
        own = _own_files(names)
        with tempfile.TemporaryDirectory(prefix="blogtools-") as folder:
            for name, data in own.items():
                Path(folder, name).write_bytes(data)
            paths = [*(site / name for name in names), *(Path(folder, name) for name in own)]
            # Without filters, so that the repository's attributes and line endings do not change the files.
            options = ("-w", "--no-filters", "--stdin-paths")
            objects = self.git.run("hash-object", *options, data="".join(f"{path}\n" for path in paths)).split()
        built = {name: (FILE_MODE, entry) for name, entry in zip((*names, *own), objects, strict=True)}
        return self._kept(built) | built

    def _commit(self, site: Path, changes: Changes) -> str:
        if any(self.git.call("var", f"GIT_{role}_IDENT").returncode for role in ("AUTHOR", "COMMITTER")):
            message = "git does not know your name and email, which a commit needs"
            raise PublishError(message, hint="git config user.name NAME && git config user.email ADDRESS")
        entries = self._stored(site).items()
        lines = "".join(f"{mode} {entry}\t{name}\0" for name, (mode, entry) in entries)
        with tempfile.TemporaryDirectory(prefix="blogtools-") as folder:
            index = Path(folder, "index")
            self.git.run("update-index", "-z", "--index-info", data=lines, index=index)
            tree = self.git.run("write-tree", index=index).strip()
        if self.base and tree == self.git.run("rev-parse", f"{self.base}^{{tree}}").strip():
            return self.base
        parent = ("-p", self.base) if self.base else ()
        message = f"{self.message or f'Publish the blog: {changes}'}\n\nSource-Commit: {self._source()}\n"
        return self.git.run("commit-tree", tree, *parent, data=message).strip()

    def _source(self) -> str:
        """Return the commit that the blog was built from, noting uncommitted changes."""
        head = self.git.commit("HEAD")
        if head is None:
            return "none yet"
        folders = (self.blog.templates, self.blog.root / STATIC, self.blog.root / PLUGINS)
        own = filter(None, (self.blog.notebooks, *folders, self.blog.settings_file))
        paths = [path.relative_to(self.blog.root).as_posix() for path in own]
        status = ("--literal-pathspecs", "status", "--porcelain", "--untracked-files=normal", "--", *paths)
        return f"{head}, with uncommitted changes" if self.git.run(*status) else head

    def _push(self, tip: str) -> None:
        refs = f"{tip}:refs/heads/{self.name}"
        options = ("--porcelain", "--no-signed", "--recurse-submodules=no")
        done = self.git.call("push", *options, "--", self.remote, refs, hooks=True)
        # Git also fails if the remote accepted the commit but a local hook kept git from recording that.
        results = [line.split("\t") for line in done.stdout.decode(errors="replace").splitlines()]
        flag, reason = next(((fields[0], fields[2]) for fields in results if fields[1:2] == [refs]), ("!", ""))
        if flag != "!":
            return
        if reason.startswith("[rejected]"):
            hint = "somebody else has published meanwhile; publish again to build on theirs"
        else:
            reason = f"{reason} {complaint(done)}".strip()
            hint = "nothing has changed, locally or on the remote; fix the cause and publish again"
        message = f"{self.remote} did not take {self.name}: {reason}"
        raise PublishError(message, hint=hint)


def open_branch(
    blog: BlogConfig,
    name: str,
    remote: str,
    *,
    push: bool = True,
    message: str = "",
    prompts: bool = True,
    adopt: bool = False,
) -> Branch:
    """Find the branch, locally and on the remote, and check that it can be published to.

    With `adopt`, files of others on it give way where they are in the way of the site.

    With `push=False`, the remote is not contacted. With `prompts=True`, git may ask for passwords at a terminal.

    Raises:
        PublishError: there is no repository or remote, the remote does not answer, the branch is checked out or holds
            the blog's notebooks, or the local and the remote branch have diverged.
        UsageError: the name is not a valid branch name.
    """
    git = Git(blog.root, prompts)
    inside = git.call("rev-parse", "--show-prefix")
    if inside.returncode and b"not a git repository" in inside.stderr:
        message = "is not in a git repository, which publishing to a branch needs"
        hint = "run git init, or publish to a folder: --to FOLDER"
        raise PublishError(message, where=Where(str(blog.root)), hint=hint)
    prefix = git.run("rev-parse", "--show-prefix").removesuffix("\n")
    ref = f"refs/heads/{name}"
    if git.call("check-ref-format", ref).returncode:
        message = f"{name!r} is not a valid branch name"
        raise UsageError(message)
    _refuse_checked_out(git, name)
    local = git.commit(ref)
    theirs = fetch_tip(git, remote, ref) if push else git.commit(f"refs/remotes/{remote}/{name}")
    base = _newer(git, name, remote, local, theirs) if push and local and theirs else local or theirs
    tree = read_git_tree(git, base)
    own = {prefix + source.name for source in find_sources(blog, ())} & tree.keys()
    if own:
        message = f"the branch {name} holds the blog's sources ({min(own)}), which publishing would remove"
        raise PublishError(message, hint="choose another branch with --branch")
    published = read_git_tree(git, theirs) if push and theirs != base else tree
    foreign = _foreign_files(git, tree)
    return Branch(blog, git, name, remote, push, message, local, base, tree, foreign, published, adopt)


def read_git_tree(git: Git, commit: str | None) -> dict[str, TreeEntry]:
    """Return the files of a commit, path to entry."""
    if commit is None:
        return {}
    files = {}
    for line in git.run("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")[:-1]:
        about, _, name = line.partition("\t")
        mode, _, entry = about.split()
        files[name] = (mode, entry)
    return files


def _foreign_files(git: Git, tree: dict[str, TreeEntry]) -> dict[str, TreeEntry]:
    """Return the files that blogtools did not write."""
    owned: dict[str, str] = {}
    if OWNED_FILES in tree:
        text = git.run("cat-file", "blob", tree[OWNED_FILES][1])
        # A damaged record knows no files, and all are somebody else's.
        with suppress(ValueError):
            owned = decode_owned(os.fsencode(text))
    return {name: entry for name, entry in tree.items() if name not in owned and name != OWNED_FILES}


def _page_files(site: Path) -> list[str]:
    """Return the paths of the site's files, without those that the branch has its own of."""
    return [name for name in site_files(site) if name not in (MARKER, OWNED_FILES)]


def _own_files(names: Collection[str]) -> dict[str, bytes]:
    """Return the files of a branch that are not the site's: those that tell hosts and blogtools what it is."""
    return {MARKER: b"", OWNED_FILES: encode_owned(dict.fromkeys((*names, MARKER, OWNED_FILES), ""))}


def _object_id(data: bytes, kind: str) -> str:
    """Return the id that git gives to a file of this content."""
    return hashlib.new(kind, b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def _refuse_checked_out(git: Git, name: str) -> None:
    """Raise `PublishError` if the branch is checked out, since it would move under a working tree."""
    for tree in git.run("worktree", "list", "--porcelain").split("\n\n"):
        lines = tree.splitlines()
        if f"branch refs/heads/{name}" in lines:
            message = f"the branch {name} is checked out in {lines[0].removeprefix('worktree ')}"
            raise PublishError(message, hint="switch to another branch there, or choose another one with --branch")


def fetch_tip(git: Git, remote: str, ref: str) -> str | None:
    """Fetch a branch of the remote without updating any ref; return its commit, or None if there is no such branch."""
    if remote not in git.run("remote").split("\n") and not {"/", ":"} & set(remote):
        message = f"the repository has no remote {remote}"
        raise PublishError(message, hint=f"git remote add {remote} URL, or --no-push")
    asked = git.call("ls-remote", "--", remote, ref)
    if asked.returncode:
        message = f"{remote} does not answer: {complaint(asked)}"
        raise PublishError(message, hint="check the connection, or commit without pushing: --no-push")
    found = [line.split("\t") for line in os.fsdecode(asked.stdout).splitlines()]
    tip = next((commit for commit, full in found if full == ref), None)
    if tip and git.commit(tip) is None:
        git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", remote, ref)
    return tip


def _newer(git: Git, name: str, remote: str, local: str, theirs: str) -> str:
    if git.is_ancestor(local, theirs):
        return theirs
    if git.is_ancestor(theirs, local):
        return local
    message = f"the branch {name} and the one on {remote} have diverged"
    raise PublishError(message, hint=f"to continue from {remote}: git branch -D {name}, then publish again")
