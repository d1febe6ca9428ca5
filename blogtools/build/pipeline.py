"""The story of a build: find the notebooks, decide which to build, build them, list them, remember."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from blogtools._version import __version__
from blogtools.build.extensions import load_extensions
from blogtools.build.lock import locked
from blogtools.build.permalink_guard import PermalinkGuard
from blogtools.build.report import BuiltPage, Report
from blogtools.build.rounds import Progress, build_posts
from blogtools.build.routes import ScanResult, Unchanged, plan, scan_notebooks, stamped
from blogtools.build.staleness import THEME_CHANGED
from blogtools.build.state import BuildState
from blogtools.build.task import Built, Job
from blogtools.config import BlogConfig
from blogtools.content.discover import Source, default_output_folder, find_sources
from blogtools.content.order import current_time
from blogtools.findings.levels import apply_levels
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import HTML, SINGLE_FILE, Target, with_permalink
from blogtools.render.theme.files import theme_fingerprint, theme_folders
from blogtools.site.context import SiteContext
from blogtools.site.lists import write_lists, write_theme
from blogtools.site.post_nav import inject_post_nav, post_nav_key
from blogtools.store.manifest import Lists, Manifest, Record, build_key, cache_name, stale_files
from blogtools.store.output import Destination


class Options(msgspec.Struct, frozen=True):
    """What `convert` was asked for."""

    target: Target = HTML
    output: Path | None = None
    """The folder to write to; None for `_site`, or `_markdown/TARGET`, in the blog."""
    drafts: bool = False
    workers: int | None = None
    """Processes to build with; None lets the amount of work decide."""
    cache: bool = True
    """Whether posts that did not change may keep their pages."""
    future: bool = False
    """Whether posts are published whose date has not come."""
    allow_removed_urls: bool = False
    """Whether addresses that were published may lead nowhere from now on."""
    search: bool = True
    """Whether the index is made that readers search, in a blog that has search."""
    promises: bool = True
    """Whether the addresses are promised to readers from now on: whether the ledger learns them."""


DEFAULTS = Options()
FEEDS, PAGE_CONTEXTS = "feeds", "pages"
"""Folders of the cache: texts of posts for feeds, and what pages are filled with."""


def convert(
    blog: BlogConfig,
    paths: Sequence[Path] = (),
    options: Options = DEFAULTS,
    progress: Progress | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Report:
    """Convert the notebooks that `paths` name, or the whole blog.

    A post that cannot be converted is an error in the report; its last good page and all other posts stand. While
    another process builds into the same folder this waits, and calls `waiting` first.

    Raises:
        UsageError: a path does not exist.
        TemplateError: a list cannot be rendered.
        SettingsError: the ledger of addresses cannot be read, or a plugin, a theme or the levels of findings not used.
        RemovedUrlError: addresses would lead nowhere; nothing was written.
        WriteError: a list, the theme or the ledger cannot be written.
    """
    load_extensions(blog)
    target = with_permalink(options.target, blog.settings.permalink)
    output = options.output or default_output_folder(blog, target.name)
    state = BuildState(blog.cache, output, target.name)
    # A folder that is no blog, and of which only some files are converted, gets nothing but the result.
    remembers = state.exists or (options.cache and (blog.settings_file is not None or not paths))
    journal = state.open() if remembers else None
    job = Job(
        blog,
        target,
        output,
        addresses={},
        now=current_time(blog.settings.timezone),
        drafts=options.drafts,
        future=options.future,
        journal=journal,
        page_contexts=blog.cache / PAGE_CONTEXTS if journal else None,
        lists=target.is_html and target != SINGLE_FILE and (not paths or blog.settings_file is not None),
        partial=bool(paths),
    )
    with locked(state.lock if journal else None, waiting), closing(Destination(output, journal)) as destination:
        last = state.load() if remembers else Manifest()
        report, outcome = _convert(job, paths, options, last, destination, progress)
        if journal:
            state.keep(outcome)
    return report


def _convert(
    job: Job,
    paths: Sequence[Path],
    options: Options,
    last: Manifest,
    destination: Destination,
    progress: Progress | None,
) -> tuple[Report, Manifest]:
    start = time.perf_counter()
    blog, target = job.blog, job.target
    known = last.posts if options.cache else {}
    key = build_key(__version__, blog.settings, target.name, plugins_of(blog).versions)
    theme = theme_fingerprint(theme_folders(blog)) if target.is_html else ""

    found = scan_notebooks(find_sources(blog, paths), target, known)
    promises = PermalinkGuard(job, found, last)
    if not (job.partial or options.allow_removed_urls):
        promises.check()
    shown = [address for address in found.addresses if job.shows(address.draft, address.date)]
    # Links may lead to posts that are not converted now.
    pages = {name: record.summary.path for name, record in last.posts.items()} if job.partial else {}
    pages.update({address.source.name: address.page for address in shown})
    same = Unchanged(found, known, partial=job.partial)
    reasons = plan(shown, known, key, pages, destination.size, same, promises.former, theme=theme)

    reframe = {source.name: known[source.name] for source, reason in reasons.items() if reason == THEME_CHANGED}
    job = msgspec.structs.replace(job, addresses=pages, former=promises.former, reframe=reframe)
    built, hidden = build_posts(job, reasons, options.workers, progress)
    reasons = {source: reason for source, reason in reasons.items() if source.name not in hidden}
    failed = found.failed | {name: one.error for name, one in built.items() if one.error}
    records = _records(last, key, theme, reasons, built, failed, partial=job.partial)

    visible = {name: record for name, record in records.items() if job.shows_post(record.summary)}
    registry = promises.updated_registry(visible, failed)
    site = SiteContext(blog, visible, registry, destination, blog.cache / FEEDS if job.journal else None)
    state = post_nav_key(visible)
    only = built.keys() if state == last.nav_key or job.partial else None
    records |= inject_post_nav(visible, site, target, destination, lists=job.lists, only=only)
    lists = _lists(job, site, records, destination, last, key, theme)
    if blog.settings.search and options.search and job.lists and not job.partial:
        # What makes the index is loaded only by blogs with search.
        from blogtools.site.search import add_search

        lists = add_search(site, lists, destination, last.lists)
    if options.promises and job.lists and not job.partial:
        promises.write(registry)
    removed = () if job.partial else _remove_stale(job, last, records, lists, destination)
    report = Report(
        output=str(job.output),
        built=tuple(
            BuiltPage(one.source.name, one.record.summary.path, reasons.get(one.source) or "", one.record.files)
            for one in built.values()
            if one.record
        ),
        unchanged=sum(source.name not in built for source in reasons),
        drafts=0 if job.drafts else sum(address.draft for address in found.addresses),
        future=len(hidden) + sum(not job.shows(draft=False, date=address.date) for address in found.addresses),
        removed=removed,
        explained=_explained(found, job, reasons, built, failed),
        # One file around several notebooks may be what is wrong with all of them.
        errors=tuple(dict.fromkeys(sorted(failed.values(), key=lambda error: error.where.file))),
        findings=tuple(
            finding for source in reasons if source.name in records for finding in records[source.name].findings
        )
        + apply_levels(lists.findings, blog),
        seconds=time.perf_counter() - start,
    )
    return report, Manifest(stamped(records, shown), lists, state)


def _explained(
    found: ScanResult,
    job: Job,
    reasons: Mapping[Source, str | None],
    built: Mapping[str, Built],
    failed: Collection[str],
) -> dict[str, str]:
    """What became of each notebook, in words."""
    told = {source.name: reason or "unchanged" for source, reason in reasons.items()}
    for address in found.addresses:
        hidden = "left out: a draft" if address.draft and not job.drafts else "left out: its date has not come"
        told.setdefault(address.source.name, hidden)
    told |= {name: f"built: {told[name]}" for name in built if name in told and told[name] != "unchanged"}
    return dict(sorted((told | dict.fromkeys(failed, "failed")).items()))


def _records(
    last: Manifest,
    key: str,
    theme: str,
    reasons: Mapping[Source, str | None],
    built: Mapping[str, Built],
    failed: Collection[str],
    *,
    partial: bool,
) -> dict[str, Record]:
    """What the next build must know: pages built now, pages that still hold, and the last good pages of failures."""
    kept = {source.name for source, reason in reasons.items() if reason is None}
    kept |= {*failed, *built}
    records = {name: record for name, record in last.posts.items() if partial or name in kept}
    records.update(
        {name: msgspec.structs.replace(one.record, key=key, theme=theme) for name, one in built.items() if one.record}
    )
    return dict(sorted(records.items()))


def _lists(
    job: Job,
    site: SiteContext,
    records: Mapping[str, Record],
    destination: Destination,
    last: Manifest,
    key: str,
    theme: str,
) -> Lists:
    """The files that belong to no single post, as they are now."""
    if not job.target.is_html or job.target == SINGLE_FILE:
        return last.lists if job.partial else Lists()
    if job.partial:
        return Lists({**last.lists.files, **write_theme(job.blog, destination)}, last.lists.findings)
    taken = {name for record in records.values() for name in record.files}
    return write_lists(site, destination, last.lists, key, theme, taken)


def _remove_stale(
    job: Job, last: Manifest, records: Mapping[str, Record], lists: Lists, destination: Destination
) -> tuple[str, ...]:
    """Remove what earlier builds wrote and this one has no more; the files of posts among it."""
    stale = stale_files(last, records)
    used = {name for record in records.values() for name in record.files} | lists.files.keys()
    for name in stale:
        for kept in (FEEDS, PAGE_CONTEXTS) if job.journal else ():
            (job.blog.cache / kept / cache_name(name)).unlink(missing_ok=True)
    for name in {*stale, *last.lists.files} - used:
        destination.remove(name)
    return tuple(name for name in stale if name not in used)
