"""Publish one post: build the blog with its lists here, or bring it to readers where the settings say how."""

from __future__ import annotations

import time
from typing import Literal

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.build.post.gate import holds_back
from blogtools.build.task import Progress
from blogtools.check.findings import check_post, with_checks
from blogtools.config import BlogConfig
from blogtools.content.discover import find_sources
from blogtools.content.load import decode_post, naming_of, read_source, transform_post
from blogtools.content.neighbors import blog_context
from blogtools.content.order import current_time, is_future
from blogtools.errors import BlogtoolsError, Finding
from blogtools.findings.levels import apply_levels
from blogtools.lab.publish_blog import (
    Failed,
    PostChange,
    SiteChanges,
    changes_of,
    post_pages,
    publish_blog,
    refuse_elsewhere,
)
from blogtools.lab.words import for_lab
from blogtools.live.clash import clash_of
from blogtools.live.freshness import ReadSite, page_state
from blogtools.live.membership import membership_of
from blogtools.live.page import NotebookPlace, RenderCache, saved_page
from blogtools.model import Post
from blogtools.plugins.load import plugins_of
from blogtools.publish import publish
from blogtools.publish.git import Git
from blogtools.publish.place import publish_place
from blogtools.publish.standing import publishes_by_push, standing_at
from blogtools.read.notebook import decode_notebook, read_bytes
from blogtools.render.links import page_url
from blogtools.render.targets import HTML, with_permalink

SAVED_WITHIN = 10.0
"""Seconds to wait for a file that somebody else writes, as jupyter-collaboration does a moment after each change."""
LOOK_AGAIN = 0.1
NextStep = Literal["", "publish-blog", "push", "copy"]


class PublishPostRequest(msgspec.Struct, frozen=True):
    """The post to publish, and what the author has confirmed."""

    path: str
    """Path of the notebook in Jupyter's contents."""
    sources: tuple[str, ...] | None = None
    """Sources of the cells in the editor; the file is expected to have them in a moment."""
    anyway: bool = False
    """Build despite findings that are errors."""
    alone: bool = False
    """Write the page of a notebook that is in no blog."""
    others: bool = False
    """Bring changes of other posts to readers as well."""


class Refused(msgspec.Struct, frozen=True):
    """The post was not published; the author can decide what to do."""

    reason: Literal["draft", "future", "findings", "none", "outside", "others"]
    """`none`: the notebook is in no blog. `outside`: it is not in the folder of its blog's posts."""
    title: str
    findings: tuple[Finding, ...] = ()
    detail: str = ""
    """For `future`, today's date; for `none`, the folder to write to; for `outside`, the folder of the blog's posts."""
    posts: tuple[PostChange, ...] = ()
    """For `others`, the other posts that would change for readers."""


class PostDone(msgspec.Struct, frozen=True):
    """The post is built, and if `goal` is not empty, readers have it."""

    title: str
    page: str
    """Path relative to the output folder."""
    url: str
    """Public URL; empty if `base_url` is not set."""
    findings: tuple[Finding, ...] = ()
    goal: str = ""
    """Where readers have it now; empty if it is only built here."""
    next: NextStep = ""
    """What brings it to readers: publishing the blog, a push, or copying the output folder to a server."""
    is_current: bool = True
    """False if the file still differs from the editor, whose latest words are then missing."""


