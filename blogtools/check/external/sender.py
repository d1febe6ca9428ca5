"""Sends requests to hosts at a pace, again where it takes that, and tells why there is no answer."""

from __future__ import annotations

import asyncio
import email.utils
import socket
import time

import httpx
import msgspec

from blogtools.check.external.answers import AGAIN, TOO_MANY, Answer, judge

_LONGEST = 100
"""Characters of a host's name, or of a system's message, in a message."""


class Pace(msgspec.Struct, frozen=True):
    """Limits on what is asked of servers. Times are in seconds."""

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


class _Host:
    """A host, and when it may be asked again."""

    def __init__(self, pace: Pace) -> None:
        self.free = asyncio.Semaphore(pace.per_host)
        self.next = 0.0
        self.failures = 0
        """Number of times in a row that it refused to answer at all."""
        self.refusal: Answer | None = None
        """Answer for all of its URLs, once it is clear that it will not answer."""


class NotAnswered(Exception):  # noqa: N818 - a host that does not answer is no error of the program
    """Ends the search for an answer with one."""

    def __init__(self, answer: Answer, *, by_host: bool = False) -> None:
        """Keep the answer; `by_host` tells that it is that of the host to whatever it is asked."""
        super().__init__(answer.told)
        self.answer = answer
        self.by_host = by_host


class Sender:
    """Sends the requests of one check, which share the pace."""

    def __init__(self, client: httpx.AsyncClient, pace: Pace) -> None:
        self._client = client
        self._pace = pace
        self._all = asyncio.Semaphore(pace.at_once)
        self._hosts: dict[str, _Host] = {}

    async def send(self, method: str, url: str) -> tuple[int, str]:
        """Return status and `Location`, after as many tries as it takes.

        Raises:
            NotAnswered: there is no answer.
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
                refused = NotAnswered(judge(status), by_host=status == TOO_MANY)
                wait = wait if retry_after is None else retry_after
            except NotAnswered as error:
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
            NotAnswered, httpx.RemoteProtocolError: as `send`.
        """
        async with host.free:
            await self._turn(host)
            if host.refusal is not None:
                raise NotAnswered(host.refusal, by_host=True)
            async with self._all:
                try:
                    async with asyncio.timeout(self._pace.timeout):
                        response = await self._client.send(self._client.build_request(method, url), stream=True)
                        await response.aclose()
                except (TimeoutError, httpx.TimeoutException) as error:
                    answer = Answer("unclear", f"does not answer within {self._pace.timeout:g} s")
                    raise NotAnswered(answer, by_host=isinstance(error, httpx.ConnectTimeout)) from error
                except (httpx.NetworkError, httpx.ProxyError, OSError) as error:
                    is_down = isinstance(error, httpx.ConnectError)
                    raise NotAnswered(_unreachable(error, url), by_host=is_down) from error
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
