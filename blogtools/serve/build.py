"""One build of the preview; the only module here that imports the build pipeline."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import CACHE_FOLDER, SETTINGS_FILE, find_blog
from blogtools.errors import Finding, SettingsError, finding_of


class Build(msgspec.Struct, frozen=True):
    """The result of one build."""

    problems: tuple[Finding, ...] = ()
    """Errors that kept posts, or the whole blog, from being written."""
    report: Report | None = None
    """None if the build failed as a whole."""
    base: str | None = None
    """Path of the site root, as in `base_url`: `/` or `/blog/`; None if the settings cannot be read."""


def find_root(start: Path) -> Path:
    """Return the blog's root folder, even if its settings are invalid."""
    try:
        return find_blog(start).root
    except SettingsError:
        start = start.resolve()
        named = (folder for folder in (start, *start.parents) if _has_settings(folder))
        return next(named, start)


def preview_folder(root: Path) -> Path:
    """Return the folder to build the preview in, so that `_site` stays as `convert` left it."""
    return root / CACHE_FOLDER / "serve"


def rebuild(root: Path, *, drafts: bool = False, workers: int | None = None) -> Build:
    """Reload the settings and build what changed; return errors instead of raising them."""
    base = None
    try:
        blog = find_blog(root)
        base = base_path(blog.settings.base_url)
        # A preview publishes nothing, so it does not guard published URLs.
        options = Options(
            output=preview_folder(root),
            drafts=drafts,
            workers=workers,
            allow_removed_urls=True,
            search=False,
        )
        report = convert(blog, (), options, progress=None)
    except Exception as error:  # noqa: BLE001 - the preview survives a vanished folder and bugs in blogtools
        return Build((finding_of(error),), base=base)
    return Build(report.errors, report, base)


def base_path(base_url: str) -> str:
    """Return the path of a base URL with slashes: `/blog/` for `https://example.org/blog`, `/` without a path."""
    path = unquote(urlsplit(base_url).path).strip("/")
    return f"/{path}/" if path else "/"


def _has_settings(folder: Path) -> bool:
    return (folder / SETTINGS_FILE).is_file() or (folder / "pyproject.toml").is_file()
