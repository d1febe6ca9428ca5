"""The published page of a notebook that is still being written."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import msgspec

from blogtools.build.executor import theme_for
from blogtools.build.post.page import neighbor_page, render
from blogtools.build.state import SITE_FOLDER, BuildState
from blogtools.build.task import Job
from blogtools.config import BlogConfig, Settings
from blogtools.content.discover import Source, default_output_folder
from blogtools.content.load import as_post, decode_post, naming_of, read_source, transform_post
from blogtools.content.metadata_files import read_metadata_files
from blogtools.content.order import current_time
from blogtools.errors import BlogtoolsError
from blogtools.live.draft import Draft
from blogtools.live.post_nav import PostNavCache
from blogtools.memo import Memo, Memoizer, call_uncached
from blogtools.model import Notebook, Placeholders, Post, SharedFile
from blogtools.read.notebook import assemble_notebook
from blogtools.render.html.cell_cache import CacheConflictError, CellCache
from blogtools.render.targets import HTML, with_permalink
from blogtools.render.terms import TermSlugs
from blogtools.render.theme.environment import Theme
from blogtools.render.theme.files import theme_fingerprint, theme_folders
from blogtools.site.search import has_index
from blogtools.store.manifest import Manifest
from blogtools.transform.context import Context

CARDS = "assets/card-"
"""Path prefix of generated share cards."""


class NotebookPlace(msgspec.Struct, frozen=True):
    """Location of a notebook, and the context that gives it access to nearby files."""

    blog: BlogConfig
    source: Source
    context: Context
    on_disk: bool = True
    """False if the notebook comes from a contents manager that has no local files."""


class LivePage(msgspec.Struct, frozen=True):
    """A page rendered for preview, not written by a build."""

    post: Post
    """The transformed post, with the findings of the page."""
    path: str
    """Relative to the site root."""
    content: bytes
    placeholders: Placeholders
    files: dict[str, SharedFile]
    """Every file that the page uses, by path relative to the site root."""


class RenderCache:
    """Caches that carry over from one render of a notebook to the next."""

    def __init__(self) -> None:
        self.memo = Memo()
        self.cells = CellCache()
        self.post_nav = PostNavCache()

    def evict_unused(self) -> None:
        """Drop everything that the latest render did not use."""
        self.memo.evict_unused()
        self.cells.evict_unused()


def notebook_of(place: NotebookPlace, draft: Draft, call: Memoizer = call_uncached) -> Notebook:
    """Assemble a draft into a notebook.

    Raises:
        NotebookError: the draft is not a valid notebook.
    """
    return assemble_notebook(list(draft.cells.values()), draft.metadata, place.source.name, call)


def files_around(place: NotebookPlace) -> dict[str, str]:
    """Return the metadata files that apply to a notebook, name to text, nearest first."""
    return read_metadata_files(place.source) if place.on_disk else {}


def live_page(place: NotebookPlace, draft: Draft, cache: RenderCache) -> LivePage:
    """Render the whole page as `convert` would, reusing what did not change since the previous render.

    Raises:
        BlogtoolsError: the notebook, its metadata or a template cannot be used.
    """

    def read() -> Post:
        call = cache.memo.call
        return as_post(place.source, notebook_of(place, draft, call), files_around(place), call)

    return _cached_page(place, read, cache)


def saved_page(place: NotebookPlace, cache: RenderCache) -> LivePage:
    """Render the page of the notebook's file, as `live_page` does.

    Raises:
        BlogtoolsError: the notebook, its metadata or a template cannot be used.
    """
    return _cached_page(place, lambda: decode_post(place.source, *read_source(place.source)), cache)


def _cached_page(place: NotebookPlace, read: Callable[[], Post], cache: RenderCache) -> LivePage:
    try:
        return _live_page(place, read(), cache)
    except CacheConflictError:
        cache.cells = CellCache()
        return _live_page(place, read(), cache)
    except BlogtoolsError:
        raise
    except Exception:
        # What is remembered may be what is wrong: the next page is made without it.
        cache.memo, cache.cells = Memo(), CellCache()
        raise
    finally:
        cache.evict_unused()


def _live_page(place: NotebookPlace, read: Post, cache: RenderCache) -> LivePage:
    job = _job(place)
    context = msgspec.structs.replace(place.context, call=cache.memo.call)
    post = transform_post(read, context)
    path = job.target.path(naming_of(post))
    theme = _theme(job.blog, theme_fingerprint(theme_folders(place.blog)), lists=job.lists)
    links: dict[str, str | None] = {}

    def neighbor(name: str) -> str | None:
        key = _stamp(place.source, name) if place.on_disk else ""
        return cache.memo.call(_neighbor, place.source, name, place.blog.settings, key) if key else None

    page = render(job, post, path, theme, links, neighbor, call=cache.memo.call, cells=cache.cells)
    shown = {name: SharedFile(name, lambda data=data: data) for name, data in theme.files.items()}  # type: ignore[misc]
    for asset in page.assets:
        name = job.target.asset_path(path, post.slug, asset.name)
        shown[name] = SharedFile(name, lambda data=asset.data: data)  # type: ignore[misc]
    shown |= {file.name: file for file in page.shared}
    content = page.content
    if page.placeholders.nav >= 0 and job.lists:
        nav = cache.post_nav.html(job, post, path, theme)
        content = content[: page.placeholders.nav] + nav + content[page.placeholders.nav :]
    post = msgspec.structs.replace(post, findings=post.findings + page.findings)
    return LivePage(post, path, content, page.placeholders, shown)


def _neighbor(source: Source, name: str, settings: Settings, _stamp: str) -> str | None:
    """Return the page path of another notebook; `_stamp` is the cache key."""
    return neighbor_page(source, name, with_permalink(HTML, settings))


def _stamp(source: Source, name: str) -> str:
    """Return modification time and size of another notebook as a cache key; empty if there is no such file."""
    base = Path(os.path.abspath(source.path)).parents[source.name.count("/")]  # noqa: PTH100 - as `neighbor_page`
    try:
        state = (base / name).stat()
    except (OSError, ValueError):
        return ""  # The file system refuses the name (too long, a null byte).
    return f"{state.st_mtime_ns} {state.st_size}"


def _job(place: NotebookPlace) -> Job:
    blog = place.blog
    lists = blog.settings_file is not None
    slugs: TermSlugs = {}
    if lists:
        states = [BuildState(blog.cache, output, "html") for output in _outputs(blog)]
        slugs, has_search = _last_build(blog, tuple(state.stamp for state in states))
        if blog.settings.search is None:
            blog = msgspec.structs.replace(blog, settings=msgspec.structs.replace(blog.settings, search=has_search))
    return Job(
        blog,
        with_permalink(HTML, blog.settings),
        blog.root,
        pages={},
        now=current_time(blog.settings.timezone),
        drafts=True,
        future=True,
        term_slugs=slugs,
        lists=lists,
        partial=True,
    )


def _outputs(blog: BlogConfig) -> tuple[Path, Path]:
    """Return the folders that the blog's site is built in: to look at, and to publish."""
    return default_output_folder(blog, "html"), blog.cache / SITE_FOLDER


@lru_cache(4)
def _last_build(blog: BlogConfig, stamps: tuple[object, ...]) -> tuple[TermSlugs, bool]:
    """Return what pages depend on that only a build knows: slugs of terms, and whether there is search.

    `stamps` is the cache key; None where there was no build.
    """
    built = (output for output, stamp in zip(_outputs(blog), stamps, strict=True) if stamp is not None)
    output = next(built, None)
    last = BuildState(blog.cache, output, "html").last() if output else Manifest()
    return last.term_slugs or {}, has_index(last.lists)


@lru_cache(4)
def _theme(blog: BlogConfig, _fingerprint: str, *, lists: bool) -> Theme:
    """Load the theme; the fingerprint of its files is the cache key."""
    job = Job(blog, HTML, blog.root, {}, current_time(blog.settings.timezone), lists=lists)
    theme = theme_for(job)
    assert theme is not None  # noqa: S101 - HTML has one
    return theme
