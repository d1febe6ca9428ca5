"""Discovery of notebooks, and of the files beside them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig, Settings
from blogtools.errors import NoPostsError, SettingsError, UsageError, Where
from blogtools.read.forms import FOLDER_METADATA, SIDECARS

STAMP_RESOLUTION = 2_000_000_000
"""Nanoseconds after a change within which another change may leave a file's time stamp the same."""
STATIC = "static"
"""Folder of a blog whose files are copied unchanged; notebooks in it are files, not posts."""
EXCLUDED_FOLDERS = (STATIC, "templates")
"""Folders in a blog's root that are not searched; `templates` may contain notebooks for new posts."""
SKIPPED_FOLDERS = {"_site", "_single-file", "_markdown", "node_modules", "__pycache__"}


class Source(msgspec.Struct, frozen=True):
    """A notebook to convert."""

    path: Path
    name: str
    """Path as shown to the author: POSIX, relative to the blog or to the working directory."""
    root: Path
    """The folder that all files the notebook refers to must be in."""


def find_sources(blog: BlogConfig, paths: Sequence[Path]) -> tuple[Source, ...]:
    """Return the notebooks in `paths` (files, or folders to search), or all of the blog without any; sorted by name.

    Raises:
        UsageError: A path does not exist.
    """
    if not paths:
        return tuple(_source(path, blog.root) for path in _posts(blog.notebooks, blog))
    found: dict[Path, Source] = {}
    for path in paths:
        if path.is_dir() and path.suffix != ".ipynb":
            root = blog.root if _is_inside(path, blog) else path.resolve()
            for notebook in _posts(path, blog):
                found.setdefault(notebook.resolve(), _source(notebook, root))
        elif path.exists() or path.is_symlink():
            root = blog.root if _is_inside(path, blog) else path.resolve().parent
            found.setdefault(path.resolve(), _source(path, root))
        else:
            message = f"there is no file or folder {path}"
            raise UsageError(message)
    return tuple(sorted(found.values(), key=lambda source: source.name))


def find_posts(blog: BlogConfig, paths: Sequence[Path], *, may_be_none: bool = False) -> tuple[Source, ...]:
    """Return the notebooks to convert, as `find_sources` does, but none only if `may_be_none`.

    Raises:
        UsageError: A path does not exist.
        SettingsError: The settings name a folder that does not exist; all notebooks of the blog would be posts.
        NoPostsError: There is no notebook.
    """
    wanted = blog.root / blog.settings.notebooks
    if not paths and blog.settings.notebooks != Settings().notebooks and not wanted.is_dir():
        import difflib  # Only for suggestions.

        message = f"`notebooks` names a folder that does not exist: {blog.settings.notebooks}"
        near = difflib.get_close_matches(
            blog.settings.notebooks, [path.name for path in blog.root.iterdir() if path.is_dir()]
        )
        hint = f"did you mean `{near[0]}`?" if near else "create it, or correct the setting"
        raise SettingsError(message, where=Where(blog.settings_file.name if blog.settings_file else ""), hint=hint)
    sources = find_sources(blog, paths)
    if not sources and not may_be_none:
        raise no_posts(blog, paths)
    return sources


def no_posts(blog: BlogConfig, paths: Sequence[Path]) -> NoPostsError:
    """Return the error for a blog, or for `paths`, without a notebook."""
    place = ", ".join(map(str, paths)) if paths else str(blog.notebooks)
    message = "holds no notebook, and so no post; nothing was written"
    hint = "name the folder that has the notebooks, or start a post: blogtools new TITLE"
    return NoPostsError(message, where=Where(place), hint=hint)


def default_output_folder(blog: BlogConfig, target: str) -> Path:
    """Return the default output folder of a target."""
    # In a blog, single files do not lie among the pages of the site.
    if target == "single-file" and blog.settings_file is not None:
        return blog.root / "_single-file"
    return blog.root / "_site" if target in ("html", "single-file") else blog.root / "_markdown" / target


