"""What a server keeps of open notebooks."""

from __future__ import annotations

import json

import msgspec
import pytest

from blogtools.lab.sessions import MOST_OPEN, SessionStore
from blogtools.live import draft
from blogtools.live.draft import LARGEST, Draft, TooLargeError, Update


def told(size: int) -> Update:
    """A notebook of about so many bytes."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": "a" * size}
    return Update(["a"], {"a": msgspec.Raw(json.dumps(cell).encode())})


def test_few_notebooks_are_kept() -> None:
    """Those that were used last, by window; the same window of another user is another one."""
    sessions = SessionStore()
    first = sessions.open("ada", "0")
    assert sessions.open("ada", "0") is first
    assert sessions.open("ben", "0") is not first
    for window in range(1, MOST_OPEN):
        sessions.open("ada", str(window))
        sessions.open("ada", "0")
    assert sessions.find("ben", "0") is None
    assert sessions.find("ada", "0") is first


def test_few_bytes_are_kept() -> None:
    """Of large notebooks fewer are kept than of small ones, and always the one that is asked about."""
    sessions = SessionStore()
    for window in "abcd":
        sessions.open("ada", window).draft = Draft().after(told(LARGEST - 1000))
    sessions.open("ada", "d")
    assert [None, True, True, True] == [sessions.find("ada", window) and True for window in "abcd"]


def test_a_notebook_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, with what to do; what was told before stays."""
    monkeypatch.setattr(draft, "LARGEST", 2_000_000)
    before = Draft().after(told(10))
    with pytest.raises(TooLargeError, match="The notebook has 2 MB, too much for a preview") as refused:
        before.after(told(2_000_000))
    assert "`blogtools convert`, which has no limit" in refused.value.hint
    assert 1 == before.revision
