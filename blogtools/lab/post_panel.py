"""Handlers for the state of the post panel, and what it knows of the published blog."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.ioloop import IOLoop
from tornado.web import authenticated

from blogtools.config import BlogConfig
from blogtools.errors import BlogtoolsError, PublishError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.sessions import SessionRequest
from blogtools.lab.words import in_lab_words
from blogtools.live.freshness import Publication
from blogtools.live.page import NotebookPlace
from blogtools.publish.place import publish_place
from blogtools.publish.standing import KnownRefs, ask_remote, known_standing, publishes_by_push

ANSWER_LIFETIME = 20.0
"""Seconds for which the answer of a remote counts, unless the author asks again."""
NOT_ASKED = "as of the last push or fetch from here"


class Publications:
    """The published state of each blog.

    A remote is asked only for blogs that somebody has published from this server, or asked about: git runs what the
    repository's own settings say, and to open a folder is not to trust it.
    """

    def __init__(self) -> None:
        # A thread of its own: a remote may take long to answer, and the others have pages to render.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="blogtools-remote")
        self._refs: dict[Path, KnownRefs | None] = {}
        self._notes: dict[Path, str] = {}
        self._asked: dict[Path, float] = {}

    def of(self, place: NotebookPlace) -> Publication:
        """Return what readers have of a notebook's blog, as far as it is known here; asks nobody."""
        blog = place.blog
        if not place.on_disk or blog.settings_file is None:
            return Publication()
        note = "" if publish_place(blog).folder else self._notes.get(blog.root, NOT_ASKED)
        standing = known_standing(blog, self._refs.get(blog.root), note)
        return Publication(standing.goal, standing.read, standing.note, publishes_by_push(blog))

    def trust(self, blog: BlogConfig) -> None:
        """Have the remote of a blog asked from now on, because the author publishes to it."""
        self._asked[blog.root] = 0.0

    async def look(self, blog: BlogConfig, *, now: bool) -> None:
        """Ask the remote of a blog, if it may be asked or `now` says so; remember what it says."""
        last = self._asked.get(blog.root)
        if not now and (last is None or time.monotonic() - last < ANSWER_LIFETIME):
            return
        self._asked[blog.root] = time.monotonic()
        try:
            self._refs[blog.root] = await IOLoop.current().run_in_executor(self._pool, ask_remote, blog)
            self._notes[blog.root] = ""
        except PublishError as error:
            self._notes[blog.root] = in_lab_words(error.message)


class PublicationRequest(msgspec.Struct, frozen=True):
    """The blog to look at."""

    path: str
    """Path of a notebook in Jupyter's contents."""
    now: bool = False
    """True if the author asks for it."""


class PublicationHandler(BlogHandler):
    """`POST /blogtools/published`: takes a `PublicationRequest`; responds once the remote has answered."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Ask the remote what readers have; the panel's state has the answer."""
        request = self.body(PublicationRequest)
        publications: Publications = self.settings["blogtools_publications"]
        find = self.place_finder()
        try:
            place = await self.sessions.work(find, request.path)
            if place.on_disk and place.blog.settings_file is not None:
                await publications.look(place.blog, now=request.now)
        except BlogtoolsError as error:
            self.refuse(error)
        else:
            self.answer({})


class FactsHandler(BlogHandler):
    """`POST /blogtools/facts`: takes a `SessionRequest`, returns a `PanelState`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Return the state of the panel, reusing the rendered page if it is current."""
        request = self.body(SessionRequest)
        try:
            draft = self.draft(request)
            publications: Publications = self.settings["blogtools_publications"]
            find = self.place_finder()
            async with self.sessions.open(self.user, request.id) as post:
                self.answer(await post.facts(draft, request.path, find, self.sessions.work, publications.of))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("facts", FactsHandler), ("published", PublicationHandler))
