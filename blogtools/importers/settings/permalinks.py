"""Patterns of addresses of other generators as those of blogtools; the forms stand in their documentation."""

from __future__ import annotations

import re
from typing import Any

_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title:output_ext",
}
_FIELDS = {
    "year": "{year}",
    "month": "{month}",
    "day": "{day}",
    "title": "{name}",
    "name": "{name}",
    "slug": "{slug}",
    "post_title": "{slug}",
    "slugorfilename": "{name}",
    "slugorcontentbasename": "{name}",
    "filename": "{stem}",
    "contentbasename": "{stem}",
    "categories": "{categories}",
    "category": "{category}",
    "output_ext": ".html",
}
_COLON = re.compile(r":(\w+)")


def jekyll(values: dict[str, Any]) -> str | None:
    """Return the pattern of a blog of Jekyll."""
    given = str(values.get("permalink") or "date")
    return _of_colons(_JEKYLL_STYLES.get(given, given))


def hexo(values: dict[str, Any]) -> str | None:
    """Return the pattern of a blog of Hexo."""
    return _of_colons(str(values.get("permalink") or ":year/:month/:day/:title/"))


def hugo(values: dict[str, Any]) -> str | None:
    """Return the pattern of a blog of Hugo, if one holds for its posts; of Zola, whose addresses are its folders."""
    if "base_url" in values:
        return "/{path}/"
    given = {key: str(value) for key, value in values.items() if key.startswith("permalinks.")}
    for name in ("page.posts", "page.post", "page.blog", "posts", "post", "blog"):
        if pattern := given.get(f"permalinks.{name}"):
            section = name.removeprefix("page.")
            return _of_colons(re.sub(r":sections?\b", section, pattern))
    return None if given else "/posts/{name}/"


def pelican(values: dict[str, Any]) -> str | None:
    """Return the pattern of a blog of Pelican."""
    given = str(values.get("ARTICLE_URL") or values.get("ARTICLE_SAVE_AS") or "{slug}.html")
    pattern = re.sub(
        r"\{date:(%[-\w%/]+)\}",
        lambda date: re.sub(r"%-?([Ymd])", lambda part: _DATES[part[1]], date[1]),
        given,
    )
    pattern = pattern.removesuffix("index.html")
    return f"/{pattern.lstrip('/')}" if "%" not in pattern else None


def nikola(values: dict[str, Any]) -> str | None:
    """Return the pattern of a blog of Nikola, of which all posts are in one folder."""
    posts = values.get("POSTS")
    folders = (
        {str(row[1]).strip("/") for row in posts if len(row) > 1} if isinstance(posts, list | tuple) else {"posts"}
    )
    if len(folders) != 1:
        return None
    folder = next(iter(folders))
    start = f"/{folder}/" if folder else "/"
    return f"{start}{{slug}}.html" if values.get("PRETTY_URLS") is False else f"{start}{{slug}}/"


_DATES = {"Y": "{year}", "m": "{month}", "d": "{day}"}


def _of_colons(pattern: str) -> str | None:
    """Return a pattern with `:name` as one with `{name}`; None if it has a part that blogtools does not know."""
    names = _COLON.findall(pattern)
    if any(name not in _FIELDS for name in names):
        return None
    found = _COLON.sub(lambda part: _FIELDS[part[1]], pattern)
    return f"/{found.lstrip('/')}"
