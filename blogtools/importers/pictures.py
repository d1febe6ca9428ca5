"""The files that a post shows: those that came with it stand beside its notebook, the others stay links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from blogtools.errors import Finding, Where
from blogtools.transform.portable_names import portable_name

Address = Callable[[str, bool], str]
"""Given an address and whether it is that of a picture: the address that takes its place."""
Find = Callable[[str], "Path | bytes | None"]
"""Given an address: the file, or its content; None if it did not come along."""
PAGES = frozenset({"", ".html", ".htm", ".php", ".md", ".markdown", ".rst", ".asp", ".aspx", ".xml"})
"""Endings of addresses that lead to pages, not to files."""
MOST_HOSTS = 3
"""Servers that a message names."""


def nothing(_: str) -> Path | bytes | None:
    """Find no file."""
    return None


class Pictures:
    """The files of one post, as its text is converted."""

    def __init__(self, post: str, find: Find = nothing) -> None:
        self._post = portable_name(post)
        self._find = find
        self.is_of_archive = find is not nothing
        self.files: dict[str, Path | bytes] = {}
        """Path relative to the notebook's folder, to the file or its content."""
        self.remote: dict[str, int] = {}
        """Pictures on other servers, by server."""
        self.missing: list[str] = []
        """Addresses of pictures that should have come along."""
        self._names: dict[str, str] = {}

    def address(self, given: str, is_picture: bool) -> str:  # noqa: FBT001 - the form of `Address`
        """Return the address that takes the place of one; a file that came along is kept for it."""
        try:
            parts = urlsplit(given)
        except ValueError:
            return given
        suffix = PurePosixPath(unquote(parts.path)).suffix.lower()
        if parts.scheme not in ("", "http", "https") or not parts.path or (not is_picture and suffix in PAGES):
            return given
        if given not in self._names:
            content = self._find(given)
            self._names[given] = self._keep(unquote(parts.path), content) if content is not None else ""
            if content is None and is_picture and parts.netloc:
                self.remote[parts.netloc] = self.remote.get(parts.netloc, 0) + 1
            elif content is None and is_picture:
                self.missing.append(given)
        return self._names[given] or (f"https:{given}" if given.startswith("//") else given)

    def _keep(self, path: str, content: Path | bytes) -> str:
        name = portable_name(PurePosixPath(path).name)
        wanted = f"{self._post}/{name}"
        number = 2
        while wanted in self.files and self.files[wanted] != content:
            stem, dot, suffix = name.rpartition(".")
            wanted = f"{self._post}/{stem}-{number}{dot}{suffix}"
            number += 1
        self.files[wanted] = content
        return wanted


def remote_note(all_pictures: Iterable[Pictures], where: Where) -> list[Finding]:
    """Return what is told once of all posts: pictures that stay on other servers, and those that are nowhere."""
    hosts: dict[str, int] = {}
    missing: dict[str, None] = {}
    for pictures in all_pictures:
        missing.update(dict.fromkeys(pictures.missing) if pictures.is_of_archive else {})
        for host, count in pictures.remote.items():
            hosts[host] = hosts.get(host, 0) + count
    told = []
    if missing:
        first = next(iter(missing))
        message = f"did not bring {len(missing)} of its pictures along, such as {first}"
        told.append(Finding("import", message, where, "put them where the posts look for them"))
    return [*told, *_remote(hosts, where)]


def _remote(hosts: dict[str, int], where: Where) -> list[Finding]:
    if not hosts:
        return []
    count = sum(hosts.values())
    named = sorted(hosts, key=lambda host: (-hosts[host], host))
    listed = ", ".join(named[:MOST_HOSTS]) + (f" and {len(named) - MOST_HOSTS} more" if len(named) > MOST_HOSTS else "")
    verb = "1 picture stays a link" if count == 1 else f"{count} pictures stay links"
    message = f"{verb} to other servers: {listed}"
    hint = "save them beside the notebooks before those servers go"
    return [Finding("import", message, where, hint)]
