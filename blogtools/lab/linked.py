"""Handler of links: what a link of a previewed page leads to in Jupyter's contents."""

from __future__ import annotations

from typing import Any

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.places import contents_path
from blogtools.live.links import linked_path, notebook_at


class LinkWish(msgspec.Struct, frozen=True):
    """Which link."""

    id: str
    """Of the window that shows the page."""
    path: str
    """Of its notebook, in Jupyter's contents."""
    url: str
    """As it stands on the page: relative, without what follows `?` or `#`."""


class Linked(msgspec.Struct, frozen=True):
    """What is there, if it is one of the two."""

    notebook: str = ""
    """Path of a post's notebook in Jupyter's contents."""
    file: bool = False
    """Whether it is a file that the page brings along."""


class LinkHandler(BlogHandler):
    """`POST /blogtools/linked`: a `LinkWish`, to `Linked`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Look for it."""
        wish = self.asked(LinkWish)
        post = self.sessions.find(self.user, wish.id)
        page = post.page if post else None
        find_place = self.place_finder()

        def look() -> Linked:
            path = linked_path(page, wish.url) if page else ""
            if not page or path in page.files:
                return Linked(file=bool(page))
            found = notebook_at(find_place(wish.path), path)
            return Linked(contents_path(self.contents_manager, found) or "") if found else Linked()

        try:
            self.answer(await self.sessions.work(look))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("linked", LinkHandler),)
