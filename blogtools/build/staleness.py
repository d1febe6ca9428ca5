"""What to rebuild, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from blogtools.content.discover import Source, file_reader
from blogtools.permalinks.anchors import carry_anchors
from blogtools.store.manifest import Record, content_hash

THEME_CHANGED = "the theme changed"
"""A reason for a new frame around the same post."""


def why_rebuild(  # noqa: PLR0911, PLR0913 - one for each fact
    content: str,
    record: Record | None,
    key: str,
    theme: str,
    *,
    addresses: Mapping[str, str],
    owners: Callable[[str, tuple[str, ...]], tuple[str, ...]],
    input_hash: Callable[[str], str | None],
    size: Callable[[str], int | None],
    library: Callable[[str], str],
    former: tuple[tuple[str, ...], dict[str, str]],
) -> str | None:
    """The reason to build a post again, in the words the author sees; None if its page still holds.

    A decision about facts, without effects of its own. `content` is the hash of the notebook, `key` that of settings
    and version, `theme` that of the theme, `addresses` has the page of every notebook; `owners` tells which notebooks
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
    if record.moved != carry_anchors(*former, record.anchors):
        return "links to its headings are to lead elsewhere"
    for target, page in record.links.items():
        if addresses.get(target) != page:
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
    """The installed version of a library that draws figures; empty if there is none."""
    # Packages are looked for only by blogs that have figures.
    from blogtools.render.figures.libraries import PACKAGES, installed_version

    return next((installed_version(kind) for kind in PACKAGES if kind == name), "")


def input_hasher(source: Source) -> Callable[[str], str | None]:
    """A function that hashes a file which a notebook names; None for one that is missing."""
    read = file_reader(source)

    def digest(name: str) -> str | None:
        data = read(name)
        return None if data is None else content_hash(data)

    return digest
