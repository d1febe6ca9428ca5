"""The steps of a build, in the order in which the pipeline takes them."""

from __future__ import annotations

import time

import msgspec

from blogtools.build.permalink_guard import PermalinkGuard
from blogtools.build.records import assemble, explain, stamped
from blogtools.build.report import BuiltPage, Report
from blogtools.build.routes import scan_notebooks
from blogtools.build.site_files import remove_stale, site_lists
from blogtools.build.stages import Linked, Listed, Planned, Rendered, Routed, Setup, next_stage
from blogtools.build.staleness import THEME_CHANGED, Unchanged, find_reasons
from blogtools.build.state import FEEDS
from blogtools.build.task import Progress
from blogtools.content.discover import Source, find_sources
from blogtools.findings.levels import apply_levels
from blogtools.site.context import SiteContext
from blogtools.site.post_nav import inject_post_nav, post_nav_key
from blogtools.store.manifest import Manifest


def discover(setup: Setup) -> tuple[Source, ...]:
    """Find the notebooks to convert.

    Raises:
        UsageError: a path does not exist.
    """
    return find_sources(setup.blog, setup.paths)


def route(setup: Setup, sources: tuple[Source, ...]) -> Routed:
    """Give each notebook its route, and refuse a build that would break a published one.

    Raises:
        SettingsError: the registry of permalinks cannot be read.
        RemovedUrlError: a published address would lead nowhere.
    """
    found = scan_notebooks(sources, setup.job.target, setup.known)
    permalinks = PermalinkGuard(setup.job, found, setup.last, setup.options.published)
    if not (setup.job.partial or setup.options.allow_removed_urls):
        permalinks.check()
    return next_stage(Routed, setup, found=found, permalinks=permalinks, failed=found.failed | permalinks.failed)


def decide_stale(build: Routed) -> Planned:
    """Decide which posts are built, and why; where only the theme is new, only the layout around the post."""
    job, known = build.job, build.known
    shown = [one for one in build.found.routes if job.includes(one.draft, one.date)]
    # Links may lead to posts that are not converted now.
    pages = {name: record.summary.path for name, record in build.last.posts.items()} if job.partial else {}
    pages.update({one.source.name: one.page for one in shown})
    same = Unchanged(build.found, known, partial=job.partial)
    former = build.permalinks.former
    reasons, failed = find_reasons(
        shown, known, build.key, pages, build.destination.size, same, former, theme=build.theme
    )
    layout_only = {source.name: known[source.name] for source, reason in reasons.items() if reason == THEME_CHANGED}
    job = msgspec.structs.replace(job, pages=pages, former=former, layout_only=layout_only)
    return next_stage(Planned, build, job=job, reasons=reasons, failed=build.failed | failed)


def render_stale(build: Planned, progress: Progress | None) -> Rendered:
    """Render and write the stale posts."""
    if not any(build.reasons.values()):
        return next_stage(Rendered, build, built={}, hidden=frozenset())
    # What renders is loaded only where something is rendered: a build of nothing is instant.
    from blogtools.build.executor import build_posts

    built, hidden = build_posts(build.job, build.reasons, build.options.workers, progress)
    reasons = {source: reason for source, reason in build.reasons.items() if source.name not in hidden}
    failed = build.failed | {name: one.error for name, one in built.items() if one.error}
    return next_stage(Rendered, build, built=built, hidden=hidden, reasons=reasons, failed=failed)


def link(build: Rendered) -> Linked:
    """Update the links to other posts on every page."""
    job = build.job
    records = assemble(build)
    visible = {name: record for name, record in records.items() if job.includes_post(record.summary)}
    registry = build.permalinks.updated_registry(visible, build.failed)
    site = SiteContext(
        build.blog, visible, registry, build.destination, build.blog.cache / FEEDS if job.journal else None
    )
    state = post_nav_key(visible)
    only = build.built.keys() if state == build.last.nav_key or job.partial else None
    linked, errors = inject_post_nav(visible, site, job.target, build.destination, lists=job.lists, only=only)
    return next_stage(
        Linked,
        build,
        records=records | linked,
        registry=registry,
        site=site,
        nav_key="" if errors else state,
        errors=errors,
    )


def write_site(build: Linked) -> Listed:
    """Write the files that belong to no single post, and remove those that no post has any more.

    Raises:
        TemplateError, WriteError: a list cannot be made or written.
    """
    lists = site_lists(build)
    if build.options.published is not None:
        # Needed only by builds that are published.
        from blogtools.build.site_record import add_record

        lists = add_record(build.site, lists, build.destination)
    lists, removed, errors = remove_stale(build, lists)
    return next_stage(Listed, build, lists=lists, removed=removed, errors=build.errors + errors)


def record(build: Listed) -> Report:
    """Save the state for the next build, and report what was done."""
    job, found = build.job, build.found
    shown = [one for one in found.routes if job.includes(one.draft, one.date)]
    if job.journal:
        build.state.keep(Manifest(stamped(build.records, shown), build.lists, build.nav_key))
    findings = (build.records[source.name].findings for source in build.reasons if source.name in build.records)
    # One file around several notebooks may be what is wrong with all of them.
    errors = dict.fromkeys(sorted((*build.failed.values(), *build.errors), key=lambda error: error.where.file))
    return Report(
        output=str(job.output),
        built=tuple(
            BuiltPage(one.source.name, one.record.summary.path, build.reasons.get(one.source) or "", one.record.files)
            for one in build.built.values()
            if one.record
        ),
        unchanged=sum(source.name not in build.built for source in build.reasons),
        drafts=0 if job.drafts else sum(one.draft for one in found.routes),
        future=len(build.hidden) + sum(not job.includes(draft=False, date=one.date) for one in found.routes),
        removed=build.removed,
        explained=explain(build),
        errors=tuple(errors),
        findings=(*(finding for some in findings for finding in some), *apply_levels(build.lists.findings, build.blog)),
        seconds=time.perf_counter() - build.started,
    )
