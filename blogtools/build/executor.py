"""Posts are built one after another, or side by side in processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import msgspec

from blogtools.build.post.page import build_post
from blogtools.build.task import Built, Job, Progress
from blogtools.content.discover import Source
from blogtools.errors import finding_of
from blogtools.render.targets import HTML, SINGLE_FILE, targets_of, with_permalink
from blogtools.render.theme.environment import Theme
from blogtools.render.theme.files import theme_folders
from blogtools.store.output import Destination

PAYS_FROM = 40_000_000
"""Bytes of notebooks for each further process.

Measured on two cores that share their units: for 34 MB two processes took 1.5 times the CPU time of one, and 0.95 of
the time on the clock; for 340 MB, 0.6.
"""
CARD = 80_000
"""Bytes of notebooks that take as long as drawing a card."""


def build_posts(
    job: Job, reasons: Mapping[Source, str | None], workers: int | None, progress: Progress | None
) -> tuple[dict[str, Built], frozenset[str]]:
    """Build the posts that have a reason; those that link to one which turned out to be of the future once more.

    Of some posts only a heading tells the date. Returns what became of each, by path of the notebook, and the paths of
    those whose time has not come.
    """
    built = _build_stale(job, reasons, workers, progress)
    hidden = frozenset(name for name, one in built.items() if one.record is None and one.error is None)
    if hidden:
        pages = {name: page for name, page in job.pages.items() if name not in hidden}
        built = {name: one for name, one in built.items() if name not in hidden}
        again = {one.source: "links to it" for one in built.values() if one.record and hidden & one.record.links.keys()}
        built |= _build_stale(msgspec.structs.replace(job, pages=pages), again, workers, progress)
    return built, hidden


def _build_stale(
    job: Job, reasons: Mapping[Source, str | None], workers: int | None, progress: Progress | None
) -> dict[str, Built]:
    stale = [source for source, reason in reasons.items() if reason]
    results = {}
    for number, built in enumerate(build_all(job, stale, workers) if stale else (), 1):
        results[built.source.name] = built
        if progress is not None:
            progress(number, len(stale), built.source.name)
    return results


def build_all(job: Job, sources: Sequence[Source], workers: int | None = None) -> Iterator[Built]:
    """Build posts, in order; `workers` None lets the amount of work decide.

    Raises:
        TemplateError: the theme cannot be used.
    """
    number = workers or _worthwhile(job, sources)
    if number > 1 and len(sources) > 1:
        yield from _build_in_processes(job, sources, number)
        return
    theme = theme_for(job)
    with closing(Destination(job.output, job.journal, lambda: job.foreign)) as destination:
        for source in sources:
            yield build_post(job, source, theme, destination)


def _build_in_processes(job: Job, sources: Sequence[Source], number: int) -> Iterator[Built]:
    """Build posts side by side; one whose process dies (for lack of memory, say) is the only one that fails."""
    # Processes are loaded only where there is work for more than one.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # Forked processes share what is imported already; where there is no fork, spawning is correct, only slower.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    # Functions of targets and plugins do not travel: a worker looks them up by name.
    given = (msgspec.structs.replace(job, target=HTML), job.target.name)

    def pool(size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, multiprocessing.get_context(method), _start_worker, given)

    left = list(sources)
    try:
        with pool(number) as side_by_side:
            for built in side_by_side.map(_build, sources, chunksize=max(1, min(16, len(sources) // (number * 8)))):
                del left[0]
                yield built
    except BrokenProcessPool:
        # One of those that are left ended its process, and all others with it: each by itself, that one shows itself.
        while left:
            try:
                with pool(1) as alone:
                    while left:
                        built = alone.submit(_build, left[0]).result()
                        del left[0]
                        yield built
            except BrokenProcessPool:
                source = left.pop(0)
                died = BrokenProcessPool("its worker process died, perhaps for lack of memory")
                yield Built(source, None, finding_of(died, source.name))


def theme_for(job: Job) -> Theme | None:
    """Return the theme of the HTML pages; None for Markdown."""
    if not job.target.is_html:
        return None
    return Theme(job.blog.settings, theme_folders(job.blog), inline=job.target == SINGLE_FILE, lists=job.lists)


def _worthwhile(job: Job, sources: Sequence[Source]) -> int:
    # Of others only the frame is new, which is soon done.
    sources = [source for source in sources if source.name not in job.layout_only]
    size = sum(source.path.stat().st_size for source in sources if source.path.exists())
    if job.lists and job.blog.settings.home and job.blog.settings.cards:
        size += CARD * len(sources)
    return min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, size // PAYS_FROM + 1
    )


_workers: list[tuple[Job, Theme | None, Destination] | Exception] = []
"""The job, theme and output folder of this process, or why the theme cannot be loaded, raised for the first post.

An exception in what starts a process would end the pool, without a word of why.
"""


def _start_worker(job: Job, target: str) -> None:
    try:
        job = msgspec.structs.replace(job, target=with_permalink(targets_of(job.blog)[target], job.blog.settings))
        _workers[:] = [(job, theme_for(job), Destination(job.output, job.journal, lambda: job.foreign))]
    except Exception as error:  # noqa: BLE001 - see above
        _workers[:] = [error]


def _build(source: Source) -> Built:
    worker = _workers[0]
    if isinstance(worker, Exception):
        raise worker
    job, theme, destination = worker
    return build_post(job, source, theme, destination)
