"""Asks the servers of other sites, politely: few requests at once, fewer to one host, and slower where they say so."""

from __future__ import annotations

import asyncio
import email.utils
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from blogtools._version import __version__
from blogtools.check.external.answers import AGAIN, PERMANENT, REDIRECTING, TOO_MANY, Answer, judge
from blogtools.errors import describe_exception

USER_AGENT = f"Mozilla/5.0 (compatible; blogtools/{__version__}; link check)"
MOST_REDIRECTS = 10
_LONGEST = 100
"""Characters of a host's name, or of a system's message, in a message."""


class Pace(msgspec.Struct, frozen=True):
    """How much is asked of servers. Times are in seconds."""

    at_once: int = 16
    """Requests at the same time."""
    per_host: int = 2
    """The same, to one host."""
    delay: float = 0.2
    """Time between the starts of two requests to one host."""
    timeout: float = 15.0
    """Time for one request."""
    tries: int = 3
    """Requests for a URL whose server is busy or does not answer."""
    backoff: float = 1.0
    """Time before the second of them; it doubles with each."""
    longest_wait: float = 60.0
    """Time that a server may ask to be left alone for. If it asks for more, its links are not checked."""


PACE = Pace()


class _Host:
    """A host, and when it may be asked again."""

    def __init__(self, pace: Pace) -> None:
        self.free = asyncio.Semaphore(pace.per_host)
        self.next = 0.0
        self.failures = 0
        """Number of times in a row that it refused to answer at all."""
        self.refusal: Answer | None = None
        """Answer for all of its URLs, once it is clear that it will not answer."""


class _Refused(Exception):  # noqa: N818 - a host that does not answer is no error of the program
    """Ends the search for an answer with one."""

    def __init__(self, answer: Answer, *, by_host: bool = False) -> None:
        """Keep the answer; `by_host` tells that it is that of the host to whatever it is asked."""
        super().__init__(answer.told)
        self.answer = answer
        self.by_host = by_host


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
        asker = _Asker(client, pace)

        async def ask(url: str) -> None:
            try:
                answer = await asker.ask(url)
            except Exception as error:  # noqa: BLE001 - whatever a server does costs one link
                answer = Answer("unclear", f"cannot be asked: {describe_exception(error)}")
            tell(url, answer)

        async with asyncio.TaskGroup() as group:
            for url in urls:
                group.create_task(ask(url))


class _Asker:
    def __init__(self, client: httpx.AsyncClient, pace: Pace) -> None:
        self._client = client
        self._pace = pace
        self._all = asyncio.Semaphore(pace.at_once)
        self._hosts: dict[str, _Host] = {}

    async def ask(self, url: str) -> Answer:
        """Return what is known of a URL after all redirects."""
        address, location, moved, is_permanent = url, "", "", True
        try:
            urlsplit(url)  # It knows some addresses that are invalid and that httpx mends.
            for _ in range(MOST_REDIRECTS + 1):
                status, location = await self._status(address)
                if status not in REDIRECTING or not location:
                    return judge(status, moved)
                address = urljoin(address, location)
                is_permanent = is_permanent and status in PERMANENT
                moved = address if is_permanent else moved
                if urlsplit(address).scheme not in ("http", "https"):
                    return judge(200, moved)  # An app or a mail program takes over.
        except _Refused as refused:
            return refused.answer
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, ValueError):
            if location:
                return Answer("unclear", f"redirects to {location!r}, which is no valid address")
            return Answer("broken", "is no valid address")
        return Answer("unclear", f"redirects more than {MOST_REDIRECTS} times")

    async def _status(self, url: str) -> tuple[int, str]:
        """Return status and `Location` of a URL: by HEAD, and by GET where a server may not know what HEAD is."""
        try:
            status, location = await self._send("HEAD", url)
        except httpx.RemoteProtocolError:
            status, location = 0, ""
        if status and (status < 400 or status in AGAIN):  # noqa: PLR2004 - the first status of an error
            return status, location
        try:
            return await self._send("GET", url)
        except httpx.RemoteProtocolError as error:
            raise _Refused(Answer("unclear", "does not answer as a web server does")) from error

    async def _send(self, method: str, url: str) -> tuple[int, str]:
        """Return status and `Location`, after as many tries as it takes.

        Raises:
            _Refused: there is no answer.
            httpx.RemoteProtocolError: the answer is none of HTTP.
        """
        parsed = httpx.URL(url)
        # With the scheme: a host may answer one of them only.
        host = self._hosts.setdefault(f"{parsed.scheme}://{parsed.netloc.decode()}", _Host(self._pace))
        for number in range(1, self._pace.tries + 1):
            wait = self._pace.backoff * 2 ** (number - 1)
            try:
                status, location, retry_after = await self._send_once(host, method, url)
                if status != TOO_MANY:
                    host.failures = 0
                if status not in AGAIN:
                    return status, location
                refused = _Refused(judge(status), by_host=status == TOO_MANY)
                wait = wait if retry_after is None else retry_after
            except _Refused as error:
                refused = error
            host.failures += refused.by_host
            # A host that is not known now will not be known a second later.
            gives_up = refused.answer.outcome == "no-host" or wait > self._pace.longest_wait
            if refused.by_host and (gives_up or host.failures >= self._pace.tries):
                host.refusal = refused.answer
            if gives_up or host.refusal is not None:
                break
            # All that is asked of this host waits.
            host.next = max(host.next, asyncio.get_running_loop().time() + wait)
        raise refused

    async def _send_once(self, host: _Host, method: str, url: str) -> tuple[int, str, float | None]:
        """Return status, `Location`, and `Retry-After` in seconds.

        Raises:
            _Refused, httpx.RemoteProtocolError: as `_send`.
        """
        async with host.free:
            await self._turn(host)
            if host.refusal is not None:
                raise _Refused(host.refusal, by_host=True)
            async with self._all:
                try:
                    async with asyncio.timeout(self._pace.timeout):
                        response = await self._client.send(self._client.build_request(method, url), stream=True)
                        await response.aclose()
                except (TimeoutError, httpx.TimeoutException) as error:
                    answer = Answer("unclear", f"does not answer within {self._pace.timeout:g} s")
                    raise _Refused(answer, by_host=isinstance(error, httpx.ConnectTimeout)) from error
                except (httpx.NetworkError, httpx.ProxyError, OSError) as error:
                    raise _Refused(_unreachable(error, url), by_host=isinstance(error, httpx.ConnectError)) from error
        return response.status_code, response.headers.get("Location", ""), _seconds(response.headers.get("Retry-After"))

    async def _turn(self, host: _Host) -> None:
        """Wait until the host may be asked."""
        loop = asyncio.get_running_loop()
        while (wait := host.next - loop.time()) > 0 and host.refusal is None:  # noqa: ASYNC110 - a time, no event
            await asyncio.sleep(wait)
        host.next = loop.time() + self._pace.delay


def _unreachable(error: BaseException, url: str) -> Answer:
    """Return what it means that no connection came about."""
    cause: BaseException | None = error
    host = httpx.URL(url).host[:_LONGEST]
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            unknown = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            if cause.errno in unknown:
                return Answer("no-host", f"names a host that does not exist, {host}")
            return Answer("unclear", f"names a host that cannot be looked up now, {host}")
        cause = cause.__cause__ or cause.__context__
    reason = " ".join(str(error).split()) or type(error).__name__
    return Answer("unclear", f"cannot be reached: {reason[:_LONGEST]}")


def _seconds(retry_after: str | None) -> float | None:
    """Return the value of a header `Retry-After`, seconds or a date (RFC 9110, 10.2.3), in seconds from now."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None
