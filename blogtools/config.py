"""The blog's settings: found, read and checked in one place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import SettingsError, Where

SETTINGS_FILE = "blogtools.toml"
CACHE_FOLDER = ".blogtools"
KINDS = {str: "text in quotes", int: "a whole number", bool: "true or false"}
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


def _load(path: Path) -> dict[str, Any]:
    # A notebook on its own has no settings.
    import tomllib

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
    values = {}
    for key, value in table.items():
        if key not in known:
            import difflib

            near = difflib.get_close_matches(key, known, n=1)
            problems.append(f"unknown key `{key}`" + (f", did you mean `{near[0]}`?" if near else ""))
        elif type(value) is not type(known[key].default):
            problems.append(f"`{key}` must be {KINDS[type(known[key].default)]}, found {value!r}")
        else:
            values[key] = value
    problems.extend(_check_values(values))
    if problems:
        raise SettingsError("; ".join(problems), where=Where(file))
    return Settings(**values)


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
