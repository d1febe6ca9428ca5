"""Refuse a build that would break a published URL, and follow the posts that moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from blogtools.build.routes import Route, ScanResult
from blogtools.build.task import Job
from blogtools.config import BlogConfig
from blogtools.content.load import decode_post, read_source, source_hash, transform_post
from blogtools.content.order import stored_moment
from blogtools.errors import BlogtoolsError, Finding, RemovedUrlError, contained
from blogtools.permalinks.aliases import alias_path
from blogtools.permalinks.anchors import Former
from blogtools.permalinks.cells import sample_of_post
from blogtools.permalinks.registry import PermalinkRegistry, PublishedPost, redirects, removed_urls
from blogtools.permalinks.registry_file import REGISTRY_FILE, load_registry
from blogtools.permalinks.renames import find_renames
from blogtools.permalinks.update import update_registry
from blogtools.render.links import page_url
from blogtools.store.manifest import Manifest, Record
from blogtools.transform.context import Context

MOST_NAMED = 5
"""Addresses that an error names one by one."""


class PermalinkGuard:
    """The registry of a blog's permalinks before a build, and what it would be after it."""

    def __init__(self, job: Job, found: ScanResult, last: Manifest, published: PermalinkRegistry | None = None) -> None:
        """Match renamed notebooks to their entries in the registry `published`; without one, in the blog's ledger.

        Raises:
            SettingsError: the registry cannot be read.
        """
        self._blog = job.blog
        self._is_due = job.is_due
        self._today = job.today
        self._registry = _registry(job, published)
        self._published = [one for one in found.routes if not one.draft and job.is_due(one.date)]
        self._hidden = {one.source.name: "is a draft now" for one in found.routes if one.draft}
        self._hidden |= {one.source.name: "waits for its date now" for one in found.routes if not job.is_due(one.date)}
        self.failed: dict[str, Finding] = {}
        """By path of a notebook, why its title cannot be known before it is built, where that is a defect."""
        self._seen = [] if job.partial else self._published_posts(last)
        self._failed = found.failed.keys() | self.failed.keys()
        # Where the registry was read from the pages, it has their paths in place of the names of notebooks.
        contents = {record.summary.path: record.content for record in last.posts.values()}
        contents |= {name: record.content for name, record in last.posts.items()}
        there = {*self._failed, *self._hidden}
        self._renames = find_renames(self._registry, self._seen, contents, keep=there)

    @property
    def published(self) -> PermalinkRegistry:
        """The registry that readers have, as of the last publication."""
        return self._registry

    @property
    def former(self) -> dict[str, Former]:
        """By notebook, the anchors that its page had, and what became of those before."""
        renamed = {old: new for new, old in self._renames.items()}
        return {
            renamed.get(name, name): (entry.anchors, entry.renamed_anchors)
            for name, entry in self._registry.posts.items()
            if entry.anchors or entry.renamed_anchors
        }

    def check(self) -> None:
        """Check that every published URL still leads to its post.

        Raises:
            RemovedUrlError: some would be gone.
        """
        to_be = update_registry(self._registry, self._seen, self._renames, anchors={}, keep=self._failed)
        pages = {entry.page for entry in to_be.posts.values()}
        home = self._blog.settings.home
        aliases = {alias_path(alias, home) or "": one.page for one in self._published for alias in one.aliases}
        lost = removed_urls(self._registry, pages, aliases | redirects(to_be))
        if not lost:
            return
        named = [f"/{page_url(page)} ({name} {self._hidden.get(name, 'is gone')})" for name, page in lost[:MOST_NAMED]]
        if len(lost) > MOST_NAMED:
            named.append(f"and {len(lost) - MOST_NAMED} more")
        count = f"{len(lost)} published addresses" if len(lost) > 1 else "a published address"
        whole = " (all there are)" if len(lost) > 1 and not pages else ""
        message = f"{count}{whole} would vanish: {', '.join(named)}; nothing was written"
        aliases_to_add = ", ".join(f"/{page_url(page)}" for _, page in lost[:MOST_NAMED])
        more = ", …" if len(lost) > MOST_NAMED else ""
        hint = f"bring back the post, give another one `aliases: [{aliases_to_add}{more}]`, or add --allow-removed-urls"
        raise RemovedUrlError(message, hint=hint)

    def updated_registry(self, records: Mapping[str, Record], failed: Collection[str]) -> PermalinkRegistry:
        """Return the registry with the posts of `records` published; entries of posts that `failed` are unchanged."""
        seen = [
            PublishedPost(name, record.summary.path, record.summary.title, record.summary.date, cells=record.cells)
            for name, record in records.items()
            if name not in failed and not record.summary.draft and self._is_due(stored_moment(record.summary.date))
        ]
        anchors = {name: record.anchors for name, record in records.items()}
        return update_registry(self._registry, seen, self._renames, anchors=anchors, keep=failed)

    def _published_posts(self, last: Manifest) -> list[PublishedPost]:
        names = {one.source.name for one in self._published}
        # Only where a post may have got another name must its title be known before it is built.
        may_be_renamed = not names >= self._registry.posts.keys()
        context = Context(embeds=False, today=self._today, max_markdown=self._blog.settings.max_markdown)
        seen = []
        for one in self._published:
            name = one.source.name
            with contained(name, partial(self.failed.__setitem__, name)):
                seen.append(_published_post(one, last, may_be_renamed and name not in self._registry.posts, context))
        return seen


def published_pages(job: Job, last: Manifest, published: PermalinkRegistry | None = None) -> frozenset[str]:
    """Return the pages that readers have: those of the registry, as for the guard, and those of the last build."""
    pages = {entry.page for entry in _registry(job, published).posts.values()}
    return frozenset(pages | {record.summary.path for record in last.posts.values()})


def _registry(job: Job, published: PermalinkRegistry | None) -> PermalinkRegistry:
    if published is not None:
        return published
    return load_registry(registry_path(job.blog)) if job.lists else PermalinkRegistry()


def registry_path(blog: BlogConfig) -> Path:
    """Return the path of the registry: beside the blog's settings, else in its cache."""
    return blog.root / REGISTRY_FILE if blog.settings_file else blog.cache / REGISTRY_FILE


def _published_post(
    route: Route,
    last: Manifest,
    is_new: bool,  # noqa: FBT001 - a fact, not a switch
    context: Context,
) -> PublishedPost:
    name = route.source.name
    record = last.posts.get(name)
    if record is not None:
        summary = record.summary
        return PublishedPost(name, route.page, summary.title, summary.date, record.content, record.cells)
    date = route.date.isoformat() if route.date else None
    if not is_new:
        return PublishedPost(name, route.page, "", date)
    try:
        data, files = read_source(route.source)
        post = transform_post(decode_post(route.source, data, files), context)
    except BlogtoolsError:
        return PublishedPost(name, route.page, "", date)  # The build will say what is wrong with it.
    date = post.date.isoformat() if post.date else None
    return PublishedPost(name, route.page, post.title, date, source_hash(data, files), sample_of_post(post))
