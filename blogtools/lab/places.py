"""Places of notebooks in Jupyter's contents, and which files may be read on their behalf."""

from __future__ import annotations

import asyncio
import base64
import os
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.utils import ensure_async, to_os_path
from tornado.web import HTTPError

from blogtools.config import BlogConfig, Settings, find_blog
from blogtools.content.discover import Source, publisher_of
from blogtools.content.files import Folders
from blogtools.content.neighbors import blog_context
from blogtools.live.page import NotebookPlace
from blogtools.transform.context import Context
from blogtools.trust.record import with_trust

NOWHERE = Path(__file__)
"""Root of a blog that is not on this machine; nothing exists below a file, so nothing is ever found."""
CONTENTS_TIMEOUT = 10
"""Seconds to wait for a remote contents manager."""


def find_place(manager: Any, path: str, loop: asyncio.AbstractEventLoop) -> NotebookPlace:
    """Return the place of the notebook at `path` of a contents manager; the notebook need not exist.

    `loop` is the server's event loop; the context may be used from any other thread.

    Raises:
        HTTPError: 404 for a path outside the contents.
        SettingsError: the blog's settings cannot be used.
    """
    path = path.strip("/")
    if "\0" in path or ".." in path.split("/"):
        raise HTTPError(404, f"{path!r} is outside the contents")
    on_disk = disk_path(manager, path)
    if on_disk is None:
        blog = BlogConfig(NOWHERE, Settings())
        source = Source(NOWHERE / path, path, NOWHERE, blog.settings.redaction)
        return NotebookPlace(blog, source, Context(_remote_reader(manager, path, loop)), on_disk=False)
    blog = with_trust(find_blog(on_disk.parent))
    is_inside = on_disk.is_relative_to(blog.root)
    name = (on_disk.relative_to(blog.root) if is_inside else Path(on_disk.name)).as_posix()
    root = blog.root if is_inside else on_disk.parent
    source = Source(on_disk, name, root, blog.settings.redaction, publisher_of(on_disk, root))
    return NotebookPlace(blog, source, _guarded(blog_context(blog, source), source, contents_root(manager)))


def disk_path(manager: Any, path: str) -> Path | None:
    """Return the local file at a contents path; None if the contents are not local files."""
    if not isinstance(manager, FileContentsManager):
        return None
    return Path(to_os_path(path, str(contents_root(manager))))  # type: ignore[arg-type]  # an API path is a plain string


def contents_root(manager: FileContentsManager) -> Path:
    """Return the root folder of the contents."""
    return Path(manager.root_dir).resolve()


def contents_path(manager: Any, path: Path) -> str | None:
    """Return the contents path of a local file; None if the file is outside the contents."""
    root = contents_root(manager)
    return path.resolve().relative_to(root).as_posix() if path.resolve().is_relative_to(root) else None


def _guarded(context: Context, source: Source, root: Path) -> Context:
    """Restrict a context to files inside the server's contents, even where the blog reaches beyond."""
    folder, folders = os.path.abspath(source.path.parent), Folders()  # noqa: PTH100 - as `file_reader`

    def is_inside(name: str) -> bool:
        try:
            return Path(folders.real_path(os.path.join(folder, name))).is_relative_to(root)  # noqa: PTH118 - for strings
        except (OSError, ValueError):
            return False  # The file system refuses the name.

    return msgspec.structs.replace(
        context,
        read_file=lambda name: context.read_file(name) if is_inside(name) else None,
        notebooks=lambda: tuple(filter(is_inside, context.notebooks())),
        owners=lambda label: tuple(filter(is_inside, context.owners(label))),
        absence=lambda name: (context if is_inside(name) else Context()).absence(name),
    )


def _remote_reader(manager: Any, notebook: str, loop: asyncio.AbstractEventLoop) -> Callable[[str], bytes | None]:
    """Return a function that reads files near a notebook through the contents manager, from a worker thread."""

    def read(name: str) -> bytes | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(notebook), name))
        if path.startswith(("../", "/")) or any(part.startswith(".") for part in path.split("/")):
            return None
        try:
            return asyncio.run_coroutine_threadsafe(_get(manager, path), loop).result(CONTENTS_TIMEOUT)
        except (HTTPError, TimeoutError):
            return None

    return read


async def _get(manager: Any, path: str) -> bytes:
    model = await ensure_async(manager.get(path, type="file", format="base64", content=True))
    return base64.b64decode(model["content"])
