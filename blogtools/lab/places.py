"""Where a notebook of Jupyter's contents lies, and which files it may have read for it."""

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

from blogtools.config import Blog, Settings, find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.live.page import Place
from blogtools.transform.context import Context

NOWHERE = Path(__file__)
"""The folder of a blog that is not on this machine: below a file there is nothing to find."""
TRUSTED = "BLOGTOOLS_TRUSTED"
PATIENCE = 10
"""Seconds that contents from elsewhere may take."""


def find_place(manager: Any, path: str, loop: asyncio.AbstractEventLoop) -> Place:
    """The place of the notebook at `path` of a contents manager, which need not exist (yet, or any more).

    `loop` is the server's; the context may be asked from any other thread.

    Raises:
        HTTPError: 404 for a path outside of the contents.
        SettingsError: the blog's settings cannot be used.
    """
    path = path.strip("/")
    if "\0" in path or ".." in path.split("/"):
        raise HTTPError(404, f"{path!r} is outside of the contents")
    on_disk = disk_path(manager, path)
    if on_disk is None:
        blog = Blog(NOWHERE, Settings())
        source = Source(NOWHERE / path, path, NOWHERE)
        return Place(blog, source, Context(_remote_reader(manager, path, loop)), on_disk=False)
    blog = with_trust(find_blog(on_disk.parent))
    is_inside = on_disk.is_relative_to(blog.root)
    name = (on_disk.relative_to(blog.root) if is_inside else Path(on_disk.name)).as_posix()
    source = Source(on_disk, name, blog.root if is_inside else on_disk.parent)
    return Place(blog, source, _guarded(blog_context(blog, source), source, contents_root(manager)))


def with_trust(blog: Blog) -> Blog:
    """Return the blog as a server may use it: plugins of its own folder run only if the user trusts that folder.

    `BLOGTOOLS_TRUSTED` lists trusted folders, each with all that is below it, as `PATH` lists folders.
    """
    listed = filter(None, os.environ.get(TRUSTED, "").split(os.pathsep))
    trusted = (Path(folder).expanduser().resolve() for folder in listed)
    return msgspec.structs.replace(blog, trusted=any(blog.root.is_relative_to(folder) for folder in trusted))


def disk_path(manager: Any, path: str) -> Path | None:
    """The file of this machine that a path of the contents names; None if the contents are elsewhere."""
    if not isinstance(manager, FileContentsManager):
        return None
    return Path(to_os_path(path, str(contents_root(manager))))  # type: ignore[arg-type]  # an API path is a text


def contents_root(manager: FileContentsManager) -> Path:
    """The folder that the contents are."""
    return Path(manager.root_dir).resolve()


def contents_path(manager: Any, path: Path) -> str | None:
    """The path in the contents of a file of this machine; None for one that lies outside of them."""
    root = contents_root(manager)
    return path.resolve().relative_to(root).as_posix() if path.resolve().is_relative_to(root) else None


def _guarded(context: Context, source: Source, root: Path) -> Context:
    """The context, without all that lies outside of the server's contents, though it may lie in the blog."""
    folder = source.path.parent

    def is_inside(name: str) -> bool:
        try:
            return (folder / name).resolve().is_relative_to(root)
        except (OSError, ValueError):
            return False  # A name that the file system refuses names no file.

    return msgspec.structs.replace(
        context,
        read_file=lambda name: context.read_file(name) if is_inside(name) else None,
        notebooks=lambda: tuple(filter(is_inside, context.notebooks())),
        owners=lambda label: tuple(filter(is_inside, context.owners(label))),
    )


def _remote_reader(manager: Any, notebook: str, loop: asyncio.AbstractEventLoop) -> Callable[[str], bytes | None]:
    """A function that reads files beside a notebook through the contents manager, from another thread than its own."""

    def read(name: str) -> bytes | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(notebook), name))
        if path.startswith(("../", "/")) or any(part.startswith(".") for part in path.split("/")):
            return None
        try:
            return asyncio.run_coroutine_threadsafe(_get(manager, path), loop).result(PATIENCE)
        except (HTTPError, TimeoutError):
            return None

    return read


async def _get(manager: Any, path: str) -> bytes:
    model = await ensure_async(manager.get(path, type="file", format="base64", content=True))
    return base64.b64decode(model["content"])
