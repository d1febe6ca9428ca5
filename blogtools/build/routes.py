"""Before any post is rendered: where each of them will live, and whether that can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from blogtools.build.staleness import input_hasher, library_version, why_rebuild
from blogtools.build.task import NO_HEADINGS, Former
from blogtools.content.discover import Source, file_stamp
from blogtools.content.load import decode_post, read_source, source_hash, transform_post
from blogtools.content.neighbors import absolute, owns_label
from blogtools.dates import iso_moment
from blogtools.errors import BlogtoolsError, DuplicateSlugError, Finding, NotebookError, Where
from blogtools.model import Moment
from blogtools.render.targets import Target
from blogtools.store.manifest import Record
from blogtools.transform.context import Context


class Route(msgspec.Struct, frozen=True):
    """A notebook's place on the site."""

    source: Source
    content: str
    """Hash of the notebook and the metadata around it; empty where the last build knows none to compare it with."""
    stamp: str
    """Their sizes and times; empty if they prove nothing."""
    page: str
    """Path of its page below the output folder."""
    draft: bool
    date: Moment | None = None
    """As far as it is known before the post is read whole."""
    aliases: tuple[str, ...] = ()


class ScanResult(msgspec.Struct, frozen=True):
    """All notebooks that can be posts, and what is wrong with the others."""

    addresses: tuple[Route, ...]
    failed: dict[str, Finding]
    """Names of the notebooks that have no address, and why."""


def scan_notebooks(sources: Iterable[Source], target: Target, known: Mapping[str, Record]) -> ScanResult:
    """Find the address of every notebook; one whose content is `known` is not decoded again."""
    addresses = []
    failed = {}
    for source in sources:
        shown = source.name.encode(errors="surrogateescape").decode(errors="replace")
        if shown != source.name:
            message, hint = "has a name that is not UTF-8", "rename it"
            failed[shown] = NotebookError(message, where=Where(shown), hint=hint).as_finding()
            continue
        try:
            addresses.append(_address(source, target, known.get(source.name)))
        except BlogtoolsError as error:
            failed[source.name] = error.as_finding()
    clashes = _clashes(addresses)
    good = tuple(address for address in addresses if address.source.name not in clashes)
    return ScanResult(good, failed | clashes)


def plan(  # noqa: PLR0913 - one for each fact
    addresses: Iterable[Route],
    known: Mapping[str, Record],
    key: str,
    pages: Mapping[str, str],
    size: Callable[[str], int | None],
    same: Unchanged,
    former: Mapping[str, Former],
    *,
    theme: str,
) -> dict[Source, str | None]:
    """Each notebook and the reason to build its page again; None where it still holds."""
    return {
        address.source: why_rebuild(
            address.content,
            known.get(address.source.name),
            key,
            theme,
            addresses=pages,
            owners=same.owners,
            input_hash=same.hasher(address.source),
            size=size,
            library=library_version,
            former=former.get(address.source.name, NO_HEADINGS),
        )
        for address in addresses
    }


class Unchanged:
    """What the last build knows of notebooks, as far as it still holds: those need not be read again."""

    def __init__(self, found: ScanResult, known: Mapping[str, Record], *, partial: bool) -> None:
        """Compare all that was found with the last build; a `partial` build has not looked for all notebooks."""
        self._hashes: dict[str, str] = {}
        self._changed: list[Source] = []
        for address in found.addresses:
            record = known.get(address.source.name)
            if record is not None and record.content == address.content:
                self._hashes[address.source.name] = record.notebook
            else:
                self._changed.append(address.source)
        self._partial = partial

    def hasher(self, source: Source) -> Callable[[str], str | None]:
        """A function that hashes a file which a notebook names; None for one that is missing."""
        on_disk = input_hasher(source)

        def digest(path: str) -> str | None:
            return self._hashes.get(absolute(path, source)) or on_disk(path)

        return digest

    def owners(self, label: str, before: tuple[str, ...]) -> tuple[str, ...]:
        """The notebooks that have a code cell with a label, given those that had one."""
        changed = {source.name for source in self._changed}
        same = {name for name in before if name in self._hashes or (self._partial and name not in changed)}
        return tuple(sorted(same | {source.name for source in self._changed if owns_label(source, label)}))


def stamped(records: Mapping[str, Record], addresses: Iterable[Route]) -> dict[str, Record]:
    """The records in order, with the stamps of the files that still have the content they were made from."""
    stamps = {(address.source.name, address.content): address.stamp for address in addresses}
    return {
        name: msgspec.structs.replace(record, stamp=stamps.get((name, record.content), record.stamp))
        for name, record in sorted(records.items())
    }


def _address(source: Source, target: Target, known: Record | None) -> Route:
    stamp = file_stamp(source)
    if known is not None and stamp and known.stamp == stamp:
        return _known_address(source, known, target, stamp)
    data, metadata = read_source(source)
    digest = source_hash(data, metadata) if known else ""
    if known is not None and known.content == digest:
        return _known_address(source, known, target, stamp)
    post = decode_post(source, data, metadata, opening=not target.needs_date)
    if target.needs_date and post.date is None:
        post = transform_post(post, Context(embeds=False))
    return Route(
        source, digest, stamp, target.path(post.slug, post.date), post.front.draft, post.date, post.front.aliases
    )


def _known_address(source: Source, known: Record, target: Target, stamp: str) -> Route:
    summary = known.summary
    date = iso_moment(summary.date) if summary.date else None
    return Route(source, known.content, stamp, target.path(summary.slug, date), summary.draft, date, summary.aliases)


def _clashes(addresses: Sequence[Route]) -> dict[str, Finding]:
    """An error for each post whose address another post has too."""
    pages: dict[str, list[str]] = {}
    for address in addresses:
        # Folders that differ only in case are one folder on many disks.
        pages.setdefault(address.page.casefold(), []).append(address.source.name)
    return {
        name: same_address(name, [other for other in names if other != name], page)
        for page, names in pages.items()
        if len(names) > 1
        for name in names
    }


def same_address(name: str, others: Sequence[str], page: str) -> Finding:
    """The error of a post whose page other posts have too."""
    message = f"has the same address as {' and '.join(others)}: {page}"
    hint = "give one of them a `slug:` of its own"
    return DuplicateSlugError(message, where=Where(name), hint=hint).as_finding()
