"""Finds home directories, whose names are those of people."""

from __future__ import annotations

from blogtools.memo import lazy_pattern

GENERIC_USERS = frozenset(
    {"jovyan", "user", "username", "name", "you", "me", "runner", "vscode", "codespace", "ubuntu"}
)
"""Account names that reveal nothing: those of containers, hosted machines and examples."""
SYSTEM_USERS = frozenset({"shared", "public", "default", "admin", "administrator", "runneradmin"})
_NOBODY = "|".join((*sorted(GENERIC_USERS | SYSTEM_USERS), r"your?[\w.-]*"))
_UNIX = rf"/(?:home|Users)/(?!(?i:{_NOBODY})(?![\w.-]))[\w.-]+"
_STARTS_LINE = r"(?:(?<![^\n])|(?<=(?<![^\n])['\"]))"
HOMES = lazy_pattern(
    # A URL that begins with a slash is one on the site.
    rf"(?:(?<=file://)|(?<![\w.~/-])(?<!href=[\"'])(?<!src=[\"'])){_UNIX}(?=/)"
    rf"|{_STARTS_LINE}{_UNIX}(?=['\"]?(?:\n|\Z))"
    rf"|(?<![A-Za-z])[A-Za-z]:(?P<slash>\\{{1,2}}|/)Users(?P=slash)(?!(?i:{_NOBODY})[\\/])"
    r"[^\\/:*?\"<>|\n]{1,40}(?=(?P=slash))"
)
"""Matches home directories with something in them, and those that are all of a line, as `os.getcwd()` writes them."""


def mentions_home(text: str) -> bool:
    """Return False if no home directory is in a text; fast, because it rules out nearly all texts."""
    return "/home" in text or "Users" in text
