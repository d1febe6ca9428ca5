"""The published page of a notebook that is still being written."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from blogtools.build.executor import theme_for
from blogtools.build.page import neighbor_page, render
from blogtools.build.task import Job
from blogtools.config import Blog
from blogtools.content.discover import Source, read_metadata_files
from blogtools.content.load import as_post, finish_post
from blogtools.content.order import current_time
from blogtools.errors import BlogtoolsError
from blogtools.live.draft import Draft
from blogtools.live.neighborhood import Neighborhood
from blogtools.memo import Call, Memo, call
from blogtools.model import Notebook, Post, SharedFile, Slots
from blogtools.read.notebook import put_together
from blogtools.render.html.cell_cache import CellMemory, OtherwiseError
from blogtools.render.targets import HTML, with_permalink
from blogtools.render.theme.environment import Theme
from blogtools.render.theme.files import theme_fingerprint
from blogtools.transform.context import Context

CARDS = "assets/card-"
"""How the path of a drawn card begins."""


class Place(msgspec.Struct, frozen=True):
    """Where a notebook is, and what it may ask of what is around it."""

    blog: Blog
    source: Source
    context: Context
    on_disk: bool = True
    """Whether its files are files of this machine."""


class LivePage(msgspec.Struct, frozen=True):
    """A page that no build wrote."""

    post: Post
    """As its author's findings and headings are wanted."""
    path: str
    """Below the site's top."""
    content: bytes
    slots: Slots
    files: dict[str, SharedFile]
    """Everything the page shows, by path below the site's top."""


class Memory:
    """What is known of the pages of one notebook that were rendered before."""

    def __init__(self) -> None:
        self.memo = Memo()
        self.cells = CellMemory()
        self.neighborhood = Neighborhood()

    def next_round(self) -> None:
        """Keep only what the page that was just rendered used."""
        self.memo.next_round()
        self.cells.next_round()


def notebook_of(place: Place, draft: Draft, call: Call = call) -> Notebook:
    """A draft as a notebook.

    Raises:
        NotebookError: it is none.
    """
    return put_together(list(draft.cells.values()), draft.metadata, place.source.name, call)


def files_around(place: Place) -> dict[str, str]:
    """Metadata files around a notebook, name to text, the nearest first."""
    return read_metadata_files(place.source) if place.on_disk else {}


def live_page(place: Place, draft: Draft, memory: Memory) -> LivePage:
    """Render the whole page, as `convert` would; what did not change since the page before is not made again.

    Raises:
        BlogtoolsError: the notebook, its metadata or a template cannot be used.
    """
    try:
        return _live_page(place, draft, memory)
    except OtherwiseError:
        memory.cells = CellMemory()
        return _live_page(place, draft, memory)
    except BlogtoolsError:
        raise
    except Exception:
        # What is remembered may be what is wrong: the next page is made without it.
        memory.memo, memory.cells = Memo(), CellMemory()
        raise
    finally:
        memory.next_round()


def _live_page(place: Place, draft: Draft, memory: Memory) -> LivePage:
    job = _job(place)
    notebook = notebook_of(place, draft, memory.memo.call)
    context = msgspec.structs.replace(place.context, call=memory.memo.call)
    post = finish_post(as_post(place.source, notebook, files_around(place)), context)
    path = job.target.path(post.slug, post.date)
    theme = _theme(place.blog, theme_fingerprint(place.blog.templates), lists=job.lists)
    links: dict[str, str | None] = {}

    def neighbor(name: str) -> str | None:
        key = _stamp(place.source, name) if place.on_disk else ""
        return memory.memo.call(_neighbor, place.source, name, place.blog.settings.permalink, key) if key else None

    page = render(job, post, path, theme, links, neighbor, call=memory.memo.call, cells=memory.cells)
    shown = {name: SharedFile(name, lambda data=data: data) for name, data in theme.files.items()}  # type: ignore[misc]
    for asset in page.assets:
        name = job.target.asset_path(path, post.slug, asset.name)
        shown[name] = SharedFile(name, lambda data=asset.data: data)  # type: ignore[misc]
    shown |= {file.name: file for file in page.shared}
    content = page.content
    if page.slots.around >= 0 and job.lists:
        around = memory.neighborhood.html(job, post, path, theme)
        content = content[: page.slots.around] + around + content[page.slots.around :]
    post = msgspec.structs.replace(post, findings=post.findings + page.findings)
    return LivePage(post, path, content, page.slots, shown)


def _neighbor(source: Source, name: str, permalink: str, _stamp: str) -> str | None:
    """The page of another notebook, as it was at the time of a stamp."""
    return neighbor_page(source, name, with_permalink(HTML, permalink))


def _stamp(source: Source, name: str) -> str:
    """When a notebook near another one was written last, and how large it is; empty if there is none."""
    base = source.path.resolve().parents[source.name.count("/")]
    try:
        state = (base / name).stat()
    except (OSError, ValueError):
        return ""  # A name that the file system refuses (too long, a null byte) names no file.
    return f"{state.st_mtime_ns} {state.st_size}"


def _job(place: Place) -> Job:
    blog = place.blog
    return Job(
        blog,
        with_permalink(HTML, blog.settings.permalink),
        blog.root,
        addresses={},
        now=current_time(blog.settings.timezone),
        drafts=True,
        future=True,
        lists=blog.settings_file is not None,
        partial=True,
    )


@lru_cache(4)
def _theme(blog: Blog, _fingerprint: str, *, lists: bool) -> Theme:
    """The theme as it is now; made again when one of its files changed."""
    job = Job(blog, HTML, blog.root, {}, current_time(blog.settings.timezone), lists=lists)
    theme = theme_for(job)
    assert theme is not None  # noqa: S101 - HTML has one
    return theme