def file_reader(source: Source) -> Callable[[str], bytes | None]:
    """Return a function that reads files by path relative to the notebook; None for files outside the root."""
    root = _resolved(source.root)
    folder = source.path.parent

    def read(relative: str) -> bytes | None:
        try:
            path = (folder / relative).resolve()
            if path.is_relative_to(root) and path.is_file() and not _is_hidden(path.relative_to(root)):
                return path.read_bytes()
        except (OSError, ValueError):
            # A name that the file system rejects (too long, a null byte) is not a file.
            return None
        return None

    return read


def file_stamp(source: Source) -> str:
    """Return the sizes and modification times of a notebook and its metadata files; empty if they are inconclusive.

    A file that was changed a moment ago may change again within the clock's resolution, so its stamp is not yet
    reliable (the rule of Git's index, "racy git").
    """
    parts = []
    path = str(source.path)
    stem = path.removesuffix(".ipynb")
    # Strings instead of paths, for speed: this runs for every metadata file of every notebook in every build.
    for file in (path, *(stem + suffix for suffix in SIDECARS), *_folder_files(source.path.parent, source.root)):
        try:
            stat = os.stat(file)  # noqa: PTH116 - as above
        except OSError:
            parts.append("-")
            continue
        if time.time_ns() - stat.st_mtime_ns < STAMP_RESOLUTION:
            return ""
        parts.append(f"{stat.st_mtime_ns}:{stat.st_size}")
    return " ".join(parts)


def read_metadata_files(source: Source) -> dict[str, str]:
    """Return the metadata files of a notebook, name to text, the nearest first."""
    return {
        name: path.read_text(encoding="utf-8", errors="replace")
        for name, path in _metadata_files(source).items()
        if path.is_file()
    }


def _metadata_files(source: Source) -> dict[str, Path]:
    """Return the possible metadata files of a notebook: those beside it, then those of its folder and its parents."""
    stem = source.name.removesuffix(".ipynb")
    beside = {stem + suffix: source.path.with_suffix(suffix) for suffix in SIDECARS}
    return beside | _folder_metadata(source.path.parent, source.root)


@lru_cache(16)
def _resolved(folder: Path) -> Path:
    return folder.resolve()


@lru_cache(1024)
def _folder_files(folder: Path, root: Path) -> tuple[str, ...]:
    return tuple(str(path) for path in _folder_metadata(folder, root).values())


@lru_cache(1024)
def _folder_metadata(folder: Path, root: Path) -> dict[str, Path]:
    """Return the metadata files of a folder and its parents up to the root: name relative to the root, to path."""
    folder, root = folder.resolve(), root.resolve()
    folders = (folder, *folder.parents) if folder.is_relative_to(root) else ()
    return {
        (above.relative_to(root) / FOLDER_METADATA).as_posix(): above / FOLDER_METADATA
        for above in folders
        if above.is_relative_to(root)
    }


def _posts(folder: Path, blog: BlogConfig) -> Iterator[Path]:
    return _notebooks(folder, EXCLUDED_FOLDERS if blog.settings_file and folder.resolve() == blog.root else ())


def _notebooks(folder: Path, excluded: Collection[str] = ()) -> Iterator[Path]:
    """Yield the notebooks below a folder in order, skipping hidden ones, virtual environments and build outputs.

    `excluded` are names of folders directly in it that are not searched.
    """
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.name.startswith("."):
            continue
        if entry.name.endswith(".ipynb"):
            yield Path(entry.path)
        elif (
            entry.is_dir(follow_symlinks=False)
            and entry.name not in SKIPPED_FOLDERS
            and entry.name not in excluded
            and not Path(entry.path, "pyvenv.cfg").exists()
        ):
            yield from _notebooks(Path(entry.path))


def _source(path: Path, root: Path) -> Source:
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow a link the author named
    for start in (str(root), os.getcwd()):  # noqa: PTH109 - strings are several times as fast
        base = os.path.join(start, "")  # noqa: PTH118 - likewise
        if absolute.startswith(base):
            return Source(path, absolute[len(base) :].replace(os.sep, "/"), root)
    return Source(path, Path(absolute).as_posix() if path.is_absolute() else path.as_posix(), root)


def _is_inside(path: Path, blog: BlogConfig) -> bool:
    return path.resolve().is_relative_to(blog.root)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
