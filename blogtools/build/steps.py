"""The steps of a build, in the order in which the pipeline takes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from blogtools._version import __version__
from blogtools.build.extensions import load_extensions
from blogtools.build.lock import locked
from blogtools.build.options import Options
from blogtools.build.output_folder import check_output, owned_files, record_owned
from blogtools.build.permalink_guard import PermalinkGuard, published_pages
from blogtools.build.records import assemble, explain, stamped
from blogtools.build.report import BuiltPage, Report
from blogtools.build.routes import refuse_unportable, scan_notebooks
from blogtools.build.site.link_check import broken_links
from blogtools.build.site.site_files import choose_search, remove_stale, site_lists
from blogtools.build.site.term_lists import settle_term_slugs
from blogtools.build.stages import Checked, Linked, Listed, Planned, Rendered, Routed, Setup, next_stage
from blogtools.build.staleness import THEME_CHANGED, Unchanged, find_reasons
from blogtools.build.state import DRAWINGS, FEEDS, PAGE_CONTEXTS, BuildState
from blogtools.build.task import Job, Progress
from blogtools.config import BlogConfig
from blogtools.content.discover import Discovery, default_output_folder, find_posts, no_posts
from blogtools.content.order import current_time
from blogtools.content.told_files import tell_plain
from blogtools.errors import Finding
from blogtools.findings.levels import apply_levels
from blogtools.findings.masking import masked
from blogtools.findings.text_lines import in_text_lines
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import SINGLE_FILE, with_permalink
from blogtools.render.theme.files import theme_fingerprint, theme_folders
from blogtools.site.context import SiteContext
from blogtools.site.post_nav import inject_post_nav, post_nav_key
from blogtools.store.manifest import Manifest, build_key
from blogtools.store.output import Destination
from blogtools.store.ownership import foreign_files


@contextmanager
def open_build(
    blog: BlogConfig, paths: Sequence[Path], options: Options, waiting: Callable[[], None]
) -> Iterator[Setup]:
    """Lock the output folder and load the state of the last build; `waiting` is called before this waits."""
    load_extensions(blog)
    target = with_permalink(options.target, blog.settings)
    output = default_output_folder(blog, target.name) if options.output is None else options.output
    check_output(blog, output, target.name)
    state = BuildState(blog.cache, output, target.name)
    if not state.exists and not options.allow_removed_urls:
        find_posts(blog, paths)  # Nothing is left in a folder that is no blog.
    # Where only some files of a folder without settings are converted, no state is left behind.
    remembers = state.exists or (options.cache and (blog.settings_file is not None or not paths))
    journal = state.open() if remembers else None
    job = Job(
        blog,
        target,
        output,
        pages={},
        now=current_time(blog.settings.timezone),
        drafts=options.drafts,
        future=options.future,
        journal=journal,
        page_contexts=blog.cache / PAGE_CONTEXTS if journal else None,
        drawings=blog.cache / DRAWINGS if journal else None,
        lists=target.is_html and target != SINGLE_FILE and (not paths or blog.settings_file is not None),
        partial=bool(paths),
        checks=options.checks,
        let_through=options.let_through,
    )
    with locked(state.lock if journal else None, waiting):
        last = state.load() if remembers else Manifest()
        owned = owned_files(output, last, target.name)
        destination = Destination(output, journal, lambda: foreign_files(str(output), owned), adopt=options.adopt)
        setup = Setup(
            paths=tuple(paths),
            options=options,
            job=job,
            state=state,
            last=last,
            destination=destination,
            owned=owned,
            key=build_key(
                *(__version__, blog.settings, target.name, plugins_of(blog).versions),
                *(options.checks, sorted(options.let_through)),
            ),
            theme=theme_fingerprint(theme_folders(blog)) if target.is_html else "",
            started=time.perf_counter(),
        )
        with closing(destination):
            yield setup


def discover(setup: Setup) -> Discovery:
    """Find the notebooks to convert.

    Raises:
        UsageError, SettingsError: as `find_posts`.
    """
    return find_posts(setup.blog, setup.paths, may_be_none=True)


def route(setup: Setup, discovered: Discovery) -> Routed:
    """Give each notebook its route, and refuse a build that would break a published one.

    Raises:
        SettingsError: the registry of permalinks cannot be read.
        RemovedUrlError: a published address would lead nowhere.
        NoPostsError: there is no notebook, and an empty site was not asked for.
    """
    job = setup.job
    found = scan_notebooks(
        discovered,
        job.target,
        setup.known,
        setup.last.posts,
        lists=job.lists,
        today=job.today,
        max_markdown=job.blog.settings.max_markdown,
    )
    found = refuse_unportable(found, lambda: published_pages(job, setup.last, setup.options.published))
    setup = choose_search(setup, found)
    permalinks = PermalinkGuard(setup.job, found, setup.last, setup.options.published)
    if not (setup.job.partial or setup.options.allow_removed_urls):
        permalinks.check()
    if discovered.is_empty and not setup.options.allow_removed_urls:
        raise no_posts(setup.blog, setup.paths, discovered)
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
        shown,
        known,
        build.key,
        pages,
        build.destination.size,
        same,
        former,
        theme=build.theme,
        has_due_days=job.has_due_days,
    )
    layout_only = {source.name: known[source.name] for source, reason in reasons.items() if reason == THEME_CHANGED}
    slugs = build.last.term_slugs or {}
    job = msgspec.structs.replace(job, pages=pages, former=former, layout_only=layout_only, term_slugs=slugs)
    return next_stage(Planned, build, job=job, reasons=reasons, failed=build.failed | failed)


def render_stale(build: Planned, progress: Progress | None) -> Rendered:
    """Render and write the stale posts."""
    if not any(build.reasons.values()):
        return settle_term_slugs(next_stage(Rendered, build, built={}, hidden=frozenset()), progress)
    # What renders is loaded only where something is rendered: a build of nothing is instant.
    from blogtools.build.executor import build_posts

    job = msgspec.structs.replace(build.job, foreign=frozenset() if build.options.adopt else build.destination.foreign)
    built, hidden = build_posts(job, build.reasons, build.options.workers, progress)
    reasons = {source: reason for source, reason in build.reasons.items() if source.name not in hidden}
    failed = build.failed | {name: one.error for name, one in built.items() if one.error}
    rendered = next_stage(Rendered, build, built=built, hidden=hidden, reasons=reasons, failed=failed)
    return settle_term_slugs(rendered, progress)


def link(build: Rendered) -> Linked:
    """Update the links to other posts on every page."""
    job = build.job
    records = assemble(build)
    visible = {name: record for name, record in records.items() if job.includes_post(record.summary)}
    registry = build.permalinks.updated_registry(visible, build.failed)
    feeds = build.blog.cache / FEEDS if job.journal else None
    site = SiteContext(build.blog, visible, registry, build.destination, feeds, job.term_slugs)
    state = post_nav_key(visible, job.term_slugs)
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


def check_links(build: Listed) -> Checked:
    """Check the links of posts to other pages, files and anchors of the site."""
    return next_stage(Checked, build, broken_links=broken_links(build))


def record(build: Checked) -> Report:
    """Save the state for the next build, and report what was done."""
    job, found = build.job, build.found
    shown = [one for one in found.routes if job.includes(one.draft, one.date)]
    of_posts = (build.records[source.name].findings for source in build.reasons if source.name in build.records)
    # Before the state of the build, which ends the journal: whatever comes between, each file has an owner.
    notes = record_owned(build)
    if job.journal:
        # Other pages may link to what lists were called before; only a whole build brings them up to date.
        slugs = None if job.partial else job.term_slugs
        posts = stamped(build.records, shown)
        build.state.keep(Manifest(posts, build.lists, build.nav_key, slugs, build.broken_links))
    names = {source.name for source in build.reasons}
    broken = (one for one in build.broken_links if one.where.file in names)
    plain = tell_plain(build.found.plain, ((name, one.inputs) for name, one in build.records.items()))
    of_site = (
        *notes,
        *_setup(build),
        *broken,
        *build.found.problems,
        *plain,
        *build.lists.findings,
        *_old_addresses(build),
    )
    # One file around several notebooks may be what is wrong with all of them.
    errors = dict.fromkeys(sorted((*build.failed.values(), *build.errors), key=lambda error: error.where.file))
    findings = (*(finding for some in of_posts for finding in some), *apply_levels(of_site, build.blog))
    folders = (build.blog.root, Path())
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
        undated=_undated(build),
        removed=build.removed,
        explained=explain(build),
        errors=masked(in_text_lines(errors, folders)),
        findings=masked(in_text_lines(findings, folders)),
        seconds=time.perf_counter() - build.started,
    )


def _old_addresses(build: Listed) -> tuple[Finding, ...]:
    if not build.blog.settings.old_addresses:
        return ()
    from blogtools.build.site.old_addresses import old_address_findings  # Few blogs have had others.

    return old_address_findings(build)


def _setup(build: Listed) -> tuple[Finding, ...]:
    """Return what the site of the generator lacks that the pages are for."""
    target = build.job.target
    if target.is_html:
        return ()
    # Only Markdown targets have a generator.
    from blogtools.render.targets.setup import setup_findings

    return tuple(setup_findings(target, build.job.output, is_first=not build.last.posts))


def _undated(build: Listed) -> tuple[str, ...]:
    """Return the notebooks of published posts without a date; a folder without settings has no lists to speak of."""
    if build.job.partial or not build.job.lists or build.blog.settings_file is None:
        return ()
    return tuple(sorted(post.source for post in build.site.published if post.date is None))
