"""Publish the whole blog to its place: what would change for readers, and what the author has to decide first."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from blogtools.build.permalink_guard import registry_path
from blogtools.build.task import Progress
from blogtools.content.discover import find_sources
from blogtools.errors import BlogtoolsError, Finding, PublishError, RemovedUrlError, Where
from blogtools.lab.words import for_lab, in_lab_words
from blogtools.live.others import others_of
from blogtools.live.page import NotebookPlace
from blogtools.permalinks.registry_file import load_registry
from blogtools.publish import PublishReport, PublishTarget, publish
from blogtools.publish.changes import Changes
from blogtools.publish.ownership import ForeignFilesError
from blogtools.publish.place import publish_place
from blogtools.render.targets import HTML, with_permalink
from blogtools.trust.words import TRUST_HINT, unused_code

DECISIONS: tuple[type[BlogtoolsError], ...] = (RemovedUrlError, ForeignFilesError)
"""Errors that are for the author to decide; see `_attempt`."""


class PostChange(msgspec.Struct, frozen=True):
    """A post whose page would be different for readers."""

    source: str
    """Path of its notebook."""
    page: str
    """Path of its page in the site."""


class SiteChanges(msgspec.Struct, frozen=True):
    """Differences between the blog and the site that readers have."""

    added: tuple[PostChange, ...] = ()
    changed: tuple[PostChange, ...] = ()
    removed: tuple[PostChange, ...] = ()
    files: Changes = Changes()
    """All files that are no page of a post, such as lists, feeds and images."""


class Decision(msgspec.Struct, frozen=True):
    """Something that the author has to agree to."""

    slug: str
    """Name of the error that it would be otherwise, such as `removed-urls`."""
    message: str


class BlogDone(msgspec.Struct, frozen=True):
    """The blog was published; for a plan, what would change."""

    line: str
    goal: str
    changes: SiteChanges = SiteChanges()
    decisions: tuple[Decision, ...] = ()


class Failed(msgspec.Struct, frozen=True):
    """Publishing failed."""

    errors: tuple[Finding, ...]


def publish_blog(
    place: NotebookPlace, progress: Progress, *, dry_run: bool, agreed: Collection[str] = ()
) -> BlogDone | Failed:
    """Publish the blog to its place; with `dry_run`, only return what would change and what has to be decided.

    `agreed` are the slugs of the decisions that the author agreed to.

    Raises:
        PublishError: there is no blog, it is in no git repository, or its place cannot be published to.
        BlogtoolsError: `convert` fails.
    """
    refuse_elsewhere(place)
    if place.blog.settings_file is None:
        message = "is in no blog, so there is nothing to publish"
        hint = "a folder with a file `blogtools.toml` is a blog; the file may be empty"
        raise PublishError(message, where=Where(place.source.path.parent.name), hint=hint)
    pages = post_pages(place)
    decided = frozenset(agreed)
    decisions: list[Decision] = []
    while True:
        try:
            target, outcome = _attempt(place, progress, decided, dry_run=dry_run)
            break
        except DECISIONS as error:
            # A plan goes on without, and says what has to be decided.
            if not dry_run or error.slug in decided:
                raise
            decided |= {error.slug}
            message = f"{error.where} {error.message}".strip().removesuffix("; nothing was written")
            decisions.append(Decision(error.slug, in_lab_words(message)))
    if outcome.stopped_by:
        return Failed(tuple(map(for_lab, outcome.stopped_by)))
    return BlogDone(outcome.line, str(target), changes_of(outcome, pages), tuple(decisions))


def refuse_elsewhere(place: NotebookPlace) -> None:
    """Raise `PublishError` if the notebook is not a local file, or its blog has code that may not run here."""
    if not place.on_disk:
        message = "cannot be published from here: the server does not keep its notebooks in local files"
        hint = "download the blog and run `blogtools convert`"
        raise PublishError(message, where=Where(place.source.name), hint=hint)
    unused = unused_code(place.blog)
    if unused:
        message = f"cannot be published without {unused}"
        raise PublishError(message, where=Where(place.source.name), hint=TRUST_HINT)


class PostPages(msgspec.Struct, frozen=True):
    """Pages of posts, each with the path of its notebook."""

    now: dict[str, str]
    """Of the notebooks that there are."""
    before: dict[str, str]
    """Of the posts that were published before."""


def post_pages(place: NotebookPlace) -> PostPages:
    """Return the pages of a blog's posts.

    Raises:
        SettingsError: the registry of permalinks cannot be read.
    """
    blog = place.blog
    target = with_permalink(HTML, blog.settings)
    others = others_of(blog, find_sources(blog, ()))
    now = {target.path(one.naming): one.source.name for one in others if one.date is not None or not target.needs_date}
    return PostPages(now, {one.page: name for name, one in load_registry(registry_path(blog)).posts.items()})


def changes_of(outcome: PublishReport, pages: PostPages) -> SiteChanges:
    """Sort what would change into posts and other files."""
    now = pages.now | {page.page: page.source for page in outcome.report.built}
    changes = outcome.changes

    def posts(names: tuple[str, ...], known: dict[str, str]) -> tuple[PostChange, ...]:
        return tuple(PostChange(known[name], name) for name in names if name in known)

    def rest(names: tuple[str, ...], known: dict[str, str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in known)

    return SiteChanges(
        posts(changes.added, now),
        posts(changes.changed, now),
        posts(changes.removed, pages.before),
        Changes(rest(changes.added, now), rest(changes.changed, now), rest(changes.removed, pages.before)),
    )


def _attempt(
    place: NotebookPlace, progress: Progress, decided: Collection[str], *, dry_run: bool
) -> tuple[PublishTarget, PublishReport]:
    """Publish the blog; `decided` are the slugs of the errors that the author has decided to go on despite."""
    # Nobody would see a password prompt in the terminal of the server.
    target = publish_place(place.blog).open(place.blog, prompts=False, adopt=ForeignFilesError.slug in decided)
    outcome = publish(
        place.blog,
        target,
        dry_run=dry_run,
        allow_removed_urls=RemovedUrlError.slug in decided,
        workers=1,  # A process forked beside running threads may inherit locks that are never released.
        progress=progress,
    )
    return target, outcome
