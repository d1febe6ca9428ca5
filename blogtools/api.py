"""What other programs call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blogtools import pipeline
from blogtools.config import find_blog
from blogtools.errors import UsageError
from blogtools.render.targets import SINGLE_FILE, TARGETS
from blogtools.report import Report


def convert(
    paths: str | Path | Sequence[str | Path] = (),
    *,
    to: str = "html",
    output: str | Path | None = None,
    drafts: bool = False,
    single_file: bool = False,
    cache: bool = True,
) -> Report:
    """Convert notebooks (one path, several, or none for the whole blog around the working folder).

    A notebook that cannot be converted is in the report's `errors`; all others are written.

    Raises:
        UsageError: there is no such path or target.
        SettingsError: the blog's settings cannot be used.
    """
    if to not in TARGETS:
        message = f"{to!r} is not a format"
        raise UsageError(message, hint=f"there are: {', '.join(TARGETS)}")
    chosen = [paths] if isinstance(paths, str | Path) else paths
    options = pipeline.Options(
        SINGLE_FILE if single_file else TARGETS[to], Path(output) if output else None, drafts, cache=cache
    )
    return pipeline.convert(find_blog(Path.cwd()), [Path(path) for path in chosen], options)
