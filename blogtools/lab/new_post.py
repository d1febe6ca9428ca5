"""Handlers for new posts: options to offer, file name and address of a title, creation of the notebook."""

from __future__ import annotations

import asyncio
import posixpath
from typing import Any

import msgspec
import nbformat
from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import ensure_async
from tornado.web import HTTPError, authenticated

from blogtools.content.discover import EXCLUDED_FOLDERS, SKIPPED_FOLDERS, find_sources
from blogtools.content.order import current_time
from blogtools.errors import BlogtoolsError, UsageError, Where, WriteError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.places import contents_root
from blogtools.live.page import NotebookPlace
from blogtools.live.terms import NO_TERMS, Terms, terms_of_blog
from blogtools.render.links import page_url
from blogtools.render.permalink import PageNaming
from blogtools.render.targets import HTML, with_permalink
from blogtools.starter.notebook import notebook_text
from blogtools.starter.post import NewPost, PlannedPost, plan_new_post, posts_folder
from blogtools.starter.templates import templates
from blogtools.transform.anchors import post_slug

ANY = "post.ipynb"
"""Name of a notebook, existing or not, used to find the place of a folder."""


class TemplateChoice(msgspec.Struct, frozen=True):
    """A template to choose from."""

    name: str
    title: str
    description: str


class BlogInfo(msgspec.Struct, frozen=True):
    """The blog that a new post will belong to, and the options to offer."""

    title: str
    """Title of the blog."""
    is_blog: bool
    """True if there is a settings file."""
    folder: str
    """Path of the folder for the post, in Jupyter's contents."""
    terms: Terms
    templates: tuple[TemplateChoice, ...]


class NamePreview(msgspec.Struct, frozen=True):
    """File name and address that a title yields."""

    path: str
    """Path of the notebook in Jupyter's contents."""
    address: str
    """Path of the page, from the site root."""
    is_taken: bool
    """True if the file exists already."""


class NewPostRequest(NewPost, frozen=True):
    """The post to create, and its folder."""

    folder: str = ""


class CreatedPost(msgspec.Struct, frozen=True):
    """The notebook that was created."""

    path: str


class BlogInfoHandler(BlogHandler):
    """`GET /blogtools/blog?path=FOLDER`: returns a `BlogInfo`."""

    @authenticated
    @authorized("read")
    async def get(self) -> None:
        """Describe the blog that a folder belongs to."""
        folder = self.get_argument("path", "").strip("/")
        find, manager = self.place_finder(), self.contents_manager
        try:
            self.answer(
                await self.sessions.work(lambda: describe_blog(find(posixpath.join(folder, ANY)), manager, folder))
            )
        except BlogtoolsError as error:
            self.refuse(error)


class NameHandler(BlogHandler):
    """`GET /blogtools/name?folder=FOLDER&title=TITLE`: returns a `NamePreview`."""

    @authenticated
    @authorized("read")
    async def get(self) -> None:
        """Return the file name and address that a title would yield."""
        title = self.get_argument("title", strip=False)
        folder = self.get_argument("folder", "").strip("/")
        path = posixpath.join(folder, f"{post_slug(title)}.ipynb")
        find = self.place_finder()
        try:
            address = await self.sessions.work(lambda: address_of(find(path), post_slug(title)))
        except BlogtoolsError as error:
            self.refuse(error)
            return
        is_taken = await ensure_async(self.contents_manager.file_exists(path))
        self.answer(NamePreview(path, address, is_taken))


class NewHandler(BlogHandler):
    """`POST /blogtools/new`: takes a `NewPostRequest`, returns a `CreatedPost`."""

    lock = asyncio.Lock()
    """Held from the check that a name is free until the file is written."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Create the notebook through Jupyter's contents manager."""
        request = self.body(NewPostRequest)
        folder = request.folder.strip("/")
        find = self.place_finder()
        try:
            start = await self.sessions.work(lambda: plan_new_post(find(posixpath.join(folder, ANY)).blog, request))
            async with self.lock:
                path = await write_notebook(self.contents_manager, folder, start)
        except BlogtoolsError as error:
            self.refuse(error)
        else:
            self.set_status(201)
            self.answer(CreatedPost(path))


def describe_blog(place: NotebookPlace, manager: Any, folder: str) -> BlogInfo:
    """Return what the dialog for a new post in `folder` needs to know about the blog.

    Raises:
        SettingsError: the blog's settings cannot be used.
    """
    blog = place.blog
    return BlogInfo(
        title=blog.settings.title,
        is_blog=blog.settings_file is not None,
        folder=new_folder(place, manager, folder),
        terms=terms_of_blog(blog, find_sources(blog, ())) if place.on_disk and blog.settings_file else NO_TERMS,
        templates=tuple(TemplateChoice(one.name, one.title, one.description) for one in templates(blog)),
    )


def new_folder(place: NotebookPlace, manager: Any, folder: str) -> str:
    """Return the requested folder if the blog looks for posts there, else the blog's folder for posts."""
    if not place.on_disk or place.blog.settings_file is None:
        return folder
    posts = posts_folder(place.blog)
    here = place.source.path.parent.resolve()
    if here.is_relative_to(posts):
        parts = here.relative_to(posts).parts
        is_skipped = posts == place.blog.root and bool(parts) and parts[0] in EXCLUDED_FOLDERS
        if not is_skipped and not any(part.startswith(".") or part in SKIPPED_FOLDERS for part in parts):
            return folder
    root = contents_root(manager)
    # The blog may lie above the root of the contents.
    return "/".join(posts.relative_to(root).parts) if posts.is_relative_to(root) else folder


def address_of(place: NotebookPlace, slug: str) -> str:
    """Return the path of a new post's page, from the site root.

    Raises:
        SettingsError: the blog's settings cannot be used.
    """
    settings = place.blog.settings
    today = current_time(settings.timezone).date()
    return f"/{page_url(with_permalink(HTML, settings).path(PageNaming(slug, today, place.source.name)))}"


async def write_notebook(manager: Any, folder: str, start: PlannedPost) -> str:
    """Save a new notebook, creating its folder if needed, and return its path.

    Raises:
        UsageError: the file exists already.
        WriteError: the contents manager refuses to write it.
    """
    path = posixpath.join(folder, start.name)
    if await ensure_async(manager.file_exists(path)):
        message = f"{path} already exists and is not overwritten"
        raise UsageError(message, hint="choose another title, or open the existing notebook")
    try:
        above = ""
        for part in folder.split("/") if folder else ():
            above = posixpath.join(above, part)
            if not await ensure_async(manager.dir_exists(above)):
                await ensure_async(manager.save({"type": "directory"}, above))
        # A notebook file stores sources as lists of lines; the contents API expects whole strings.
        content = nbformat.reads(notebook_text(start.notebook), as_version=4)
        await ensure_async(manager.save({"type": "notebook", "format": "json", "content": content}, path))
    except HTTPError as error:
        message = f"cannot be written: {error.log_message or error.reason or error}"
        raise WriteError(message, where=Where(path)) from error
    return path


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("blog", BlogInfoHandler),
    ("name", NameHandler),
    ("new", NewHandler),
)
