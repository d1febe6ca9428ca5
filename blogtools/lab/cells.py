"""Handlers for cells: the facts that the front end shows beside each, and completion in them."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.sessions import SessionRequest
from blogtools.live.cells import CellFact, cells_of
from blogtools.live.draft import Draft
from blogtools.memo import Memo
from blogtools.read.notebook import assemble_notebook


class CellsHandler(BlogHandler):
    """`POST /blogtools/cells`: takes a `SessionRequest`, returns cell number to `CellFact`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Return the facts of every cell."""
        request = self.body(SessionRequest)

        def find_facts(draft: Draft, memo: Memo) -> dict[int, CellFact]:
            cells = list(draft.cells.values())
            found = cells_of(assemble_notebook(cells, draft.metadata, request.path, memo.call), memo.call)
            memo.evict_unused()
            return found

        try:
            async with self.sessions.open(self.user, request.id) as post:
                self.answer(await self.sessions.work(find_facts, self.draft(request), post.cell_memo))
        except BlogtoolsError as error:
            self.refuse(error)


class CompletionRequest(SessionRequest, frozen=True):
    """An update of the notebook, and the place of the cursor in it."""

    cell: str
    """Id of the cell."""
    offset: int
    """In characters."""


class CompletionHandler(BlogHandler):
    """`POST /blogtools/complete`: takes a `CompletionRequest`, returns a `Completion`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Return what can be written at the cursor."""
        request = self.body(CompletionRequest)
        try:
            draft = self.draft(request)
            if request.cell not in draft.cells:
                raise HTTPError(400, "The notebook has no such cell")
            index = list(draft.cells).index(request.cell)
            find = self.place_finder()
            work = self.sessions.work
            async with self.sessions.open(self.user, request.id) as post:
                self.answer(await post.complete(draft, request.path, index, request.offset, find, work))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("cells", CellsHandler), ("complete", CompletionHandler))
