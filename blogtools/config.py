"""The blog's settings: found, read and checked in one place."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import SettingsError, Where

SETTINGS_FILE = "blogtools.toml"
CACHE_FOLDER = ".blogtools"
PLUGINS = "plugins"
"""Folder of a blog's own plugins."""
LEVELS = ("off", "note", "warning", "error")
"""What the setting `findings` may make of a kind of findings."""
KINDS = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    tuple: "a list of texts",
    dict: "a table of texts",
}
"""Types of settings, in the words of an error."""
PERMALINK_FIELDS = ("slug", "year", "month", "day")

_BASE_URL = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")
"""Scheme, host and perhaps a path: a query, a fragment or a password is no part of a site's address."""


class Settings(msgspec.Struct, frozen=True):
    """What `blogtools.toml` (or `[tool.blogtools]` in `pyproject.toml`) may say; everything is optional."""

    title: str = ""
    """Name of the blog."""
    description: str = ""
    """One sentence about it."""
    base_url: str = ""
    """Where it is published, such as `https://example.org/blog`; empty while that is not known."""
    author: str = ""
    """Author of posts that name none."""
    language: str = "en"
    """Language of posts that name none, as in HTML's `lang`."""
    timezone: str = "UTC"
    """IANA name of the zone that times without a zone are in."""
    notebooks: str = "notebooks"
    """Folder of the posts; where it does not exist, the blog's own folder."""
    permalink: str = "/{slug}/"
    """Pattern of the address of a page, of `{slug}`, `{year}`, `{month}` and `{day}`."""
    posts_per_page: int = 20
    """Posts on a page of a list."""
    search: bool = False
    """Whether readers can search the texts of all posts; needs the extra `search`."""
    cards: bool = True
    """Whether a post without an `image` gets a drawn one, which other sites show beside a link to it."""
    llms_txt: bool = False
    """Whether there is an `llms.txt` (llmstxt.org), which tells language models what to read."""
    pyodide: str = ""
    """Pyodide, which lets readers run snippets: a URL, or a path below the site's top. Empty: no snippet has Run."""
    plotly: str = ""
    """Plotly's script, which draws figures: a URL, or a path below the site's top. Empty: the installed package's."""
    vega: str = ""
    """Likewise a script with Vega, Vega-Lite and vega-embed. Empty: that of `vl-convert-python`, if it is installed."""
    bokeh: str = ""
    """Likewise Bokeh's, whose other files lie beside it. Empty: the installed package's."""

    theme: str = ""
    """Name of an installed theme, or of one that a plugin has. Empty: the default theme."""
    plugins: tuple[str, ...] = ()
    """Plugins of the blog's own, such as `wordcount` for `plugins/wordcount.py`. A plugin is code, which then runs."""
    findings: dict[str, str] = {}
    """By kind of findings, such as `missing-alt`, what it is told as: `off`, `note`, `warning` or `error`."""

    def __hash__(self) -> int:
        # Blogs are keys of caches; the table that a struct cannot hash by itself never changes.
        return hash((self.title, self.base_url, self.theme, self.plugins, *self.findings.items()))

    @property
    def home(self) -> str:
        """The blog's address with a slash at its end; empty while that is not known."""
        return f"{self.base_url.rstrip('/')}/" if self.base_url else ""


class Blog(msgspec.Struct, frozen=True):
    """A blog is a folder with settings."""

    root: Path
    settings: Settings
    settings_file: Path | None = None
    """Where the settings stand; None for a folder without any."""
    trusted: bool = True
    """Whether code of the blog's own folder may run. JupyterLab opens folders whose code nobody has looked at."""

    @property
    def notebooks(self) -> Path:
        """The folder searched for posts."""
        folder = self.root / self.settings.notebooks
        return folder if folder.is_dir() else self.root

    @property
    def templates(self) -> Path:
        """The folder of template overrides, which need not exist."""
        return self.root / "templates"

    @property
    def cache(self) -> Path:
        """The folder of the manifest and compiled templates; safe to delete."""
        return self.root / CACHE_FOLDER


