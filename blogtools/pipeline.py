"""The story of a build: find the notebooks, decide which to build, build them, list them, remember."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from blogtools import __version__
from blogtools.config import Blog
from blogtools.render.targets import HTML, SINGLE_FILE, Target
from blogtools.render.theme import theme_fingerprint
from blogtools.report import BuiltPage, Report
from blogtools.site.destination import Destination
from blogtools.site.manifest import Manifest, build_key, load_manifest, manifest_path, save_manifest, stale_files
from blogtools.site.plan import input_hasher, why_rebuild
from blogtools.site.sources import find_sources, output_folder
from blogtools.survey import stamped, survey


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
    output = options.output or output_folder(blog, options.target.name)
    destination = Destination(output)
    # A folder that is no blog, and of which only some files are converted, gets nothing but the result.
    remembers = options.cache and (blog.settings_file or not paths)
    memory = manifest_path(blog.cache, output, options.target.name) if remembers else None
    last = load_manifest(memory) if memory else Manifest()
    key = build_key(__version__, blog.settings, theme_fingerprint(blog.templates), options.target.name)

    found = survey(find_sources(blog, paths), options.target, last.posts)
    drafts = [] if options.drafts else [address for address in found.addresses if address.draft]
    shown = [address for address in found.addresses if address not in drafts]
    # Links may lead to posts that are not converted now.
    pages = {name: record.summary.path for name, record in last.posts.items()} if paths else {}
    pages.update({address.source.name: address.page for address in shown})

    reasons = {
        address.source: why_rebuild(
            address.content,
            last.posts.get(address.source.name),
            same_key=last.key == key,
            addresses=pages,
            input_hash=input_hasher(address.source),
            exists=destination.exists,
        )
        for address in shown
    }
    todo = [source for source, reason in reasons.items() if reason is not None]
    errors = list(found.errors)
    written = []
    kept = {source.name for source, reason in reasons.items() if reason is None}
    kept |= {name for name in last.posts if paths or name in {error.where.file for error in errors}}
    records = {name: record for name, record in last.posts.items() if name in kept}
    if todo:
        # What renders is loaded only where something is rendered: a build of nothing is instant.
        from blogtools.workers import Job, build_all

        job = Job(blog, options.target, output, pages, bool(paths))
        for number, built in enumerate(build_all(job, todo, options.workers), 1):
            if built.record is not None:
                records[built.source.name] = built.record
                reason = reasons[built.source] or ""
                written.append(BuiltPage(built.source.name, built.record.summary.path, reason, built.record.files))
            if built.error is not None:
                errors.append(built.error)
                if built.source.name in last.posts:
                    records[built.source.name] = last.posts[built.source.name]
            if progress is not None:
                progress(number, len(todo), built.source.name)

    lists = last.lists
    if options.target.is_html and options.target != SINGLE_FILE:
        from blogtools.site.lists import write_lists

        summaries = [record.summary for record in records.values()]
        lists = write_lists(blog, summaries, destination, last.lists, key, whole=not paths)
    removed = () if paths else stale_files(last, records)
    for name in removed:
        destination.remove(name)
    if memory:
        save_manifest(memory, Manifest(key, stamped(records, shown), lists))
    return Report(
        output=str(output),
        built=tuple(written),
        unchanged=len(reasons) - len(todo),
        drafts=len(drafts),
        removed=tuple(removed),
        errors=tuple(sorted(errors, key=lambda error: error.where.file)),
        findings=tuple(
            finding for source in reasons if source.name in records for finding in records[source.name].findings
        ),
        seconds=time.perf_counter() - start,
    )
