"""Generators, and where each has the settings that blogtools has, too: one row for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from blogtools.content.pelican import assignments
from blogtools.errors import SourceError, Where
from blogtools.importers.settings.permalinks import hexo, hugo, jekyll, nikola, pelican
from blogtools.read.values import InvalidValueError, plain_value
from blogtools.read.yaml_text import YamlError, read_mapping

MAX_BYTES = 1_000_000
SettingValues = dict[str, Any]
"""Settings as they stand, nested tables by their names joined with dots."""


class Generator(msgspec.Struct, frozen=True):
    """A generator."""

    name: str
    files: tuple[str, ...]
    """Names of its settings; the first that is there is read."""
    keys: dict[str, tuple[str, ...]]
    """Setting of blogtools to the keys that may have it, the first that has a value counts."""
    marks: tuple[str, ...] = ()
    """Keys of which one must be there: other tools have files of these names, too."""
    permalink: Callable[[SettingValues], str | None] | None = None
    """Return the pattern of addresses, or None if blogtools has none like it; None for pages without a pattern."""
    home: Callable[[SettingValues], str] | None = None
    """Return the address of the blog, where several keys make it."""
    spent: tuple[str, ...] = ()
    """Keys that the two above read."""


def _joined(first: str, second: str) -> Callable[[SettingValues], str]:
    def home(values: SettingValues) -> str:
        start, path = str(values.get(first) or "").rstrip("/"), str(values.get(second) or "").strip("/")
        return f"{start}/{path}".rstrip("/") if start else ""

    return home


FOREIGN_GENERATORS = (
    Generator(
        "Hexo",
        ("_config.yml",),
        {
            "title": ("title",),
            "description": ("description", "subtitle"),
            "author": ("author",),
            "language": ("language",),
            "timezone": ("timezone",),
            "posts_per_page": ("index_generator.per_page", "per_page"),
        },
        marks=("source_dir", "public_dir", "new_post_name", "category_dir", "default_layout"),
        permalink=hexo,
        home=_joined("url", "root"),
        spent=("url", "root", "permalink"),
    ),
    Generator(
        "Jekyll",
        ("_config.yml", "_config.yaml", "_config.toml"),
        {
            "title": ("title", "name"),
            "description": ("description", "tagline"),
            "author": ("author", "author.name"),
            "language": ("lang", "locale", "language"),
            "timezone": ("timezone",),
            "posts_per_page": ("paginate", "pagination.per_page"),
        },
        permalink=jekyll,
        home=_joined("url", "baseurl"),
        spent=("url", "baseurl", "permalink"),
    ),
    Generator(
        "Quarto",
        ("_quarto.yml", "_quarto.yaml"),
        {
            "title": ("website.title", "title"),
            "description": ("website.description",),
            "base_url": ("website.site-url",),
            "author": ("author", "author.name"),
            "language": ("lang",),
            "bibliography": ("bibliography",),
            "csl": ("csl",),
        },
        permalink=lambda _: "/{path}.html",
    ),
    Generator(
        "Pelican",
        ("pelicanconf.py",),
        {
            "title": ("SITENAME",),
            "description": ("SITESUBTITLE",),
            "base_url": ("SITEURL",),
            "author": ("AUTHOR",),
            "language": ("DEFAULT_LANG",),
            "timezone": ("TIMEZONE",),
            "posts_per_page": ("DEFAULT_PAGINATION",),
        },
        permalink=pelican,
        spent=("ARTICLE_URL", "ARTICLE_SAVE_AS"),
    ),
    Generator(
        "Nikola",
        ("conf.py",),
        {
            "title": ("BLOG_TITLE",),
            "description": ("BLOG_DESCRIPTION",),
            "base_url": ("SITE_URL", "BASE_URL"),
            "author": ("BLOG_AUTHOR",),
            "language": ("DEFAULT_LANG",),
            "timezone": ("TIMEZONE",),
            "posts_per_page": ("INDEX_DISPLAY_POST_COUNT",),
        },
        marks=("BLOG_TITLE",),
        permalink=nikola,
        spent=("POSTS", "PRETTY_URLS"),
    ),
    Generator(
        "MyST",
        ("myst.yml", "myst.yaml"),
        {
            "title": ("site.title", "project.title"),
            "description": ("project.description", "project.subtitle"),
            "author": ("project.authors.0.name", "project.authors.0", "project.author"),
            "language": ("project.language",),
            "bibliography": ("project.bibliography",),
        },
    ),
    Generator(
        "Hugo",
        (
            *("hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "config.yaml", "config.yml"),
            *("config/_default/hugo.toml", "config/_default/config.toml", "config/_default/hugo.yaml"),
        ),
        {
            "title": ("title",),
            "description": ("params.description", "params.subtitle", "description"),
            "base_url": ("baseURL", "baseurl", "base_url"),
            "author": ("params.author.name", "params.author", "author.name", "author"),
            "language": ("languageCode", "locale", "defaultContentLanguage", "default_language"),
            "timezone": ("timeZone",),
            "posts_per_page": ("pagination.pagerSize", "paginate", "paginate_by"),
        },
        marks=("baseURL", "baseurl", "base_url", "languageCode", "theme"),
        permalink=hugo,
        spent=("permalinks",),
    ),
)
"""The first whose settings are in a folder is that of the blog."""


def find_settings(folder: Path) -> tuple[Generator, Path, SettingValues] | None:
    """Return the generator of a blog, the file with its settings, and these; None if there is none in a folder.

    Raises:
        SourceError: the settings cannot be read.
    """
    for generator in FOREIGN_GENERATORS:
        path = next((folder / name for name in generator.files if (folder / name).is_file()), None)
        if path is None:
            continue
        values = _flat(_read(path))
        if not generator.marks or any(mark in values for mark in generator.marks):
            return generator, path, values
    return None


def _read(path: Path) -> dict[str, Any]:
    where = Where(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"has more than {MAX_BYTES:,} bytes, and is not read"
            raise SourceError(message, where=where)
        if path.suffix == ".py":
            return assignments(path)
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".toml":
            # Most blogs that are imported have YAML.
            import tomllib

            return tomllib.loads(text)
        found = plain_value(dict(read_mapping(text).values))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise SourceError(message, where=where) from error
    except YamlError as error:
        message = "is not valid YAML, so the settings in it are not taken over"
        raise SourceError(message, where=Where(str(path), line=error.line)) from error
    except (ValueError, InvalidValueError, RecursionError) as error:
        message = f"cannot be read: {' '.join(str(error).split())[:200]}"
        raise SourceError(message, where=where) from error
    return found if isinstance(found, dict) else {}


def _flat(table: dict[str, Any], prefix: str = "") -> SettingValues:
    """Return nested tables, and lists of them, as one, with the names joined by dots."""
    found: SettingValues = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            found.update(_flat({str(one): inner for one, inner in value.items()}, f"{name}."))
        else:
            found[name] = value
        if isinstance(value, list) and value and re.search(r"authors?$", name):
            first = value[0]
            found.update(_flat(first, f"{name}.0.") if isinstance(first, dict) else {f"{name}.0": first})
    return found
