"""Base class of the handlers: authorization, request decoding, JSON responses, errors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import msgspec
from jupyter_server.base.handlers import APIHandler
from tornado.log import app_log
from tornado.web import HTTPError, RequestHandler

from blogtools.errors import BlogtoolsError, explained
from blogtools.lab.places import find_place
from blogtools.lab.sessions import SessionRequest, SessionStore
from blogtools.lab.words import for_lab
from blogtools.live.draft import Draft, UnknownRevisionError
from blogtools.live.page import NotebookPlace

Body = TypeVar("Body")


class OneLineHandler(RequestHandler):
    """A handler whose unforeseen exceptions are one line in the server's log; the traceback is only on request."""

    error: BlogtoolsError | None = None
    """The error that ended the request."""

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Log an exception that no method caught."""
        if isinstance(value, HTTPError) or not isinstance(value, Exception):
            super().log_exception(typ, value, tb)
            return
        self.error = explained(value)
        app_log.error("%s: %s", self.request.path, self.error)


class BlogHandler(OneLineHandler, APIHandler):
    """A handler that speaks JSON; its methods require authentication and authorization for `contents`."""

    auth_resource = "contents"

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with what is wrong, as `refuse` does, also where that is a defect."""
        if self.error is None:
            super().write_error(status_code, **kwargs)
        else:
            self.refuse(self.error)

    @property
    def sessions(self) -> SessionStore:
        """The notebooks that are open on this server."""
        sessions: SessionStore = self.settings["blogtools_sessions"]
        return sessions

    @property
    def user(self) -> str:
        """Name of the user who sent the request."""
        return str(self.current_user.username)

    def body(self, kind: type[Body]) -> Body:
        """Decode the request body.

        Raises:
            HTTPError: 400 if the body is not a valid `kind`.
        """
        try:
            return msgspec.json.decode(self.request.body, type=kind)
        except msgspec.MsgspecError as error:
            raise HTTPError(400, f"The request cannot be read: {error}") from error

    def place_finder(self) -> Callable[[str], NotebookPlace]:
        """Return a function from a notebook's path to its place that may be called in a worker thread."""
        loop = asyncio.get_running_loop()
        return lambda path: find_place(self.contents_manager, path, loop)

    def draft(self, request: SessionRequest) -> Draft:
        """Return the notebook as the front end has it now.

        Raises:
            HTTPError: 409 if the server does not have the revision that the update applies to.
            TooLargeError: the notebook is too large.
        """
        post = self.sessions.find(self.user, request.id)
        try:
            return (post.draft if post else Draft()).after(request.update)
        except UnknownRevisionError as error:
            raise HTTPError(409, "The whole notebook has to be sent") from error

    def answer(self, answer: Any) -> None:
        """Finish with a JSON response."""
        self.finish(msgspec.json.encode(answer))

    def refuse(self, error: BlogtoolsError) -> None:
        """Finish with status 422 and the error as a finding."""
        self.set_status(422)
        problem = for_lab(error.as_finding())
        self.answer({"message": str(problem), "problem": problem})
