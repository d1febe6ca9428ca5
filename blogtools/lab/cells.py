"""Handler of what stands at each cell in an editor."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.errors import BlogtoolsError
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.sessions import SessionRequest
from blogtools.live.cells import CellFact, cells_of
from blogtools.live.draft import Draft
from blogtools.memo import Memo
from blogtools.read.notebook import assemble_notebook


class CellsHandler(BlogHandler):
    """`POST /blogtools/cells`: a `SessionRequest`, to `CellFact` by number of a cell."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Tell what readers see of each cell."""
        question = self.asked(SessionRequest)
        memo = self.sessions.open(self.user, question.id).cell_memo

        def look(draft: Draft, memo: Memo) -> dict[int, CellFact]:
            cells = list(draft.cells.values())
            found = cells_of(assemble_notebook(cells, draft.metadata, question.path, memo.call), memo.call)
            memo.evict_unused()
            return found

        try:
            self.answer(await self.sessions.work(look, self.draft(question), memo))
        except BlogtoolsError as error:
            self.refuse(error)


HANDLERS: tuple[tuple[str, Any], ...] = (("cells", CellsHandler),)
