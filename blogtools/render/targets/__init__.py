"""Output targets: HTML, and the Markdown of each generator, as rows of data.

A row says where pages and files lie, the keys of front matter, and how the generator writes what differs from one to
the other. Add one to the module of its family, or in a plugin, or in the setting `targets`; `setup.SETUPS` has what
its site must set. `tests/test_generators.py` builds what is written with the real generators.
"""

from __future__ import annotations

import msgspec

from blogtools.config import BlogConfig, Settings
from blogtools.model import Post
from blogtools.plugins.load import plugins_of
from blogtools.plugins.registry import Registry
from blogtools.render.permalink import needs_date
from blogtools.render.targets.compiled import NATIVE_TARGETS
from blogtools.render.targets.front_matter import FrontMatterFields
from blogtools.render.targets.node import NODE_TARGETS
from blogtools.render.targets.own import HTML, MARKDOWN, SINGLE_FILE
from blogtools.render.targets.python import PYTHON_TARGETS
from blogtools.render.targets.services import SERVICE_TARGETS
from blogtools.render.targets.target import Target, template_syntax

__all__ = [
    "HTML",
    "SINGLE_FILE",
    "TARGETS",
    "Target",
    "front_matter_fields",
    "targets_of",
    "template_syntax",
    "with_permalink",
]

_ROWS = (HTML, MARKDOWN, *NATIVE_TARGETS, *PYTHON_TARGETS, *NODE_TARGETS, *SERVICE_TARGETS)
TARGETS: Registry[Target] = Registry("targets", Target, _ROWS)


def targets_of(blog: BlogConfig) -> dict[str, Target]:
    """Return the targets of a blog: those of the program, of its plugins, and of its settings.

    Raises:
        SettingsError: a row of the settings cannot be used, or a plugin.
    """
    targets = {**TARGETS.extended(plugins_of(blog))}
    targets[SINGLE_FILE.name] = SINGLE_FILE
    if blog.settings.targets:
        # Few blogs have targets of their own.
        from blogtools.render.targets.settings import own_targets

        targets |= own_targets(blog, targets)
    return targets


def with_permalink(target: Target, settings: Settings) -> Target:
    """Return the target with page paths from the setting `permalink`; those with paths of their own are unchanged.

    Where the pattern has a date, a post without one keeps its default URL.
    """
    if target != HTML and not target.needs_home:
        return target
    extension = ".html" if target.is_html else ".md"
    pattern = settings.permalink.strip("/")
    page = pattern.removesuffix(".html") + extension if pattern.endswith(".html") else f"{pattern}/index{extension}"
    undated = target.page if needs_date(page) else None
    return msgspec.structs.replace(target, page=page, undated=undated, notebooks=settings.notebooks)


def front_matter_fields(target: Target, post: Post) -> FrontMatterFields:
    """Return the front matter of a Markdown page, without empty fields."""
    if target.front_matter is None:
        return {}
    fields = target.front_matter(post)
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
