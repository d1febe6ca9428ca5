"""Handlers of the live preview: page deltas, the files that the page uses, and where its links lead."""

from __future__ import annotations

from typing import Any

import msgspec
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler, OneLineHandler
from blogtools.lab.places import contents_path
from blogtools.lab.sessions import PreviewRequest, SessionStore
from blogtools.live.links import linked_path, notebook_at
from blogtools.serve.pages import HTML_SUFFIXES, content_type

EMPTY_PAGE = (
    '<!doctype html>\n<html lang="en" data-blogtools-page>'
    '<head><meta charset="utf-8"><title>Preview</title></head><body></body></html>\n'
)
"""The document that the preview's iframe loads; the front end finds it by its attribute and fills it.

Relative URLs of the page resolve against its address.
"""

SAFE = (
    "sandbox allow-same-origin",
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
)
"""No scripts, frames, forms or outside resources: a notebook may hold anybody's HTML."""


class PreviewHandler(BlogHandler):
    """`POST /blogtools/preview`: takes a `PreviewRequest`, returns a `PreviewResponse`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Apply an update and return the delta of the page."""
        request = self.body(PreviewRequest)
        async with self.sessions.open(self.user, request.id) as post:
            self.answer(await post.answer(request, self.place_finder(), self.sessions.work))


class PageHandler(OneLineHandler, JupyterHandler):
    """`GET /blogtools/page/WINDOW/PATH`: the empty document, or a file that the page of a window uses."""

    auth_resource = "contents"

    @property
    def content_security_policy(self) -> str:
        """The policy of the page, and of its images when opened on their own."""
        outside = " https: http:" if self.get_argument("outside", "") else ""
        media = f"'self' data:{outside}"
        return "; ".join((*SAFE, f"img-src {media}", f"media-src {media}"))

    def get_login_url(self) -> str:
        """Refuse instead of redirecting: a login form has no place in an iframe."""
        raise HTTPError(403)

    @authenticated
    @authorized("read")
    async def get(self, window: str, path: str) -> None:
        """Send the empty document, or a file."""
        self.set_header("X-Content-Type-Options", "nosniff")
        if path.endswith(("/", *HTML_SUFFIXES)) or not path:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(EMPTY_PAGE)
            return
        sessions: SessionStore = self.settings["blogtools_sessions"]
        post = sessions.find(str(self.current_user.username), window)
        if post is None or post.page is None:
            raise HTTPError(404, "This page is no longer open")
        data = await sessions.work(post.read_file, path)
        if data is None:
            raise HTTPError(404, f"The page uses no file {path}")
        self.set_header("Content-Type", content_type(path))
        # Asset names contain a hash of their content.
        self.set_header("Cache-Control", "private, max-age=86400, immutable")
        self.finish(data)


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


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("preview", PreviewHandler),
    (r"page/([\w-]+)/(.*)", PageHandler),
    ("linked", LinkHandler),
)
