"""Static files: those of the theme, and those of the blog's `static` folder, copied to the site root.

The blog's are unchanged but for the positions of photos.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from blogtools.config import BlogConfig
from blogtools.content.discover import STATIC
from blogtools.content.metadata_files import STAMP_RESOLUTION
from blogtools.errors import Finding, Where, WriteError
from blogtools.memo import lazy_pattern
from blogtools.render.theme.files import theme_files, theme_folders
from blogtools.store.output import Destination

HIDDEN_ONES = {".well-known", ".nojekyll"}
"""Hidden names that are published nevertheless (RFC 8615; GitHub Pages)."""
PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".dng", ".mp4", ".mov", ".m4v")
"""Endings of files that may tell where they were taken."""
LEADS_OUT = "it is a symlink that leads out of the blog"
_NO_ADDRESS = lazy_pattern("[\x00-\x1f\x7f\\\\\ud800-\udfff]")
"""Matches control characters, backslashes and bytes that are not UTF-8."""


def write_theme(blog: BlogConfig, destination: Destination) -> dict[str, str]:
    """Write the theme's files, which all pages share; return them as `Lists.files`."""
    files = shared_files(blog)
    for name, data in files.items():
        destination.write(name, data, immutable=True)
    return {name: name for name in files}


def shared_files(blog: BlogConfig) -> Mapping[str, bytes]:
    """Return the theme's files, by name."""
    return theme_files(theme_folders(blog), search=bool(blog.settings.search), runner=bool(blog.settings.pyodide))


class StaticFile(msgspec.Struct, frozen=True):
    """A file to copy."""

    name: str
    """Relative to the static folder and to the output folder."""
    path: str
    """Location, with symlinks resolved."""
    fingerprint: str
    """Modification time and size in bytes; unique while the time is too recent to prove the file unchanged."""


def static_files(blog: BlogConfig, output: str) -> tuple[list[StaticFile], list[Finding]]:
    """Return all static files, sorted, and findings for those that cannot be copied; `output` is skipped."""
    folder = os.path.realpath(blog.root / STATIC)
    # Without a settings file, any folder with notebooks is a blog, and its `static` may be anything.
    if not blog.settings_file or not os.path.isdir(folder):
        return [], []
    root = os.path.join(os.path.realpath(blog.root), "")
    findings: list[Finding] = []
    if not folder.startswith(root):
        findings.append(_not_copied("", LEADS_OUT))
        return [], findings
    found = _files("", (folder,), root, os.path.realpath(output), findings)
    return sorted(found, key=lambda file: file.name), findings


def _files(
    name: str, folders: tuple[str, ...], root: str, output: str, findings: list[Finding]
) -> Iterator[StaticFile]:
    """Yield the files in and below the last of `folders`, which is named `name`; the others are its parents."""
    try:
        with os.scandir(folders[-1]) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        findings.append(_not_copied(name, f"it cannot be read: {error.strerror}"))
        return
    for entry in entries:
        if entry.name.startswith(".") and entry.name not in HIDDEN_ONES:
            continue
        inside = f"{name}/{entry.name}" if name else entry.name
        is_link = entry.is_symlink()
        real = os.path.realpath(entry.path) if is_link else entry.path
        problem = ""
        if _NO_ADDRESS.search(entry.name):
            problem = "its name cannot be part of an address"
        elif is_link and not real.startswith(root):
            problem = LEADS_OUT
        elif os.path.isdir(real) if is_link else entry.is_dir():
            if real in folders:
                problem = "it leads back to a folder that contains it"
            elif real != output:
                yield from _files(inside, (*folders, real), root, output, findings)
        elif os.path.isfile(real):
            yield StaticFile(inside, real, _fingerprint(real))
        else:
            problem = "it is a broken symlink" if is_link else "it is not a regular file"
        if problem:
            findings.append(_not_copied(inside, problem))


def _wrote_without_position(file: StaticFile, destination: Destination, findings: list[Finding]) -> bool:
    """Write a photo or video without the position where it was taken; return False for a file that has none."""
    if not file.name.lower().endswith(PHOTOS):
        return False
    # Loaded only by blogs with photos among these files.
    import mmap

    from blogtools.transform.files.position import may_have_position, without_position

    try:
        with open(file.path, "rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            if not may_have_position(mapped):
                return False
            data = mapped[:]
    except (OSError, ValueError):
        return False  # Copying it reports the error; an empty file has nothing.
    published = without_position(data)
    if published is data:
        return False
    destination.write(file.name, published)
    message = "where it was taken is not in the published copy"
    findings.append(Finding("privacy", message, Where(f"{STATIC}/{file.name}"), "the file itself is as it was", "note"))
    return True


def _fingerprint(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return "gone"  # Deleted meanwhile; copying it reports the error.
    now = time.time_ns()
    fresh = f"{now}-" if now - status.st_mtime_ns < STAMP_RESOLUTION else ""
    return f"{fresh}{status.st_mtime_ns}-{status.st_size}"


def _not_copied(name: str, why: str) -> Finding:
    shown = f"{STATIC}/{name}".rstrip("/")
    where = Where(shown if shown.isprintable() else ascii(shown))
    hint = "copy the file itself" if why == LEADS_OUT else ""
    return Finding("static", f"is not copied: {why}", where, hint)


def copy_static(
    files: Iterable[StaticFile],
    last: dict[str, str],
    destination: Destination,
    findings: list[Finding],
    check: Callable[[StaticFile], Iterable[Finding]],
) -> dict[str, str]:
    """Copy files that changed since `last`; return name to `fingerprint`. If a copy fails, the previous one stays.

    Those that are copied are checked; one with an error has no fingerprint, so that each build tells it.
    """
    copied = {}
    for file in files:
        copied[file.name] = file.fingerprint
        if last.get(file.name) == file.fingerprint and destination.size(file.name) is not None:
            continue
        found = tuple(check(file))
        findings += found
        if any(one.severity == "error" for one in found):
            copied[file.name] = ""
        try:
            if not _wrote_without_position(file, destination, findings):
                destination.copy(file.name, file.path)
        except WriteError as error:
            message, where = f"is not copied: it {error.message}", Where(f"{STATIC}/{file.name}")
            findings.append(Finding("static", message, where, error.hint, "error"))
            del copied[file.name]
            if file.name in last:
                copied[file.name] = ""
    return copied
