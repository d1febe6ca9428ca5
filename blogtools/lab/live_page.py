"""Handlers of the live page: the page of a draft, or a published one, with its scripts and without any authority."""

from __future__ import annotations

import html
from string import Template
from typing import Any
from urllib.parse import quote

import msgspec
from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from blogtools.content.discover import output_folder
from blogtools.errors import BlogtoolsError
from blogtools.lab.desk import Desk
from blogtools.lab.handlers import BlogHandler, OneLineHandler
from blogtools.lab.tickets import DraftPage, Published, Tickets
from blogtools.live.page import Place
from blogtools.serve.pages import HTML, Site, content_type, find

POLICY = (
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals",
    "frame-ancestors 'none'",
)
"""Scripts run, but as those of a stranger: without an origin they have neither Jupyter's cookies nor its answers."""
HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
MESSAGE = Template(
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>$title</title><style>:root{color-scheme:light dark}body{max-width:34rem;margin:15vh auto;padding:0 1.5rem;"
    "font:1.0625rem/1.6 system-ui,sans-serif}h1{font-size:1.5rem}</style></head>"
    "<body><h1>$title</h1><p>$text</p></body></html>\n"
)


class LiveWish(msgspec.Struct, frozen=True):
    """Which page: one of the two."""

    id: str = ""
    """Of a window: the page of the notebook as it stands there."""
    path: str = ""
    """Of a notebook in Jupyter's contents: the site that its blog was published to, on this machine."""
    page: str = "index.html"
    """Of that site."""


class LiveHandler(BlogHandler):
    """`POST /blogtools/live`: a `LiveWish`, to the URL of a page."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Open a page to whoever has its address."""
        wish = self.asked(LiveWish)
        tickets: Tickets = self.settings["blogtools_tickets"]
        if wish.id:
            post = self.desk.find(self.user, wish.id)
            if post is None or post.page is None:
                raise HTTPError(404, "This notebook has no page yet")
            token, page = tickets.issue(DraftPage(self.user, wish.id)), post.page.path
        else:
            finder = self.place_finder()
            try:
                site = await self.desk.work(lambda: published_site(finder(wish.path)))
            except BlogtoolsError as error:
                self.refuse(error)
                return
            token, page = tickets.issue(site), wish.page
        self.answer({"url": url_path_join(self.base_url, "blogtools/live", token, quote(page))})


class LivePageHandler(OneLineHandler):
    """`GET /blogtools/live/TOKEN/PATH`: a page, or a file of it. The token is all the authority there is.

    A page without an origin sends no cookies, so nobody is asked for any here.
    """

    def set_default_headers(self) -> None:
        """Send with everything, mistakes too."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    @allow_unauthenticated
    async def get(self, token: str, path: str) -> None:
        """Send it."""
        tickets: Tickets = self.settings["blogtools_tickets"]
        desk: Desk = self.settings["blogtools_desk"]
        what = tickets.find(token)
        if what is None:
            text = "The address of a live page is good for an hour. Open it again from JupyterLab."
            self._explain("This address is not valid any more", text)
        elif isinstance(what, Published):
            await self._send_published(what, path)
        else:
            post = desk.find(what.user, what.window)
            if post is None or post.page is None:
                self._explain("This notebook is not open any more", "Open it in JupyterLab, and its live page again.")
            elif path == post.page.path:
                self._send(path, post.page.content)
            elif path.endswith(("/", *HTML)) or not path:
                text = "Of a notebook that is being written, its own page is shown here, and no other one."
                self._explain("This page is not shown here", text)
            else:
                self._send(path, await desk.work(post.read_file, path))

    async def _send_published(self, site: Published, path: str) -> None:
        found = find(Site(site.folder), f"/{path}")
        if found is not None and found.is_dir():
            # Jupyter takes the slash from the end of addresses, and relative links would lead elsewhere.
            self.redirect(f"{self.request.path.rstrip('/')}/index.html")
            return
        desk: Desk = self.settings["blogtools_desk"]
        self._send(found.name if found else path, await desk.work(found.read_bytes) if found else None)

    def _send(self, name: str, data: bytes | None) -> None:
        if data is None:
            self._explain("There is no such page", "The site has no file at this address.")
            return
        self.set_header("Content-Type", content_type(name))
        if not name.endswith(HTML):
            # Modules and fonts are asked for with an origin, even if the page has none.
            self.set_header("Access-Control-Allow-Origin", "*")
        self.finish(data)

    def _explain(self, title: str, text: str) -> None:
        self.set_status(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(MESSAGE.substitute(title=html.escape(title), text=html.escape(text)))


def published_site(place: Place) -> Published:
    """The folder that a notebook's blog is published to.

    Raises:
        HTTPError: 404 if nothing was published.
    """
    folder = output_folder(place.blog, "html")
    if not place.on_disk or not folder.is_dir():
        raise HTTPError(404, "Nothing of this blog has been published yet")
    return Published(folder.resolve())


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("live", LiveHandler),
    (r"live/([\w-]+)/(.*)", LivePageHandler),
)
