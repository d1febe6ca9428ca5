"""What publishing does, for a thread of the server: one post to the output folder, or the blog to its readers."""

from __future__ import annotations

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.build.task import Progress
from blogtools.check.findings import check_post, with_checks
from blogtools.content.load import finish_post, read_source, start_post
from blogtools.content.neighbors import blog_context
from blogtools.errors import Finding, PublishError, Where
from blogtools.live.clash import clash_of
from blogtools.live.page import Place
from blogtools.publish import publish
from blogtools.publish.branch import open_branch
from blogtools.render.links import page_url
from blogtools.render.targets import HTML, with_permalink

BRANCH, REMOTE = "gh-pages", "origin"
"""Where a blog is published, as `blogtools publish` has it."""


class PostWish(msgspec.Struct, frozen=True):
    """What the author asks for."""

    path: str
    """Of the notebook, in Jupyter's contents."""
    anyway: bool = False
    """Whether findings that are errors are put up with."""
    hidden: bool = False
    """Whether it is published though it is a draft, or its date has not come."""


class Stopped(msgspec.Struct, frozen=True):
    """The post was not published; its author can decide otherwise."""

    reason: str
    """`draft`, `future` or `findings`."""
    title: str
    findings: tuple[Finding, ...] = ()


class PostDone(msgspec.Struct, frozen=True):
    """The post was published to the output folder."""

    title: str
    page: str
    """Below the output folder."""
    url: str
    """The public address; empty while `base_url` is not set."""
    findings: tuple[Finding, ...] = ()


class Failed(msgspec.Struct, frozen=True):
    """It could not be done."""

    errors: tuple[Finding, ...]


class BlogDone(msgspec.Struct, frozen=True):
    """The blog was published, or, as a plan, this is what would be changed."""

    line: str
    goal: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def publish_post(place: Place, wish: PostWish, progress: Progress) -> PostDone | Stopped | Failed:
    """Check a post, and convert it.

    Raises:
        BlogtoolsError: it cannot be read, or whatever else keeps `convert` from its work.
    """
    refuse_elsewhere(place)
    source, blog = place.source, place.blog
    post = finish_post(start_post(source, *read_source(source)), blog_context(blog, source))
    if post.front.draft and not wish.hidden:
        return Stopped("draft", post.title)
    checked = check_post(post)
    serious = tuple(one for one in with_checks(post.findings, checked) if one.severity == "error")
    if serious and not wish.anyway:
        return Stopped("findings", post.title, serious)
    page = with_permalink(HTML, blog.settings.permalink).path(post.slug, post.date)
    clash = clash_of(place, post, page, now=True)
    if clash is not None:
        return Failed((clash,))
    options = Options(drafts=wish.hidden, future=wish.hidden, workers=1)
    report = convert(blog, [source.path], options, progress)
    if report.errors:
        return Failed(report.errors)
    if report.future:
        return Stopped("future", post.title)
    url = f"{blog.settings.home}{page_url(page)}" if blog.settings.home else ""
    found = with_checks(dict.fromkeys((*post.findings, *report.findings)), checked)
    return PostDone(post.title, page, url, found)


def publish_blog(place: Place, progress: Progress, *, dry_run: bool) -> BlogDone | Failed:
    """Bring the blog to its readers; with `dry_run` only see what would change.

    Raises:
        PublishError: the blog is in no git repository, or its branch cannot take what was built.
        BlogtoolsError: whatever else keeps `convert` from its work.
    """
    refuse_elsewhere(place)
    # Nobody looks at the terminal that the server was started in.
    goal = open_branch(place.blog, BRANCH, REMOTE, prompts=False)
    # A process that is forked beside running threads may find their locks held for good.
    outcome = publish(place.blog, goal, dry_run=dry_run, workers=1, progress=progress)
    if outcome.report.exit_status():
        told = (*outcome.report.errors, *outcome.report.findings)
        return Failed(tuple(finding for finding in told if finding.severity == "error"))
    changes = outcome.changes
    return BlogDone(outcome.line, str(goal), changes.added, changes.changed, changes.removed)


def refuse_elsewhere(place: Place) -> None:
    """Raise `PublishError` for a notebook that is no file of this machine."""
    if not place.on_disk:
        message = "cannot be published from here: its server keeps notebooks elsewhere than in files"
        hint = "download the blog, and run `blogtools convert`"
        raise PublishError(message, where=Where(place.source.name), hint=hint)
