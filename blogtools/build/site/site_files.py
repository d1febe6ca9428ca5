"""The files of a site that belong to no single post, and those that no post has any more."""

from __future__ import annotations

import msgspec

from blogtools.build.output_folder import lost_files
from blogtools.build.routes import ScanResult
from blogtools.build.stages import Linked, Setup, next_stage
from blogtools.build.state import FEEDS, PAGE_CONTEXTS
from blogtools.content.load import decode_post, read_source
from blogtools.errors import BlogtoolsError, Finding, contained
from blogtools.permalinks.aliases import shown_alias
from blogtools.render.targets import SINGLE_FILE
from blogtools.site.static import write_theme
from blogtools.store.manifest import Lists, build_key, cache_name, stale_files

SEARCH_FROM = 6
"""Number of posts from which a blog has search unless its settings say otherwise."""


def choose_search(setup: Setup, found: ScanResult) -> Setup:
    """Return the setup of a build in which `search` is true or false, for every page links to the search or does not.

    A machine on which Pagefind cannot run builds a blog without search: `search_problem` says why.
    """
    job, settings = setup.job, setup.blog.settings
    if not job.lists:
        return setup
    posts = sum(job.includes(route.draft, route.date) for route in found.routes)
    if job.partial:
        posts = max(posts, len(setup.last.posts))  # What has been converted so far counts as well.
    wanted = posts >= SEARCH_FROM if settings.search is None else settings.search
    problem = ""
    if wanted and setup.options.search and not job.partial:
        # A single notebook is converted faster without what makes lists.
        from blogtools.site.search import has_index, pagefind_problem

        problem = "" if has_index(setup.last.lists) else pagefind_problem()
    search = wanted and not problem
    if search == settings.search:
        return setup
    blog = msgspec.structs.replace(setup.blog, settings=msgspec.structs.replace(settings, search=search))
    job = msgspec.structs.replace(job, blog=blog)
    return next_stage(type(setup), setup, job=job, key=build_key(setup.key, search), search_problem=problem)


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
    # As in `choose_search`.
    from blogtools.site.lists import write_lists
    from blogtools.site.search import add_search, without_search

    taken = {name for record in build.records.values() for name in record.files}
    lists = write_lists(build.site, build.destination, last, build.key, build.theme, taken)
    if lists is not last:
        findings = tuple(_located(finding, build) for finding in lists.findings)
        lists = msgspec.structs.replace(lists, findings=findings)
    if build.search_problem:
        return without_search(lists, build.search_problem)
    if settings.search and build.options.search and job.lists:
        return add_search(build.site, lists, build.destination, last)
    return lists


def _located(finding: Finding, build: Linked) -> Finding:
    """Return a finding about an alias with its place in the notebook."""
    name = finding.where.file
    is_of_alias = finding.slug in ("alias", "windows-name") and name in build.records
    aliases = build.records[name].summary.aliases if is_of_alias else ()
    alias = next((one for one in aliases if f"alias {shown_alias(one)} " in finding.message), "")
    source = next((source for source in build.reasons if source.name == name), None)
    if source is None or not alias:
        return finding
    # Loaded only where there is an error.
    from blogtools.check.places import metadata_place

    try:
        where = metadata_place(decode_post(source, *read_source(source), opening=True), alias)
    except BlogtoolsError:
        return finding  # The notebook has changed meanwhile.
    return msgspec.structs.replace(finding, where=where)


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
    # A post that failed has its last good page among what only the record in the output folder knows.
    lost = frozenset() if build.failed else lost_files(build)
    used = {name for record in build.records.values() for name in record.files} | lists.files.keys()
    for name in stale:
        for folder in (FEEDS, PAGE_CONTEXTS) if build.job.journal else ():
            with contained(name, errors.append):
                (build.blog.cache / folder / cache_name(name)).unlink(missing_ok=True)
    gone = {*stale, *lost, *build.last.lists.files} - used
    in_use = {name.casefold(): name for name in used} if gone else {}
    # What somebody else put in the place of a file of ours is theirs.
    for name in sorted(gone - build.destination.foreign if gone else gone):
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
