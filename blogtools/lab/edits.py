"""Handler of edits: the change of a notebook that an author asks for; the front end makes it."""

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


class EditQuestion(SessionRequest, frozen=True):
    """A front end tells what its author asks for."""

    edit: Edit


class EditHandler(BlogHandler):
    """`POST /blogtools/edit`: an `EditQuestion`, to a `Change` that nobody has made yet."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Work out what to change in the notebook as it stands."""
        question = self.asked(EditQuestion)
        find_place = self.place_finder()

        def work_out(draft: Draft) -> Change:
            place = find_place(question.path)
            notebook = notebook_of(place, draft)
            return change_of(notebook, place.source.name, files_around(place), question.edit)

        try:
            self.answer(await self.sessions.work(work_out, self.draft(question)))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("edit", EditHandler),)
