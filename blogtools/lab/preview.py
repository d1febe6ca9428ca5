"""Handlers of the live preview: the page of a draft, and the files that it shows."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

from blogtools.lab.desk import Ask, Desk
from blogtools.lab.handlers import BlogHandler, OneLineHandler
from blogtools.serve.pages import HTML, content_type

EMPTY_PAGE = (
    '<!doctype html>\n<html lang="en" data-blogtools-page>'
    '<head><meta charset="utf-8"><title>Preview</title></head><body></body></html>\n'
)
"""What a frame loads; the front end knows it by its attribute, and fills it.

Its address is what the URLs of the page are relative to.
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
"""No script, no frame, no form, nothing from elsewhere: a page shows what anybody may have put into a notebook."""


class PreviewHandler(BlogHandler):
    """`POST /blogtools/preview`: an `Ask`, to an `Answer`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Take what changed; answer with how the page differs."""
        ask = self.asked(Ask)
        post = self.desk.open(self.user, ask.id)
        self.answer(await post.answer(ask, self.place_finder(), self.desk.work))


class PageHandler(OneLineHandler, JupyterHandler):
    """`GET /blogtools/page/WINDOW/PATH`: the empty page, and the files that the page of a window shows."""

    auth_resource = "contents"

    @property
    def content_security_policy(self) -> str:
        """What a page may do, and its pictures when they are opened alone."""
        outside = " https: http:" if self.get_argument("outside", "") else ""
        media = f"'self' data:{outside}"
        return "; ".join((*SAFE, f"img-src {media}", f"media-src {media}"))

    def get_login_url(self) -> str:
        """Nowhere: a login has no place in a frame, so whoever is not logged in is refused."""
        raise HTTPError(403)

    @authenticated
    @authorized("read")
    async def get(self, window: str, path: str) -> None:
        """Send the empty page, or a file."""
        self.set_header("X-Content-Type-Options", "nosniff")
        if path.endswith(("/", *HTML)) or not path:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(EMPTY_PAGE)
            return
        desk: Desk = self.settings["blogtools_desk"]
        post = desk.find(str(self.current_user.username), window)
        if post is None or post.page is None:
            raise HTTPError(404, "This page is not open any more")
        data = await desk.work(post.read_file, path)
        if data is None:
            raise HTTPError(404, f"The page shows no file {path}")
        self.set_header("Content-Type", content_type(path))
        # The name says what is in it.
        self.set_header("Cache-Control", "private, max-age=86400, immutable")
        self.finish(data)


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("preview", PreviewHandler),
    (r"page/([\w-]+)/(.*)", PageHandler),
)
