"""Writes the files that belong to no single post: theme, list pages, feeds, redirects, static files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from blogtools.content.discover import STATIC
from blogtools.errors import Finding, ForeignFileError, Where, contained
from blogtools.permalinks.registry import feed_identity
from blogtools.site.context import SiteContext, SiteFile
from blogtools.site.feed_lists import feed_files
from blogtools.site.list_pages import list_pages
from blogtools.site.redirects import redirect_files
from blogtools.site.sitemap import sitemap_and_robots
from blogtools.site.snippet_list import snippet_pages
from blogtools.site.static import StaticFile, copy_static, shared_files, static_files, write_theme
from blogtools.store.manifest import Lists, Record, build_key
from blogtools.store.output import Destination
from blogtools.store.paths import PathIndex

GENERATORS: tuple[Callable[[SiteContext], Iterator[SiteFile]], ...] = (
    list_pages,
    snippet_pages,
    feed_files,
    sitemap_and_robots,
)
"""Generators of site files, in order of precedence."""


def write_lists(
    site: SiteContext,
    destination: Destination,
    last: Lists,
    key: str,
    theme: str,
    taken: Collection[str],
) -> Lists:
    """Write the files that belong to no single post, as far as they changed since `last`.

    `taken` are the files of posts; a list with the path of a post is not written, which is a finding.

    Raises:
        TemplateError: a list cannot be rendered.
        WriteError: a file cannot be written.
    """
    posts = [(record.summary, record.body) for record in site.records.values()]
    published = [(entry.page, *feed_identity(entry), entry.previous_paths) for entry in site.registry.posts.values()]
    static, findings = static_files(site.blog, destination.root)
    terms = [entry.terms for entry in site.registry.posts.values()]
    followed = (terms, site.registry.lists, site.feed_home, site.id_path, site.term_slugs)
    state = build_key(key, theme, posts, sorted(taken), published, static, findings, followed)
    if state == last.state and all(
        _is_intact(name, fingerprint, destination) for name, fingerprint in last.files.items()
    ):
        return last
    files = write_theme(site.blog, destination)
    static = _without_conflicts(static, taken, site, findings)
    # A static file of the author's, such as robots.txt, replaces the generated file of that name.
    of_posts, taken = taken, {*taken, *(copy.name for copy in static)}
    generated = _generated(site, taken, files, findings)
    if site.problems:
        # What should be listed is not all known, so what was made earlier stays.
        files = {**dict.fromkeys(last.files, ""), **files}
    static = _without_conflicts(static, {*generated, *files}, site, findings)
    _remove_obstacles({*of_posts, *files, *generated, *(copy.name for copy in static)}, last, destination)
    errors: list[Finding] = []
    files |= copy_static(static, last.files, destination, errors, lambda file: _checked(file, site))
    for file in generated.values():
        digest = build_key(key, theme if file.themed else "", file.sources)
        fingerprint = _write(file, digest, last, site, destination)
        if fingerprint is not None:
            files[file.path] = fingerprint
    # One post may be what is wrong with several files.
    errors += dict.fromkeys(site.problems)
    is_whole = not any(one.severity == "error" for one in errors)
    return Lists(files, (*findings, *errors), state if is_whole else "")


def _checked(file: StaticFile, site: SiteContext) -> Iterable[Finding]:
    # Formats of secrets are loaded only where a file is copied.
    from pathlib import Path

    from blogtools.content.static_files.check import check_static_file

    return check_static_file(file.name, Path(file.path), site.settings.redaction)


def site_paths(site: SiteContext, taken: Collection[str]) -> frozenset[str]:
    """Return the paths of the files that `write_lists` writes, of which none is made."""
    static, findings = static_files(site.blog, str(site.blog.root))
    names = {copy.name for copy in static}
    theme = shared_files(site.blog)
    return frozenset({*names, *theme, *_generated(site, {*taken, *names}, theme, findings)})


def _generated(
    site: SiteContext, taken: Collection[str], theme: Collection[str], findings: list[Finding]
) -> dict[str, SiteFile]:
    """Return the generated files by path; report those whose path is taken, and redirects where other files are."""
    generated: dict[str, SiteFile] = {}
    for generator in GENERATORS:
        for file in _made(generator(site), site):
            if file.path in taken:
                findings += _path_taken(file.path, site.records.values())
            else:
                generated[file.path] = file
    for file in _made(redirect_files(site, {*taken, *theme, *generated}, findings), site):
        generated[file.path] = file
    return generated


def _write(file: SiteFile, digest: str, last: Lists, site: SiteContext, destination: Destination) -> str | None:
    """Write a file unless it is up to date; return its fingerprint, as in `Lists.files`.

    If a bug keeps it or a part of it from being made, the fingerprint is empty, so that the next build makes it again;
    until then the last good file is kept. None if there is no file.
    """
    fingerprint = last.files.get(file.path)
    if fingerprint == f"{digest}-{destination.size(file.path)}":
        return fingerprint
    known = len(site.problems)
    with contained(file.path, site.problems.append, foreseen=False):
        content = file.make()
        try:
            destination.write(file.path, content)
        except ForeignFileError as error:
            site.problems.append(error.as_finding())
            return None
        fingerprint = f"{digest}-{len(content)}"
    return fingerprint if len(site.problems) == known else None if fingerprint is None else ""


def _made(generated: Iterator[SiteFile], site: SiteContext) -> Iterator[SiteFile]:
    """Yield the files of one generator; a bug in it costs those that it has not yielded yet."""
    with contained("", site.problems.append, foreseen=False):
        yield from generated


def _without_conflicts(
    static: Sequence[StaticFile], others: Collection[str], site: SiteContext, findings: list[Finding]
) -> list[StaticFile]:
    """Return the static files whose paths do not collide with `others`; report the rest."""
    if not static:
        return []
    index = PathIndex(others)
    free = []
    for file in static:
        obstacle = index.conflict(file.name)
        if obstacle is None:
            free.append(file)
        else:
            owner = next((post.source for post in site.posts if post.path.startswith(obstacle)), "the blog itself")
            message = f"is not copied: {obstacle} belongs to {owner}"
            findings.append(Finding("address-taken", message, Where(f"{STATIC}/{file.name}"), "rename one of them"))
    return free


def _remove_obstacles(names: Collection[str], last: Lists, destination: Destination) -> None:
    """Remove obsolete files whose path is now a folder, or lies in a folder whose path is now a file."""
    obsolete = last.files.keys() - set(names)
    if obsolete:
        index = PathIndex(names)
        for name in obsolete:
            if index.conflict(name):
                destination.remove(name)


def _is_intact(name: str, fingerprint: str, destination: Destination) -> bool:
    """Return True if a file exists with its recorded size; theme files have their hash in their name."""
    size = destination.size(name)
    return size is not None and (fingerprint == name or fingerprint.endswith(f"-{size}"))


def _path_taken(path: str, records: Iterable[Record]) -> list[Finding]:
    message, hint = f"has a file in the place of a list, which is not written: {path}", "rename the file"
    return [
        Finding("address-taken", message, Where(record.summary.source), hint, "error")
        for record in records
        if path in record.files
    ]
