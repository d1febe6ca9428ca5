"""The Jinja2 environment of a blog, and the variables of every template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from blogtools._version import __version__
from blogtools.config import Settings, user_cache
from blogtools.errors import TemplateError, Where
from blogtools.languages import text_direction
from blogtools.model import Moment, SharedFile
from blogtools.render.links import page_url
from blogtools.render.theme.files import DEFAULT_THEME, default_theme, hashed_name, theme_file, theme_files
from blogtools.render.theme.sandbox import TemplateEnvironment

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FIGURES = "assets/figures."
"""Path prefix of the script that draws figures."""


class Date(msgspec.Struct, frozen=True):
    """A date for templates."""

    iso: str
    """For the `datetime` attribute: `2014-11-17`, or `2014-11-17T08:00`."""
    human: str
    """For readers, such as `November 17, 2014`."""
    year: int
    """Such as 2014."""


class Inline(msgspec.Struct, frozen=True):
    """Style and script of a self-contained page."""

    style: Markup
    """The style sheet."""
    script: Markup
    """The script."""


def date(moment: Moment | None) -> Date | None:
    """Convert a date for templates."""
    if moment is None:
        return None
    iso = moment.isoformat() if not isinstance(moment, dt.datetime) else moment.isoformat(timespec="minutes")
    return Date(iso, f"{MONTH_NAMES[moment.month - 1]} {moment.day}, {moment.year}", moment.year)


class Theme:
    """Renders the pages of one blog."""

    def __init__(
        self, settings: Settings, overrides: Sequence[Path], *, inline: bool = False, lists: bool = False
    ) -> None:
        """Load the theme; of `overrides`, which need not exist, the first takes precedence.

        `inline=True` makes pages self-contained; `lists=True` is for a site that has list pages.
        """
        default = jinja2.FileSystemLoader(default_theme())
        named = {DEFAULT_THEME: default}
        if len(overrides) > 1:
            named[settings.theme] = jinja2.FileSystemLoader(overrides[-1])
        loaders = [jinja2.FileSystemLoader(overrides), default, jinja2.PrefixLoader(named)]
        # Not where an earlier version kept templates that were compiled without a sandbox.
        compiled = user_cache("sandboxed-templates")
        self.environment = TemplateEnvironment(
            loader=jinja2.ChoiceLoader(loaders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            bytecode_cache=jinja2.FileSystemBytecodeCache(str(compiled)) if compiled else None,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.settings = settings
        self.lists = lists
        self.overrides = overrides
        self.files = theme_files(overrides, search=bool(settings.search), runner=bool(settings.pyodide))
        style, script, *_ = (Markup(data.decode()) for data in self.files.values())  # noqa: S704 - the theme's own files
        self.inline = Inline(style, script) if inline else None

    def page(self, template: str, root: str, *, page_path: str = "", **values: Any) -> str:
        """Render a template for the page at `page_path`, from which `root` (such as `../`) leads to the site root.

        Raises:
            TemplateError: a template is missing, cannot be parsed or raises an error.
        """
        language = values.pop("language", None) or self.settings.language
        style_url, script_url, icon_url, *_ = (root + name for name in self.files)
        try:
            return self.environment.get_template(template).render(
                site=self.settings,
                root=root,
                inline=self.inline,
                style_url=style_url,
                script_url=script_url,
                icon_url=icon_url,
                version=__version__,
                has_lists=self.lists,
                has_search=self.lists and bool(self.settings.search),
                has_feeds=self.lists and bool(self.settings.home),
                canonical=values.pop("canonical", None) or self.address(page_path),
                language=language,
                direction=text_direction(language),
                **values,
            )
        except jinja2.TemplateSyntaxError as error:
            where = self._where(Path(error.filename or error.name or template), error.lineno)
            raise TemplateError(error.message or "cannot be parsed", where=where) from error
        except jinja2.TemplateNotFound as error:
            message = f"there is no template {error}"
            raise TemplateError(message, where=Where(f"templates/{template}")) from error
        except Exception as error:
            # Templates are programs of the blog's author and may raise anything.
            message = f"{type(error).__name__}: {error}"
            raise TemplateError(message, where=self._failed_at(error, template)) from error

    def _failed_at(self, error: Exception, template: str) -> Where:
        """Return the template line that raised an error, from the traceback."""
        where = Where(f"templates/{template}")
        trace = error.__traceback__
        while trace is not None:
            path = Path(trace.tb_frame.f_code.co_filename)
            if path.parent in (*self.overrides, default_theme()) and path.suffix == ".j2":
                where = self._where(path, trace.tb_lineno)
            trace = trace.tb_next
        return where

    def _where(self, path: Path, line: int) -> Where:
        """Return the location of a line in a template, named after the theme or the blog's `templates` folder."""
        is_theme = len(self.overrides) > 1 and path.parent == self.overrides[-1]
        return Where(f"{self.settings.theme if is_theme else 'templates'}/{path.name}", line=line)

    def address(self, page_path: str) -> str:
        """Return the public URL of a page; empty without `base_url`."""
        home = self.settings.home
        return home + page_url(page_path) if home and page_path and not self.inline else ""

    def runner(self, root: str) -> str:
        """Return the `<script>` that runs snippets, for a blog with Pyodide."""
        name, data = list(self.files.items())[-1]
        if self.inline:
            return f'<script type="module">\n{data.decode()}</script>\n'
        return f'<script type="module" src="{root}{name}"></script>\n'

    def figures(self) -> SharedFile:
        """Return the script that draws figures; only sites with figures need it."""
        data = theme_file("figures.js", self.overrides)
        return SharedFile(FIGURES + hashed_name("figures.js", data).removeprefix("figures."), lambda: data)