def find_blog(start: Path) -> Blog:
    """Find the blog that holds the folder `start`: the nearest settings at or above it, else `start` without settings.

    Raises:
        SettingsError: the settings cannot be read, or do not say what they may.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        own = folder / SETTINGS_FILE
        if own.is_file():
            return Blog(folder, _check(_load(own), own.name), own)
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _load(project).get("tool", {}).get("blogtools")
            if table is not None:
                return Blog(folder, _check(table, project.name), project)
    return Blog(start, Settings())


def user_cache(name: str) -> Path | None:
    """Return the folder in which something is kept for all blogs of a user; None if there can be none."""
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(base) if base else Path.home() / ".cache") / "blogtools" / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):
        return None  # No home, or one that cannot be written.
    return folder if os.access(folder, os.W_OK) else None


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"is not valid TOML: {error}"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    raise SettingsError(message, where=Where(path.name))


def _check(table: dict[str, Any], file: str) -> Settings:
    """All that is wrong with the settings, in one error."""
    known = {field.name: field for field in msgspec.structs.fields(Settings)}
    problems = []
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            problems.append(f"unknown key `{key}`" + (f", did you mean `{near[0]}`?" if near else ""))
            continue
        default = _default(known[key])
        given = tuple(value) if isinstance(value, list) else value
        if type(given) is not type(default) or not _has_texts(given):
            problems.append(f"`{key}` must be {KINDS[type(default)]}, found {value!r}")
        else:
            values[key] = given
    problems.extend(_check_values(values))
    if problems:
        raise SettingsError("; ".join(problems), where=Where(file))
    return Settings(**values)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _has_texts(value: Any) -> bool:
    """Whether a list or a table holds nothing but texts; other values are no matter."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return all(isinstance(item, str) for item in items)


def _check_values(values: dict[str, Any]) -> list[str]:
    problems = []
    base_url = values.get("base_url", "")
    if base_url and not _BASE_URL.fullmatch(base_url):
        problems.append(f"`base_url` must be an address such as https://example.org/blog, found {base_url!r}")
    permalink = values.get("permalink", "/{slug}/")
    if not _is_permalink(permalink):
        problems.append(f"`permalink` must be a pattern such as /{{year}}/{{month}}/{{slug}}/, found {permalink!r}")
    if values.get("posts_per_page", 1) < 1:
        problems.append(f"`posts_per_page` must be at least 1, found {values['posts_per_page']}")
    if "timezone" in values:
        # zoneinfo reads its data base from disk; most blogs never name a zone.
        import zoneinfo

        try:
            zoneinfo.ZoneInfo(values["timezone"])
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            problems.append(f"`timezone` must be a name such as Europe/Paris, found {values['timezone']!r}")
    folder = Path(values.get("notebooks", "notebooks"))
    if folder.is_absolute() or ".." in folder.parts:
        problems.append(f"`notebooks` must be a folder inside the blog, found {values['notebooks']!r}")
    problems.extend(
        f"`plugins` must name files of the folder {PLUGINS}/ without `.py`, found {name!r}"
        for name in values.get("plugins", ())
        if not name.isidentifier()
    )
    for slug, level in values.get("findings", {}).items():
        if level not in LEVELS:
            near = difflib.get_close_matches(level, LEVELS, n=1)
            hint = f", did you mean {near[0]!r}?" if near else f"; there are: {', '.join(LEVELS)}"
            problems.append(f"`findings.{slug}` cannot be {level!r}{hint}")
    return problems


def _is_permalink(pattern: str) -> bool:
    """Whether each post gets an address of its own from a pattern, and none outside of the site."""
    parts = pattern.strip("/").split("/")
    names = re.findall(r"\{([^{}]*)\}", pattern)
    rest = re.sub(r"\{[^{}]*\}", "", pattern)
    return (
        "slug" in names
        and set(names) <= set(PERMALINK_FIELDS)
        and not set(rest) & set("{}\\?#%:")
        and not {"", ".", ".."} & set(parts)
    )
