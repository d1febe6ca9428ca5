"""Calls of git that behave the same whatever the user's settings, hooks and environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from blogtools.errors import PublishError, Where

GIT_SETTINGS = (
    *("-c", "core.splitIndex=false"),  # else a temporary index would leave a shared index file in the repository
    *("-c", "i18n.commitEncoding=UTF-8"),
)
NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
INHERITED = {"GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE"}
"""Variables that git sets for hooks; a blog may be published from one."""


class Git(msgspec.Struct, frozen=True):
    """The git repository that contains a folder."""

    folder: Path
    prompts: bool = True
    """True if git may ask for passwords at a terminal; otherwise it fails where it would ask."""

    def call(
        self, *args: str, data: str = "", index: Path | None = None, hooks: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git in the folder, with the file `index` in place of the repository's index; `data` is its input.

        Raises:
            PublishError: git is not installed.
        """
        # `fsencode` and `fsdecode` keep names that are not UTF-8 intact.
        env = {name: value for name, value in os.environ.items() if name not in INHERITED}
        env |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        if index:
            env["GIT_INDEX_FILE"] = str(index)
        line = ["git", *GIT_SETTINGS, *(() if hooks else NO_HOOKS), *args]
        try:
            return subprocess.run(  # noqa: S603 - fixed arguments; names are passed only where git expects names
                line,
                cwd=self.folder,
                env=env,
                input=os.fsencode(data),
                capture_output=True,
                check=False,
                # Without a controlling terminal, a password prompt fails instead of waiting unseen.
                start_new_session=not self.prompts,
            )
        except FileNotFoundError as error:
            message = "git is not installed"
            raise PublishError(message, hint="install it, or publish to a folder: --to FOLDER") from error

    def run(self, *args: str, data: str = "", index: Path | None = None) -> str:
        """Run git as `call` does and return its output.

        Raises:
            PublishError: git fails.
        """
        done = self.call(*args, data=data, index=index)
        if done.returncode:
            message = f"git {args[0]} failed: {complaint(done)}"
            raise PublishError(message, where=Where(str(self.folder)))
        return os.fsdecode(done.stdout)

    def blobs(self, ids: Sequence[str]) -> Iterator[bytes]:
        """Yield the content of objects, in order.

        Raises:
            PublishError: git fails.
        """
        data = self.call("cat-file", "--batch", data="".join(f"{one}\n" for one in ids)).stdout if ids else b""
        place = 0
        for one in ids:
            end = data.find(b"\n", place)
            about = data[place:end].split()
            if end < 0 or len(about) != 3:  # noqa: PLR2004 - id, type, size
                message = f"git has no object {one}"
                raise PublishError(message, where=Where(str(self.folder)))
            place = end + 1 + int(about[2])
            yield data[end + 1 : place]
            place += 1

    def commit(self, name: str) -> str | None:
        """Return the commit that a name refers to; None if there is none."""
        return os.fsdecode(self.call("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").stdout).strip() or None

    def is_ancestor(self, old: str, new: str) -> bool:
        """Return True if the commit `old` is `new` or one of its ancestors."""
        return self.call("merge-base", "--is-ancestor", old, new).returncode == 0


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return git's error message on one line, without the advice that follows it."""
    return " ".join(done.stderr.decode(errors="replace").strip().partition("\n\n")[0].split()) or "git gave no reason"
