"""What a server keeps of open notebooks."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

from blogtools.lab.sessions import MOST_OPEN, OpenPost, PreviewRequest, SessionStore
from blogtools.live import draft
from blogtools.live.draft import Draft, TooLargeError, Update
from blogtools.live.freshness import Publication
from tests.conftest import make_cell
from tests.drafts import blog


def told(size: int) -> Update:
    """A notebook of about so many bytes."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": "a" * size}
    return Update(["a"], {"a": msgspec.Raw(json.dumps(cell).encode())})


async def use(sessions: SessionStore, user: str, window: str, update: Update | None = None) -> OpenPost:
    """Open a session as a request does, which may bring a notebook."""
    async with sessions.open(user, window) as post:
        if update is not None:
            post.draft = Draft().after(update)
    return post


def kept(sessions: SessionStore, windows: str) -> str:
    """The windows whose sessions are there."""
    return "".join(window for window in windows if sessions.find("ada", window))


def test_few_notebooks_are_kept() -> None:
    """Those that were used last, by window; the same window of another user is another one."""

    async def run() -> None:
        sessions = SessionStore()
        first = await use(sessions, "ada", "0")
        assert await use(sessions, "ada", "0") is first
        assert await use(sessions, "ben", "0") is not first
        for window in range(1, MOST_OPEN):
            await use(sessions, "ada", str(window))
            await use(sessions, "ada", "0")
        assert sessions.find("ben", "0") is None
        assert sessions.find("ada", "0") is first

    asyncio.run(run())


def test_few_bytes_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of large notebooks fewer are kept than of small ones, and always the one that is asked about."""
    monkeypatch.setattr("blogtools.lab.sessions.MAX_WEIGHT", 2_500_000)

    async def run() -> None:
        sessions = SessionStore()
        for window in "abcd":
            await use(sessions, "ada", window, told(1_000_000))
        assert "bcd" == kept(sessions, "abcd")
        await use(sessions, "ada", "b")
        await use(sessions, "ada", "e", told(2_400_000))
        assert "bde" == kept(sessions, "abcde")
        await use(sessions, "ada", "f", told(9_000_000))
        assert "ef" == kept(sessions, "abcdef")
        await use(sessions, "ada", "g")
        assert "g" == kept(sessions, "abcdefg")

    asyncio.run(run())


def test_all_that_a_session_holds_counts(tmp_path: Path) -> None:
    """Its page, the files on it and what is remembered of cells: many times the notebook, which is small."""
    cell = make_cell("*a* `b`\n\n" * 20_000)
    sessions = SessionStore()
    places = {"post.ipynb": blog(tmp_path)}
    request = PreviewRequest("a", "post.ipynb", Update(["a"], {"a": msgspec.Raw(json.dumps(cell).encode())}))

    async def run() -> tuple[int | None, int | None]:
        async with sessions.open("ada", "a") as post:
            answer = await post.answer(request, places.__getitem__, sessions.work)
        assert answer.problem is None
        assert post.weight is None
        await use(sessions, "ada", "b")
        weight = post.weight
        async with sessions.open("ada", "a") as post:
            await post.facts(post.draft, "post.ipynb", places.__getitem__, sessions.work, lambda _: Publication())
        await use(sessions, "ada", "b")
        return weight, post.weight

    page_weight, panel_weight = asyncio.run(run())
    assert page_weight is not None
    assert panel_weight is not None
    assert 10 * len(json.dumps(cell)) < page_weight <= panel_weight


def test_a_notebook_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, with what to do; what was told before stays."""
    monkeypatch.setattr(draft, "LARGEST", 2_000_000)
    before = Draft().after(told(10))
    with pytest.raises(TooLargeError, match="The notebook has 2 MB, too much for a preview") as refused:
        before.after(told(2_000_000))
    assert "`blogtools convert`, which has no limit" in refused.value.hint
    assert 1 == before.revision
