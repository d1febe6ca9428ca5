"""Words that the shell completes: formats, notebooks, snippets, templates of posts.

Each function has click's signature for `shell_complete` and loads only what it needs, since a shell runs it at every
press of Tab. Nothing is printed or raised: where the blog cannot be read, there is nothing to complete.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blogtools.errors import BlogtoolsError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_format(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the formats of `--to`, those of plugins included; those of the folder only if the blog is trusted."""
    from blogtools.config import find_blog
    from blogtools.plugins.load import plugins_of
    from blogtools.render.targets import TARGETS
    from blogtools.trust.record import with_trust

    # To press Tab in somebody's folder is not to ask for a build.
    return _starting(TARGETS.extended(plugins_of(with_trust(find_blog(Path.cwd())))), incomplete)


def complete_notebook(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the blog's notebooks, by path from the working directory; else files and folders are the shell's task."""
    from click.shell_completion import CompletionItem

    from blogtools.config import find_blog
    from blogtools.content.discover import find_sources

    try:
        sources = find_sources(find_blog(Path.cwd()), ())
    except (BlogtoolsError, OSError):
        sources = ()
    found = _starting((os.path.relpath(source.path) for source in sources), incomplete)
    return [CompletionItem(path) for path in found] or [CompletionItem(incomplete, type="file")]


def complete_snippet(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return names of snippets; addresses (`slug#name`) where a name is not unique, or `slug#` was typed."""
    from blogtools.config import find_blog
    from blogtools.snippets.catalog import snippet_names

    try:
        found = snippet_names(find_blog(Path.cwd()))
    except (BlogtoolsError, OSError):
        return []
    count = Counter(name for _, name in found)
    is_address = any(incomplete.startswith(f"{slug}#") for slug, _ in found)
    return _starting((f"{slug}#{name}" if is_address or count[name] > 1 else name for slug, name in found), incomplete)


def complete_template(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return what new posts can start from."""
    from blogtools.config import find_blog
    from blogtools.starter.templates import templates

    try:
        return _starting((template.name for template in templates(find_blog(Path.cwd()))), incomplete)
    except (BlogtoolsError, OSError):
        return []


def _starting(words: Iterable[str], start: str) -> list[str]:
    return [word for word in words if word.startswith(start)]
