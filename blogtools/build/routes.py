"""Before any post is rendered: where each of them will live, and whether that can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import msgspec

from blogtools.content.discover import Discovery, Source, file_stamp
from blogtools.content.load import decode_post, read_source, source_hash, transform_post
from blogtools.dates import iso_moment
from blogtools.errors import DuplicateSlugError, Finding, NotebookError, Where, contained
from blogtools.model import Moment
from blogtools.render.targets import Target
from blogtools.store.manifest import Record
from blogtools.transform.context import Context


class Route(msgspec.Struct, frozen=True):
    """A notebook's place on the site."""

    source: Source
    content: str
    """Hash of the notebook and the metadata around it; empty where the last build knows none to compare it with."""
    stamp: str
    """Their sizes and times; empty if they prove nothing."""
    page: str
    """Path of its page below the output folder."""
    draft: bool
    date: Moment | None = None
    """As far as it is known before the post is read whole."""
    aliases: tuple[str, ...] = ()


class ScanResult(msgspec.Struct, frozen=True):
    """All notebooks that can be posts, and what is wrong with the others."""

    routes: tuple[Route, ...]
    failed: dict[str, Finding]
    """Names of the notebooks that have no route, and why."""
    problems: tuple[Finding, ...] = ()
    """Warnings about links that were not followed."""


def scan_notebooks(
    discovered: Discovery, target: Target, known: Mapping[str, Record], last: Collection[str] = ()
) -> ScanResult:
    """Find the route of every notebook; one whose content is `known` is not decoded again.

    `last` are the notebooks of the last build: those in a folder that cannot be read now have failed.
    """
    routes = []
    failed: dict[str, Finding] = {}
    for problem in discovered.problems:
        if problem.severity == "error":
            file = problem.where.file
            failed |= dict.fromkeys((file, *(name for name in last if name.startswith(f"{file}/"))), problem)
    for source in discovered.sources:
        shown = source.name.encode(errors="surrogateescape").decode(errors="replace")
        if shown != source.name:
            message, hint = "has a name that is not UTF-8", "rename it"
            failed[shown] = NotebookError(message, where=Where(shown), hint=hint).as_finding()
            continue
        with contained(source.name, partial(failed.__setitem__, source.name)):
            routes.append(_route(source, target, known.get(source.name)))
    clashes = _clashes(routes)
    good = tuple(route for route in routes if route.source.name not in clashes)
    warnings = tuple(problem for problem in discovered.problems if problem.severity != "error")
    return ScanResult(good, failed | clashes, warnings)


def _route(source: Source, target: Target, known: Record | None) -> Route:
    stamp = file_stamp(source)
    if known is not None and stamp and known.stamp == stamp:
        return _known_route(source, known, target, stamp)
    data, metadata = read_source(source)
    digest = source_hash(data, metadata) if known else ""
    if known is not None and known.content == digest:
        return _known_route(source, known, target, stamp)
    post = decode_post(source, data, metadata, opening=not target.needs_date)
    if target.needs_date and post.date is None:
        post = transform_post(post, Context(embeds=False))
    return Route(
        source, digest, stamp, target.path(post.slug, post.date), post.front.draft, post.date, post.front.aliases
    )


def _known_route(source: Source, known: Record, target: Target, stamp: str) -> Route:
    summary = known.summary
    date = iso_moment(summary.date) if summary.date else None
    return Route(source, known.content, stamp, target.path(summary.slug, date), summary.draft, date, summary.aliases)


def _clashes(routes: Sequence[Route]) -> dict[str, Finding]:
    """Return an error for each post whose URL another post has too, by path of the notebook."""
    pages: dict[str, list[str]] = {}
    for route in routes:
        # Folders that differ only in case are one folder on many disks.
        pages.setdefault(route.page.casefold(), []).append(route.source.name)
    return {
        name: same_page_error(name, [other for other in names if other != name], page)
        for page, names in pages.items()
        if len(names) > 1
        for name in names
    }


def same_page_error(name: str, others: Sequence[str], page: str) -> Finding:
    """Return the error for a post that has the same page as `others`."""
    message = f"has the same address as {' and '.join(others)}: {page}"
    hint = "give one of them a `slug:` of its own"
    return DuplicateSlugError(message, where=Where(name), hint=hint).as_finding()
