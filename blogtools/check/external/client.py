"""Asks other sites about URLs: by which method, and what redirects mean."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from blogtools._version import __version__
from blogtools.check.external.answers import AGAIN, PERMANENT, REDIRECTING, Answer, judge
from blogtools.check.external.sender import NotAnswered, Pace, Sender
from blogtools.errors import describe_exception

USER_AGENT = f"Mozilla/5.0 (compatible; blogtools/{__version__}; link check)"
MOST_REDIRECTS = 10
PACE = Pace()


def ask_all(urls: Sequence[str], tell: Callable[[str, Answer], None], pace: Pace | None = None) -> None:
    """Ask for each URL, and call `tell` with it and its answer as soon as that is there."""
    _run(_ask_all(urls, tell, pace or PACE))


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Ctrl-C cancels the requests, and raises KeyboardInterrupt here.
        asyncio.run(work)
        return
    # A notebook's kernel runs a loop in this thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _ask_all(urls: Sequence[str], tell: Callable[[str, Answer], None], pace: Pace) -> None:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*"}
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=pace.at_once)
    # Whether a host takes no connection, or a page takes long, is known apart by the time-outs.
    timeout = httpx.Timeout(pace.timeout, connect=pace.timeout * 0.6)
    async with httpx.AsyncClient(headers=headers, timeout=timeout, limits=limits) as client:
        sender = Sender(client, pace)

        async def ask(url: str) -> None:
            try:
                answer = await _ask(sender, url)
            except Exception as error:  # noqa: BLE001 - whatever a server does costs one link
                answer = Answer("unclear", f"cannot be asked: {describe_exception(error)}")
            tell(url, answer)

        async with asyncio.TaskGroup() as group:
            for url in urls:
                group.create_task(ask(url))


async def _ask(sender: Sender, url: str) -> Answer:
    """Return what is known of a URL after all redirects."""
    status, location, address, moved, is_permanent = 0, "", url, "", True
    try:
        urlsplit(url)  # It knows some addresses that are invalid and that httpx mends.
        for _ in range(MOST_REDIRECTS + 1):
            status, location = await _status(sender, address)
            if status not in REDIRECTING or not location:
                return judge(status, moved)
            address = urljoin(address, location)
            is_permanent = is_permanent and status in PERMANENT
            moved = address if is_permanent else moved
            if urlsplit(address).scheme not in ("http", "https"):
                return judge(200, moved)  # An app or a mail program takes over.
    except NotAnswered as refused:
        if not location:
            return refused.answer
        told = f"redirects to {address}, which {refused.answer.told}"
        return msgspec.structs.replace(refused.answer, told=told, status=status)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, ValueError):
        if location:
            return Answer("unclear", f"redirects to {location!r}, which is no valid address")
        return Answer("broken", "is no valid address")
    return Answer("unclear", f"redirects more than {MOST_REDIRECTS} times")


async def _status(sender: Sender, url: str) -> tuple[int, str]:
    """Return status and `Location` of a URL: by HEAD, and by GET where a server may not know what HEAD is."""
    try:
        status, location = await sender.send("HEAD", url)
    except httpx.RemoteProtocolError:
        status, location = 0, ""
    if status and (status < 400 or status in AGAIN):  # noqa: PLR2004 - the first status of an error
        return status, location
    try:
        return await sender.send("GET", url)
    except httpx.RemoteProtocolError as error:
        raise NotAnswered(Answer("unclear", "does not answer as a web server does")) from error
