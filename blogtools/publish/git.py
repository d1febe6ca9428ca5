"""Git, called so that the user's settings, hooks and environment change neither what it does nor what it says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import msgspec

from blogtools.errors import PublishError, Where

GIT_SETTINGS = (
    *("-c", "core.splitIndex=false"),  # or a temporary index would leave its other half in the repository
    *("-c", "i18n.commitEncoding=UTF-8"),
)
NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
INHERITED = {"GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_WORK_TREE"}
"""Variables by which a hook (from which a blog may be published) says where it runs."""


class Git(msgspec.Struct, frozen=True):
    """The repository that a folder is in."""

    folder: Path
    prompts: bool = True
    """Whether git, and what it calls, may ask for passwords at a terminal; without, it fails where it would ask."""

    def call(
        self, *args: str, data: str = "", index: Path | None = None, hooks: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git in the folder; `index` stands in for the index of the repository.

        Raises:
            PublishError: git is not installed.
        """
        # Bytes that are no text in a name come and go unchanged.
        env = {name: value for name, value in os.environ.items() if name not in INHERITED}
        env |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        if index:
            env["GIT_INDEX_FILE"] = str(index)
        line = ["git", *GIT_SETTINGS, *(() if hooks else NO_HOOKS), *args]
        try:
            return subprocess.run(  # noqa: S603 - the words are ours, names stand where git expects a name
                line,
                cwd=self.folder,
                env=env,
                input=os.fsencode(data),
                capture_output=True,
                check=False,
                # Without a terminal of its own a program cannot wait there for somebody who does not see it.
                start_new_session=not self.prompts,
            )
        except FileNotFoundError as error:
            message = "git is not installed"
            raise PublishError(message, hint="install it, or publish to a folder: --to FOLDER") from error

    def run(self, *args: str, data: str = "", index: Path | None = None) -> str:
        """What git prints.

        Raises:
            PublishError: git fails.
        """
        done = self.call(*args, data=data, index=index)
        if done.returncode:
            message = f"git {args[0]} failed: {complaint(done)}"
            raise PublishError(message, where=Where(str(self.folder)))
        return os.fsdecode(done.stdout)

    def commit(self, name: str) -> str | None:
        """The commit that a name stands for; None if there is none."""
        return os.fsdecode(self.call("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").stdout).strip() or None

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether the commit `new` builds upon the commit `old`, or is the same."""
        return self.call("merge-base", "--is-ancestor", old, new).returncode == 0


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    """What git said of its failure, on one line, without the advice that it appends."""
    return " ".join(done.stderr.decode(errors="replace").strip().partition("\n\n")[0].split()) or "git gave no reason"
