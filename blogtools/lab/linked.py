"""Handler that resolves links of a previewed page to notebooks in Jupyter's contents."""

from __future__ import annotations

from typing import Any

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.places import contents_path
from blogtools.live.links import linked_path, notebook_at


class LinkRequest(msgspec.Struct, frozen=True):
    """The link to resolve."""

    id: str
    """Id of the window that shows the page."""
    path: str
    """Path of the page's notebook in Jupyter's contents."""
    url: str
    """Relative URL as written on the page, without query and fragment."""


class LinkTarget(msgspec.Struct, frozen=True):
    """A notebook or a file; neither, if the link leads to nothing known."""

    notebook: str = ""
    """Path of a post's notebook in Jupyter's contents; empty if the link leads to no post."""
    file: bool = False
    """True if the link leads to a file of the page itself."""


class LinkHandler(BlogHandler):
    """`POST /blogtools/linked`: takes a `LinkRequest`, returns a `LinkTarget`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Resolve a link."""
        request = self.body(LinkRequest)
        post = self.sessions.find(self.user, request.id)
        page = post.page if post else None
        find_place = self.place_finder()

        def resolve() -> LinkTarget:
            path = linked_path(page, request.url) if page else ""
            if not page or path in page.files:
                return LinkTarget(file=bool(page))
            found = notebook_at(find_place(request.path), path)
            return LinkTarget(contents_path(self.contents_manager, found) or "") if found else LinkTarget()

        try:
            self.answer(await self.sessions.work(resolve))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("linked", LinkHandler),)
