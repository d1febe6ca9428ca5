"""Handlers for publishing, which stream progress and then the result as lines of JSON."""

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
from blogtools.lab.post_panel import Publications
from blogtools.lab.publish_blog import BlogDone, Failed, publish_blog
from blogtools.lab.publish_post import PostDone, PublishPostRequest, Refused, publish_post
from blogtools.lab.sessions import SessionRequest
from blogtools.lab.words import for_lab
from blogtools.live.draft import Draft
from blogtools.live.freshness import is_same
from blogtools.live.page import NotebookPlace, notebook_of
from blogtools.read.notebook import decode_notebook, read_bytes

PublishResult = BlogDone | PostDone | Refused | Failed
NDJSON = "application/x-ndjson"
PublishJob = Callable[[Progress], PublishResult]


class PublishBlogRequest(msgspec.Struct, frozen=True):
    """The blog to publish."""

    path: str
    """Path of a notebook or folder of the blog, in Jupyter's contents."""
    agreed: tuple[str, ...] = ()
    """Slugs of the decisions of the plan that the author agreed to."""

    @property
    def notebook(self) -> str:
        """Path of a notebook of the blog; the notebook need not exist."""
        return self.path if self.path.endswith(".ipynb") else posixpath.join(self.path, "post.ipynb")


Line = dict[str, Any]
"""`{"progress": [done, total, name]}`, or the name of a result with the result."""
RESULT_NAMES: dict[type[PublishResult], str] = {
    BlogDone: "done",
    PostDone: "done",
    Refused: "stopped",
    Failed: "failed",
}


class PublishQueue:
    """Runs publish jobs, one at a time per blog; a job finishes even if its client disconnects."""

    def __init__(self) -> None:
        # A separate pool: a job may take minutes, and the other threads have pages to render.
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="blogtools-publish")
        self._busy: dict[Path, asyncio.Future[None]] = {}

    def start(self, root: Path, job: PublishJob) -> asyncio.Queue[Line | None]:
        """Start a job for the blog at `root` and return the queue of its lines, which ends with None.

        Raises:
            PublishError: the blog is already being published.
        """
        if root in self._busy:
            message = "is already being published"
            raise PublishError(message, where=Where(root.name), hint="wait until it has finished")
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[Line | None] = asyncio.Queue()

        def report(done: int, total: int, name: str) -> None:
            loop.call_soon_threadsafe(lines.put_nowait, {"progress": (done, total, name)})

        def work() -> None:
            problems: list[Finding] = []
            result: PublishResult | None = None
            with contained("", problems.append):
                result = job(report)
            if result is None:
                result = Failed(tuple(map(for_lab, problems)))
            loop.call_soon_threadsafe(lines.put_nowait, {RESULT_NAMES[type(result)]: result})

        def end(future: asyncio.Future[None]) -> None:
            del self._busy[root]
            lines.put_nowait(None)
            future.result()  # Raises what ends the program, such as a keyboard interrupt.

        self._busy[root] = loop.run_in_executor(self._pool, work)
        self._busy[root].add_done_callback(end)
        return lines


class PublishHandler(BlogHandler):
    """A handler that responds with lines of JSON (NDJSON), see `Line`."""

    async def stream(self, path: str, job: Callable[[NotebookPlace, Progress], PublishResult]) -> None:
        """Run a job for a notebook's blog and stream its lines."""
        find = self.place_finder()
        queue: PublishQueue = self.settings["blogtools_publish_queue"]
        try:
            place = await self.sessions.work(find, path)
            publications: Publications = self.settings["blogtools_publications"]
            publications.trust(place.blog)
            lines = queue.start(place.blog.root, lambda progress: job(place, progress))
        except BlogtoolsError as error:
            self.refuse(error)
            return
        self.set_header("Content-Type", NDJSON)
        self.set_header("X-Accel-Buffering", "no")  # Else nginx would buffer the lines.
        try:
            while (line := await lines.get()) is not None:
                self.write(msgspec.json.encode(line) + b"\n")
                await self.flush()
        except StreamClosedError:
            return  # The client has disconnected; the job finishes anyway.
        self.finish(set_content_type=NDJSON)


class PublishPostHandler(PublishHandler):
    """`POST /blogtools/publish/post`: takes a `PublishPostRequest`, returns `PostDone`, `Refused` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Build one post with the blog's lists, and publish it where the settings say how."""
        request = self.body(PublishPostRequest)
        await self.stream(request.path, lambda place, progress: publish_post(place, request, progress))


class PublishPlanHandler(PublishHandler):
    """`POST /blogtools/publish/plan`: takes a `PublishBlogRequest`, returns `BlogDone` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Return what publishing the blog would change."""
        request = self.body(PublishBlogRequest)
        await self.stream(request.notebook, lambda place, progress: publish_blog(place, progress, dry_run=True))


class PublishBlogHandler(PublishHandler):
    """`POST /blogtools/publish/blog`: takes a `PublishBlogRequest`, returns `BlogDone` or `Failed`."""

    @authenticated
    @authorized("write")
    async def post(self) -> None:
        """Publish the blog."""
        request = self.body(PublishBlogRequest)
        await self.stream(
            request.notebook,
            lambda place, progress: publish_blog(place, progress, dry_run=False, agreed=request.agreed),
        )


class UnsavedHandler(BlogHandler):
    """`POST /blogtools/publish/unsaved`: takes a `SessionRequest`, returns `{"unsaved": bool}`."""

    @authenticated
    @authorized("read")
    async def post(self) -> None:
        """Return whether publishing would miss something of the notebook as it is in the editor."""
        request = self.body(SessionRequest)
        find = self.place_finder()
        try:
            draft = self.draft(request)
            place = await self.sessions.work(find, request.path)
            self.answer({"unsaved": await self.sessions.work(is_unsaved, place, draft)})
        except BlogtoolsError as error:
            self.refuse(error)


def is_unsaved(place: NotebookPlace, draft: Draft) -> bool:
    """Return True if a notebook's file has other content than its draft.

    What a kernel adds when it starts makes no difference.

    Raises:
        NotebookError: the draft or the file cannot be read.
    """
    if not place.on_disk:
        return True
    # Not as a post, in which what its author redacts is replaced.
    saved = decode_notebook(read_bytes(place.source.path, place.source.name), place.source.name)
    return not is_same(saved, notebook_of(place, draft), ignored=("kernelspec", "language_info"))


HANDLERS: tuple[tuple[str, Any], ...] = (
    ("publish/unsaved", UnsavedHandler),
    ("publish/post", PublishPostHandler),
    ("publish/plan", PublishPlanHandler),
    ("publish/blog", PublishBlogHandler),
)
