"""Files that a notebook refers to: read if they may be published, else the reason why not."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from blogtools.content.discover import EXCLUDED_FOLDERS, SKIPPED_FOLDERS, STATIC, Source
from blogtools.memo import lazy_pattern
from blogtools.redaction import NO_REDACTION, Redaction
from blogtools.transform.context import IS_FOLDER, NOT_FOUND, WHERE_FILES_LIE
from blogtools.transform.redaction.texts import as_published

PRIVATE_NAME = lazy_pattern(
    r".*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg|ovpn|env|htpasswd)"
    r"|(?:kaggle|application_default_credentials)\.json|kubeconfig|_netrc|pgpass\.conf|wp-config\.php"
    r"|terraform\.tfstate(?:\.backup)?|.*\.tfvars|\.(?:netrc|pgpass|npmrc|pypirc|dockercfg|git-credentials|env\..*)"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|(?:credentials|secrets?|client_secret.*|service[-_]account.*|token)"
    r"(?:\.(?:json|toml|ya?ml|ini|cfg|env|txt))?",
    re.IGNORECASE,
)
"""Names of files that hold keys and passwords; none of them is ever published."""
_PRIVATE_KEY = lazy_pattern(rb"-----BEGIN [A-Z ]*PRIVATE KEY")
_HEAD = 4096
"""Bytes in which the first line of a private key is looked for."""


class Folders:
    """Facts about folders that a post asks for again and again: where they really are, and the names in them.

    Each is looked at once, so that a post may refer to thousands of files, missing ones too. It is for one pass over
    a post: what changes in a folder later is not seen.
    """

    def __init__(self, redaction: Redaction = NO_REDACTION) -> None:
        """Take the rules that may have replaced names of files in texts."""
        self._redaction = redaction
        self._real: dict[str, str] = {}
        self._listed: dict[str, dict[str, str]] = {}
        self._published: dict[str, dict[str, str]] = {}

    def real_path_of_folder(self, folder: str) -> str:
        """Return the path of a folder without links."""
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        return self._real[folder]

    def real_path(self, path: str) -> str:
        """Return the path of a file without links; `..` leads to the folder that the author sees, links or not."""
        path = os.path.normpath(path)
        folder, name = os.path.split(path)
        # Not `Path.resolve`, which raises RuntimeError for a link to itself.
        return os.path.realpath(path) if os.path.islink(path) else os.path.join(self.real_path_of_folder(folder), name)  # noqa: PTH114, PTH118 - for strings

    def with_other_case(self, path: str) -> str:
        """Return the name of a file beside `path` that differs from its name in case alone; empty if there is none."""
        folder, name = os.path.split(path)
        near = self._names(folder).get(name.casefold(), "")
        return "" if near == name else near

    def written_path(self, folder: str, relative: str) -> str:
        """Return the path of a file as it is on disk; the rules may have replaced parts of the one in the text.

        Raises:
            OSError: A folder cannot be read.
        """
        if not self._redaction.rules or os.path.lexists(os.path.join(folder, relative)):  # noqa: PTH118 - for strings
            return relative
        found = ""
        for part in relative.split("/"):
            above, name = os.path.join(folder, found), part  # noqa: PTH118 - as above
            if part not in ("", ".", "..") and not os.path.lexists(os.path.join(above, part)):  # noqa: PTH118 - as above
                name = self._written_names(above).get(part, part)
            found = f"{found}/{name}" if found else name
        return found

    def _names(self, folder: str) -> dict[str, str]:
        """Return the names in a folder, by their small letters."""
        if folder not in self._listed:
            names = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208 - names only
            self._listed[folder] = {name.casefold(): name for name in names}
        return self._listed[folder]

    def _written_names(self, folder: str) -> dict[str, str]:
        """Return the names in a folder, by those that the rules make of them."""
        if folder not in self._published:
            names = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208 - as above
            self._published[folder] = {as_published(name, self._redaction): name for name in names}
        return self._published[folder]


def file_reader(source: Source) -> Callable[[str], bytes | None]:
    """Return a function that reads files by path relative to the notebook or, with a slash before it, to the blog.

    It returns None for a file that is missing or unreadable, outside the root, hidden, or named like a key; and for one
    that the site has at such a path by itself, because it lies in `static`.
    """
    root = str(_resolved(source.root))
    folder = os.path.abspath(source.path.parent)  # noqa: PTH100 - a linked folder keeps its place in the blog
    folders = Folders(source.redaction)

    def read(relative: str) -> bytes | None:
        start = folder
        if relative.startswith("/"):
            start, relative = str(source.root), relative[1:]
            is_known = os.path.lexists(os.path.join(start, STATIC, relative))  # noqa: PTH118 - for strings
            if is_known or relative.partition("/")[0] in _NO_FILES:
                return None
        try:
            written = os.path.normpath(os.path.join(start, folders.written_path(start, relative)))  # noqa: PTH118 - as above
            if not os.path.lexists(written):
                return None
            path = folders.real_path(written)
            if _refusal(path, root) or not os.path.isfile(path):  # noqa: PTH113 - as above
                return None
            data = Path(path).read_bytes()
        except (OSError, ValueError):
            # A name that the file system rejects (too long, a null byte) is not a file.
            return None
        return None if _PRIVATE_KEY.search(data, 0, _HEAD) else data

    return read


def absence_finder(source: Source) -> Callable[[str], tuple[str, str]]:
    """Return a function that tells why `file_reader` does not read a file: the end of a message, and what to do."""
    root = str(_resolved(source.root))
    folder = os.path.abspath(source.path.parent)  # noqa: PTH100 - as above
    folders = Folders(source.redaction)

    def absence(relative: str) -> tuple[str, str]:
        try:
            path = folders.real_path(os.path.join(folder, folders.written_path(folder, relative)))  # noqa: PTH118 - as above
            mode = os.stat(path).st_mode  # noqa: PTH116 - as above
            if not stat.S_ISREG(mode):
                return IS_FOLDER if stat.S_ISDIR(mode) else "is not a regular file", "refer to a file"
            refusal = _refusal(path, root)
            if not refusal:
                with Path(path).open("rb") as file:
                    refusal = "it holds a private key" if _PRIVATE_KEY.search(file.read(_HEAD)) else ""
        except PermissionError as error:
            return f"cannot be read: {error.strerror}", "change its permissions"
        except (OSError, ValueError):
            return _missing(os.path.normpath(os.path.join(folder, relative)), root, folders)  # noqa: PTH118 - as above
        if refusal:
            return f"is not published: {refusal}", WHERE_FILES_LIE if refusal == _OUTSIDE else "remove the reference"
        return NOT_FOUND, WHERE_FILES_LIE

    return absence


_NO_FILES = {*EXCLUDED_FOLDERS, *SKIPPED_FOLDERS}
"""Folders of a blog that no URL from its root leads to."""
_OUTSIDE = "it lies outside the blog"


def _refusal(path: str, root: str) -> str:
    """Return why the file at a path without links must not be published; empty if it may be."""
    inside = _inside(path, root)
    if inside is None:
        return _OUTSIDE
    if inside.startswith(".") or "/." in inside:
        return "it is hidden"
    return "its name is that of a key or a password" if PRIVATE_NAME.fullmatch(os.path.basename(path)) else ""  # noqa: PTH119 - for strings


def _inside(path: str, root: str) -> str | None:
    """Return a path relative to the root, with `/` between its parts; None if it is outside."""
    above = root.rstrip(os.sep) + os.sep
    if path == root:
        return ""
    return path[len(above) :].replace(os.sep, "/") if path.startswith(above) else None


def _missing(path: str, root: str, folders: Folders) -> tuple[str, str]:
    """Return a message for a missing file; it names the one whose name differs only in case."""
    try:
        is_inside = _inside(folders.real_path_of_folder(os.path.dirname(path)), root) is not None  # noqa: PTH120 - for strings
        near = folders.with_other_case(path) if is_inside else ""
    except (OSError, ValueError):
        near = ""
    if not near:
        return NOT_FOUND, WHERE_FILES_LIE
    return f"was not found, but {near} was", "write the name as the file has it: case matters on most servers"


@lru_cache(16)
def _resolved(folder: Path) -> Path:
    return folder.resolve()
