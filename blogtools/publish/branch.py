"""The blog as a branch of its own git repository: what GitHub Pages and others serve."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec

from blogtools.config import PLUGINS, Blog
from blogtools.content.discover import STATIC, find_sources
from blogtools.errors import PublishError, UsageError, Where
from blogtools.publish.changes import Changes, compare, site_files
from blogtools.publish.git import Git, complaint

Entry = tuple[str, str]
"""Mode and object of a file, as git writes them."""
FILE_MODE = "100644"
KEPT = "CNAME"
"""GitHub writes the site's own domain into this file of the branch."""
MARKER = ".nojekyll"
"""By this file GitHub Pages knows that there is nothing to build."""


class Branch(msgspec.Struct, frozen=True):
    """A branch to publish to. Files come to it as objects: no working tree, index or `HEAD` is touched."""

    blog: Blog
    git: Git
    name: str
    remote: str
    push: bool
    message: str
    """First lines of the commit message; empty for a line that says what changed."""
    local: str | None
    """The branch's commit here."""
    base: str | None
    """The commit to build upon: the newer of this one and the remote's."""
    readers: dict[str, Entry]
    """What is published: the files on the remote, or, where nothing is pushed, those of `base`."""

    def __str__(self) -> str:
        return f"{self.name} on {self.remote}" if self.push else f"{self.name} (not pushed)"

    def compare(self, site: Path) -> Changes:
        """What readers would find changed."""
        return compare(self.readers, self._entries(site))

    def publish(self, site: Path, changes: Changes) -> str:
        """Commit the site upon `base`, unless that holds it already, and push.

        Raises:
            PublishError: git or the remote refuses; the branch stays what it was, here and there.
        """
        if not changes:
            return f"Nothing changed: {self} has this blog already."
        tip = self._commit(site, changes)
        if self.push:
            self._push(tip)
        if tip != self.local:
            # Only after the push: a branch that the remote refused would stand in the way of the next try.
            self.git.run("update-ref", "-m", "blogtools publish", f"refs/heads/{self.name}", tip, self.local or "")
        return f"Published to {self}: {changes} ({tip[:10]})."

    def _entries(self, site: Path, *write: str) -> dict[str, Entry]:
        """The files that the branch shall have; with `-w` their objects are written."""
        (site / MARKER).touch()
        names = site_files(site)
        paths = "".join(f"{site / name}\n" for name in names)
        # Without filters: neither line ends nor attributes of the repository change what was built.
        objects = self.git.run("hash-object", *write, "--no-filters", "--stdin-paths", data=paths).split()
        built = {name: (FILE_MODE, entry) for name, entry in zip(names, objects, strict=True)}
        return read_tree(self.git, self.base, KEPT) | built

    def _commit(self, site: Path, changes: Changes) -> str:
        if any(self.git.call("var", f"GIT_{role}_IDENT").returncode for role in ("AUTHOR", "COMMITTER")):
            message = "git does not know who you are, and a commit names its author"
            raise PublishError(message, hint="git config user.name NAME && git config user.email ADDRESS")
        entries = self._entries(site, "-w").items()
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
        """The commit that the blog was built from, as far as it is committed."""
        head = self.git.commit("HEAD")
        if head is None:
            return "none yet"
        folders = (self.blog.templates, self.blog.root / STATIC, self.blog.root / PLUGINS)
        own = filter(None, (self.blog.notebooks, *folders, self.blog.settings_file))
        paths = [path.relative_to(self.blog.root).as_posix() for path in own]
        status = ("--literal-pathspecs", "status", "--porcelain", "--untracked-files=normal", "--", *paths)
        return f"{head}, with changes that are not committed" if self.git.run(*status) else head

    def _push(self, tip: str) -> None:
        refs = f"{tip}:refs/heads/{self.name}"
        options = ("--porcelain", "--no-signed", "--recurse-submodules=no")
        done = self.git.call("push", *options, "--", self.remote, refs, hooks=True)
        # Git fails also if the remote took the commit, but a hook here did not let git note that.
        told = [line.split("\t") for line in done.stdout.decode(errors="replace").splitlines()]
        flag, reason = next(((fields[0], fields[2]) for fields in told if fields[1:2] == [refs]), ("!", ""))
        if flag != "!":
            return
        if reason.startswith("[rejected]"):
            hint = "somebody else published meanwhile; publish again, upon theirs"
        else:
            reason = f"{reason} {complaint(done)}".strip()
            hint = "nothing has changed, here or there; when the cause is mended, publish again"
        message = f"{self.remote} did not take {self.name}: {reason}"
        raise PublishError(message, hint=hint)


