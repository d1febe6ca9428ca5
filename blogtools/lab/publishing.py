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

from blogtools.build.task import Progress
from blogtools.errors import BlogtoolsError, Finding, PublishError, Where, contained
from blogtools.lab.handlers import BlogHandler
from blogtools.lab.press import BlogDone, Failed, PostDone, PostWish, Stopped, publish_blog, publish_post
from blogtools.live.page import Place

Result = BlogDone | PostDone | Stopped | Failed
NDJSON = "application/x-ndjson"
Job = Callable[[Progress], Result]


class BlogWish(msgspec.Struct, frozen=True):
    """Which blog."""

    path: str
    """Of a notebook in it, or of a folder, in Jupyter's contents."""

    @property
    def notebook(self) -> str:
        """A notebook of the blog, which need not exist."""
        return self.path if self.path.endswith(".ipynb") else posixpath.join(self.path, "post.ipynb")


Line = dict[str, Any]
"""What is told: `{"progress": [done, total, name]}`, or the name of a result with the result."""
NAMES: dict[type[Result], str] = {BlogDone: "done", PostDone: "done", Stopped: "stopped", Failed: "failed"}


class Press:
    """Publishes: one thing at a time for each blog, to its end, whoever watches."""

    def __init__(self) -> None:
        # Threads of its own, since the others show pages while this works for minutes.
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="blogtools-publish")
        self._busy: dict[Path, asyncio.Future[None]] = {}

    def start(self, root: Path, job: Job) -> asyncio.Queue[Line | None]:
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
            problems: list[Finding] = []
            result: Result | None = None
            with contained("", problems.append):
                result = job(tell)
            if result is None:
                result = Failed(tuple(problems))
            loop.call_soon_threadsafe(told.put_nowait, {NAMES[type(result)]: result})

        def end(future: asyncio.Future[None]) -> None:
            del self._busy[root]
            told.put_nowait(None)
            future.result()  # What ends the program is not held up here.

        self._busy[root] = loop.run_in_executor(self._pool, work)
        self._busy[root].add_done_callback(end)
        return told


class PublishHandler(BlogHandler):
    """A handler that answers with lines of JSON (NDJSON): see `Line`."""

    async def stream(self, path: str, job: Callable[[Place, Progress], Result]) -> None:
        """Do the job for a notebook's blog, and tell of it."""
        find = self.place_finder()
        press: Press = self.settings["blogtools_press"]
        try:
            place = await self.desk.work(find, path)
            told = press.start(place.blog.root, lambda progress: job(place, progress))
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


class PostHandler(PublishHandler):
    """`POST /blogtools/publish/post`: a `PostWish`, to `PostDone`, `Stopped` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Publish one post to the output folder."""
        wish = self.asked(PostWish)
        await self.stream(wish.path, lambda place, progress: publish_post(place, wish, progress))


class PlanHandler(PublishHandler):
    """`POST /blogtools/publish/plan`: a `BlogWish`, to `BlogDone` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """See what publishing the blog would change."""
        wish = self.asked(BlogWish)
        await self.stream(wish.notebook, lambda place, progress: publish_blog(place, progress, dry_run=True))


class WholeHandler(PublishHandler):
    """`POST /blogtools/publish/blog`: a `BlogWish`, to `BlogDone` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Publish the blog."""
        wish = self.asked(BlogWish)
        await self.stream(wish.notebook, lambda place, progress: publish_blog(place, progress, dry_run=False))


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("publish/post", PostHandler),
    ("publish/plan", PlanHandler),
    ("publish/blog", WholeHandler),
)
