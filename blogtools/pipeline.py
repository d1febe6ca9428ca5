"""The story of a build: find the notebooks, decide which to build, build them, list them, remember."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from blogtools import __version__
from blogtools.config import Blog
from blogtools.errors import Finding
from blogtools.job import Built, Job
from blogtools.render.targets import HTML, SINGLE_FILE, Target, with_permalink
from blogtools.render.theme import theme_fingerprint
from blogtools.report import BuiltPage, Report
from blogtools.site.destination import Destination
from blogtools.site.lists import Lists, write_lists, write_theme
from blogtools.site.manifest import (
    Manifest,
    Record,
    build_key,
    load_manifest,
    manifest_path,
    save_manifest,
    stale_files,
)
from blogtools.site.sources import Source, find_sources, output_folder
from blogtools.site.used_in import find_users, outdated
from blogtools.survey import Unchanged, plan, stamped, survey


class Options(msgspec.Struct, frozen=True):
    """What `convert` was asked for."""

    target: Target = HTML
    output: Path | None = None
    """The folder to write to; None for `_site`, or `_markdown/TARGET`, in the blog."""
    drafts: bool = False
    workers: int | None = None
    """Processes to build with; None lets the amount of work decide."""
    cache: bool = True
    """Whether posts that did not change may keep their pages."""


Progress = Callable[[int, int, str], None]
"""Called after each post with the number done, the number to do, and the notebook's name."""

DEFAULTS = Options()


def convert(
    blog: Blog, paths: Sequence[Path] = (), options: Options = DEFAULTS, progress: Progress | None = None
) -> Report:
    """Convert the notebooks that `paths` name, or the whole blog.

    A post that cannot be converted is an error in the report; its last good page and all other posts stand.

    Raises:
        UsageError: a path does not exist.
        TemplateError: a list cannot be rendered.
        WriteError: a list or the theme cannot be written.
    """
    start = time.perf_counter()
    target = with_permalink(options.target, blog.settings.permalink)
    output = options.output or output_folder(blog, target.name)
    destination = Destination(output)
    # A folder that is no blog, and of which only some files are converted, gets nothing but the result.
    remembers = options.cache and (blog.settings_file or not paths)
    memory = manifest_path(blog.cache, output, target.name) if remembers else None
    last = load_manifest(memory) if memory else Manifest()
    key = build_key(__version__, blog.settings, theme_fingerprint(blog.templates), target.name)

    found = survey(find_sources(blog, paths), target, last.posts)
    shown = [address for address in found.addresses if options.drafts or not address.draft]
    # Links may lead to posts that are not converted now.
    pages = {name: record.summary.path for name, record in last.posts.items()} if paths else {}
    pages.update({address.source.name: address.page for address in shown})
    same = Unchanged(found, last.posts, partial=bool(paths))
    reasons = plan(shown, last.posts, key, pages, destination.exists, same)

    users = find_users(last.posts, drafts=options.drafts)
    has_lists = target.is_html and target != SINGLE_FILE and (not paths or blog.settings_file is not None)
    job = Job(blog, target, output, pages, users, lists=has_lists, partial=bool(paths))
    built = _build(job, reasons, options.workers, progress)
    failed = found.failed | _errors(built)
    records = _records(last, key, reasons, built, failed, partial=bool(paths))

    # Only now it is known which posts show cells of which; the page of a post names those that show its own.
    users = find_users(records, drafts=options.drafts)
    again = outdated(records, users, (source.name for source in reasons if source.name not in failed))
    if again:
        late = {source: again.get(source.name) for source in reasons}
        built |= _build(msgspec.structs.replace(job, used_in=users), late, options.workers, progress)
        reasons = {source: reason or late[source] for source, reason in reasons.items()}
        failed = found.failed | _errors(built)
        records = _records(last, key, reasons, built, failed, partial=bool(paths))

    removed = () if paths else stale_files(last, records)
    for name in removed:
        destination.remove(name)
    lists = Lists(last.lists)
    if target.is_html and target != SINGLE_FILE:
        if paths:
            lists = Lists({**last.lists, **write_theme(blog, destination)})
        else:
            taken = {name for record in records.values() for name in record.files}
            summaries = [record.summary for record in records.values()]
            lists = write_lists(blog, summaries, destination, last.lists, key, taken)
    if memory:
        save_manifest(memory, Manifest(stamped(records, shown), lists.files))

    return Report(
        output=str(output),
        built=tuple(
            BuiltPage(one.source.name, one.record.summary.path, reasons[one.source] or "", one.record.files)
            for one in built.values()
            if one.record
        ),
        unchanged=sum(reason is None for reason in reasons.values()),
        drafts=len(found.addresses) - len(shown),
        removed=removed,
        # One file around several notebooks may be what is wrong with all of them.
        errors=tuple(dict.fromkeys(sorted(failed.values(), key=lambda error: error.where.file))),
        findings=tuple(
            finding for source in reasons if source.name in records for finding in records[source.name].findings
        )
        + lists.findings,
        seconds=time.perf_counter() - start,
    )


def _build(
    job: Job, reasons: Mapping[Source, str | None], workers: int | None, progress: Progress | None
) -> dict[str, Built]:
    """Build the posts that there is a reason for; what became of each, by name."""
    todo = [source for source, reason in reasons.items() if reason]
    if not todo:
        return {}
    # What renders is loaded only where something is rendered: a build of nothing is instant.
    from blogtools.workers import build_all

    results = {}
    for number, built in enumerate(build_all(job, todo, workers), 1):
        results[built.source.name] = built
        if progress is not None:
            progress(number, len(todo), built.source.name)
    return results


def _errors(built: Mapping[str, Built]) -> dict[str, Finding]:
    return {name: one.error for name, one in built.items() if one.error}


def _records(
    last: Manifest,
    key: str,
    reasons: Mapping[Source, str | None],
    built: Mapping[str, Built],
    failed: Collection[str],
    *,
    partial: bool,
) -> dict[str, Record]:
    """What the next build must know: pages built now, pages that still hold, and the last good pages of failures."""
    kept = {source.name for source, reason in reasons.items() if reason is None}
    kept |= {*failed, *built}
    records = {name: record for name, record in last.posts.items() if partial or name in kept}
    records.update({name: msgspec.structs.replace(one.record, key=key) for name, one in built.items() if one.record})
    return records
