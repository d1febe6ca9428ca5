"""Tells from a server's answer what is certain about a link, and what is not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

import msgspec

GONE = (404, 410)
"""Statuses that say that there is nothing. All others may mean readers otherwise than programs: 403 most of all."""
PERMANENT = (301, 308)
REDIRECTING = (301, 302, 303, 307, 308)
TOO_MANY = 429
AGAIN = (TOO_MANY, 503)
"""Statuses of a server that is asked too much."""


class Answer(msgspec.Struct, frozen=True):
    """A verdict on the URL of a link."""

    outcome: Literal["ok", "moved", "broken", "no-host", "unclear"]
    """`no-host` is a host name that is not known here, which says nothing on a machine without a network."""
    told: str = ""
    """What the server answered or what went wrong, for a message: `answers 404 Not Found`."""
    status: int = 0
    """HTTP status at the end; 0 if no server answered."""
    address: str = ""
    """The new address of what has moved for good."""


def judge(status: int, moved: str = "") -> Answer:
    """Return what the status says at the end of all redirects; `moved` is where the permanent ones of them lead."""
    if status < HTTPStatus.BAD_REQUEST:
        return Answer("moved" if moved else "ok", status=status, address=moved)
    try:
        told = f"answers {status} {HTTPStatus(status).phrase}"
    except ValueError:
        told = f"answers {status}"
    return Answer("broken" if status in GONE else "unclear", told, status)
