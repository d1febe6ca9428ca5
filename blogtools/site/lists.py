"""The files that belong to no single post: style, script, and the pages that list posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from blogtools.config import Blog
from blogtools.post import Summary
from blogtools.render.theme import theme_files
from blogtools.site.destination import Destination
from blogtools.site.manifest import build_key

INDEX = "index.html"


def write_lists(
    blog: Blog,
    summaries: Sequence[Summary],
    destination: Destination,
    last: Mapping[str, str],
    key: str,
    *,
    whole: bool,
) -> dict[str, str]:
    """Write the theme's files, and of a `whole` blog the lists whose posts changed since `last`.

    Returns each file and the hash of what it was made from.
    """
    lists = {}
    for name, data in theme_files(blog.templates).items():
        destination.write(name, data, immutable=True)
        lists[name] = name
    if not whole:
        return {**last, **lists}
    digest = build_key(key, summaries)
    if last.get(INDEX) != digest or not destination.exists(INDEX):
        # Jinja2 is loaded only where a page is rendered.
        from blogtools.render.environment import Theme
        from blogtools.site.index import render_index

        theme = Theme(blog.settings, blog.templates)
        destination.write(INDEX, render_index(summaries, theme, INDEX))
    return {**lists, INDEX: digest}
