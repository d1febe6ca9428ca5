"""Which server a URL would ask, as browsers read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.render.sanitize.safe_lists import SCHEMES

_STRIPPED = lazy_pattern(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
"""Characters that the URL Standard drops (4.4)."""
_SPECIAL = lazy_pattern(r"(?:https?|wss?|ftp):/*([^/?#]*)|//+([^/?#]*)|(file:)", re.IGNORECASE)
_BLANKS = lazy_pattern(r"[\x00-\x20]+")
_SCHEME = lazy_pattern(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PORT = lazy_pattern(r":\d*\Z")
_QUOTED = lazy_pattern(
    r"[\"'`]\s*(?:(?:https?|wss?):)?//(?!\$\{(?:\w+\.)?location\.host)([^\s/?#\"'`]+\.[^\s/?#\"'`]+)", re.IGNORECASE
)
"""A URL in a script, unless its host is that of the page."""
NAMESPACES = frozenset(("www.w3.org",))
"""Hosts in the names of XML namespaces, which nobody asks for anything."""


class Hosts(msgspec.Struct, frozen=True):
    """Tells other servers from the blog's own."""

    own: str = ""
    """Host of the blog; empty if unknown."""

    def other(self, url: str) -> str:
        """Return the host of the other server that a URL leads to; empty if it leads to none.

        Of files on a reader's machine it is `file:`, because some of them are on other machines, too.
        """
        match = _SPECIAL.match(_STRIPPED.sub("", url).replace("\\", "/"))
        if match is None:
            return ""
        if match[3]:
            return "file:"
        host = _PORT.sub("", (match[1] or match[2] or "").rpartition("@")[2]).lower()
        return "" if host == self.own.lower() else host or "another server"

    def in_script(self, script: str) -> frozenset[str]:
        """Return the hosts of other servers that a script names in texts of its own."""
        if "//" not in script:
            return frozenset()
        found = (_PORT.sub("", host).lower() for host in _QUOTED.findall(unescape(script)))
        return frozenset(host for host in found if host not in NAMESPACES and host != self.own.lower())


def is_safe_address(url: str) -> bool:
    """Return True if a click on a link can run nothing: it has no scheme, or one that only leads somewhere."""
    scheme = _SCHEME.match(_BLANKS.sub("", url))
    return scheme is None or (scheme[1].lower() in SCHEMES and scheme[1].lower() != "data")


def listed(hosts: Iterable[str]) -> str:
    """Return hosts as words: `a.org`, `a.org and b.org`, `a.org and 3 other servers`."""
    names = sorted(host.removeprefix("www.") for host in hosts)
    if len(names) <= 2:  # noqa: PLR2004 - two fit in a line
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} other servers"
