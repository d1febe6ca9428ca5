"""Read, render and check the posts of a blog without writing anything."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from blogtools.build.executor import theme_for
from blogtools.build.extensions import load_extensions
from blogtools.build.permalink_guard import published_pages, registry_path
from blogtools.build.post.links import open_references
from blogtools.build.post.page import neighbor_page, page_files, render, summarize
from blogtools.build.report import count_of
from blogtools.build.routes import Route, ScanResult, refuse_unportable, scan_notebooks
from blogtools.build.site.link_check import built_site, check_references
from blogtools.build.state import BuildState
from blogtools.build.task import Job, Progress
from blogtools.check.external.find import find_outside_problems
from blogtools.check.external.links import OutsideLink, outside_links
from blogtools.check.findings import check_post, with_checks
from blogtools.check.page_weight import find_weight
from blogtools.check.portability import find_bad_names, find_clashes
from blogtools.check.spelling import Speller, find_misspellings, find_speller
from blogtools.config import BlogConfig
from blogtools.content.discover import STATIC, Source, default_output_folder, find_posts
from blogtools.content.load import decode_post, naming_of, read_source, transform_post
from blogtools.content.neighbors import blog_context
from blogtools.content.order import current_time
from blogtools.content.static_files.check import check_static_file
from blogtools.content.told_files import tell_plain
from blogtools.errors import Finding, contained
from blogtools.findings.levels import apply_levels
from blogtools.findings.masking import masked
from blogtools.findings.text_lines import in_text_lines
from blogtools.permalinks.registry_file import load_registry
from blogtools.plugins.load import plugins_of
from blogtools.render.links import page_anchors
from blogtools.render.targets import HTML, with_permalink
from blogtools.render.theme.environment import Theme
from blogtools.site.context import SiteContext
from blogtools.site.lists import site_paths
from blogtools.site.static import static_files
from blogtools.store.manifest import Lists, Manifest, Record
from blogtools.store.output import Destination


class CheckReport(msgspec.Struct, frozen=True):
    """Result of checking posts."""

    checked: tuple[str, ...] = ()
    """The notebooks that were checked, by path."""
    errors: tuple[Finding, ...] = ()
    """Errors of posts that could not be checked."""
    findings: tuple[Finding, ...] = ()
    """Findings, sorted by notebook, cell and line."""
    seconds: float = 0.0

    def exit_status(self, *, strict: bool = False) -> int:
        """Return 1 if there is an error that the author must fix (with `strict`, or a warning), else 0."""
        kinds = {finding.severity for finding in self.findings}
        return 1 if self.errors or "error" in kinds or (strict and "warning" in kinds) else 0

    def summary(self) -> str:
        """Return one line: how many posts were checked, and what was found."""
        severities = [finding.severity for finding in (*self.errors, *self.findings)]
        kinds = [count_of(severities.count(kind), kind) for kind in ("error", "warning", "note") if kind in severities]
        posts = count_of(len(self.checked), "post")
        return f"{posts} checked in {self.seconds:.2f} s: {', '.join(kinds) or 'no problems'}."


def check(
    blog: BlogConfig,
    paths: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    external: bool = False,
    spelling: bool = False,
) -> CheckReport:
    """Check the notebooks that `paths` name, or the whole blog; drafts and posts of the future too.

    With `external`, links to other sites are asked for; with `spelling`, words are looked up.

    Raises:
        UsageError: a path does not exist.
        NoPostsError: there is no notebook.
        SettingsError: the notebooks are outside the blog; their folder, a plugin, a theme or the levels of findings
            cannot be used.
        TemplateError: the theme cannot be used.
    """
    start = time.perf_counter()
    load_extensions(blog)
    target = with_permalink(HTML, blog.settings)
    now = current_time(blog.settings.timezone)
    lists = blog.settings_file is not None
    job = Job(blog, target, default_output_folder(blog, target.name), {}, now, lists=lists, partial=bool(paths))
    discovered = find_posts(blog, paths)
    limit = blog.settings.max_markdown
    found = scan_notebooks(discovered, target, {}, lists=lists, today=job.today, max_markdown=limit)
    last = BuildState(blog.cache, job.output, target.name).last()
    found = refuse_unportable(found, lambda: published_pages(job, last))
    published = {one.source.name: one.page for one in found.routes if job.includes(one.draft, one.date)}
    everything = {one.source.name: one.page for one in found.routes}
    theme = theme_for(job)
    assert theme is not None  # noqa: S101 - HTML has one
    extras = Extras(links=external, speller=find_speller(blog) if spelling else None)
    errors = list(found.failed.values())
    findings = [*apply_levels((*found.problems, *_plain(found, last)), blog)]
    checked: dict[str, CheckedPost] = {}
    for number, route in enumerate(found.routes, 1):
        name = route.source.name
        # What is published may only link to what is, too.
        pages = published if name in published else everything
        with contained(name, errors.append):
            checked[name] = _check_post(msgspec.structs.replace(job, pages=pages), route, theme, extras)
            findings += checked[name].findings
        if progress is not None:
            progress(number, len(found.routes), name)
    findings += apply_levels(_broken_links(job, checked, published), blog)
    static = [f"{STATIC}/{file.name}" for file in static_files(blog, str(job.output))[0]] if lists and not paths else []
    names = [source.name for source in discovered.sources] + static
    findings += apply_levels((*find_bad_names(static), *find_clashes(names)), blog)
    if external:
        links = [link for one in checked.values() for link in one.links]
        findings += apply_levels(find_outside_problems(links, blog.cache, progress), blog)
    if lists and not paths:
        for file in static_files(blog, str(job.output))[0]:
            findings += apply_levels(check_static_file(file.name, Path(file.path), blog.settings.redaction), blog)
    # One file around several notebooks may be what is wrong with all of them.
    once = tuple(dict.fromkeys(_in_order(errors)))
    shown = [masked(in_text_lines(some, (blog.root, Path()))) for some in (once, findings)]
    return CheckReport(tuple(checked), shown[0], _in_order(shown[1]), time.perf_counter() - start)


def _plain(found: ScanResult, last: Manifest) -> tuple[Finding, ...]:
    return tell_plain(found.plain, ((name, one.inputs) for name, one in last.posts.items()))


class Extras(msgspec.Struct, frozen=True):
    """Checks that run only if they are asked for."""

    links: bool = False
    """True if the links to other sites are wanted."""
    speller: Speller | None = None


class CheckedPost(msgspec.Struct, frozen=True):
    """A post that was checked, and what other posts may refer to."""

    findings: tuple[Finding, ...]
    record: Record
    anchors: frozenset[str]
    """Those of its page."""
    links: tuple[OutsideLink, ...] = ()
    """Those to other sites, if they were wanted."""


def _check_post(job: Job, route: Route, theme: Theme, extras: Extras) -> CheckedPost:
    """Return all findings from reading, rendering and checking a post."""
    source: Source = route.source
    post = decode_post(source, *read_source(source))
    post = transform_post(post, blog_context(job.blog, source))

    def neighbor(name: str) -> str | None:
        return neighbor_page(source, name, job.target) if job.partial else None

    page = render(job, post, job.target.path(naming_of(post)), theme, {}, neighbor)
    plugins = plugins_of(job.blog)
    checked = (*check_post(post, plugins=plugins), *find_weight(post, page, job.blog.settings.page_weight))
    found = with_checks(post.findings + page.findings, checked, plugins)
    record = Record(
        content="",
        stamp="",
        summary=summarize(post, page.path),
        files=tuple(page_files(page, post, job.target)),
        links={},
        inputs={},
        references=open_references(page, post),
    )
    if extras.speller is not None:
        found = (*found, *find_misspellings(post, extras.speller))
    settings = job.blog.settings
    links = outside_links(post, settings.home, settings.ignored_links) if extras.links else ()
    return CheckedPost(apply_levels(found, job.blog, post), record, page_anchors(page.content), links)


def _broken_links(job: Job, checked: Mapping[str, CheckedPost], published: Collection[str]) -> Iterator[Finding]:
    """Yield the findings of links to other pages, files and anchors of the site.

    The site is the one that `convert` would write; of a part of the blog, the one that it wrote last, with that part.
    """
    records = {name: one.record for name, one in checked.items()}
    anchors = {one.record.summary.path: one.anchors for one in checked.values()}
    destination = Destination(job.output)
    last = BuildState(job.blog.cache, job.output, job.target.name).last() if job.partial else Manifest()
    for shown in (published, records.keys() - published):
        references = {name: record.references for name, record in records.items() if name in shown}
        if not any(references.values()):
            continue
        site = {name: record for name, record in records.items() if name in published or name in shown}
        lists = last.lists
        if job.lists and not job.partial:
            lists = Lists(dict.fromkeys(_site_paths(job, site, destination), ""))
        is_whole = job.lists and bool(lists.files)
        index = built_site({**last.posts, **site}, lists, destination, is_whole=is_whole, anchors=anchors)
        yield from check_references(references, index)


def _site_paths(job: Job, records: Mapping[str, Record], destination: Destination) -> frozenset[str]:
    registry = load_registry(registry_path(job.blog))
    taken = {name for record in records.values() for name in record.files}
    return site_paths(SiteContext(job.blog, records, registry, destination), taken)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.where.file, one.where.cell or 0, one.where.line or 0)))
