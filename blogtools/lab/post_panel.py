"""Handler for the state of the post panel."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.publications import Publications
from blogtools.lab.sessions import SessionRequest


class FactsHandler(BlogHandler):
    """`POST /blogtools/facts`: takes a `SessionRequest`, returns a `PanelState`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Return the state of the panel, reusing the rendered page if it is current."""
        request = self.body(SessionRequest)
        try:
            draft = self.draft(request)
            post = self.sessions.open(self.user, request.id)
            publications: Publications = self.settings["blogtools_publications"]
            find = self.place_finder()
            self.answer(await post.facts(draft, request.path, find, self.sessions.work, publications.of))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("facts", FactsHandler),)
