"""Posts are built one after another, or side by side in processes where that pays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing

import msgspec

from blogtools.build.page import build
from blogtools.build.task import Built, Job
from blogtools.content.discover import Source
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import HTML, SINGLE_FILE, TARGETS, with_permalink
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


def build_all(job: Job, sources: Sequence[Source], workers: int | None = None) -> Iterator[Built]:
    """Build posts, in order; `workers` None lets the amount of work decide."""
    number = workers or _worthwhile(job, sources)
    if number <= 1 or len(sources) <= 1:
        theme = theme_for(job)
        with closing(Destination(job.output, job.journal)) as destination:
            for source in sources:
                yield build(job, source, theme, destination)
        return
    # Processes are loaded only where there is work for more than one.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forked processes share what is imported already; where there is no fork, spawning is correct, only slower.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    # Functions of targets and plugins do not travel: a worker looks them up by name.
    given = (msgspec.structs.replace(job, target=HTML), job.target.name)
    with ProcessPoolExecutor(number, multiprocessing.get_context(method), _start_worker, given) as pool:
        yield from pool.map(_build, sources, chunksize=max(1, min(16, len(sources) // (number * 8))))


def theme_for(job: Job) -> Theme | None:
    """The theme that HTML pages are made with."""
    if not job.target.is_html:
        return None
    return Theme(job.blog.settings, theme_folders(job.blog), inline=job.target == SINGLE_FILE, lists=job.lists)


def _worthwhile(job: Job, sources: Sequence[Source]) -> int:
    # Of others only the frame is new, which is soon done.
    sources = [source for source in sources if source.name not in job.reframe]
    size = sum(source.path.stat().st_size for source in sources if source.path.exists())
    if job.lists and job.blog.settings.home and job.blog.settings.cards:
        size += CARD * len(sources)
    return min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, size // PAYS_FROM + 1
    )


_jobs: list[tuple[Job, Theme | None, Destination]] = []


def _start_worker(job: Job, target: str) -> None:
    targets = {SINGLE_FILE.name: SINGLE_FILE, **TARGETS.extended(plugins_of(job.blog))}
    job = msgspec.structs.replace(job, target=with_permalink(targets[target], job.blog.settings.permalink))
    _jobs[:] = [(job, theme_for(job), Destination(job.output, job.journal))]


def _build(source: Source) -> Built:
    job, theme, destination = _jobs[0]
    return build(job, source, theme, destination)
