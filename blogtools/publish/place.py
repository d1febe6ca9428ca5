"""The place that a blog is published to: what is asked for, else what its settings say, else the default branch."""

from __future__ import annotations

from pathlib import Path

import msgspec

from blogtools.build.output_folder import check_output
from blogtools.config import BlogConfig
from blogtools.errors import UsageError
from blogtools.publish import PublishTarget
from blogtools.publish.branch import open_branch
from blogtools.publish.folder import Folder

BRANCH, REMOTE = "gh-pages", "origin"
"""The branch and the remote of blogs that name none."""


class PublishPlace(msgspec.Struct, frozen=True):
    """A folder, or a branch on a remote."""

    folder: Path | None = None
    branch: str = BRANCH
    remote: str = REMOTE

    def __str__(self) -> str:
        return str(self.folder) if self.folder else f"{self.branch} on {self.remote}"

    def open(
        self, blog: BlogConfig, *, push: bool = True, message: str = "", prompts: bool = True, adopt: bool = False
    ) -> PublishTarget:
        """Return the target to publish to; the arguments are those of `open_branch`.

        Raises:
            PublishError, UsageError: as `open_branch`.
            UsageError: a message is given or a push refused, and the place is a folder; or that lies among the sources.
        """
        if self.folder and (message or not push):
            text = f"the blog is published to the folder {self.folder}, which has no commits and no remote"
            raise UsageError(text)
        if self.folder:
            check_output(blog, self.folder)
            return Folder(self.folder, adopt)
        return open_branch(blog, self.branch, self.remote, push=push, message=message, prompts=prompts, adopt=adopt)


def publish_place(
    blog: BlogConfig, *, branch: str | None = None, remote: str | None = None, folder: Path | None = None
) -> PublishPlace:
    """Return the place to publish a blog to; a branch or remote that is asked for overrides a folder in the settings.

    A relative folder is relative to the working directory if it is asked for, and to the blog if its settings name it.
    """
    given = blog.settings.publish
    if folder is None and "folder" in given and not (branch or remote):
        folder = (blog.root / Path(given["folder"]).expanduser()).resolve()
    return PublishPlace(folder, branch or given.get("branch", BRANCH), remote or given.get("remote", REMOTE))
