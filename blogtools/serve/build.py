"""One build of the preview, whatever becomes of it: the only place that knows the pipeline."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import CACHE_FOLDER, SETTINGS_FILE, find_blog
from blogtools.errors import Finding, SettingsError, finding_of


class Build(msgspec.Struct, frozen=True):
    """What became of one build."""

    problems: tuple[Finding, ...] = ()
    """What kept posts, or the whole blog, from being written."""
    report: Report | None = None
    """None where the build came to no end."""
    base: str | None = None
    """Path of the site's top, as in `base_url`: `/` or `/blog/`; None where the settings cannot be read."""


def find_root(start: Path) -> Path:
    """The folder of the blog, also of one whose settings are wrong."""
    try:
        return find_blog(start).root
    except SettingsError:
        start = start.resolve()
        named = (folder for folder in (start, *start.parents) if _has_settings(folder))
        return next(named, start)


def output_folder(root: Path) -> Path:
    """Where the preview is built: `_site` stays what `convert` made of it."""
    return root / CACHE_FOLDER / "serve"


def build(root: Path, *, drafts: bool = False, workers: int | None = None) -> Build:
    """Read the settings anew and build what changed; what goes wrong is data."""
    base = None
    try:
        blog = find_blog(root)
        base = base_path(blog.settings.base_url)
        # What is only looked at promises nothing, and breaks no promise.
        options = Options(
            output=output_folder(root),
            drafts=drafts,
            workers=workers,
            allow_vanishing=True,
            search=False,
            promises=False,
        )
        report = convert(blog, (), options, progress=None)
    except Exception as error:  # noqa: BLE001 - a preview outlives a folder that vanishes, and a defect of blogtools
        return Build((finding_of(error),), base=base)
    return Build(report.errors, report, base)


def base_path(base_url: str) -> str:
    """`https://example.org/blog` → `/blog/`; `/` where the URL has no path."""
    path = unquote(urlsplit(base_url).path).strip("/")
    return f"/{path}/" if path else "/"


def _has_settings(folder: Path) -> bool:
    return (folder / SETTINGS_FILE).is_file() or (folder / "pyproject.toml").is_file()
