"""Addresses that nobody can guess: whoever has one may see one page, for a while."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import msgspec

LIFETIME = 3600
"""Seconds."""
MAX_TOKENS = 32
"""Tickets that are good at a time; the oldest go first."""


class DraftPage(msgspec.Struct, frozen=True):
    """The page of a notebook that is open in a window."""

    user: str
    window: str


class PublishedSite(msgspec.Struct, frozen=True):
    """All pages of an output folder."""

    folder: Path
    """Without links."""


class AccessTokens:
    """What each token opens."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all: OrderedDict[str, tuple[float, DraftPage | PublishedSite]] = OrderedDict()

    def issue(self, what: DraftPage | PublishedSite) -> str:
        """A token for a page."""
        token = secrets.token_urlsafe(24)
        self._all[token] = (self._clock() + LIFETIME, what)
        while len(self._all) > MAX_TOKENS:
            self._all.popitem(last=False)
        return token

    def find(self, token: str) -> DraftPage | PublishedSite | None:
        """What a token opens; None if it was never good, or is no more."""
        until, what = self._all.get(token, (0.0, None))
        if what is not None and self._clock() >= until:
            del self._all[token]
            return None
        return what
