"""What all handlers have in common: who may ask, what they may say, how mistakes are told."""

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
from blogtools.lab.desk import Desk, Question
from blogtools.lab.places import find_place
from blogtools.live.draft import Draft, UnknownRevisionError
from blogtools.live.page import Place

Asked = TypeVar("Asked")


class OneLineHandler(RequestHandler):
    """A handler whose unforeseen exceptions are one line in the server's log; the traceback is only on request."""

    error: BlogtoolsError | None = None
    """What ended the request."""

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
    """A handler that speaks JSON; its methods are `authenticated` and `authorized` for Jupyter's contents."""

    auth_resource = "contents"

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with what is wrong, as `refuse` does, also where that is a defect."""
        if self.error is None:
            super().write_error(status_code, **kwargs)
        else:
            self.refuse(self.error)

    @property
    def desk(self) -> Desk:
        """The open notebooks of this server."""
        desk: Desk = self.settings["blogtools_desk"]
        return desk

    @property
    def user(self) -> str:
        """Name of the user who asks."""
        return str(self.current_user.username)

    def asked(self, kind: type[Asked]) -> Asked:
        """The body of the request.

        Raises:
            HTTPError: 400 if it is something else.
        """
        try:
            return msgspec.json.decode(self.request.body, type=kind)
        except msgspec.MsgspecError as error:
            raise HTTPError(400, f"The request cannot be read: {error}") from error

    def place_finder(self) -> Callable[[str], Place]:
        """A function from a notebook's path to its place, for a thread of the desk."""
        loop = asyncio.get_running_loop()
        return lambda path: find_place(self.contents_manager, path, loop)

    def draft(self, question: Question) -> Draft:
        """The notebook as the front end has it at this moment.

        Raises:
            HTTPError: 409 if the server does not know what the question builds on.
            TooLargeError: the notebook is too large.
        """
        post = self.desk.find(self.user, question.id)
        try:
            return (post.draft if post else Draft()).after(question.update)
        except UnknownRevisionError as error:
            raise HTTPError(409, "The notebook has to be told as a whole") from error

    def answer(self, answer: Any) -> None:
        """Finish with an answer in JSON."""
        self.finish(msgspec.json.encode(answer))

    def refuse(self, error: BlogtoolsError) -> None:
        """Finish with what is wrong, in the form of a finding."""
        self.set_status(422)
        self.answer({"message": str(error), "problem": error.as_finding()})
