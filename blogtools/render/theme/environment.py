"""The Jinja2 environment of a blog, and the values that every template gets."""

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
from blogtools.model import Moment, SharedFile
from blogtools.render.links import page_url
from blogtools.render.theme.files import DEFAULT, default_theme, hashed_name, theme_file, theme_files

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FIGURES = "assets/figures."
"""How the path of the script begins that draws figures."""


class Date(msgspec.Struct, frozen=True):
    """A date as templates see it."""

    iso: str
    """For the `datetime` attribute."""
    human: str
    """November 17, 2014."""
    year: int


class Inline(msgspec.Struct, frozen=True):
    """Style and script of a page that carries everything itself."""

    style: Markup
    script: Markup


def date(moment: Moment | None) -> Date | None:
    """A date for templates."""
    if moment is None:
        return None
    iso = moment.isoformat() if not isinstance(moment, dt.datetime) else moment.isoformat(timespec="minutes")
    return Date(iso, f"{MONTHS[moment.month - 1]} {moment.day}, {moment.year}", moment.year)


class Theme:
    """Renders the pages of one blog."""

    def __init__(
        self, settings: Settings, overrides: Sequence[Path], *, inline: bool = False, lists: bool = False
    ) -> None:
        """Load the theme; of `overrides`, which need not exist, the first takes precedence.

        `inline` is for pages that carry everything themselves, `lists` for a site that has the blog's lists, too.
        """
        default = jinja2.FileSystemLoader(default_theme())
        named = {DEFAULT: default}
        if len(overrides) > 1:
            named[settings.theme] = jinja2.FileSystemLoader(overrides[-1])
        loaders = [jinja2.FileSystemLoader(overrides), default, jinja2.PrefixLoader(named)]
        compiled = user_cache("templates")
        self.environment = jinja2.Environment(
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
        self.files = theme_files(overrides, search=settings.search, runner=bool(settings.pyodide))
        style, script, *_ = (Markup(data.decode()) for data in self.files.values())  # noqa: S704 - files of the theme
        self.inline = Inline(style, script) if inline else None

    def page(self, template: str, root: str, *, page_path: str = "", **values: Any) -> str:
        """Render a page at `page_path`, which lies `root` (such as `../`) below the site's top.

        Raises:
            TemplateError: a template is missing, cannot be parsed or names a value that does not exist.
        """
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
                has_search=self.lists and self.settings.search,
                has_feeds=self.lists and bool(self.settings.home),
                canonical=values.pop("canonical", None) or self.address(page_path),
                language=values.pop("language", None) or self.settings.language,
                **values,
            )
        except jinja2.TemplateSyntaxError as error:
            where = self._where(Path(error.filename or error.name or template), error.lineno)
            raise TemplateError(error.message or "cannot be parsed", where=where) from error
        except jinja2.TemplateNotFound as error:
            message = f"there is no template {error}"
            raise TemplateError(message, where=Where(f"templates/{template}")) from error
        except Exception as error:
            # A template is a program of the blog's author: whatever it raises is told as an error of the template.
            message = f"{type(error).__name__}: {error}"
            raise TemplateError(message, where=self._failed_at(error, template)) from error

    def _failed_at(self, error: Exception, template: str) -> Where:
        """The line of a template that raised an error: Jinja2 puts templates into the traceback."""
        where = Where(f"templates/{template}")
        trace = error.__traceback__
        while trace is not None:
            path = Path(trace.tb_frame.f_code.co_filename)
            if path.parent in (*self.overrides, default_theme()) and path.suffix == ".j2":
                where = self._where(path, trace.tb_lineno)
            trace = trace.tb_next
        return where

    def _where(self, path: Path, line: int) -> Where:
        """A line of a template, which is that of the theme if it stands in the theme's folder."""
        is_theme = len(self.overrides) > 1 and path.parent == self.overrides[-1]
        return Where(f"{self.settings.theme if is_theme else 'templates'}/{path.name}", line=line)

    def address(self, page_path: str) -> str:
        """The public address of a page; empty while the blog's is not known."""
        home = self.settings.home
        return home + page_url(page_path) if home and page_path and not self.inline else ""

    def runner(self, root: str) -> str:
        """What makes snippets run, for the end of a page that has some; only in a blog that has Pyodide."""
        name, data = list(self.files.items())[-1]
        if self.inline:
            return f'<script type="module">\n{data.decode()}</script>\n'
        return f'<script type="module" src="{root}{name}"></script>\n'

    def figures(self) -> SharedFile:
        """The script that draws figures, which only sites with figures have."""
        data = theme_file("figures.js", self.overrides)
        return SharedFile(FIGURES + hashed_name("figures.js", data).removeprefix("figures."), lambda: data)