def publish_post(place: NotebookPlace, request: PublishPostRequest, progress: Progress) -> PostDone | Refused | Failed:
    """Check a post, then build its blog, and publish that if its settings say where.

    Raises:
        BlogtoolsError: the post cannot be read, or `convert` or `publish` fails.
    """
    refuse_elsewhere(place)
    membership = membership_of(place, now=True)
    if membership == "outside" and place.source.path.exists():
        return Refused("outside", place.source.path.name, detail=place.blog.settings.notebooks)
    if membership == "none" and not request.alone:
        return Refused("none", place.source.path.name, detail=str(place.blog.root / "_site"))
    is_current = _is_saved(place, request.sources)
    source, blog = place.source, place.blog
    post = transform_post(decode_post(source, *read_source(source)), blog_context(blog, source))
    refusal = _refusal(place, post)
    if refusal is not None:
        return refusal
    plugins = plugins_of(blog)
    checked = apply_levels(check_post(post, plugins=plugins), blog, post)
    post_findings = apply_levels(post.findings, blog, post)
    serious = tuple(one for one in with_checks(post_findings, checked, plugins) if one.severity == "error")
    if any(map(holds_back, serious)) or (serious and blog.settings.publish):
        # No page is written then, whatever the author answers.
        return Failed(serious)
    if serious and not request.anyway:
        return Refused("findings", post.title, serious)
    page = with_permalink(HTML, blog.settings).path(naming_of(post))
    clash = clash_of(place, post, page, now=True)
    if clash is not None:
        return Failed((clash,))
    report = convert(blog, [source.path] if membership == "none" else (), Options(workers=1), progress)
    own = tuple(error for error in report.errors if error.where.file == source.name)
    if own:
        return Failed(tuple(map(for_lab, own)))
    goal = ""
    if blog.settings.publish and membership == "blog":
        brought = _bring(place, post, request, progress)
        if not isinstance(brought, str):
            return brought
        goal = brought
    findings = (one for one in report.findings if one.where.file == source.name)
    found = with_checks(dict.fromkeys((*post_findings, *report.errors, *findings)), checked, plugins)
    url = f"{blog.settings.home}{page_url(page)}" if blog.settings.home else ""
    step = "" if goal or membership == "none" else next_step(blog)
    return PostDone(post.title, page, url, found, goal, step, is_current)


def next_step(blog: BlogConfig) -> NextStep:
    """Return what brings a built blog to readers."""
    if publishes_by_push(blog):
        return "push"
    is_in_git = Git(blog.root, prompts=False).call("rev-parse", "--git-dir").returncode == 0
    return "publish-blog" if is_in_git else "copy"


def _refusal(place: NotebookPlace, post: Post) -> Refused | None:
    """Return why readers must not see a post yet; None if they may."""
    now = current_time(place.blog.settings.timezone)
    if post.front.draft:
        return Refused("draft", post.title)
    if is_future(post.date, now):
        return Refused("future", post.title, detail=now.date().isoformat())
    return None


def _is_saved(place: NotebookPlace, sources: tuple[str, ...] | None) -> bool:
    """Wait until the notebook's file has the cells of the editor; return whether it does."""
    until = time.monotonic() + SAVED_WITHIN
    while sources is not None:
        read = decode_notebook(read_bytes(place.source.path, place.source.name), place.source.name)
        if tuple(cell.source for cell in read.cells) == sources:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_AGAIN)
    return True


def _bring(place: NotebookPlace, post: Post, request: PublishPostRequest, progress: Progress) -> str | Refused | Failed:
    """Publish the blog and return the name of the place, unless other posts change that the author has not agreed to.

    Raises:
        BlogtoolsError: as `publish`.
    """
    blog = place.blog
    if not request.others:
        target = publish_place(blog).open(blog, prompts=False)
        pages = post_pages(place)
        plan = publish(blog, target, dry_run=True, workers=1, progress=progress)
        if plan.stopped_by:
            return Failed(tuple(map(for_lab, plan.stopped_by)))
        others = _others(place, changes_of(plan, pages), standing_at(target).read)
        if others:
            return Refused("others", post.title, posts=others)
    done = publish_blog(place, progress, dry_run=False)
    return done if isinstance(done, Failed) else done.goal


def _others(place: NotebookPlace, changes: SiteChanges, read: ReadSite) -> tuple[PostChange, ...]:
    """Return the other posts that would change for readers in more than their links to one another."""
    own = place.source.name
    sources = {source.name: source for source in find_sources(place.blog, ())}

    def has_news(one: PostChange) -> bool:
        source = sources[one.source]
        other = NotebookPlace(place.blog, source, blog_context(place.blog, source))
        try:
            return page_state(other, saved_page(other, RenderCache()), read) != "same"
        except BlogtoolsError:
            return True

    changed = (one for one in changes.changed if one.source != own and (one.source not in sources or has_news(one)))
    return (*(one for one in (*changes.added, *changes.removed) if one.source != own), *changed)
