"""The files of the theme: the blog's own where it has them, else the default ones."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def default_theme() -> Path:
    """The folder of the default theme: package data in a wheel, the top-level folder in an editable install."""
    packaged = Path(__file__).parents[2] / "_templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


def compiled_templates() -> Path | None:
    """The folder in which compiled templates are kept for all blogs of a user; None if there can be none."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(base) if base else Path.home() / ".cache") / "blogtools" / "templates"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):
        return None  # No home, or one that cannot be written: templates are compiled every time.
    return folder if os.access(folder, os.W_OK) else None


def theme_file(name: str, overrides: Path) -> bytes:
    """Content of a theme file such as `style.css`."""
    own = overrides / name
    return (own if own.is_file() else default_theme() / name).read_bytes()


def theme_fingerprint(overrides: Path) -> str:
    """A hash of every file that pages are made from."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in (default_theme(), overrides):
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                # Of notebooks among the templates new posts are made, not pages.
                if path.is_file() and path.suffix != ".ipynb":
                    digest.update(path.relative_to(folder).as_posix().encode())
                    digest.update(path.read_bytes())
    return digest.hexdigest()


def hashed_name(name: str, data: bytes) -> str:
    """`style.css` → `style.1a2b3c4d.css`: a changed file has another address, so browsers may keep it for good."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.blake2b(data, digest_size=4).hexdigest()}{dot}{suffix}"


def theme_files(overrides: Path, *, search: bool = False, runner: bool = False) -> dict[str, bytes]:
    """The files that pages share, by path below the output folder: style, script, icon; search, runner of snippets."""
    names = ("style.css", "script.js", "favicon.svg", *(["search.js"] * search), *(["run.js"] * runner))
    files = ((name, theme_file(name, overrides)) for name in names)
    return {f"assets/{hashed_name(name, data)}": data for name, data in files}
