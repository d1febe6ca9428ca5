"""The context of transform steps: access to what lies outside the post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from blogtools.config import MAX_MARKDOWN
from blogtools.memo import Memoizer, call_uncached
from blogtools.plugins.load import NO_PLUGINS, Plugins

NOT_FOUND, IS_FOLDER = "was not found", "is a folder"
"""Reasons why there is no file, which leave open whether the site has a page there."""
WHERE_FILES_LIE = "files must lie inside the blog, at a path relative to the notebook"


class Context(msgspec.Struct, frozen=True):
    """Functions through which steps reach files and other notebooks; the pipeline supplies them, so steps stay pure."""

    read_file: Callable[[str], bytes | None] = lambda _: None
    """Returns the content of a file by path relative to the notebook; None if it is missing or may not be published."""
    notebooks: Callable[[], tuple[str, ...]] = lambda: ()
    """Returns all notebooks of the blog, as paths relative to this one."""
    owners: Callable[[str], tuple[str, ...]] = lambda _: ()
    """Returns the notebooks that have a code cell with a label, as paths relative to this one.

    With `#` in front of the label, those in which anything has it.
    """
    call: Memoizer = call_uncached
    """Calls the functions that steps apply to a single cell; may cache results."""
    plugins: Plugins = NO_PLUGINS
    """Plugins whose steps run too."""
    zone: str = "UTC"
    """IANA name of the blog's time zone, in which dates without one are."""
    today: dt.date | None = None
    """Day of the build: what later days of a diary have to say is left out; None leaves nothing out."""
    language: str = "en"
    """Language of posts that name none, as a tag such as `pt-BR`."""
    sanitize: bool = False
    """True if the blog sanitizes the HTML of every notebook."""
    max_markdown: int = MAX_MARKDOWN
    """Characters of Markdown that the post may have."""
    bibliography: tuple[str, ...] = ()
    """Files with what posts of the blog cite, for those that name none."""
    csl: str = ""
    """Style of citations, for posts that name none."""
    kept: Callable[[bytes, Callable[[bytes], bytes]], bytes] = lambda argument, function: function(argument)
    """Returns what a pure function makes of an argument; may have kept it from an earlier build."""
    embeds: bool = True
    """True to embed cells of other notebooks; if not, no other notebook is read."""
    shortcodes: str | None = None
    """Folder of the blog's own shortcodes, relative to the notebook; None if their templates may not be used."""
    fill_template: Callable[[str, Mapping[str, Any]], str] = lambda _, __: ""
    """Returns the HTML of a template, given its text and its variables; raises TemplateError."""
    absence: Callable[[str], tuple[str, str]] = lambda _: (NOT_FOUND, WHERE_FILES_LIE)
    """Returns why a file is not read, as the end of a message, and what to do."""
