"""Aliases: addresses that a post had before, as its author writes them."""

from __future__ import annotations

from urllib.parse import unquote

LONGEST_ALIAS_SHOWN = 60
"""Characters of an alias that a message repeats."""


def alias_path(alias: str, home: str = "") -> str | None:
    """Return the path, relative to the output folder, of an alias (`/old/`, `old.html`); None if it is invalid."""
    if home and alias.startswith(home):
        alias = alias[len(home) :]
    parts = unquote(alias).strip().strip("/").split("/")
    is_plain = all(
        part not in ("", ".", "..") and part.isprintable() and not set(part) & set("\\?#:") for part in parts
    )
    # Two slashes begin an address on another host.
    if not is_plain or "://" in alias or alias.strip().startswith("//"):
        return None
    path = "/".join(parts)
    return path if parts[-1].lower().endswith((".html", ".htm")) else f"{path}/index.html"


def shown_alias(alias: str) -> str:
    """Return an alias as one short line of printable text."""
    short = alias if len(alias) <= LONGEST_ALIAS_SHOWN else f"{alias[:LONGEST_ALIAS_SHOWN]}…"
    return short if short.isprintable() else ascii(short)
