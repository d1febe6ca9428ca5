"""Read, render and check the posts of a blog without writing anything."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from blogtools.build.executor import theme_for
from blogtools.build.extensions import load_extensions
from blogtools.build.post.page import neighbor_page, render
from blogtools.build.post.static_secrets import find_static_secrets
from blogtools.build.report import count_of
from blogtools.build.routes import Route, scan_notebooks
from blogtools.build.task import Job, Progress
from blogtools.check.findings import check_post, with_checks
from blogtools.config import BlogConfig
from blogtools.content.discover import Source, default_output_folder, find_posts
from blogtools.content.load import decode_post, read_source, transform_post
from blogtools.content.neighbors import blog_context
from blogtools.content.order import current_time
from blogtools.errors import Finding, contained
from blogtools.findings.levels import apply_levels
from blogtools.findings.masking import masked
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import HTML, with_permalink
from blogtools.render.theme.environment import Theme


class CheckReport(msgspec.Struct, frozen=True):
    """Result of checking posts."""

    checked: tuple[str, ...] = ()
    """The notebooks that were checked, by path."""
    errors: tuple[Finding, ...] = ()
    """Errors of posts that could not be checked."""
    findings: tuple[Finding, ...] = ()
    """Findings, sorted by notebook, cell and line."""
    seconds: float = 0.0

    def exit_status(self) -> int:
        """Return 1 if there is an error that the author must fix, else 0."""
        return 1 if self.errors or any(finding.severity == "error" for finding in self.findings) else 0

    def summary(self) -> str:
        """Return one line: how many posts were checked, and what was found."""
        severities = [finding.severity for finding in (*self.errors, *self.findings)]
        kinds = [count_of(severities.count(kind), kind) for kind in ("error", "warning", "note") if kind in severities]
        posts = count_of(len(self.checked), "post")
        return f"{posts} checked in {self.seconds:.2f} s: {', '.join(kinds) or 'no problems'}."


def check(blog: BlogConfig, paths: Sequence[Path] = (), progress: Progress | None = None) -> CheckReport:
    """Check the notebooks that `paths` name, or the whole blog; drafts and posts of the future too.

    Raises:
        UsageError: a path does not exist.
        NoPostsError: there is no notebook.
        SettingsError: a plugin, a theme, the levels of findings or the folder of notebooks cannot be used.
        TemplateError: the theme cannot be used.
    """
    start = time.perf_counter()
    load_extensions(blog)
    target = with_permalink(HTML, blog.settings.permalink)
    now = current_time(blog.settings.timezone)
    lists = blog.settings_file is not None
    job = Job(blog, target, default_output_folder(blog, target.name), {}, now, lists=lists, partial=bool(paths))
    found = scan_notebooks(find_posts(blog, paths), target, {})
    published = {one.source.name: one.page for one in found.routes if job.includes(one.draft, one.date)}
    everything = {one.source.name: one.page for one in found.routes}
    theme = theme_for(job)
    assert theme is not None  # noqa: S101 - HTML has one
    errors = list(found.failed.values())
    findings: list[Finding] = []
    checked = []
    for number, route in enumerate(found.routes, 1):
        name = route.source.name
        # What is published may only link to what is, too.
        pages = published if name in published else everything
        with contained(name, errors.append):
            findings += _findings(msgspec.structs.replace(job, pages=pages), route, theme)
            checked.append(name)
        if progress is not None:
            progress(number, len(found.routes), name)
    if lists and not paths:
        findings += apply_levels(find_static_secrets(blog, job.output), blog)
    # One file around several notebooks may be what is wrong with all of them.
    once = tuple(dict.fromkeys(_in_order(errors)))
    return CheckReport(tuple(checked), masked(once), masked(_in_order(findings)), time.perf_counter() - start)


def _findings(job: Job, route: Route, theme: Theme) -> tuple[Finding, ...]:
    """Return all findings from reading, rendering and checking a post."""
    source: Source = route.source
    post = decode_post(source, *read_source(source))
    post = transform_post(post, blog_context(job.blog, source))

    def neighbor(name: str) -> str | None:
        return neighbor_page(source, name, job.target) if job.partial else None

    page = render(job, post, job.target.path(post.slug, post.date), theme, {}, neighbor)
    plugins = plugins_of(job.blog)
    found = with_checks(post.findings + page.findings, check_post(post, plugins=plugins), plugins)
    return apply_levels(found, job.blog, post)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.where.file, one.where.cell or 0, one.where.line or 0)))
