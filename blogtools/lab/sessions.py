"""Sessions: the notebooks open in front ends, each with its draft, its current page and that page's files."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec

from blogtools.errors import BlogtoolsError, Finding, contained
from blogtools.lab.words import for_lab
from blogtools.live.completion.candidates import Completion
from blogtools.live.delta import NO_TEXT, DeltaPart, delta, split_page
from blogtools.live.draft import Draft, UnknownRevisionError, Update
from blogtools.live.facts import PanelState, facts_of
from blogtools.live.freshness import Publication
from blogtools.live.page import LivePage, NotebookPlace, RenderCache, live_page, notebook_of
from blogtools.live.weight import return_memory, weight
from blogtools.memo import Memo
from blogtools.model import Notebook, SharedFile
from blogtools.trust.record import with_trust
from blogtools.trust.words import unused_code

MOST_OPEN = 24
"""Sessions kept; the front end of an evicted session sends its whole notebook again."""
MAX_WEIGHT = 100_000_000
"""Bytes that all sessions may hold besides the current one; a usual notebook takes two to five times its size."""
NOTICEABLE = 16_000_000
"""Bytes of evicted sessions from which their memory is returned to the system."""
LONG_WORK = 1.0
"""Seconds of work from which what it has freed is returned, too."""
MAX_CACHED_PAGES = 12
"""Renders whose files are kept, because an image may be requested after the next render."""
SETTINGS_LIFETIME = 2.0
"""Seconds for which the blog's settings are cached."""

_Result = TypeVar("_Result")


class PreviewRequest(msgspec.Struct, frozen=True):
    """An update of the notebook and a request for its page."""

    id: str
    """Id of the window, chosen by the front end."""
    path: str
    """Path of the notebook in Jupyter's contents."""
    update: Update
    have: str = ""
    """Digest of the page that the window shows; empty if it shows none."""


class PreviewResponse(msgspec.Struct, frozen=True, omit_defaults=True):
    """The delta of the page, or the problem that prevents it."""

    revision: int
    """Base for the next update; 0 if the whole notebook must be sent again."""
    digest: str = ""
    parts: list[DeltaPart] | None = None
    """The delta; None if there is nothing to show."""
    fresh: bool = False
    """True if `parts` is the whole page, because the front end's page is unknown here."""
    path: str = ""
    """Path of the page, relative to the site root."""
    title: str = ""
    unused: str = ""
    """Code of the blog's folder that the page is made without, because the blog is not trusted; half a sentence."""
    problem: Finding | None = None
    """The error that kept the page from being rendered; the front end keeps showing the last good one."""


class SessionRequest(msgspec.Struct, frozen=True):
    """Fields common to all requests about an open notebook."""

    id: str
    path: str
    update: Update


