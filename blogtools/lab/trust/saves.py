"""Keeps trusted what the user saves in JupyterLab, as saved notebooks stay trusted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tornado.log import app_log

from blogtools.config import PLUGINS, find_blog
from blogtools.errors import BlogtoolsError
from blogtools.trust.record import keep_trust

FOLDERS = {"templates", PLUGINS}
"""Names of folders with code, see `blogtools.trust.code.code_folders`."""


def follow_saves(manager: Any) -> None:
    """Have trust follow what is saved through a contents manager of local files; others keep no blogs."""
    if hasattr(manager, "register_post_save_hook"):
        manager.register_post_save_hook(after_save)


def after_save(*, os_path: str, **_: Any) -> None:
    """Trust a file that was saved, if it is code of a blog that the user trusts; called for every file."""
    path = Path(os.path.realpath(Path(os_path).parent), Path(os_path).name)
    for folder in path.parents:
        if folder.name in FOLDERS:
            try:
                keep_trust(find_blog(folder.parent), path)
            except (OSError, BlogtoolsError) as error:
                # The file is saved all the same; the preview asks to trust it.
                app_log.warning("%s is not trusted: %s", os_path, error)
