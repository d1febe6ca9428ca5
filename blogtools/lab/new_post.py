"""Handlers of new posts: what there is to choose from, what a title becomes, and the notebook itself."""

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
from blogtools.render.targets import HTML, with_permalink
from blogtools.starter.notebook import notebook_text
from blogtools.starter.post import NewPost, PlannedPost, plan_new_post, posts_folder
from blogtools.starter.templates import templates
from blogtools.transform.anchors import post_slug

ANY = "post.ipynb"
"""A notebook's place tells its folder's; it need not exist."""


class Choice(msgspec.Struct, frozen=True):
    """A template, as it is offered."""

    name: str
    title: str
    description: str


class BlogAnswer(msgspec.Struct, frozen=True):
    """What a new post can be made of."""

    title: str
    """Of the blog."""
    is_blog: bool
    """Whether there are settings."""
    folder: str
    """Where the post will go, in Jupyter's contents."""
    terms: Terms
    templates: tuple[Choice, ...]


class NameAnswer(msgspec.Struct, frozen=True):
    """What a title becomes."""

    path: str
    """Of the notebook, in Jupyter's contents."""
    address: str
    """Of its page, on the blog."""
    is_taken: bool
    """Whether there is a file of that name."""


class NewAsk(NewPost, frozen=True):
    """What is asked for, and where it shall be."""

    folder: str = ""


class NewAnswer(msgspec.Struct, frozen=True):
    """The notebook that was made."""

    path: str


class BlogQuestionHandler(BlogHandler):
    """`GET /blogtools/blog?path=FOLDER`: a `BlogAnswer`."""

    @authenticated
    @authorized("read")
    async def get(self) -> None:
        """What is known in the blog that a folder belongs to."""
        folder = self.get_argument("path", "").strip("/")
        find, manager = self.place_finder(), self.contents_manager
        try:
            self.answer(
                await self.sessions.work(lambda: describe_blog(find(posixpath.join(folder, ANY)), manager, folder))
            )
        except BlogtoolsError as error:
            self.refuse(error)


class NameHandler(BlogHandler):
    """`GET /blogtools/name?folder=FOLDER&title=TITLE`: a `NameAnswer`."""

    @authenticated
    @authorized("read")
    async def get(self) -> None:
        """The file and the address that a title would give."""
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
        self.answer(NameAnswer(path, address, is_taken))


class NewHandler(BlogHandler):
    """`POST /blogtools/new`: a `NewAsk`, to a `NewAnswer`."""

    turn = asyncio.Lock()
    """Between the look for a name and the writing nobody else takes it."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Write the notebook, through Jupyter's contents."""
        ask = self.asked(NewAsk)
        folder = ask.folder.strip("/")
        find = self.place_finder()
        try:
            start = await self.sessions.work(lambda: plan_new_post(find(posixpath.join(folder, ANY)).blog, ask))
            async with self.turn:
                path = await write(self.contents_manager, folder, start)
        except BlogtoolsError as error:
            self.refuse(error)
        else:
            self.set_status(201)
            self.answer(NewAnswer(path))


def describe_blog(place: NotebookPlace, manager: Any, folder: str) -> BlogAnswer:
    """What a blog offers to those who begin a post in a folder.

    Raises:
        SettingsError: the blog's settings cannot be used.
    """
    blog = place.blog
    return BlogAnswer(
        title=blog.settings.title,
        is_blog=blog.settings_file is not None,
        folder=new_folder(place, manager, folder),
        terms=terms_of_blog(blog, find_sources(blog, ())) if place.on_disk and blog.settings_file else NO_TERMS,
        templates=tuple(Choice(one.name, one.title, one.description) for one in templates(blog)),
    )


def new_folder(place: NotebookPlace, manager: Any, folder: str) -> str:
    """The asked folder if posts are searched there, else the one where the blog has them."""
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
    # The blog may begin above all that this server shows.
    return "/".join(posts.relative_to(root).parts) if posts.is_relative_to(root) else folder


def address_of(place: NotebookPlace, slug: str) -> str:
    """The address of a new post's page, from the site's top.

    Raises:
        SettingsError: the blog's settings cannot be used.
    """
    settings = place.blog.settings
    today = current_time(settings.timezone).date()
    return f"/{page_url(with_permalink(HTML, settings.permalink).path(slug, today))}"


async def write(manager: Any, folder: str, start: PlannedPost) -> str:
    """Save a notebook that must not exist yet, in a folder that is made if need be; gives its path.

    Raises:
        UsageError: there is a file of that name.
        WriteError: the contents do not take it.
    """
    path = posixpath.join(folder, start.name)
    if await ensure_async(manager.file_exists(path)):
        message = f"{path} exists already, and is not overwritten"
        raise UsageError(message, hint="choose another title, or open it")
    try:
        above = ""
        for part in folder.split("/") if folder else ():
            above = posixpath.join(above, part)
            if not await ensure_async(manager.dir_exists(above)):
                await ensure_async(manager.save({"type": "directory"}, above))
        # As a file, a notebook has its texts in lines; Jupyter's contents have them whole.
        content = nbformat.reads(notebook_text(start.notebook), as_version=4)
        await ensure_async(manager.save({"type": "notebook", "format": "json", "content": content}, path))
    except HTTPError as error:
        message = f"cannot be written: {error.log_message or error.reason or error}"
        raise WriteError(message, where=Where(path)) from error
    return path


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("blog", BlogQuestionHandler),
    ("name", NameHandler),
    ("new", NewHandler),
)
