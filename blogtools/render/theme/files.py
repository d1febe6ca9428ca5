"""Files of the theme: the blog's own, or else the default ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from blogtools.config import BlogConfig
from blogtools.errors import SettingsError, Where, nearest
from blogtools.plugins.load import plugins_of
from blogtools.plugins.registry import Registry
from blogtools.plugins.rows import ThemeFolder


def default_theme() -> Path:
    """Return the folder of the default theme: package data in a wheel, a top-level folder in an editable install."""
    packaged = Path(__file__).parents[2] / "_templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


NO_FOLDER = Path(__file__, "none")
"""Stands for the templates of a blog that is not trusted; nothing exists below a file, so nothing is ever found."""
DEFAULT_THEME = "default"
"""Name of the theme that is part of the program."""
THEMES: Registry[ThemeFolder] = Registry("themes", ThemeFolder, (ThemeFolder(DEFAULT_THEME, default_theme()),))


def theme_folders(blog: BlogConfig) -> tuple[Path, ...]:
    """Return the folders that take precedence over the default theme: the blog's own, then the theme of its settings.

    The blog's own is left out where its code may not run (`BlogConfig.trusted`); what is installed, the user chose.

    Raises:
        SettingsError: there is no such theme.
    """
    own = blog.templates if blog.trusted else NO_FOLDER
    name = blog.settings.theme
    if name in ("", DEFAULT_THEME):
        return (own,)
    themes = THEMES.extended(plugins_of(blog))
    if name in themes:
        return (own, themes[name].folder)
    if blog.settings.plugins and not blog.trusted:
        return (own,)  # It may be that of a plugin which is not used here.
    near = nearest(name, themes)
    hint = f"did you mean {near}?" if near else f"choose from {', '.join(themes)}"
    where = Where(blog.settings_file.name if blog.settings_file else "")
    message = f"there is no theme {name!r}"
    raise SettingsError(message, where=where, hint=hint)


def theme_file(name: str, overrides: Sequence[Path]) -> bytes:
    """Return the content of a theme file such as `style.css`."""
    own = (folder / name for folder in overrides)
    return next((path for path in own if path.is_file()), default_theme() / name).read_bytes()


def theme_fingerprint(overrides: Sequence[Path]) -> str:
    """Return a hash of all theme files that pages depend on."""
    digest = hashlib.blake2b(digest_size=16)
    for folder in (default_theme(), *reversed(overrides)):
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                # No page depends on notebooks, which are templates of new posts, nor on a theme package's code.
                if path.is_file() and path.suffix not in (".ipynb", ".py", ".pyc"):
                    digest.update(path.relative_to(folder).as_posix().encode())
                    digest.update(path.read_bytes())
    return digest.hexdigest()


def hashed_name(name: str, data: bytes) -> str:
    """Return a name with a content hash (`style.1a2b3c4d.css`), so that browsers can cache the file forever."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.blake2b(data, digest_size=4).hexdigest()}{dot}{suffix}"


def theme_files(overrides: Sequence[Path], *, search: bool = False, runner: bool = False) -> dict[str, bytes]:
    """Return the files shared by all pages, by path relative to the output folder.

    These are style, script and icon, in this order, then the scripts of search and of the snippet runner if enabled.
    """
    names = ("style.css", "script.js", "favicon.svg", *(["search.js"] * search), *(["run.js"] * runner))
    files = ((name, theme_file(name, overrides)) for name in names)
    return {f"assets/{hashed_name(name, data)}": data for name, data in files}
