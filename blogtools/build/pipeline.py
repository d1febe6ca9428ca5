"""The story of a build: discover the notebooks, route them, render what is stale, link it, list it, record it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from blogtools.build.options import DEFAULTS, Options
from blogtools.build.report import Report
from blogtools.build.steps import (
    check_links,
    decide_stale,
    discover,
    link,
    open_build,
    record,
    render_stale,
    route,
    write_site,
)
from blogtools.build.task import Progress
from blogtools.config import BlogConfig

__all__ = ["DEFAULTS", "Options", "convert"]


def convert(
    blog: BlogConfig,
    paths: Sequence[Path] = (),
    options: Options = DEFAULTS,
    progress: Progress | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Report:
    """Convert the notebooks that `paths` name, or the whole blog.

    A post that cannot be converted, for whatever reason, is an error in the report; its last good page and all other
    posts stand. While another process builds into the same folder this waits, and calls `waiting` first.

    Raises:
        UsageError: a path does not exist, or the output folder lies among the sources.
        TemplateError: a list cannot be rendered.
        NoPostsError: there is no notebook; nothing was written.
        SettingsError: the registry of permalinks cannot be read, or a setting, plugin or theme is invalid.
        RemovedUrlError: addresses would lead nowhere; nothing was written.
        WriteError: a list or the theme cannot be written.
    """
    with open_build(blog, paths, options, waiting) as setup:
        sources = discover(setup)
        routed = route(setup, sources)
        planned = decide_stale(routed)
        rendered = render_stale(planned, progress)
        linked = link(rendered)
        listed = write_site(linked)
        return record(check_links(listed))
