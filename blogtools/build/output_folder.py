"""The output folder: where it may lie, which of its files blogtools wrote, and which it must not replace."""

from __future__ import annotations

from pathlib import Path

from blogtools.build.stages import Listed, Setup
from blogtools.config import CACHE_FOLDER, PLUGINS, BlogConfig
from blogtools.content.discover import STATIC, default_output_folder
from blogtools.errors import Finding, ForeignFileError, UsageError, Where
from blogtools.render.targets import SINGLE_FILE
from blogtools.store.manifest import Manifest
from blogtools.store.output import Destination
from blogtools.store.ownership import OWNED_FILES, encode_owned, list_names, read_owned


def check_output(blog: BlogConfig, output: Path, target: str = "html") -> None:
    """Refuse an output folder in which a site would lie scattered among the author's files.

    Raises:
        UsageError: it is or contains the blog's folder, lies among the sources, or is the site's and gets single files.
    """
    folder = output.resolve()
    message = ""
    if folder == blog.root or folder in blog.root.parents:
        # Outside of every blog, one page beside its notebook is what its author asks for.
        if target != SINGLE_FILE.name or blog.settings_file is not None:
            message = f"cannot write to {output}: it {'is' if folder == blog.root else 'contains'} the blog's folder"
    elif blog.settings_file is not None:
        names = {PLUGINS: "plugins", STATIC: "static files", "templates": "templates", ".git": "history"}
        sources = {blog.root / name: what for name, what in names.items()}
        if blog.notebooks != blog.root:
            sources[blog.notebooks] = "notebooks"
        within = next((path for path in sources if folder.is_relative_to(path.resolve())), None)
        if within is not None:
            message = f"cannot write to {output}: the folder {within.name} has the blog's {sources[within]}"
        elif folder == blog.root / CACHE_FOLDER:
            message = f"cannot write to {output}: the folder {CACHE_FOLDER} has the blog's cache"
        elif target == SINGLE_FILE.name and folder == default_output_folder(blog, "html"):
            message = f"cannot write single files to {output}: it has the pages of the site"
    if message:
        raise UsageError(message, hint="choose another folder")


def owned_files(output: Path, last: Manifest, target: str) -> dict[str, str]:
    """Return the files in an output folder that blogtools wrote: path to the target that it wrote them for.

    They are those that the record in the folder lists. Without one, they are those that the last build left there and
    that nobody has changed since. What an interrupted build had begun to write is added in both cases.
    """
    owned = read_owned(output)
    if owned is None:
        sizes = {record.summary.path: record.size for record in last.posts.values()}
        names = {name for record in last.posts.values() for name in record.files}
        destination = Destination(output)
        owned = {
            **{name: target for name in names if sizes.get(name) in (None, destination.size(name))},
            **{name: target for name, mark in last.lists.files.items() if _is_intact(name, mark, destination)},
        }
    return owned | {name: target for name, mark in last.lists.files.items() if not mark}


def _is_intact(name: str, mark: str, destination: Destination) -> bool:
    """Return True if a file of the site has the size that its mark ends with; a mark without one is the name itself."""
    return mark == name or mark.endswith(f"-{destination.size(name)}")


def lost_files(build: Setup) -> frozenset[str]:
    """Return what blogtools wrote for this target, as far as no cache knows of it any more."""
    if build.last.posts or build.last.lists.files:
        return frozenset()
    return frozenset(name for name, target in build.owned.items() if target == build.job.target.name)


def record_owned(build: Listed) -> tuple[Finding, ...]:
    """Write the record of the files that blogtools wrote, if it changed, and return notes about all others.

    Raises:
        WriteError: it cannot be written.
    """
    target = build.job.target.name
    names = {name for record in build.records.values() for name in record.files} | build.lists.files.keys()
    # What a failed post had before is still there, though without a cache nothing tells which files these are.
    keeps_all = build.job.partial or bool(build.failed)
    owned = {name: by for name, by in build.owned.items() if by != target or keeps_all}
    owned |= dict.fromkeys(names, target)
    foreign: frozenset[str] = frozenset()
    if owned != build.owned or (owned and not build.destination.exists(OWNED_FILES)):
        foreign = build.destination.foreign
        build.destination.write(OWNED_FILES, encode_owned(owned))
    elif not owned and build.failed:
        # Nothing could be written, perhaps because of them.
        foreign = build.destination.foreign
    return tuple(_notes(build.job.output, kept=foreign - owned.keys(), replaced=foreign & names))


def _notes(output: Path, *, kept: frozenset[str], replaced: frozenset[str]) -> list[Finding]:
    facts = ((kept, "has files that blogtools did not write, which stay"), (replaced, "had other files, now replaced"))
    return [
        Finding(ForeignFileError.slug, f"{fact}: {list_names(names)}", Where(str(output)), severity="note")
        for names, fact in facts
        if names
    ]
