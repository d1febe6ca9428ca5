"""The list of all snippets, post by post."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from blogtools.post import Summary
from blogtools.render.environment import Theme
from blogtools.render.links import relative_url
from blogtools.site.index import newest_first


def render_snippets(summaries: Iterable[Summary], theme: Theme, path: str) -> bytes:
    """The page of the list, at `path`."""
    posts = [
        {
            "title": summary.title,
            "url": relative_url(summary.path, path),
            "snippets": [
                {
                    "name": snippet.name,
                    "url": f"{relative_url(summary.path, path)}#{quote(snippet.name)}",
                    "language": snippet.language,
                    "lines": snippet.lines,
                    "dependencies": snippet.dependencies,
                }
                for snippet in summary.snippets
            ],
        }
        for summary in newest_first(summaries, theme.settings.timezone)
        if summary.snippets
    ]
    return theme.page("snippets.html.j2", "../", posts=posts).encode(errors="replace")
