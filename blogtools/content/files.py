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
from blogtools.redaction import Redaction
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


def file_reader(source: Source) -> Callable[[str], bytes | None]:
    """Return a function that reads files by path relative to the notebook or, with a slash before it, to the blog.

    It returns None for a file that is missing or unreadable, outside the root, hidden, or named like a key; and for one
    that the site has at such a path by itself, because it lies in `static`.
    """
    root = _resolved(source.root)
    folder = os.path.abspath(source.path.parent)  # noqa: PTH100 - a linked folder keeps its place in the blog

    def read(relative: str) -> bytes | None:
        start = folder
        if relative.startswith("/"):
            start, relative = str(source.root), relative[1:]
            is_known = os.path.lexists(os.path.join(start, STATIC, relative))  # noqa: PTH118 - for strings
            if is_known or relative.partition("/")[0] in _NO_FILES:
                return None
        try:
            path = _located(start, written_path(start, relative, source.redaction))
            if _refusal(path, root) or not path.is_file():
                return None
            data = path.read_bytes()
        except (OSError, ValueError):
            # A name that the file system rejects (too long, a null byte) is not a file.
            return None
        return None if _PRIVATE_KEY.search(data, 0, _HEAD) else data

    return read


def absence(source: Source, relative: str) -> tuple[str, str]:
    """Return why `file_reader` does not read a file, as the end of a message, and what to do."""
    root = _resolved(source.root)
    folder = os.path.abspath(source.path.parent)  # noqa: PTH100 - as above
    try:
        path = _located(folder, written_path(folder, relative, source.redaction))
        refusal = _refusal(path, root)
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return IS_FOLDER if stat.S_ISDIR(status.st_mode) else "is not a regular file", "refer to a file"
        if not refusal:
            with path.open("rb") as file:
                refusal = "it holds a private key" if _PRIVATE_KEY.search(file.read(_HEAD)) else ""
    except PermissionError as error:
        return f"cannot be read: {error.strerror}", "change its permissions"
    except (OSError, ValueError):
        return _missing(folder, relative, root)
    if refusal:
        return f"is not published: {refusal}", WHERE_FILES_LIE if refusal == _OUTSIDE else "remove the reference"
    return NOT_FOUND, WHERE_FILES_LIE


_NO_FILES = {*EXCLUDED_FOLDERS, *SKIPPED_FOLDERS}
"""Folders of a blog that no URL from its root leads to."""
_OUTSIDE = "it lies outside the blog"


def _refusal(path: Path, root: Path) -> str:
    """Return why the file at a resolved path must not be published; empty if it may be."""
    if not path.is_relative_to(root):
        return _OUTSIDE
    if any(part.startswith(".") for part in path.relative_to(root).parts):
        return "it is hidden"
    return "its name is that of a key or a password" if PRIVATE_NAME.fullmatch(path.name) else ""


def written_path(folder: str, relative: str, redaction: Redaction) -> str:
    """Return the path of a file as it is on disk; the author's rules may have replaced parts of the one in the text.

    Raises:
        OSError: A folder cannot be read.
    """
    if not redaction.rules or os.path.lexists(os.path.join(folder, relative)):  # noqa: PTH118 - for strings
        return relative
    found = ""
    for part in relative.split("/"):
        above, name = os.path.join(folder, found), part  # noqa: PTH118 - as above
        if part not in ("", ".", "..") and not os.path.lexists(os.path.join(above, part)):  # noqa: PTH118 - as above
            name = next((one for one in sorted(os.listdir(above)) if as_published(one, redaction) == part), part)  # noqa: PTH208
        found = f"{found}/{name}" if found else name
    return found


def _missing(folder: str, relative: str, root: Path) -> tuple[str, str]:
    """Return a message for a missing file; it names the one whose name differs only in case."""
    path = Path(os.path.normpath(os.path.join(folder, relative)))  # noqa: PTH118 - strings, as in `_located`
    try:
        inside = path.parent.resolve().is_relative_to(root)
        names = sorted(os.listdir(path.parent)) if inside else []  # noqa: PTH208 - only names are wanted
    except (OSError, ValueError):
        return NOT_FOUND, WHERE_FILES_LIE
    near = next((name for name in names if name.casefold() == path.name.casefold()), "")
    if not near:
        return NOT_FOUND, WHERE_FILES_LIE
    return f"was not found, but {near} was", "write the name as the file has it: case matters on most servers"


def _located(folder: str, relative: str) -> Path:
    """Return the resolved path of a file; `..` leads to the folder that the author sees, links or not."""
    # Not `resolve`, which raises RuntimeError for a link to itself.
    return Path(os.path.realpath(os.path.normpath(os.path.join(folder, relative))))  # noqa: PTH118 - for strings


@lru_cache(16)
def _resolved(folder: Path) -> Path:
    return folder.resolve()
