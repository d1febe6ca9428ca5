"""The slugs of lists of terms, which depend on the posts of the whole blog."""

from __future__ import annotations

import msgspec

from blogtools.build.records import assemble
from blogtools.build.stages import Rendered, next_stage
from blogtools.build.task import Progress
from blogtools.permalinks.registry import PermalinkRegistry
from blogtools.render.terms import TermSlugs, term_folders, term_key
from blogtools.site.listings import slugs_of_terms

LISTS_MOVED = "a list that it links to has another address"
"""A reason to build a page again."""


def settle_term_slugs(build: Rendered, progress: Progress | None) -> Rendered:
    """Give each term's list its slug, and build the pages again that link to another one.

    Pages are rendered with the slugs of the last build; others are rare, because a new term leaves the older ones
    theirs.
    """
    if not build.job.lists:
        return build
    records = assemble(build)
    if not build.built and records.keys() == build.last.posts.keys() and build.last.term_slugs is not None:
        return build  # The same posts have the same terms.
    posts = [record.summary for record in records.values() if build.job.includes_post(record.summary)]
    slugs = slugs_of_terms(posts, build.blog.settings.timezone, published_slugs(build.permalinks.published))
    again = {
        source: LISTS_MOVED
        for source in build.reasons
        if source.name in records
        and source.name not in build.failed
        and records[source.name].term_folders != term_folders(records[source.name].summary, slugs)
    }
    pages = {name: page for name, page in build.job.pages.items() if name not in build.hidden}
    job = msgspec.structs.replace(build.job, term_slugs=slugs, pages=pages, layout_only={})
    if not again:
        return next_stage(Rendered, build, job=job)
    # What renders is loaded only where something is rendered.
    from blogtools.build.executor import build_posts

    built, _ = build_posts(job, again, build.options.workers, progress)
    return next_stage(
        Rendered,
        build,
        job=job,
        built=build.built | built,
        reasons=build.reasons | {source: build.reasons[source] or reason for source, reason in again.items()},
        failed=build.failed | {name: one.error for name, one in built.items() if one.error},
    )


def published_slugs(registry: PermalinkRegistry) -> TermSlugs:
    """Return the slugs that terms were published with."""
    slugs: TermSlugs = {}
    for entry in registry.posts.values():
        for folder, term in entry.terms.items():
            taxonomy, _, slug = folder.rstrip("/").partition("/")
            slugs.setdefault(taxonomy, {})[term_key(term)] = slug
    return slugs
