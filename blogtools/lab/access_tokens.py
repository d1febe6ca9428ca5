"""Short-lived capability tokens: whoever has the URL may see one page."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import msgspec

LIFETIME = 3600
"""Seconds for which a token is valid."""
MAX_TOKENS = 32
"""Tokens valid at the same time; the oldest are dropped first."""


class DraftPage(msgspec.Struct, frozen=True):
    """Grants access to the page of a notebook that is open in a window."""

    user: str
    window: str


class PublishedSite(msgspec.Struct, frozen=True):
    """Grants access to all pages of an output folder."""

    folder: Path
    """With symlinks resolved."""


class AccessTokens:
    """Tokens and the resources they grant access to."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all: OrderedDict[str, tuple[float, DraftPage | PublishedSite]] = OrderedDict()

    def issue(self, resource: DraftPage | PublishedSite) -> str:
        """Return a new token for a resource."""
        token = secrets.token_urlsafe(24)
        self._all[token] = (self._clock() + LIFETIME, resource)
        while len(self._all) > MAX_TOKENS:
            self._all.popitem(last=False)
        return token

    def find(self, token: str) -> DraftPage | PublishedSite | None:
        """Return the resource of a token; None if it is unknown or has expired."""
        expiry, resource = self._all.get(token, (0.0, None))
        if resource is not None and self._clock() >= expiry:
            del self._all[token]
            return None
        return resource