def open_branch(
    blog: Blog, name: str, remote: str, *, push: bool = True, message: str = "", prompts: bool = True
) -> Branch:
    """Find the branch, here and on the remote, and check that it can be published to. Without `push` it is offline.

    `prompts` says whether git may ask for passwords at a terminal.

    Raises:
        PublishError: there is no repository or remote, the remote does not answer, the branch is checked out, holds
            the blog's notebooks, or here and on the remote has gone two ways.
        UsageError: no branch can have that name.
    """
    git = Git(blog.root, prompts)
    inside = git.call("rev-parse", "--show-prefix")
    if inside.returncode and b"not a git repository" in inside.stderr:
        message = "is in no git repository, and a branch needs one"
        hint = "git init, or publish to a folder: --to FOLDER"
        raise PublishError(message, where=Where(str(blog.root)), hint=hint)
    prefix = git.run("rev-parse", "--show-prefix").removesuffix("\n")
    ref = f"refs/heads/{name}"
    if git.call("check-ref-format", ref).returncode:
        message = f"{name!r} cannot be the name of a branch"
        raise UsageError(message)
    _refuse_checked_out(git, name)
    local = git.commit(ref)
    theirs = _fetch(git, remote, ref) if push else git.commit(f"refs/remotes/{remote}/{name}")
    base = _newer(git, name, remote, local, theirs) if push and local and theirs else local or theirs
    published = read_tree(git, base)
    own = {prefix + source.name for source in find_sources(blog, ())} & published.keys()
    if own:
        message = f"the branch {name} holds the blog itself ({min(own)}), which publishing would remove"
        raise PublishError(message, hint="choose another with --branch")
    return Branch(blog, git, name, remote, push, message, local, base, read_tree(git, theirs) if push else published)


def read_tree(git: Git, commit: str | None, *names: str) -> dict[str, Entry]:
    """The files of a commit: all, or those named."""
    if commit is None:
        return {}
    files = {}
    for line in git.run("ls-tree", "-r", "-z", "--full-tree", commit, *names).split("\0")[:-1]:
        about, _, name = line.partition("\t")
        mode, _, entry = about.split()
        files[name] = (mode, entry)
    return files


def _refuse_checked_out(git: Git, name: str) -> None:
    """Whoever works on a branch must not find it moved."""
    for tree in git.run("worktree", "list", "--porcelain").split("\n\n"):
        lines = tree.splitlines()
        if f"branch refs/heads/{name}" in lines:
            message = f"the branch {name} is checked out in {lines[0].removeprefix('worktree ')}"
            raise PublishError(message, hint="switch to another there, or choose another with --branch")


def _fetch(git: Git, remote: str, ref: str) -> str | None:
    """The commit of a branch on the remote, fetched without a change to any ref; None if there is no such branch."""
    if remote not in git.run("remote").split("\n") and not {"/", ":"} & set(remote):
        message = f"the repository has no remote {remote}"
        raise PublishError(message, hint=f"git remote add {remote} URL, or --no-push")
    asked = git.call("ls-remote", "--", remote, ref)
    if asked.returncode:
        message = f"{remote} does not answer: {complaint(asked)}"
        raise PublishError(message, hint="--no-push commits without it")
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
    message = f"{name} here and {name} on {remote} have each commits that the other has not"
    raise PublishError(message, hint=f"to build upon that of {remote}: git branch -D {name}, and publish again")
