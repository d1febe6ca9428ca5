"""Handler for edits: works out the change; the front end applies it to its notebook."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.edit.change import Change
from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.sessions import SessionRequest
from blogtools.live.draft import Draft
from blogtools.live.edits import Edit, change_of
from blogtools.live.page import files_around, notebook_of


class EditRequest(SessionRequest, frozen=True):
    """The edit that an author requests."""

    edit: Edit


class EditHandler(BlogHandler):
    """`POST /blogtools/edit`: takes an `EditRequest`, returns the `Change` for the front end to apply."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Return the change that carries out an edit of the current draft."""
        request = self.body(EditRequest)
        find_place = self.place_finder()

        def work_out(draft: Draft) -> Change:
            place = find_place(request.path)
            notebook = notebook_of(place, draft)
            return change_of(notebook, place.source.name, files_around(place), request.edit)

        try:
            self.answer(await self.sessions.work(work_out, self.draft(request)))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("edit", EditHandler),)
