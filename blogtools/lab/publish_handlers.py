"""Handlers of publishing: they tell, line by line, how far the work is, and then what became of it."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.iostream import StreamClosedError
from tornado.web import authenticated

from blogtools.build.rounds import Progress
from blogtools.errors import BlogtoolsError, PublishError, Where
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.publish_post import (
    BlogDone,
    Failed,
    PostDone,
    PublishPostRequest,
    Refused,
    publish_blog,
    publish_post,
)
from blogtools.live.page import NotebookPlace

PublishResult = BlogDone | PostDone | Refused | Failed
NDJSON = "application/x-ndjson"
PublishJob = Callable[[Progress], PublishResult]


class PublishBlogRequest(msgspec.Struct, frozen=True):
    """Which blog."""

    path: str
    """Of a notebook in it, or of a folder, in Jupyter's contents."""

    @property
    def notebook(self) -> str:
        """A notebook of the blog, which need not exist."""
        return self.path if self.path.endswith(".ipynb") else posixpath.join(self.path, "post.ipynb")


Line = dict[str, Any]
"""What is told: `{"progress": [done, total, name]}`, or the name of a result with the result."""
RESULT_NAMES: dict[type[PublishResult], str] = {
    BlogDone: "done",
    PostDone: "done",
    Refused: "stopped",
    Failed: "failed",
}


class PublishQueue:
    """Publishes: one thing at a time for each blog, to its end, whoever watches."""

    def __init__(self) -> None:
        # Threads of its own, since the others show pages while this works for minutes.
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="blogtools-publish")
        self._busy: dict[Path, asyncio.Future[None]] = {}

    def start(self, root: Path, job: PublishJob) -> asyncio.Queue[Line | None]:
        """Begin to work for the blog at `root`; gives what will be told of it, None as the last.

        Raises:
            PublishError: the blog is being published.
        """
        if root in self._busy:
            message = "is being published just now"
            raise PublishError(message, where=Where(root.name), hint="wait for it to end")
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[Line | None] = asyncio.Queue()

        def tell(done: int, total: int, name: str) -> None:
            loop.call_soon_threadsafe(told.put_nowait, {"progress": (done, total, name)})

        def work() -> None:
            try:
                result: PublishResult = job(tell)
            except BlogtoolsError as error:
                result = Failed((error.as_finding(),))
            loop.call_soon_threadsafe(told.put_nowait, {RESULT_NAMES[type(result)]: result})

        def end(future: asyncio.Future[None]) -> None:
            del self._busy[root]
            told.put_nowait(None)
            future.result()  # An error that nobody foresaw goes to the server's log.

        self._busy[root] = loop.run_in_executor(self._pool, work)
        self._busy[root].add_done_callback(end)
        return told


class PublishHandler(BlogHandler):
    """A handler that answers with lines of JSON (NDJSON): see `Line`."""

    async def stream(self, path: str, job: Callable[[NotebookPlace, Progress], PublishResult]) -> None:
        """Do the job for a notebook's blog, and tell of it."""
        find = self.place_finder()
        queue: PublishQueue = self.settings["blogtools_publish_queue"]
        try:
            place = await self.sessions.work(find, path)
            told = queue.start(place.blog.root, lambda progress: job(place, progress))
        except BlogtoolsError as error:
            self.refuse(error)
            return
        self.set_header("Content-Type", NDJSON)
        self.set_header("X-Accel-Buffering", "no")  # nginx would keep the lines until there are enough of them.
        try:
            while (line := await told.get()) is not None:
                self.write(msgspec.json.encode(line) + b"\n")
                await self.flush()
        except StreamClosedError:
            return  # Whoever asked has gone; the work goes on to its end.
        self.finish(set_content_type=NDJSON)


class PublishPostHandler(PublishHandler):
    """`POST /blogtools/publish/post`: a `PublishPostRequest`, to `PostDone`, `Refused` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Publish one post to the output folder."""
        wish = self.asked(PublishPostRequest)
        await self.stream(wish.path, lambda place, progress: publish_post(place, wish, progress))


class PublishPlanHandler(PublishHandler):
    """`POST /blogtools/publish/plan`: a `PublishBlogRequest`, to `BlogDone` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """See what publishing the blog would change."""
        wish = self.asked(PublishBlogRequest)
        await self.stream(wish.notebook, lambda place, progress: publish_blog(place, progress, dry_run=True))


class PublishBlogHandler(PublishHandler):
    """`POST /blogtools/publish/blog`: a `PublishBlogRequest`, to `BlogDone` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Publish the blog."""
        wish = self.asked(PublishBlogRequest)
        await self.stream(wish.notebook, lambda place, progress: publish_blog(place, progress, dry_run=False))


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("publish/post", PublishPostHandler),
    ("publish/plan", PublishPlanHandler),
    ("publish/blog", PublishBlogHandler),
)
