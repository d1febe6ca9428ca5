"""Records of what a user trusts: one file for each blog, in the folder in which Jupyter keeps what the user trusts.

As Jupyter trusts a notebook by its content, a blog is trusted by the path of its folder and the digests of its code:
what somebody else changes there, as with `git pull`, is not trusted until the user says so. Files that the user saves
in JupyterLab stay trusted, as saved notebooks do. A folder in the environment variable `BLOGTOOLS_TRUSTED` is trusted
whatever changes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import msgspec

from blogtools.config import BlogConfig
from blogtools.errors import UsageError, Where, WriteError
from blogtools.trust.code import code_digests, code_folders, file_digest, is_code

TRUSTED = "BLOGTOOLS_TRUSTED"
"""Environment variable: trusted folders, each with all that is below it, separated as in `PATH`."""

_lock = Lock()
"""Held while a record is changed by this process."""


class TrustRecord(msgspec.Struct, frozen=True):
    """The files that were trusted in one folder."""

    root: str
    """Path of the folder."""
    files: dict[str, str]
    """Path of each file in it to SHA-256."""


def with_trust(blog: BlogConfig) -> BlogConfig:
    """Return the blog as a server may use it: code of its own folder is used only as far as the user trusts it."""
    if is_always_trusted(blog):
        return msgspec.structs.replace(blog, trusted=True, vetted=None)
    record = trusted_files(blog)
    current = _current(blog) if record is not None else None
    if record is None or current is None or not current.items() <= record.items():
        return msgspec.structs.replace(blog, trusted=False, vetted=frozenset())
    return msgspec.structs.replace(blog, trusted=True, vetted=frozenset(current.values()))


def is_always_trusted(blog: BlogConfig) -> bool:
    """Return True for a blog that `BLOGTOOLS_TRUSTED` lists."""
    listed = filter(None, os.environ.get(TRUSTED, "").split(os.pathsep))
    return any(blog.root.is_relative_to(Path(folder).expanduser().resolve()) for folder in listed)


def trusted_files(blog: BlogConfig) -> dict[str, str] | None:
    """Return what the user has trusted in a blog's folder, path to SHA-256; None for nothing at all."""
    try:
        record = msgspec.json.decode(_file(blog).read_bytes(), type=TrustRecord)
    except (OSError, msgspec.MsgspecError):
        return None  # What cannot be read is not trusted.
    return record.files if record.root == str(blog.root) else None


def trust_code(blog: BlogConfig, files: Mapping[str, str]) -> None:
    """Trust files of a blog, as `code_digests` returns them.

    Raises:
        WriteError: it cannot be remembered.
    """
    with _lock:
        _write(blog, files)


def withdraw_trust(blog: BlogConfig) -> bool:
    """Trust a blog no longer; return whether it was trusted.

    Raises:
        UsageError: `BLOGTOOLS_TRUSTED` lists the blog.
        WriteError: what is remembered cannot be deleted.
    """
    if is_always_trusted(blog):
        message = f"is trusted because {TRUSTED} lists it or a folder above it"
        raise UsageError(message, where=Where(str(blog.root)), hint="remove it there, then restart JupyterLab")
    with _lock:
        file = _file(blog)
        was_trusted = file.exists()
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            message = f"cannot be deleted, so the blog is still trusted: {error.strerror}"
            raise WriteError(message, where=Where(str(file))) from error
    return was_trusted


def keep_trust(blog: BlogConfig, path: Path) -> None:
    """Trust a file that the user has just saved, if the user trusts the blog and the file is code of it.

    Other files are trusted as they were before.

    Raises:
        OSError: the file cannot be read.
        WriteError: it cannot be remembered.
    """
    if not is_code(path) or not any(path.is_relative_to(folder) for folder in code_folders(blog)):
        return
    with _lock:
        files = trusted_files(blog)
        if files is not None:
            _write(blog, {**files, path.relative_to(blog.root).as_posix(): file_digest(path)})


def _current(blog: BlogConfig) -> dict[str, str] | None:
    """Return the files of a blog's code as they are now; None if they cannot be compared with what was trusted."""
    try:
        return code_digests(blog)
    except UsageError:
        return None


def _file(blog: BlogConfig) -> Path:
    # Only JupyterLab and `blogtools trust` look here.
    from jupyter_core.paths import jupyter_data_dir

    name = hashlib.sha256(os.fsencode(blog.root)).hexdigest()[:32]
    return Path(jupyter_data_dir(), "blogtools", "trusted", f"{name}.json")


def _write(blog: BlogConfig, files: Mapping[str, str]) -> None:
    file = _file(blog)
    temporary = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(temporary, "wb", opener=_private) as handle:
            handle.write(msgspec.json.encode(TrustRecord(str(blog.root), dict(files))))
        temporary.replace(file)
    except OSError as error:
        message = f"cannot be written, so the blog is not trusted: {error.strerror}"
        raise WriteError(message, where=Where(str(file))) from error


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner may read or write."""
    return os.open(path, flags, 0o600)
