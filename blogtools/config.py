"""BlogConfig settings: find, read and check them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from blogtools.errors import SettingsError, UsageError, Where, nearest
from blogtools.languages import language_tag
from blogtools.memo import lazy_pattern
from blogtools.redaction import Redaction, rule_problem

SETTINGS_FILE = "blogtools.toml"
CACHE_FOLDER = ".blogtools"
PLUGINS = "plugins"
"""Folder of a blog's own plugins."""
LEVELS = ("off", "note", "warning", "error")
"""Levels that the setting `findings` may give a kind of findings."""
HTML_MODES = ("author", "sanitize")
"""Values of the setting `html`."""
TYPE_NAMES = {
    str: "a quoted string",
    int: "an integer",
    bool: "true or false",
    tuple: "a list of texts",
    dict: "a table of texts",
    type(None): "true or false",  # The blog itself decides where neither is set.
}
"""Type of a setting to its name in error messages."""
PUBLISH_KEYS = ("branch", "remote", "folder")
"""Keys of the table `publish`."""
MAX_MARKDOWN = 1_000_000
"""Characters of Markdown of a post, twice those of a long novel. The page of one can take 700 bytes for each."""
PERMALINK_FIELDS = ("slug", "path", "stem", "name", "year", "month", "day", "category", "categories")

