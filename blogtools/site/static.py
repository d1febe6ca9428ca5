"""Files of the blog's folder `static`, which go to the site's top as they are."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator

import msgspec

from blogtools.config import Blog
from blogtools.content.discover import FRESH, STATIC
from blogtools.errors import Finding, Where, WriteError
from blogtools.memo import lazy_pattern
from blogtools.store.output import Destination

HIDDEN_ONES = {".well-known", ".nojekyll"}
"""The only hidden files that are for readers (RFC 8615; GitHub Pages)."""
LEADS_OUT = "it is a link that leads out of the blog"
_NO_ADDRESS = lazy_pattern("[\x00-\x1f\x7f\\\\\ud800-\udfff]")
"""Control characters, backslashes, and bytes that are no UTF-8."""


class StaticFile(msgspec.Struct, frozen=True):
    """A file to copy."""

    name: str
    """Below the folder, and below the output folder."""
    path: str
    """Where it lies, without links."""
    made_from: str
    """Its time of change, and its size in bytes; another one each time while the first is too new to prove anything."""


def static_files(blog: Blog, output: str) -> tuple[list[StaticFile], list[Finding]]:
    """All files of the folder, in order, and what is wrong with others; a folder `output` in it is passed over."""
    folder = os.path.realpath(blog.root / STATIC)
    # A blog without settings is any folder with notebooks: what it calls `static` may be anything.
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
    """Files in and below the last of `folders`, which is called `name`; the others are those around it."""
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
            problem = "no address can have this name"
        elif is_link and not real.startswith(root):
            problem = LEADS_OUT
        elif os.path.isdir(real) if is_link else entry.is_dir():
            if real in folders:
                problem = "it leads back to a folder that it is in"
            elif real != output:
                yield from _files(inside, (*folders, real), root, output, findings)
        elif os.path.isfile(real):
            yield StaticFile(inside, real, _made_from(real))
        else:
            problem = "it leads to nothing" if is_link else "it is no file"
        if problem:
            findings.append(_not_copied(inside, problem))


def _made_from(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return "gone"  # A moment ago; what copies it will tell.
    now = time.time_ns()
    fresh = f"{now}-" if now - status.st_mtime_ns < FRESH else ""
    return f"{fresh}{status.st_mtime_ns}-{status.st_size}"


def _not_copied(name: str, why: str) -> Finding:
    shown = f"{STATIC}/{name}".rstrip("/")
    where = Where(shown if shown.isprintable() else ascii(shown))
    hint = "copy the file itself" if why == LEADS_OUT else ""
    return Finding("static", f"is not copied: {why}", where, hint)


def copy_static(
    files: Iterable[StaticFile], last: dict[str, str], destination: Destination, findings: list[Finding]
) -> dict[str, str]:
    """Copy what changed since `last`; returns what is known of each copy. Where one fails, the last copy stands."""
    copied = {}
    for file in files:
        if last.get(file.name) != file.made_from or destination.size(file.name) is None:
            try:
                destination.copy(file.name, file.path)
            except WriteError as error:
                message, where = f"is not copied: it {error.message}", Where(f"{STATIC}/{file.name}")
                findings.append(Finding("static", message, where, error.hint, "error"))
                if file.name in last:
                    copied[file.name] = ""
                continue
        copied[file.name] = file.made_from
    return copied


class Places:
    """The files and folders of a site; found in lower case, as many disks find them."""

    def __init__(self, paths: Collection[str]) -> None:
        """Know the files at `paths`, and the folders that these are in."""
        self._found: dict[str, str] = {}
        for path in paths:
            self._found[path.casefold()] = path
            slash = path.rfind("/")
            while slash > 0 and (folder := path[: slash + 1]).casefold() not in self._found:
                self._found[folder.casefold()] = folder
                slash = path.rfind("/", 0, slash)

    def in_the_way(self, name: str) -> str | None:
        """What is where a file `name` would be (a folder ends with a slash), or is a file where a folder of it is."""
        key = name.casefold()
        above = (key[:end] for end, character in enumerate(key) if character == "/")
        return next((self._found[place] for place in (key, f"{key}/", *above) if place in self._found), None)
