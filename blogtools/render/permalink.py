"""The path of a post's page, from a pattern such as `/{year}/{month}/{slug}/`."""

from __future__ import annotations

import posixpath
import re

import msgspec

from blogtools.dates import filename_date
from blogtools.model import Moment
from blogtools.transform.anchors import notebook_name, post_slug, without_suffix

DATE_FIELDS = ("date", "year", "month", "day")
"""Fields of a pattern that only a post with a date can fill."""


class PageNaming(msgspec.Struct, frozen=True):
    """The parts that the path of a page is made of."""

    slug: str
    date: Moment | None = None
    source: str = ""
    """Path of the notebook, as it is published."""
    categories: tuple[str, ...] = ()


def needs_date(pattern: str) -> bool:
    """Return True if a pattern has a part of the date."""
    return any(f"{{{field}}}" in pattern for field in DATE_FIELDS)


def page_path(pattern: str, naming: PageNaming, notebooks: str = "") -> str:
    """Fill a pattern; the result is a path below the output folder. Fields that are empty leave no folder.

    `{path}` is that of the notebook in the folder `notebooks`, `{stem}` its name (that of its folder, if it is an
    `index`), `{name}` its name without a date at the start, all to the letter and without suffix; `{category}` is the
    slug of the first category (Pelican), `{categories}` are all of them in lowercase (Jekyll).
    """
    date = naming.date
    year, month, day = (f"{date.year:04}", f"{date.month:02}", f"{date.day:02}") if date else ("", "", "")
    path = _notebook_path(naming.source, notebooks) if "{path}" in pattern else ""
    stem = notebook_name(naming.source)
    filled = pattern.format(
        slug=naming.slug,
        date=f"{year}-{month}-{day}",
        year=year,
        month=month,
        day=day,
        path=path,
        stem=stem,
        name=filename_date(stem)[1],
        category=post_slug(naming.categories[0]) if naming.categories else "",
        categories="/".join(filter(None, map(_folder, naming.categories))),
    )
    if filled.endswith("/index/index.html") and path:
        filled = filled.removesuffix("/index.html") + ".html"
    return re.sub("//+", "/", filled).lstrip("/") if "//" in filled or filled[:1] == "/" else filled


def _notebook_path(source: str, notebooks: str) -> str:
    """Return the path of a notebook without its suffix; its name alone, if it lies outside of the blog."""
    path = without_suffix(source)
    folder = f"{notebooks.strip('/')}/"
    path = path.removeprefix(folder)
    return posixpath.basename(path) if path.startswith("/") or ".." in path.split("/") else path


def _folder(category: str) -> str:
    name = category.lower().replace("/", "-").strip()
    return "" if set(name) <= {"."} else name
