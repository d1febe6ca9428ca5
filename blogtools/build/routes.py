"""Before any post is rendered: where each of them will live, and whether that can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import msgspec

from blogtools.content.discover import Discovery, Source
from blogtools.content.first_day import with_day
from blogtools.content.load import decode_post, naming_of, read_source, source_hash, transform_post
from blogtools.content.metadata_files import file_stamp
from blogtools.content.reserved import reserved_for
from blogtools.dates import iso_moment
from blogtools.errors import (
    BlogtoolsError,
    DuplicateSlugError,
    Finding,
    NotebookError,
    Where,
    WindowsNameError,
    contained,
)
from blogtools.model import Moment
from blogtools.render.permalink import PageNaming
from blogtools.render.targets import Target
from blogtools.store.manifest import Record
from blogtools.store.paths import parent_folders, path_key
from blogtools.transform.context import Context
from blogtools.transform.portable_names import name_problem
from blogtools.transform.redaction.texts import as_published


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
    plain: tuple[str, ...] = ()
    """As in `Discovery`."""


def scan_notebooks(
    discovered: Discovery,
    target: Target,
    known: Mapping[str, Record],
    last: Collection[str] = (),
    *,
    lists: bool,
    today: dt.date | None,
    max_markdown: int,
) -> ScanResult:
    """Find the route of every notebook; one whose content is `known` is not decoded again.

    `last` are the notebooks of the last build: those in a folder that cannot be read now have failed. With `lists`, the
    site has the blog's own pages, whose paths no post may have. Days of a diary after `today` do not count; None counts
    all.
    """
    context = Context(embeds=False, today=today, max_markdown=max_markdown)
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
            routes.append(_route(source, target, known.get(source.name), context))
    clashes = _clashes(routes, lists=lists)
    good = tuple(route for route in routes if route.source.name not in clashes)
    warnings = tuple(problem for problem in discovered.problems if problem.severity != "error")
    return ScanResult(good, failed | clashes, warnings, discovered.plain)


def refuse_unportable(found: ScanResult, published: Callable[[], Collection[str]]) -> ScanResult:
    """Return the routes without those of new posts at paths that Windows cannot hold, which have failed.

    `published` tells the pages that readers have; they stay where they are, and the check of names tells of them.
    """
    bad = [(route, problem) for route in found.routes if (problem := name_problem(route.page))]
    if not bad:
        return found
    known = published()
    failed = {
        route.source.name: unportable_error(_slug_place(route.source), route.page, problem)
        for route, problem in bad
        if route.page not in known
    }
    routes = tuple(route for route in found.routes if route.source.name not in failed)
    return msgspec.structs.replace(found, routes=routes, failed=found.failed | failed)


def _route(source: Source, target: Target, known: Record | None, context: Context) -> Route:
    stamp = file_stamp(source)
    if known is not None and stamp and known.stamp == stamp:
        return _known_route(source, known, target, stamp)
    data, metadata = read_source(source)
    digest = source_hash(data, metadata) if known else ""
    if known is not None and known.content == digest:
        return _known_route(source, known, target, stamp)
    post = decode_post(source, data, metadata, opening=not target.needs_date)
    if target.needs_date and post.date is None:
        post = transform_post(post, context)
        if target.needs_day:
            post = with_day(post, source, target.generator)
    return Route(source, digest, stamp, target.path(naming_of(post)), post.front.draft, post.date, post.front.aliases)


def _known_route(source: Source, known: Record, target: Target, stamp: str) -> Route:
    summary = known.summary
    date = iso_moment(summary.date) if summary.date else None
    page = target.path(PageNaming(summary.slug, date, as_published(source.name, source.redaction), summary.categories))
    return Route(source, known.content, stamp, page, summary.draft, date, summary.aliases)


def _clashes(routes: Sequence[Route], *, lists: bool) -> dict[str, Finding]:
    """Return an error for each post whose URL another post or a page of the blog has too, by path of the notebook."""
    pages: dict[str, list[Route]] = {}
    for route in routes:
        pages.setdefault(path_key(route.page), []).append(route)
    found: dict[str, Finding] = {}
    for key, same in pages.items():
        # A page `a.html` is in the place of the folder `a.html/`.
        there = [*same, *(route for folder in parent_folders(key) for route in pages.get(folder, ()))]
        for route in there if len(there) > 1 else ():
            others = [other.source.name for other in there if other is not route]
            found[route.source.name] = same_page_error(_slug_place(route.source), others, same[0].page)
        if lists and (owner := reserved_for(key)):
            found |= {route.source.name: reserved_error(_slug_place(route.source), owner, route.page) for route in same}
    return found


def _slug_place(source: Source) -> Where:
    """Return where a notebook says its slug; the file if it has none of its own."""
    # Loaded only where there is an error.
    from blogtools.check.places import slug_place

    try:
        return slug_place(decode_post(source, *read_source(source), opening=True))
    except BlogtoolsError:
        return Where(source.name)


def same_page_error(where: Where, others: Sequence[str], page: str) -> Finding:
    """Return the error for a post that has the same page as `others`."""
    message = f"has the same address as {' and '.join(others)}: {page}"
    hint = "give one of them a `slug:` of its own"
    return DuplicateSlugError(message, where=where, hint=hint).as_finding()


def unportable_error(where: Where, page: str, problem: str) -> Finding:
    """Return the error for a new post at a path that Windows cannot hold; `problem` says why."""
    message = f"is not published: its address, {page}, {problem}"
    return WindowsNameError(message, where=where, hint="give it another `slug:`").as_finding()


def reserved_error(where: Where, owner: str, page: str) -> Finding:
    """Return the error for a post at the path of a page or file of the blog itself."""
    message = f"is not published: its address, {page}, is that of {owner}"
    return DuplicateSlugError(message, where=where, hint="give it another `slug:`").as_finding()
