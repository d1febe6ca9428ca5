"""The files of a site that belong to no single post, and those that no post has any more."""

from __future__ import annotations

import msgspec

from blogtools.build.stages import Linked
from blogtools.build.state import FEEDS, PAGE_CONTEXTS
from blogtools.errors import Finding, contained
from blogtools.render.targets import SINGLE_FILE
from blogtools.site.lists import write_lists, write_theme
from blogtools.store.manifest import Lists, cache_name, stale_files


def site_lists(build: Linked) -> Lists:
    """Write lists, feeds, theme and search index as far as they changed, and return what they are made from.

    Raises:
        TemplateError, WriteError: one of them cannot be made or written.
    """
    job, last, settings = build.job, build.last.lists, build.blog.settings
    if not job.target.is_html or job.target == SINGLE_FILE:
        return last if job.partial else Lists()
    if job.partial:
        return Lists({**last.files, **write_theme(build.blog, build.destination)}, last.findings)
    taken = {name for record in build.records.values() for name in record.files}
    lists = write_lists(build.site, build.destination, last, build.key, build.theme, taken)
    if settings.search and build.options.search and job.lists:
        # What makes the index is loaded only by blogs with search.
        from blogtools.site.search import add_search

        lists = add_search(build.site, lists, build.destination, last)
    return lists


def remove_stale(build: Linked, lists: Lists) -> tuple[Lists, tuple[str, ...], tuple[Finding, ...]]:
    """Remove what earlier builds wrote and this one has no more; a partial build has not looked for all of it.

    Returns the lists, to which belongs what could not be removed, so that the next build tries again; the removed files
    of posts, below the output folder; and why others could not be.
    """
    if build.job.partial:
        return lists, (), ()
    errors: list[Finding] = []
    left: dict[str, str] = {}
    stale = stale_files(build.last, build.records)
    used = {name for record in build.records.values() for name in record.files} | lists.files.keys()
    for name in stale:
        for folder in (FEEDS, PAGE_CONTEXTS) if build.job.journal else ():
            with contained(name, errors.append):
                (build.blog.cache / folder / cache_name(name)).unlink(missing_ok=True)
    gone = sorted({*stale, *build.last.lists.files} - used)
    in_use = {name.casefold(): name for name in used} if gone else {}
    for name in gone:
        known = len(errors)
        other = in_use.get(name.casefold())
        with contained(name, errors.append):
            if other and build.destination.is_same(name, other):
                build.destination.recase(name, other)
            else:
                build.destination.remove(name)
        if len(errors) > known:
            left[name] = ""
    removed = tuple(name for name in stale if name not in used and name not in left)
    return msgspec.structs.replace(lists, files=lists.files | left), removed, tuple(errors)
