"""HTTP server of the preview, for this machine only."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, unquote

import msgspec
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.log import app_log
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler

from blogtools.errors import UsageError, explained
from blogtools.serve.build import Build, find_root
from blogtools.serve.pages import Response, content_type, find_file, package_file, page_at, with_client
from blogtools.serve.preview import Preview

ADDRESS = "127.0.0.1"
HOSTS = {"localhost", "127.0.0.1", "[::1]"}
"""Accepted host names; under any other, a foreign page could read the preview (DNS rebinding)."""
CLIENT = "/.blogtools/client.js"
EVENTS = "/.blogtools/events"
PORTS = 100
"""Number of ports to try, one after another."""


class Handler(RequestHandler):
    """Base class of the handlers."""

    def initialize(self, preview: Preview) -> None:
        """Store the preview."""
        self.preview = preview

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Log an exception that no method caught, in one line."""
        if isinstance(value, HTTPError) or not isinstance(value, Exception):
            super().log_exception(typ, value, tb)
        else:
            app_log.error("%s: %s", self.request.path, explained(value))

    def prepare(self) -> None:
        """Refuse requests under a foreign host name."""
        self.set_header("Cache-Control", "no-store")
        if self.request.host_name not in HOSTS:
            self.set_status(HTTPStatus.FORBIDDEN)
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish("This preview responds to localhost and 127.0.0.1 only.\n")


class ClientHandler(Handler):
    """The reload script of every page."""

    def get(self) -> None:
        """Send the script."""
        self.set_header("Content-Type", content_type(CLIENT))
        self.finish(package_file("client.js"))


class EventsHandler(Handler):
    """Sends a page its version and the problems of the last build: at once, and after each build."""

    async def get(self) -> None:
        """Stream server-sent events until the client disconnects."""
        path = unquote(self.get_query_argument("page", "/", strip=False))
        self.set_header("Content-Type", "text/event-stream")
        self.write("retry: 500\n\n")
        try:
            while True:
                changed = self.preview.changed
                self.write(f"data: {self._state(path).decode()}\n\n")
                await self.flush()
                await changed.wait()
        except StreamClosedError:
            return

    def _state(self, path: str) -> bytes:
        site = self.preview.site
        page = page_at(site, path)
        problems = [{"place": str(one.where), "message": one.message, "hint": one.hint} for one in site.problems]
        return msgspec.json.encode({"version": page and page.version, "problems": problems})


class SiteHandler(Handler, StaticFileHandler):
    """Pages with the reload script, and all other files unchanged; with range requests, as Safari needs for video."""

    def initialize(self, preview: Preview) -> None:  # type: ignore[override] # tornado's handler takes a folder
        """Serve the preview's current site."""
        Handler.initialize(self, preview)
        StaticFileHandler.initialize(self, str(preview.site.folder))

    async def get(self, path: str, include_body: bool = True) -> None:  # noqa: FBT001, FBT002 - tornado's signature
        """Send a page or file, or redirect to it."""
        site = self.preview.site
        path = f"/{path}"
        if path != site.base and f"{path.rstrip('/')}/" in ("/", site.base):
            self.redirect(quote(site.base))
            return
        found = find_file(site, path)
        if found is not None and found.is_dir():
            self.redirect(quote(f"{path}/"))
            return
        page = page_at(site, path)
        if page is not None:
            self._send(page)
        elif found is not None:
            await super().get(found.relative_to(site.folder).as_posix(), include_body)

    def _send(self, page: Response) -> None:
        self.set_status(page.status)
        self.set_header("Content-Type", content_type("index.html"))
        # A page in a frame reloads with its outer page.
        is_inside = self.request.headers.get("Sec-Fetch-Dest", "document") != "document"
        self.finish(page.content if is_inside else with_client(page, CLIENT))

    def get_content_type(self) -> str:
        """Return the type by a table that is the same on every system."""
        return content_type(self.absolute_path or "")

    def compute_etag(self) -> None:
        """Return no ETag: tornado caches file hashes forever."""

    def should_return_304(self) -> bool:
        """Return False: a file may change twice within the one-second resolution of `Last-Modified`."""
        return False


def serve(
    start: Path, *, port: int, drafts: bool, ready: Callable[[str, int], None], on_build: Callable[[Build], None]
) -> None:
    """Build the blog that contains the folder `start` and serve it until interrupted.

    Call `ready` with the URL and the port once the server listens, and `on_build` with the result of each build.

    Raises:
        UsageError: no port is free, or the blog's folder disappears or cannot be watched.
    """
    try:
        preview = Preview(find_root(start), drafts=drafts)
        on_build(preview.first)
        asyncio.run(_serve(preview, _listen(port), ready, on_build))
    except KeyboardInterrupt:
        return  # Ctrl+C is how the server is stopped.


async def _serve(
    preview: Preview, sockets: list[socket.socket], ready: Callable[[str, int], None], on_build: Callable[[Build], None]
) -> None:
    given = {"preview": preview}
    application = Application(
        [(CLIENT, ClientHandler, given), (EVENTS, EventsHandler, given), ("/(.*)", SiteHandler, given)],
        log_function=lambda _: None,  # the terminal shows builds, not requests
    )
    HTTPServer(application).add_sockets(sockets)
    port = sockets[0].getsockname()[1]
    ready(f"http://{ADDRESS}:{port}{quote(preview.site.base)}", port)
    await preview.follow(on_build)


def _listen(wanted: int) -> list[socket.socket]:
    ports = range(wanted, min(wanted + PORTS, 65536)) if wanted else range(1)
    for port in ports:
        try:
            return bind_sockets(port, ADDRESS)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    message = f"none of the ports {ports[0]} to {ports[-1]} is free"
    raise UsageError(message, hint="choose another one with --port")
