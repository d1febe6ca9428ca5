"""Files of the theme: the blog's own, or else the default ones."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def default_theme() -> Path:
    """Return the folder of the default theme: package data in a wheel, a top-level folder in an editable install."""
    packaged = Path(__file__).parents[2] / "_templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


def compiled_templates() -> Path | None:
    """Return the folder that caches compiled templates for all blogs of a user; None if it cannot be created."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(base) if base else Path.home() / ".cache") / "blogtools" / "templates"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):
        return None  # Without a writable home directory, templates are compiled each time.
    return folder if os.access(folder, os.W_OK) else None


def theme_file(name: str, overrides: Path) -> bytes:
    """Return the content of a theme file such as `style.css`."""
    own = overrides / name
    return (own if own.is_file() else default_theme() / name).read_bytes()


def theme_fingerprint(overrides: Path) -> str:
    """Return a hash of all theme files that pages depend on."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in (default_theme(), overrides):
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                # Notebooks are templates of new posts, on which no page depends.
                if path.is_file() and path.suffix != ".ipynb":
                    digest.update(path.relative_to(folder).as_posix().encode())
                    digest.update(path.read_bytes())
    return digest.hexdigest()


def hashed_name(name: str, data: bytes) -> str:
    """Return a name with a content hash (`style.1a2b3c4d.css`), so that browsers can cache the file forever."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.blake2b(data, digest_size=4).hexdigest()}{dot}{suffix}"


def theme_files(overrides: Path, *, search: bool = False, runner: bool = False) -> dict[str, bytes]:
    """Return the files shared by all pages, by path relative to the output folder.

    These are style, script and icon, in this order, then the scripts of search and of the snippet runner if enabled.
    """
    names = ("style.css", "script.js", "favicon.svg", *(["search.js"] * search), *(["run.js"] * runner))
    files = ((name, theme_file(name, overrides)) for name in names)
    return {f"assets/{hashed_name(name, data)}": data for name, data in files}
