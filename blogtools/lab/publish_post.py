"""Publish one post to the output folder, or the whole blog to its branch; runs in a thread of the server."""

from __future__ import annotations

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.build.post.gate import holds_back
from blogtools.build.task import Progress
from blogtools.check.findings import check_post, with_checks
from blogtools.content.load import decode_post, read_source, transform_post
from blogtools.content.neighbors import blog_context
from blogtools.errors import Finding, PublishError, Where
from blogtools.findings.levels import apply_levels
from blogtools.live.clash import clash_of
from blogtools.live.page import NotebookPlace
from blogtools.plugins.load import plugins_of
from blogtools.publish import publish
from blogtools.publish.branch import open_branch
from blogtools.render.links import page_url
from blogtools.render.targets import HTML, with_permalink

BRANCH, REMOTE = "gh-pages", "origin"
"""The defaults of `blogtools publish`."""


class PublishPostRequest(msgspec.Struct, frozen=True):
    """The post to publish, and what the author has confirmed."""

    path: str
    """Path of the notebook in Jupyter's contents."""
    anyway: bool = False
    """Publish despite findings that are errors."""
    hidden: bool = False
    """Publish even a draft or a post with a future date."""


class Refused(msgspec.Struct, frozen=True):
    """The post was not published; the author can confirm and try again."""

    reason: str
    """`draft`, `future` or `findings`."""
    title: str
    findings: tuple[Finding, ...] = ()


class PostDone(msgspec.Struct, frozen=True):
    """The post was published to the output folder."""

    title: str
    page: str
    """Path relative to the output folder."""
    url: str
    """Public URL; empty if `base_url` is not set."""
    findings: tuple[Finding, ...] = ()


class Failed(msgspec.Struct, frozen=True):
    """Publishing failed."""

    errors: tuple[Finding, ...]


class BlogDone(msgspec.Struct, frozen=True):
    """The blog was published; for a plan, what would change."""

    line: str
    goal: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def publish_post(place: NotebookPlace, request: PublishPostRequest, progress: Progress) -> PostDone | Refused | Failed:
    """Check a post and convert it.

    Raises:
        BlogtoolsError: the post cannot be read, or `convert` fails.
    """
    refuse_elsewhere(place)
    source, blog = place.source, place.blog
    post = transform_post(decode_post(source, *read_source(source)), blog_context(blog, source))
    if post.front.draft and not request.hidden:
        return Refused("draft", post.title)
    plugins = plugins_of(blog)
    checked = apply_levels(check_post(post, plugins=plugins), blog, post)
    post_findings = apply_levels(post.findings, blog, post)
    serious = tuple(one for one in with_checks(post_findings, checked, plugins) if one.severity == "error")
    if any(map(holds_back, serious)):
        # No page is written then, whatever the author answers.
        return Failed(serious)
    if serious and not request.anyway:
        return Refused("findings", post.title, serious)
    page = with_permalink(HTML, blog.settings.permalink).path(post.slug, post.date)
    clash = clash_of(place, post, page, now=True)
    if clash is not None:
        return Failed((clash,))
    options = Options(drafts=request.hidden, future=request.hidden, workers=1)
    report = convert(blog, [source.path], options, progress)
    if report.errors:
        return Failed(report.errors)
    if report.future:
        return Refused("future", post.title)
    url = f"{blog.settings.home}{page_url(page)}" if blog.settings.home else ""
    found = with_checks(dict.fromkeys((*post_findings, *report.findings)), checked, plugins)
    return PostDone(post.title, page, url, found)


def publish_blog(place: NotebookPlace, progress: Progress, *, dry_run: bool) -> BlogDone | Failed:
    """Publish the blog to its branch; with `dry_run`, only return what would change.

    Raises:
        PublishError: the blog is in no git repository, or its branch cannot be published to.
        BlogtoolsError: `convert` fails.
    """
    refuse_elsewhere(place)
    # Nobody would see a password prompt in the terminal of the server.
    goal = open_branch(place.blog, BRANCH, REMOTE, prompts=False)
    # One worker: a process forked beside running threads may inherit locks that are never released.
    outcome = publish(place.blog, goal, dry_run=dry_run, workers=1, progress=progress)
    if outcome.stopped_by:
        return Failed(outcome.stopped_by)
    changes = outcome.changes
    return BlogDone(outcome.line, str(goal), changes.added, changes.changed, changes.removed)


def refuse_elsewhere(place: NotebookPlace) -> None:
    """Raise `PublishError` if the notebook is not a local file, or its blog's plugins may not run here."""
    if not place.on_disk:
        message = "cannot be published from here: the server does not keep its notebooks in local files"
        hint = "download the blog and run `blogtools convert`"
        raise PublishError(message, where=Where(place.source.name), hint=hint)
    plugins = place.blog.settings.plugins
    if plugins and not place.blog.trusted:
        message = f"cannot be published from here: its blog has plugins ({', '.join(plugins)}), and is not trusted"
        hint = "read them, then start JupyterLab with the folder of the blog in BLOGTOOLS_TRUSTED"
        raise PublishError(message, where=Where(place.source.name), hint=hint)
