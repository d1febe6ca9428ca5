"""The notebooks that are open in front ends: each with its draft, the page that its window shows, and its files."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec

from blogtools.errors import BlogtoolsError, Finding, contained
from blogtools.live.delta import NO_TEXT, Part, cut, delta
from blogtools.live.draft import LARGEST, Draft, UnknownRevisionError, Update
from blogtools.live.facts import Facts, facts_of
from blogtools.live.page import LivePage, Memory, Place, live_page, notebook_of
from blogtools.memo import Memo
from blogtools.model import Notebook, SharedFile

MOST_OPEN = 24
"""Notebooks that are kept; of a window that comes back after so many others, the front end tells all again."""
MOST_BYTES = 2 * LARGEST
"""Of all notebooks that are kept but for the one that is asked about: with their pages they take several times that."""
KEPT = 12
"""Pages whose files are kept: a picture may be asked for while the next keys are typed."""
FRESH = 2.0
"""Seconds for which the blog's settings are taken to be as they were."""

Result = TypeVar("Result")


class Ask(msgspec.Struct, frozen=True):
    """A front end tells what changed, and asks for the page."""

    id: str
    """Of the window's own choice."""
    path: str
    """Of the notebook, in Jupyter's contents."""
    update: Update
    have: str = ""
    """Digest of the page that it shows; empty for none."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a front end gets."""

    revision: int
    """To build the next update on; 0 if all must be told again."""
    digest: str = ""
    parts: list[Part] | None = None
    """How to put the page together from the pieces it has, or from none, see `fresh`; None if nothing can be shown."""
    fresh: bool = False
    """Whether the parts build on nothing, because what the front end has is unknown."""
    path: str = ""
    """Of the page below the site's top."""
    title: str = ""
    problem: Finding | None = None
    """Why there is no page; the last good one may stay."""


class Question(msgspec.Struct, frozen=True):
    """What every question about an open notebook says."""

    id: str
    path: str
    update: Update


class OpenPost:
    """One notebook in one window."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.page: LivePage | None = None
        self._files: deque[dict[str, SharedFile]] = deque(maxlen=KEPT)
        self.cell_memo = Memo()
        self.place: Place | None = None
        self._drawn = "", Draft()
        self._text = NO_TEXT
        self._memory = Memory()
        self._facts = Memo()
        self._turn = asyncio.Lock()
        self._facts_turn = asyncio.Lock()
        self._newest = 0
        self._looked = 0.0
        self._path = ""

    async def answer(self, ask: Ask, find_place: Callable[[str], Place], work: Work) -> Answer:
        """Take an update and render its page; while a newer one waits, an older one is taken and not rendered."""
        self._newest += 1
        number = self._newest
        async with self._turn:
            try:
                self.draft = await work(self.draft.after, ask.update)
            except UnknownRevisionError:
                return Answer(0)
            except BlogtoolsError as error:
                return Answer(0, problem=error.as_finding())
            if number < self._newest:
                return Answer(self.draft.revision)
            return await work(self._render, ask, find_place)

    def read_file(self, path: str) -> bytes | None:
        """A file that the page shows, or did just now: by path or, while its address changes, by name."""
        name = path.rpartition("/")[2]
        for files in self._files:
            file = files.get(path) or next((file for known, file in files.items() if known.endswith(f"/{name}")), None)
            if file:
                return file.read()
        return None

    async def facts(self, draft: Draft, path: str, find_place: Callable[[str], Place], work: Work) -> Facts:
        """What is known of a draft; the page that the window shows is not rendered again, if that is it.

        Raises:
            SettingsError: the blog's settings cannot be used.
        """
        async with self._turn:
            place, notebook, page = await work(self._view, draft, path, find_place)
        # The page of the next change need not wait.
        async with self._facts_turn:
            return await work(facts_of, place, notebook, page, self._facts)

    def _view(
        self, draft: Draft, path: str, find_place: Callable[[str], Place]
    ) -> tuple[Place, Notebook | Finding, LivePage | Finding]:
        """A draft, and the page that it makes; or why there is none."""
        drawn_path, drawn = self._drawn
        shows_it = path == drawn_path and draft.says(drawn)
        place = self._place_of(path, find_place)
        page: LivePage | Finding | None = self.page if shows_it else None
        problems: list[Finding] = []
        with contained(place.source.name, problems.append):
            notebook = notebook_of(place, draft, self._memory.memo.call)
        if problems:
            return place, problems[0], problems[0]
        if page is None:
            page = self._draw(draft, place)
            if isinstance(page, LivePage):
                # Its files are asked for next; what the window shows has loaded its own.
                self._keep(page, path, draft)
        return place, notebook, page

    def _draw(self, draft: Draft, place: Place) -> LivePage | Finding:
        """The page of a draft, or why there is none."""
        problems: list[Finding] = []
        with contained(place.source.name, problems.append):
            return live_page(place, draft, self._memory)
        return problems[0]

    def _render(self, ask: Ask, find_place: Callable[[str], Place]) -> Answer:
        revision = self.draft.revision
        try:
            place = self._place_of(ask.path, find_place)
        except BlogtoolsError as error:
            return Answer(revision, problem=error.as_finding())
        page = self._draw(self.draft, place)
        if isinstance(page, Finding):
            return Answer(revision, problem=page)
        self._keep(page, ask.path, self.draft)
        old = self._text if ask.have == self._text.digest else NO_TEXT
        self._text = cut(page.content, page.slots)
        parts = delta(old, self._text)
        return Answer(revision, self._text.digest, parts, old is NO_TEXT, page.path, page.post.title)

    def _keep(self, page: LivePage, path: str, draft: Draft) -> None:
        self.page, self._drawn = page, (path, draft)
        self._files.appendleft(page.files)

    def _place_of(self, path: str, find_place: Callable[[str], Place]) -> Place:
        if self.place is None or path != self._path or time.monotonic() - self._looked > FRESH:
            self.place, self._path, self._looked = find_place(path), path, time.monotonic()
        return self.place


class Work:
    """Does work beside the event loop: converting must not hold up kernels and saves."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="blogtools")

    async def __call__(self, function: Callable[..., Result], *given: Any) -> Result:
        """What the function gives, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *given)


class Desk:
    """All open notebooks of a server, by user and window; the ones that were used last are kept."""

    def __init__(self) -> None:
        self.work = Work()
        self._open: OrderedDict[tuple[str, str], OpenPost] = OrderedDict()

    def find(self, user: str, window: str) -> OpenPost | None:
        """What a window of a user shows; None if that is unknown (any more)."""
        return self._open.get((user, window))

    def open(self, user: str, window: str) -> OpenPost:
        """The same, begun if it is unknown."""
        post = self._open.setdefault((user, window), OpenPost())
        self._open.move_to_end((user, window))
        size = sum(one.draft.size for one in self._open.values() if one is not post)
        while len(self._open) > MOST_OPEN or size > MOST_BYTES:
            _, gone = self._open.popitem(last=False)
            size -= gone.draft.size
        return post