_BASE_URL = lazy_pattern(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")
"""Scheme, host and optional path; a site's URL has no query, fragment or password."""


class Settings(msgspec.Struct, frozen=True):
    """Settings in `blogtools.toml`, or in `[tool.blogtools]` of `pyproject.toml`; all are optional."""

    title: str = ""
    """Name of the blog."""
    description: str = ""
    """One sentence about it."""
    base_url: str = ""
    """URL at which the blog is published, such as `https://example.org/blog`; empty if unknown."""
    author: str = ""
    """Default author of posts."""
    language: str = "en"
    """Default language of posts, as in HTML's `lang`, such as `pt-BR`."""
    timezone: str = "UTC"
    """IANA name of the time zone for dates and times without one."""
    notebooks: str = "notebooks"
    """Folder with the posts; if it does not exist, the blog's root."""
    permalink: str = "/{slug}/"
    """Pattern of a post's URL path, of `{slug}`, `{path}`, `{stem}`, `{name}`, `{year}`, `{month}`, `{day}`,
    `{category}` and `{categories}`. It may end in `.html`."""
    old_addresses: tuple[str, ...] = ()
    """Addresses that the blog had before, or files of the blog with them: `sitemap.xml`, or `.txt` with one a line. A
    build says which of them lead nowhere."""
    posts_per_page: int = 20
    """Number of posts on each list page."""
    page_weight: int = 2_000_000
    """Bytes that a page may have, with the pictures on it, before `blogtools check` says so."""
    search: bool | None = None
    """True to build full-text search, false for none. Default: search from six posts on."""
    cards: bool = True
    """True to generate a share card, shown by other sites beside a link, for posts without an `image`."""
    max_markdown: int = MAX_MARKDOWN
    """Characters of Markdown that a post may have. Memory grows with it: up to 700 bytes for each."""
    llms_txt: bool = False
    """True to write `llms.txt` (llmstxt.org), a guide to the site for language models."""
    pyodide: str = ""
    """Pyodide, to run snippets in the browser: a URL, or a path below the site's root. Empty: no Run buttons."""
    plotly: str = ""
    """Plotly's script: a URL, or a path below the site's root. Empty: the one in the installed package."""
    vega: str = ""
    """Script with Vega, Vega-Lite and vega-embed: a URL or a path. Empty: the one in `vl-convert-python`."""
    bokeh: str = ""
    """Bokeh's script, with its other files beside it: a URL or a path. Empty: the one in the installed package."""

    bibliography: tuple[str, ...] = ()
    """Files with what posts cite, for those that name none: BibTeX, CSL-JSON or RIS."""
    csl: str = ""
    """Style of citations: a name such as `apa`, or a file. Empty: `chicago-author-date`."""
    citation: bool = False
    """True to tell readers at the foot of each post how to cite it, and search engines for scholars in its head."""

    typography: bool = True
    """True for typographic quotes, dashes and ellipses in prose. Titles, headings and code stay to the letter."""
    html: str = "author"
    """`author`: HTML in notebooks is the blog's own. `sanitize`: it is other people's, and nothing in it can run."""
    load_external: bool = False
    """True to load images, frames and scripts from other servers with the page instead of on a reader's click."""

    theme: str = ""
    """Name of an installed theme, or of a plugin's. Empty: the default theme."""
    plugins: tuple[str, ...] = ()
    """Own plugins, such as `wordcount` for `plugins/wordcount.py`. A plugin is code, and every build runs it."""
    findings: dict[str, str] = {}
    """Level for each kind of finding, such as `missing-alt`: `off`, `note`, `warning` or `error`."""
    ignored_links: tuple[str, ...] = ()
    """URLs that `check --external` does not ask, such as `https://example.org/*`, where `*` is any text."""
    words: tuple[str, ...] = ()
    """Words that `check --spelling` takes for correct."""
    targets: dict[str, Any] = {}
    """Formats of `--to` of the blog's own: name to a table with `base`, another format, and what differs from it."""
    publish: dict[str, str] = {}
    """Where the blog is published: `branch` and `remote`, or `folder`. Empty: `gh-pages` on `origin`, if asked to."""

    redact: dict[str, str] = {}
    """Texts that are not published: regular expression to the text that takes its place, in order."""
    show_home: bool = False
    """True to publish home directories in outputs as they are. Default: `/home/NAME` and the like become `~`."""

    def __hash__(self) -> int:
        # Blogs are keys of caches; the tables that a struct cannot hash by itself never change.
        tables = (*self.findings.items(), *self.publish.items(), *self.redact.items())
        return hash((self.title, self.base_url, self.theme, self.plugins, self.show_home, *tables))

    @property
    def redaction(self) -> Redaction:
        """The rules for texts that are replaced in the published copy of each post."""
        return Redaction(tuple(self.redact.items()), not self.show_home)

    @property
    def home(self) -> str:
        """The blog's URL with a trailing slash; empty if unknown."""
        return f"{self.base_url.rstrip('/')}/" if self.base_url else ""


class BlogConfig(msgspec.Struct, frozen=True):
    """A blog's folder and its settings."""

    root: Path
    settings: Settings
    settings_file: Path | None = None
    """The file with the settings; None for a folder without one."""
    trusted: bool = True
    """True if code of the blog's own folder may run. JupyterLab opens folders whose code nobody has looked at."""
    vetted: frozenset[str] | None = None
    """SHA-256 of each file that may run as a plugin, in hexadecimal; None for all."""

    @property
    def notebooks(self) -> Path:
        """The folder that is searched for posts."""
        folder = self.root / self.settings.notebooks
        return folder if folder.is_dir() else self.root

    @property
    def templates(self) -> Path:
        """The folder of template overrides; it may not exist."""
        return self.root / "templates"

    @property
    def cache(self) -> Path:
        """The folder of the manifest and compiled templates; safe to delete."""
        return self.root / CACHE_FOLDER


def find_blog(start: Path) -> BlogConfig:
    """Find the blog that contains the folder `start`.

    Its root is the nearest folder at or above `start` that has settings; without settings anywhere, `start` itself.

    Raises:
        SettingsError: The settings cannot be read, or are invalid.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        own = folder / SETTINGS_FILE
        if own.is_file():
            return BlogConfig(folder, _check(_load(own), own.name), own)
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _load(project).get("tool", {}).get("blogtools")
            if table is not None:
                return BlogConfig(folder, _check(table, project.name), project)
    return BlogConfig(start, Settings())


def find_blog_of(paths: Sequence[Path]) -> BlogConfig:
    """Find the blog that `paths`, files or folders, lie in, wherever the program was started.

    Without paths, and for paths outside of every blog, it is the blog around the working directory.

    Raises:
        UsageError: the paths lie in different blogs.
        SettingsError: as `find_blog`.
    """
    found = find_blogs_of(paths)
    if len(found) > 1:
        listed = ", ".join(f"{own[0]} in {blog.root if blog.settings_file else 'none'}" for blog, own in found)
        message = f"the paths lie in different blogs: {listed}"
        raise UsageError(message, hint="name the paths of one blog at a time")
    return found[0][0]


def find_blogs_of(paths: Sequence[Path]) -> tuple[tuple[BlogConfig, tuple[Path, ...]], ...]:
    """Find the blogs that `paths` lie in, by the rule of `find_blog_of`, each with its own paths; at least one.

    Raises:
        SettingsError: as `find_blog`.
    """
    folders: dict[Path, BlogConfig] = {}
    found: dict[Path, tuple[BlogConfig, list[Path]]] = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        if folder not in folders:
            blog = find_blog(folder)
            folders[folder] = blog if blog.settings_file is not None else find_blog(Path.cwd())
        blog = folders[folder]
        found.setdefault(blog.root, (blog, []))[1].append(path)
    return tuple((blog, tuple(own)) for blog, own in found.values()) or ((find_blog(Path.cwd()), ()),)


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
    """Return the checked settings, or raise one error that lists every problem."""
    known = {field.name: field for field in msgspec.structs.fields(Settings)}
    problems = []
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = nearest(key, known)
            problems.append(f"unknown key `{key}`" + (f", did you mean `{near}`?" if near else ""))
            continue
        default = _default(known[key])
        given = tuple(value) if isinstance(value, list) else value
        if isinstance(default, tuple) and isinstance(value, str):
            given = (value,)
        if key == "targets" and isinstance(value, dict) and all(isinstance(row, dict) for row in value.values()):
            values[key] = value  # Its rows are checked where they are used.
        elif type(given) is not (bool if default is None else type(default)) or not _has_texts(given):
            problems.append(f"`{key}` must be {TYPE_NAMES[type(default)]}, found {value!r}")
        else:
            values[key] = given
    problems.extend(_check_values(values))
    if problems:
        raise SettingsError("; ".join(problems), where=Where(file))
    if "language" in values:
        values["language"] = language_tag(values["language"])
    return Settings(**values)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _has_texts(value: Any) -> bool:
    """Return True if a value is no list or table, or one that holds only strings."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return all(isinstance(item, str) for item in items)


def setting_problems(values: dict[str, Any]) -> list[str]:
    """Return what is wrong with the values of settings, which have the right types."""
    return _check_values(values)


def _check_values(values: dict[str, Any]) -> list[str]:
    problems = []
    base_url = values.get("base_url", "")
    if base_url and not _BASE_URL.fullmatch(base_url):
        problems.append(f"`base_url` must be an address such as https://example.org/blog, found {base_url!r}")
    permalink = values.get("permalink", "/{slug}/")
    if not _is_permalink(permalink):
        problems.append(f"`permalink` must be a pattern such as /{{year}}/{{month}}/{{slug}}/, found {permalink!r}")
    problems.extend(
        f"`{key}` must be at least 1, found {values[key]}"
        for key in ("posts_per_page", "page_weight", "max_markdown")
        if values.get(key, 1) < 1
    )
    language = values.get("language")
    if language and not language_tag(language):
        problems.append(f"`language` must be a language tag such as en or pt-BR, found {language!r}")
    if "timezone" in values:
        # zoneinfo reads its database from disk; most blogs never name a zone.
        import zoneinfo

        try:
            zoneinfo.ZoneInfo(values["timezone"])
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            problems.append(f"`timezone` must be a name such as Europe/Paris, found {values['timezone']!r}")
    folder = Path(values.get("notebooks", "notebooks"))
    if folder.is_absolute() or ".." in folder.parts:
        problems.append(f"`notebooks` must be a folder inside the blog, found {values['notebooks']!r}")
    if values.get("html", "author") not in HTML_MODES:
        problems.append(f"`html` cannot be {values['html']!r}{_near(values['html'], HTML_MODES)}")
    problems.extend(
        f"`plugins` must name files of the folder {PLUGINS}/ without `.py`, found {name!r}"
        for name in values.get("plugins", ())
        if not name.isidentifier()
    )
    for slug, level in values.get("findings", {}).items():
        if level not in LEVELS:
            problems.append(f"`findings.{slug}` cannot be {level!r}{_near(level, LEVELS)}")
    problems += [
        f"the pattern {pattern!r} of `redact` {problem}"
        for pattern in values.get("redact", {})
        if (problem := rule_problem(pattern))
    ]
    return [*problems, *_check_publish(values.get("publish", {}))]


def _check_publish(table: dict[str, str]) -> list[str]:
    problems = [f"unknown key `publish.{key}`{_near(key, PUBLISH_KEYS)}" for key in table if key not in PUBLISH_KEYS]
    problems += [f"`publish.{key}` is empty" for key, value in table.items() if not value.strip()]
    if "folder" in table and table.keys() & {"branch", "remote"}:
        problems.append("`publish` has a folder and a branch; keep one of them")
    return problems


def _near(name: str, known: Sequence[str]) -> str:
    """Return what to do about an unknown name, to be put behind a message."""
    near = nearest(name, known)
    return f", did you mean {near!r}?" if near else f"; choose from {', '.join(known)}"


def _is_permalink(pattern: str) -> bool:
    """Return True if a pattern gives each post a URL of its own, inside the site."""
    parts = pattern.strip("/").split("/")
    names = re.findall(r"\{([^{}]*)\}", pattern)
    rest = re.sub(r"\{[^{}]*\}", "", pattern)
    return (
        not {"slug", "path", "stem", "name"}.isdisjoint(names)
        and set(names) <= set(PERMALINK_FIELDS)
        and not set(rest) & set("{}\\?#%:")
        and not {"", ".", ".."} & set(parts)
    )
