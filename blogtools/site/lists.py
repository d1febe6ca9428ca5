"""The files that belong to no single post: style, script, and the pages that list posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from blogtools.config import Blog
from blogtools.post import Summary
from blogtools.render.theme import theme_files
from blogtools.site.destination import Destination
from blogtools.site.manifest import build_key

INDEX = "index.html"
SNIPPETS = "snippets/index.html"


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
    for name, data in theme_files(blog.templates, runner=bool(blog.settings.pyodide)).items():
        destination.write(name, data, immutable=True)
        lists[name] = name
    if not whole:
        return {**last, **lists}
    digest = build_key(key, summaries)
    pages = {INDEX: render_index_page}
    if any(summary.snippets for summary in summaries) and all(summary.path != SNIPPETS for summary in summaries):
        pages[SNIPPETS] = render_snippets_page
    for name, render in pages.items():
        if last.get(name) != digest or not destination.exists(name):
            destination.write(name, render(blog, summaries))
        lists[name] = digest
    if SNIPPETS in last and SNIPPETS not in lists and all(summary.path != SNIPPETS for summary in summaries):
        destination.remove(SNIPPETS)
    return lists


def render_index_page(blog: Blog, summaries: Sequence[Summary]) -> bytes:
    """The list of all posts."""
    # Jinja2 is loaded only where a page is rendered.
    from blogtools.render.environment import Theme
    from blogtools.site.index import render_index

    return render_index(summaries, Theme(blog.settings, blog.templates), INDEX)


def render_snippets_page(blog: Blog, summaries: Sequence[Summary]) -> bytes:
    """The list of all snippets."""
    from blogtools.render.environment import Theme
    from blogtools.site.snippet_list import render_snippets

    return render_snippets(summaries, Theme(blog.settings, blog.templates), SNIPPETS)