class OpenPost:
    """A session: one notebook in one window."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.page: LivePage | None = None
        self._files: deque[dict[str, SharedFile]] = deque(maxlen=MAX_CACHED_PAGES)
        self.cell_memo = Memo()
        self.place: NotebookPlace | None = None
        self._rendered = "", Draft(), False
        self._text = NO_TEXT
        self._render_cache = RenderCache()
        self._facts = Memo()
        self._completion_memo = Memo()
        self._lock = asyncio.Lock()
        self._facts_lock = asyncio.Lock()
        self._completion_lock = asyncio.Lock()
        self._newest = 0
        self._place_time = 0.0
        self._path = ""
        self.weight: int | None = None
        """Bytes that it holds; None if that may have changed since they were counted."""

    def weigh(self) -> None:
        """Count the bytes that the notebook, its pages and what is remembered of them take."""
        memos = self.cell_memo, self._render_cache, self._facts
        held = self.draft, self._rendered, self.page, self._text, list(self._files), memos
        self.weight = weight(held, self.place)

    async def answer(
        self, request: PreviewRequest, find_place: Callable[[str], NotebookPlace], work: ThreadRunner
    ) -> PreviewResponse:
        """Apply an update and render the page; if a newer update is waiting, skip the rendering."""
        self._newest += 1
        number = self._newest
        async with self._lock:
            try:
                self.draft = await work(self.draft.after, request.update)
            except UnknownRevisionError:
                return PreviewResponse(0)
            except BlogtoolsError as error:
                return PreviewResponse(0, problem=error.as_finding())
            if number < self._newest:
                return PreviewResponse(self.draft.revision)
            return await work(self._render, request, find_place)

    def read_file(self, path: str) -> bytes | None:
        """Return a file of a recent page, found by path or, if the page's path has changed, by name."""
        name = path.rpartition("/")[2]
        for files in self._files:
            file = files.get(path) or next((file for known, file in files.items() if known.endswith(f"/{name}")), None)
            if file:
                return file.read()
        return None

    async def facts(
        self,
        draft: Draft,
        path: str,
        find_place: Callable[[str], NotebookPlace],
        work: ThreadRunner,
        publication_of: Callable[[NotebookPlace], Publication],
    ) -> PanelState:
        """Return the panel's state for a draft, reusing the rendered page if it is of the same content.

        Raises:
            SettingsError: the blog's settings cannot be used.
        """
        async with self._lock:
            place, notebook, page = await work(self._view, draft, path, find_place)
        # A lock of its own, so that the page of the next change need not wait.
        async with self._facts_lock:
            return await work(
                lambda: facts_of(place, notebook, page, self._facts, publication_of(place)),
            )

    async def complete(
        self,
        draft: Draft,
        path: str,
        index: int,
        offset: int,
        find_place: Callable[[str], NotebookPlace],
        work: ThreadRunner,
    ) -> Completion:
        """Return what can be written at the cursor of a cell of a draft.

        Raises:
            NotebookError: the draft is not a valid notebook.
            SettingsError: the blog's settings cannot be used.
        """

        def find() -> Completion:
            # Imported only by who completes: it brings along all that reads Markdown, which is not needed at the start.
            from blogtools.live.completion.complete import complete_at

            place, memo = self._place_of(path, find_place), self._completion_memo
            try:
                return complete_at(place, notebook_of(place, draft, memo.call), index, offset, memo.call)
            finally:
                memo.evict_unused()

        async with self._completion_lock:
            return await work(find)

    def _view(
        self, draft: Draft, path: str, find_place: Callable[[str], NotebookPlace]
    ) -> tuple[NotebookPlace, Notebook | Finding, LivePage | Finding]:
        """Return the place, notebook and page of a draft, with a finding in place of what cannot be made."""
        place = self._place_of(path, find_place)
        rendered_path, rendered, was_trusted = self._rendered
        shows_it = (path, place.blog.trusted) == (rendered_path, was_trusted) and draft.same_content(rendered)
        page: LivePage | Finding | None = self.page if shows_it else None
        problems: list[Finding] = []
        with contained(place.source.name, problems.append):
            notebook = notebook_of(place, draft, self._render_cache.memo.call)
        if problems:
            problem = for_lab(problems[0])
            return place, problem, problem
        if page is None:
            page = self._render_page(draft, place)
            if isinstance(page, LivePage):
                # The files of this page are requested next; those of the shown page are loaded already.
                self._keep(page, place, path, draft)
        return place, notebook, page

    def _render_page(self, draft: Draft, place: NotebookPlace) -> LivePage | Finding:
        """Render the page of a draft; return a finding if that fails."""
        problems: list[Finding] = []
        with contained(place.source.name, problems.append):
            return live_page(place, draft, self._render_cache)
        return for_lab(problems[0])

    def _render(self, request: PreviewRequest, find_place: Callable[[str], NotebookPlace]) -> PreviewResponse:
        revision = self.draft.revision
        try:
            place = self._place_of(request.path, find_place)
        except BlogtoolsError as error:
            return PreviewResponse(revision, problem=for_lab(error.as_finding()))
        unused = unused_code(place.blog)
        page = self._render_page(self.draft, place)
        if isinstance(page, Finding):
            return PreviewResponse(revision, unused=unused, problem=page)
        self._keep(page, place, request.path, self.draft)
        old = self._text if request.have == self._text.digest else NO_TEXT
        self._text = split_page(page.content, page.placeholders, self._text)
        parts = delta(old, self._text)
        fresh, title = old is NO_TEXT, page.post.title
        return PreviewResponse(revision, self._text.digest, parts, fresh, page.path, title, unused)

    def _keep(self, page: LivePage, place: NotebookPlace, path: str, draft: Draft) -> None:
        self.page, self._rendered = page, (path, draft, place.blog.trusted)
        self._files.appendleft(page.files)

    def _place_of(self, path: str, find_place: Callable[[str], NotebookPlace]) -> NotebookPlace:
        is_old = path != self._path or time.monotonic() - self._place_time > SETTINGS_LIFETIME
        # Trust is no setting: what has changed since it was given must not be used for a moment.
        if self.place is None or is_old or (self.place.on_disk and with_trust(self.place.blog) != self.place.blog):
            self.place, self._path, self._place_time = find_place(path), path, time.monotonic()
        return self.place


class ThreadRunner:
    """Runs functions in threads, so that rendering does not block kernels and saves on the event loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="blogtools")

    async def __call__(self, function: Callable[..., _Result], *given: Any) -> _Result:
        """Call a function in a thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *given)


class SessionStore:
    """All sessions of a server, by user and window; least recently used ones are evicted."""

    def __init__(self) -> None:
        self.work = ThreadRunner()
        self._open: OrderedDict[tuple[str, str], OpenPost] = OrderedDict()

    def find(self, user: str, window: str) -> OpenPost | None:
        """Return the session of a user's window; None if it is unknown or evicted."""
        return self._open.get((user, window))

    @asynccontextmanager
    async def open(self, user: str, window: str) -> AsyncIterator[OpenPost]:
        """Give the session of a user's window, created if needed; evict others afterwards if all hold too much."""
        post = self._open.setdefault((user, window), OpenPost())
        self._open.move_to_end((user, window))
        start = time.monotonic()
        try:
            yield post
        finally:
            took = time.monotonic() - start
            post.weight = None
            if await self._evict(post) >= NOTICEABLE or took >= LONG_WORK:
                await self.work(return_memory)

    async def _evict(self, current: OpenPost) -> int:
        """Evict the least recently used sessions, but the current one, until all hold little; return what they held."""
        others = [one for one in self._open.values() if one is not current]
        # Only what was used since the window changed is counted, so not while someone writes in one.
        for changed in [one for one in others if one.weight is None]:
            await self.work(changed.weigh)
        evicted = 0
        for key, post in [*self._open.items()]:
            held = sum(one.weight or 0 for one in self._open.values() if one is not current)
            if len(self._open) <= MOST_OPEN and held <= MAX_WEIGHT:
                break
            if post is not current:
                evicted += post.weight or 0
                del self._open[key]
        return evicted
