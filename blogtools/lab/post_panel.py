"""Handler of the post panel: the facts of a notebook as it stands."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.sessions import SessionRequest


class FactsHandler(BlogHandler):
    """`POST /blogtools/facts`: a `SessionRequest`, to `Facts`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Tell what is known of the post, without rendering again what the window shows."""
        question = self.asked(SessionRequest)
        try:
            draft = self.draft(question)
            post = self.sessions.open(self.user, question.id)
            self.answer(await post.facts(draft, question.path, self.place_finder(), self.sessions.work))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("facts", FactsHandler),)
