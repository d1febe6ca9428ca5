"""Handlers of the live page: a draft's page or the published site, with scripts but sandboxed."""

from __future__ import annotations

import html
from string import Template
from typing import Any
from urllib.parse import quote

import msgspec
from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from blogtools.content.discover import default_output_folder
from blogtools.errors import BlogtoolsError
from blogtools.lab.access_tokens import AccessTokens, DraftPage, PublishedSite
from blogtools.lab.handlers import BlogHandler, OneLineHandler
from blogtools.lab.sessions import SessionStore
from blogtools.live.page import NotebookPlace
from blogtools.serve.pages import HTML_SUFFIXES, Site, content_type, find_file

POLICY = (
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals",
    "frame-ancestors 'none'",
)
"""Scripts run with an opaque origin, so they can neither use Jupyter's cookies nor read its responses."""
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


class LivePageRequest(msgspec.Struct, frozen=True):
    """The page to open: `id` for a draft, `path` and `page` for the published site."""

    id: str = ""
    """Id of a window, for the page of the notebook as it is there."""
    path: str = ""
    """Path of a notebook in Jupyter's contents, for the output folder of its blog."""
    page: str = "index.html"
    """Path of the page in that folder."""


class LiveHandler(BlogHandler):
    """`POST /blogtools/live`: takes a `LivePageRequest`, returns the URL of the page."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Issue a token for a page and return its URL."""
        request = self.body(LivePageRequest)
        tokens: AccessTokens = self.settings["blogtools_access_tokens"]
        if request.id:
            post = self.sessions.find(self.user, request.id)
            if post is None or post.page is None:
                raise HTTPError(404, "This notebook has no page yet")
            token, page = tokens.issue(DraftPage(self.user, request.id)), post.page.path
        else:
            finder = self.place_finder()
            try:
                site = await self.sessions.work(lambda: published_site(finder(request.path)))
            except BlogtoolsError as error:
                self.refuse(error)
                return
            token, page = tokens.issue(site), request.page
        self.answer({"url": url_path_join(self.base_url, "blogtools/live", token, quote(page))})


class LivePageHandler(OneLineHandler):
    """`GET /blogtools/live/TOKEN/PATH`: a page or one of its files; the token alone grants access.

    A sandboxed page sends no cookies, so the user cannot be authenticated here.
    """

    def set_default_headers(self) -> None:
        """Set the security headers on every response, errors included."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    @allow_unauthenticated
    async def get(self, token: str, path: str) -> None:
        """Send the page or file that the token grants access to."""
        tokens: AccessTokens = self.settings["blogtools_access_tokens"]
        sessions: SessionStore = self.settings["blogtools_sessions"]
        resource = tokens.find(token)
        if resource is None:
            text = "The address of a live page is valid for one hour. Open it again from JupyterLab."
            self._explain("This address is no longer valid", text)
        elif isinstance(resource, PublishedSite):
            await self._send_published(resource, path)
        else:
            post = sessions.find(resource.user, resource.window)
            if post is None or post.page is None:
                text = "Open it in JupyterLab, then open its live page again."
                self._explain("This notebook is no longer open", text)
            elif path == post.page.path:
                self._send(path, post.page.content)
            elif path.endswith(("/", *HTML_SUFFIXES)) or not path:
                text = "The live page of a notebook shows that notebook only, not the other pages of the blog."
                self._explain("This page is not available here", text)
            else:
                self._send(path, await sessions.work(post.read_file, path))

    async def _send_published(self, site: PublishedSite, path: str) -> None:
        found = find_file(Site(site.folder), f"/{path}")
        if found is not None and found.is_dir():
            # Jupyter strips the trailing slash of addresses, which would break relative links.
            self.redirect(f"{self.request.path.rstrip('/')}/index.html")
            return
        sessions: SessionStore = self.settings["blogtools_sessions"]
        self._send(found.name if found else path, await sessions.work(found.read_bytes) if found else None)

    def _send(self, name: str, data: bytes | None) -> None:
        if data is None:
            self._explain("Page not found", "The site has no file at this address.")
            return
        self.set_header("Content-Type", content_type(name))
        if not name.endswith(HTML_SUFFIXES):
            # Modules and fonts are fetched with CORS, and the sandboxed page has an opaque origin.
            self.set_header("Access-Control-Allow-Origin", "*")
        self.finish(data)

    def _explain(self, title: str, text: str) -> None:
        self.set_status(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(MESSAGE.substitute(title=html.escape(title), text=html.escape(text)))


def published_site(place: NotebookPlace) -> PublishedSite:
    """Return the output folder of a notebook's blog.

    Raises:
        HTTPError: 404 if nothing has been published.
    """
    folder = default_output_folder(place.blog, "html")
    if not place.on_disk or not folder.is_dir():
        raise HTTPError(404, "This blog has not been published yet")
    return PublishedSite(folder.resolve())


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("live", LiveHandler),
    (r"live/([\w-]+)/(.*)", LivePageHandler),
)
