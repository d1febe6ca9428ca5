"""Decide which posts are stale, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from blogtools.build.routes import Route, ScanResult
from blogtools.build.task import NO_HEADINGS
from blogtools.content.discover import Source
from blogtools.content.files import file_reader
from blogtools.content.neighbors import absolute, owns_label
from blogtools.errors import Finding, contained
from blogtools.permalinks.anchors import Former, moved_anchors
from blogtools.store.manifest import Record, content_hash

THEME_CHANGED = "the theme changed"
"""A reason for a new frame around the same post."""


def find_reasons(  # noqa: PLR0913 - one for each fact
    routes: Iterable[Route],
    known: Mapping[str, Record],
    key: str,
    pages: Mapping[str, str],
    size: Callable[[str], int | None],
    same: Unchanged,
    former: Mapping[str, Former],
    *,
    theme: str,
    has_due_days: Callable[[Record], bool],
) -> tuple[dict[Source, str | None], dict[str, Finding]]:
    """Return each notebook with the reason to build its page again, None where it still holds.

    `has_due_days` tells whether a page has the days of a diary that it is to have now; the other arguments are those of
    `why_rebuild`. The second table has the notebooks of which that cannot be told, by path, and why.
    """
    reasons: dict[Source, str | None] = {}
    failed: dict[str, Finding] = {}
    for route in routes:
        name = route.source.name
        with contained(name, partial(failed.__setitem__, name)):
            record = known.get(name)
            if record is not None and not has_due_days(record):
                reasons[route.source] = "days of it have come, or are to wait"
                continue
            reasons[route.source] = why_rebuild(
                route.content,
                record,
                key,
                theme,
                pages=pages,
                owners=same.owners,
                input_hash=same.hasher(route.source),
                size=size,
                library=library_version,
                former=former.get(name, NO_HEADINGS),
            )
    return reasons, failed


def why_rebuild(  # noqa: PLR0911, PLR0913 - one for each fact
    content: str,
    record: Record | None,
    key: str,
    theme: str,
    *,
    pages: Mapping[str, str],
    owners: Callable[[str, tuple[str, ...]], tuple[str, ...]],
    input_hash: Callable[[str], str | None],
    size: Callable[[str], int | None],
    library: Callable[[str], str],
    former: Former,
) -> str | None:
    """Return the reason to rebuild a post, as shown to the author; None if its page is up to date.

    A pure decision. `content` is the hash of the notebook, `key` that of settings
    and version, `theme` that of the theme, `pages` has the page of every notebook; `owners` tells which notebooks
    have a label now, given those that had it; `input_hash` and `size` (in bytes) tell about files that the record
    names, and `library` the installed version of one that draws figures; `former` are the anchors that the page had as
    it was published last, and those before.
    """
    if record is None:
        return "new"
    if record.key != key:
        return "settings or version changed"
    if record.content != content:
        return "changed"
    if record.moved != moved_anchors(former, record.anchors, record.legacy_anchors):
        return "links to its headings are to lead elsewhere"
    for target, page in record.links.items():
        if pages.get(target) != page:
            return f"{target}, which it links to, moved"
    for name, digest in record.inputs.items():
        if input_hash(name) != digest:
            return f"{name}, which it shows, changed"
    for label, names in record.labels.items():
        if owners(label, names) != names:
            return f"#{label}, which it shows, is in other notebooks now"
    for name, version in record.libraries.items():
        if library(name) != version:
            return f"{name}, which draws its figures, is another one now"
    for name in record.files:
        found = size(name)
        if found is None or (name == record.summary.path and found != record.size):
            return f"{name} {'is missing' if found is None else 'was changed by something else'}"
    return THEME_CHANGED if record.theme != theme else None


def library_version(name: str) -> str:
    """Return the installed version of a figure library; empty if it is not installed."""
    # Packages are looked for only by blogs that have figures.
    from blogtools.render.diagrams.engines import engine
    from blogtools.render.diagrams.source import DIAGRAM_NAMES
    from blogtools.render.figures.libraries import PACKAGES, installed_version

    found = next((engine(kind) for kind in DIAGRAM_NAMES if kind == name), None)
    return next((installed_version(kind) for kind in PACKAGES if kind == name), "") if found is None else found


def input_hasher(source: Source) -> Callable[[str], str | None]:
    """Return a function from a path in the notebook to the hash of that file, or None if it is missing."""
    read = file_reader(source)

    def digest(name: str) -> str | None:
        data = read(name)
        return None if data is None else content_hash(data)

    return digest


class Unchanged:
    """Records of the last build that still hold, so that their notebooks need not be read again."""

    def __init__(self, found: ScanResult, known: Mapping[str, Record], *, partial: bool) -> None:
        """Compare all that was found with the last build; a `partial` build has not looked for all notebooks."""
        self._hashes: dict[str, str] = {}
        self._changed: list[Source] = []
        for route in found.routes:
            record = known.get(route.source.name)
            if record is not None and record.content == route.content:
                self._hashes[route.source.name] = record.notebook
            else:
                self._changed.append(route.source)
        self._partial = partial
        self._inputs: dict[tuple[Path, str], str | None] = {}

    def hasher(self, source: Source) -> Callable[[str], str | None]:
        """Return a function from a path in the notebook to the hash of that file, or None if it is missing."""
        on_disk = input_hasher(source)

        def digest(path: str) -> str | None:
            name = absolute(path, source)
            if name in self._hashes:
                return self._hashes[name]
            # All posts may cite from one large file.
            key = (source.root, name)
            if key not in self._inputs:
                self._inputs[key] = on_disk(path)
            return self._inputs[key]

        return digest

    def owners(self, label: str, before: tuple[str, ...]) -> tuple[str, ...]:
        """Return the sorted paths of notebooks with a code cell labeled `label`; `before` had one in the last build."""
        changed = {source.name for source in self._changed}
        same = {name for name in before if name in self._hashes or (self._partial and name not in changed)}
        return tuple(sorted(same | {source.name for source in self._changed if owns_label(source, label)}))
