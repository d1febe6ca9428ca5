"""Handlers for trust: the code to be trusted, trust given, trust withdrawn.

No command of JupyterLab gives trust, because text of a notebook may have buttons that run commands.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from blogtools.config import BlogConfig
from blogtools.errors import BlogtoolsError, UsageError, Where
from blogtools.lab.handlers import BlogHandler
from blogtools.trust.code import code_digests
from blogtools.trust.record import trust_code, trusted_files, withdraw_trust


class CodeFile(msgspec.Struct, frozen=True):
    """A file with code."""

    path: str
    """Path in the blog's folder."""
    change: Literal["", "new", "changed"] = ""
    """Difference to what was trusted before; empty if there is none."""


class BlogCode(msgspec.Struct, frozen=True):
    """The code in the folder of a blog."""

    root: str
    """Path of the folder."""
    files: tuple[CodeFile, ...]
    digest: str
    """Stands for the files with their content; trust is given to exactly these."""


class TrustRequest(msgspec.Struct, frozen=True):
    """The blog to trust."""

    path: str
    """Path of a notebook of the blog, in Jupyter's contents."""
    digest: str
    """`BlogCode.digest`, as it was shown to the author."""


class WithdrawRequest(msgspec.Struct, frozen=True):
    """The blog to trust no longer."""

    path: str
    """Path of a notebook of the blog, in Jupyter's contents."""


class Withdrawn(msgspec.Struct, frozen=True):
    """The blog is not trusted."""

    was_trusted: bool


class CodeHandler(BlogHandler):
    """A handler for those who may run code on the server, which is what trust leads to."""

    auth_resource = "kernels"

    async def work_out(self, path: str, function: Callable[[BlogConfig], Any]) -> None:
        """Answer with what a function returns for the blog of a notebook."""
        find = self.place_finder()
        # Of the folder itself, the blog would be sought beside it.
        notebook = path if path.endswith(".ipynb") else posixpath.join(path, "post.ipynb")
        try:
            self.answer(await self.sessions.work(lambda: function(find(notebook).blog)))
        except BlogtoolsError as error:
            self.refuse(error)


class TrustHandler(CodeHandler):
    """`GET /blogtools/trust?path=PATH`: a `BlogCode`; `POST` takes a `TrustRequest`, returns the `BlogCode` trusted."""

    @authenticated
    @authorized("execute")
    async def get(self) -> None:
        """Describe the code of a blog."""
        await self.work_out(self.get_argument("path", ""), describe_code)

    @authenticated
    @authorized("execute")
    async def post(self) -> None:
        """Trust the code of a blog, if it is what the author was shown."""
        request = self.body(TrustRequest)
        await self.work_out(request.path, lambda blog: give_trust(blog, request.digest))


class WithdrawHandler(CodeHandler):
    """`POST /blogtools/trust/withdraw`: takes a `WithdrawRequest`, returns `Withdrawn`."""

    @authenticated
    @authorized("execute")
    async def post(self) -> None:
        """Trust the code of a blog no longer."""
        request = self.body(WithdrawRequest)
        await self.work_out(request.path, lambda blog: Withdrawn(withdraw_trust(blog)))


def describe_code(blog: BlogConfig) -> BlogCode:
    """Return the code of a blog.

    Raises:
        UsageError: a file cannot be read, or there are too many.
    """
    return _described(blog, code_digests(blog))


def give_trust(blog: BlogConfig, digest: str) -> BlogCode:
    """Trust the code of a blog, and return it; `digest` is that of the code that the author was shown.

    Raises:
        UsageError: the code is not that any longer, or cannot be read.
        WriteError: trust cannot be remembered.
    """
    found = code_digests(blog)
    if _digest_of(found) != digest:
        message = "has changed while you were looking at it, and is not trusted"
        raise UsageError(message, where=Where(blog.root.name), hint="look again")
    trust_code(blog, found)
    return _described(blog, found)


def _described(blog: BlogConfig, found: Mapping[str, str]) -> BlogCode:
    before = trusted_files(blog)

    def change(path: str) -> Literal["", "new", "changed"]:
        if before is None or before.get(path) == found[path]:
            return ""
        return "changed" if path in before else "new"

    files = tuple(CodeFile(path, change(path)) for path in found)
    return BlogCode(str(blog.root), files, _digest_of(found))


def _digest_of(found: Mapping[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(found.items()))).hexdigest()


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("trust", TrustHandler),
    ("trust/withdraw", WithdrawHandler),
)
