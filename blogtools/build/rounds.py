"""The posts that there is a reason for are built, and once more where that shows what could not be known before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from blogtools.build.task import Built, Job
from blogtools.content.discover import Source

Progress = Callable[[int, int, str], None]
"""Called after each post with the number done, the number to do, and the notebook's name."""


def build_posts(
    job: Job, reasons: Mapping[Source, str | None], workers: int | None, progress: Progress | None
) -> tuple[dict[str, Built], frozenset[str]]:
    """What became of each post that there is a reason for, by name; and the names of those whose time has not come.

    Of some posts only a heading tells the date. What links to them is built again without the link.
    """
    built = _round(job, reasons, workers, progress)
    hidden = frozenset(name for name, one in built.items() if one.record is None and one.error is None)
    if hidden:
        pages = {name: page for name, page in job.addresses.items() if name not in hidden}
        built = {name: one for name, one in built.items() if name not in hidden}
        again = {one.source: "links to it" for one in built.values() if one.record and hidden & one.record.links.keys()}
        built |= _round(msgspec.structs.replace(job, addresses=pages), again, workers, progress)
    return built, hidden


def _round(
    job: Job, reasons: Mapping[Source, str | None], workers: int | None, progress: Progress | None
) -> dict[str, Built]:
    todo = [source for source, reason in reasons.items() if reason]
    if not todo:
        return {}
    # What renders is loaded only where something is rendered: a build of nothing is instant.
    from blogtools.build.executor import build_all

    results = {}
    for number, built in enumerate(build_all(job, todo, workers), 1):
        results[built.source.name] = built
        if progress is not None:
            progress(number, len(todo), built.source.name)
    return results
