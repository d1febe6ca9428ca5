"""Check the links of posts to what is on the site, once all of it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from blogtools.build.stages import Listed
from blogtools.check.references import SiteIndex, find_broken_links
from blogtools.errors import Finding
from blogtools.model import Reference
from blogtools.render.links import page_anchors
from blogtools.store.manifest import Lists, Record
from blogtools.store.output import Destination


def broken_links(build: Listed) -> tuple[Finding, ...]:
    """Return the findings of the links of all posts; those of the last build if nothing changed since."""
    last = build.last
    if not (build.built or build.removed) and build.lists == last.lists and build.records.keys() == last.posts.keys():
        return last.broken_links
    shown = {name: one for name, one in build.records.items() if build.job.partial or name in _shown(build)}
    index = built_site(shown, build.lists, build.destination, is_whole=not build.job.partial or bool(last.lists.state))
    return check_references({name: record.references for name, record in shown.items()}, index)


def _shown(build: Listed) -> Collection[str]:
    return build.site.records.keys()


def built_site(
    records: Mapping[str, Record],
    lists: Lists,
    destination: Destination,
    *,
    is_whole: bool,
    anchors: Mapping[str, frozenset[str]] | None = None,
) -> SiteIndex:
    """Return the index of a site; without `anchors`, pages are read where links lead to a place on them."""
    files = {name for record in records.values() for name in record.files} | lists.files.keys()

    @cache
    def anchors_of(page: str) -> frozenset[str] | None:
        if anchors and page in anchors:
            return anchors[page]
        content = destination.read(page)
        return None if content is None else page_anchors(content)

    return SiteIndex(files, anchors_of, is_whole=is_whole)


def check_references(references: Mapping[str, Iterable[Reference]], index: SiteIndex) -> tuple[Finding, ...]:
    """Return the findings of the references of posts, given by path of the notebook."""
    return tuple(
        finding for name, some in sorted(references.items()) for finding in find_broken_links(name, some, index.problem)
    )
