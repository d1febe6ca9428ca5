"""The story of a build: discover the notebooks, route them, render what is stale, link it, list it, record it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from blogtools._version import __version__
from blogtools.build.extensions import load_extensions
from blogtools.build.lock import locked
from blogtools.build.options import DEFAULTS, Options
from blogtools.build.report import Report
from blogtools.build.stages import Setup
from blogtools.build.state import PAGE_CONTEXTS, BuildState
from blogtools.build.steps import decide_stale, discover, link, record, render_stale, route, write_site
from blogtools.build.task import Job, Progress
from blogtools.config import BlogConfig
from blogtools.content.discover import default_output_folder
from blogtools.content.order import current_time
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import SINGLE_FILE, with_permalink
from blogtools.render.theme.files import theme_fingerprint, theme_folders
from blogtools.store.manifest import Manifest, build_key
from blogtools.store.output import Destination

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
        UsageError: a path does not exist.
        TemplateError: a list cannot be rendered.
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
        return record(listed)


@contextmanager
def open_build(
    blog: BlogConfig, paths: Sequence[Path], options: Options, waiting: Callable[[], None]
) -> Iterator[Setup]:
    """Lock the output folder and load the state of the last build; `waiting` is called before this waits."""
    load_extensions(blog)
    target = with_permalink(options.target, blog.settings.permalink)
    output = options.output or default_output_folder(blog, target.name)
    state = BuildState(blog.cache, output, target.name)
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
        lists=target.is_html and target != SINGLE_FILE and (not paths or blog.settings_file is not None),
        partial=bool(paths),
    )
    with locked(state.lock if journal else None, waiting), closing(Destination(output, journal)) as destination:
        yield Setup(
            paths=tuple(paths),
            options=options,
            job=job,
            state=state,
            last=state.load() if remembers else Manifest(),
            destination=destination,
            key=build_key(__version__, blog.settings, target.name, plugins_of(blog).versions),
            theme=theme_fingerprint(theme_folders(blog)) if target.is_html else "",
            started=time.perf_counter(),
        )
