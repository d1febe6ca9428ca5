"""Find the outside links that lead nowhere, that have moved, or that could not be checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from blogtools.check.external.answers import Answer
from blogtools.check.external.cache import FILE, Known, load_answers, save_answers
from blogtools.check.external.links import OutsideLink
from blogtools.errors import Finding, Where, WriteError

_LONGEST = 100
"""Characters of a URL in a message."""


def find_outside_problems(
    links: Sequence[OutsideLink], cache: Path, progress: Callable[[int, int, str], None] | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each place of each link that has a problem; each URL is asked once.

    `cache` is the folder that answers are kept in; `progress` is called after each answer with the number of answers,
    the number of URLs and the URL.
    """
    known = load_answers(cache)
    asked = sorted({link.asked for link in links} - known.keys())
    fresh: dict[str, Known] = {}
    if not asked:
        return tuple(_findings(links, known, is_online=True))
    # httpx takes longer to import than most checks take, and only those who ask for this need it.
    from blogtools.check.external.client import ask_all

    def tell(url: str, answer: Answer) -> None:
        fresh[url] = Known(answer, int(time.time()))
        if progress is not None:
            progress(len(fresh), len(asked), url)

    try:
        ask_all(asked, tell)
    finally:
        # Also what was learned until Ctrl-C.
        problems = tuple(_save(cache, known | fresh))
    is_online = _is_online(fresh.values())
    if known and not is_online:
        # Whether that is the hosts' fault or this machine's, one shows that answered before.
        again: list[Known] = []
        ask_all([min(known)], lambda _, answer: again.append(Known(answer, 0)))
        is_online = _is_online(again)
    return (*problems, *_findings(links, known | fresh, is_online=is_online))


def _is_online(known: Iterable[Known]) -> bool:
    """Return True if a server answered; without a network, no host is known."""
    return any(one.answer.status for one in known)


def _save(cache: Path, known: dict[str, Known]) -> Iterator[Finding]:
    try:
        save_answers(cache, known)
    except WriteError as error:
        hint = "all links are asked again next time"
        yield Finding("write", f"{FILE} {error.message}", Where(error.where.file), hint, "note")


def _findings(links: Iterable[OutsideLink], known: Mapping[str, Known], *, is_online: bool) -> Iterator[Finding]:
    for link in links:
        finding = _finding(link, known[link.asked].answer, is_online=is_online)
        if finding is not None and finding.slug not in link.accepted:
            yield finding


def _finding(link: OutsideLink, answer: Answer, *, is_online: bool) -> Finding | None:
    url = _short(link.url)
    match answer.outcome:
        case "ok":
            return None
        case "moved":
            fragment = link.url.partition("#")[2]
            address = f"{answer.address}#{fragment}" if fragment and "#" not in answer.address else answer.address
            message, hint = f"links to {url}, which has moved for good", f"link to {_short(address)}"
            return Finding("moved-link", message, link.where, hint, "note")
        case "unclear":
            hint = "open it in a browser; the setting `ignored_links` leaves it out"
            return Finding("unchecked-link", f"links to {url}, which {answer.told}", link.where, hint, "note")
        case "no-host" if not is_online:
            hint = "no server has answered: is this machine online?"
            return Finding("unchecked-link", f"links to {url}, which {answer.told}", link.where, hint, "note")
    return Finding("broken-link", f"links to {url}, which {answer.told}", link.where, "fix or remove the link")


def _short(url: str) -> str:
    return url if len(url) <= _LONGEST else f"{url[: _LONGEST - 1]}…"
