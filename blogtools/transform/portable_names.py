"""Names of files that every system can hold: Windows refuses some that others take."""

from __future__ import annotations

from blogtools.memo import lazy_pattern

_PORTS = (f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³")
_RESERVED = frozenset(("con", "prn", "aux", "nul", "conin$", "conout$", *_PORTS))
"""Devices, in small letters, whatever extension follows (Microsoft, "Naming Files, Paths, and Namespaces")."""
_DROPPED = (".", " ")
_FORBIDDEN = lazy_pattern('[\x00-\x1f\\\\:*?"<>|]')


def name_problem(path: str) -> str:
    """Return what is wrong with a path on Windows, as the end of a sentence; empty if nothing is."""
    forbidden = _FORBIDDEN.search(path)
    for name in path.split("/"):
        if forbidden and (match := _FORBIDDEN.search(name)):
            sign = match[0] if match[0].isprintable() else ascii(match[0])
            return f"has {sign} in a name, which Windows does not allow: {_shown(name)}"
        if name[-1:] in _DROPPED and name not in (".", ".."):
            end = "dot" if name[-1] == "." else "space"
            return f"has a name that ends in a {end}, which Windows drops: {name!r}"
        if _is_reserved(name):
            return f"has a name that is reserved on Windows: {_shown(name)}"
    return ""


def portable_name(name: str) -> str:
    """Return the nearest name of a file that every system can hold; the name itself if it is one."""
    safe = _FORBIDDEN.sub("-", name).rstrip(". ")
    stem, dot, extension = safe.partition(".")
    return f"{stem.rstrip()}-1{dot}{extension}" if _is_reserved(safe) else safe or "file"


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _is_reserved(name: str) -> bool:
    return name.partition(".")[0].rstrip().lower() in _RESERVED
