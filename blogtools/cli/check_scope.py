"""Finds the blogs and notebooks for `blogtools check`: each path in its own blog, as hooks pass any files at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from blogtools.api import Blog
from blogtools.config import BlogConfig, find_blogs_of
from blogtools.errors import Finding

if TYPE_CHECKING:
    from blogtools.build.check import CheckReport


class Scope(msgspec.Struct, frozen=True):
    """A blog, and the paths in it to check; none for the whole of it."""

    blog: Blog
    paths: tuple[Path, ...] = ()
    settings_file: Path | None = None


def find_scopes(paths: Sequence[Path], *, only_posts: bool) -> tuple[Scope, ...]:
    """Return the blogs that `paths` lie in, each with its paths; with `only_posts`, without what is no post.

    Without paths, it is the blog around the working directory. With `only_posts`, there may be none.

    Raises:
        UsageError: a path does not exist.
        SettingsError: the settings of a blog cannot be used.
    """
    found = [(config, _posts(config, own) if only_posts else own) for config, own in find_blogs_of(paths)]
    return tuple(Scope(Blog(config), own, config.settings_file) for config, own in found if own or not paths)


def merged(reports: Sequence[tuple[Scope, CheckReport]]) -> CheckReport:
    """Return one report for all blogs. Of several, paths are given from the working directory."""
    from blogtools.build.check import CheckReport

    if len(reports) == 1:
        return reports[0][1]
    return CheckReport(
        tuple(_from_here(scope, name) for scope, report in reports for name in report.checked),
        tuple(_moved(scope, one) for scope, report in reports for one in report.errors),
        tuple(_moved(scope, one) for scope, report in reports for one in report.findings),
        sum(report.seconds for _, report in reports),
    )


def _posts(config: BlogConfig, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the paths without the files that are no posts, such as notebooks beside the blog's folder of posts.

    Links stay, since a link out of the blog is something to report, and so do paths that do not exist.
    """
    from blogtools.content.discover import find_sources

    posts = {os.path.realpath(source.path) for source in find_sources(config, ())}
    return tuple(path for path in paths if not path.is_file() or path.is_symlink() or os.path.realpath(path) in posts)


def _moved(scope: Scope, finding: Finding) -> Finding:
    where = msgspec.structs.replace(finding.where, file=_from_here(scope, finding.where.file))
    return msgspec.structs.replace(finding, where=where)


def _from_here(scope: Scope, file: str) -> str:
    """Return a file's path from the working directory; as it is if it is not one below the blog's folder."""
    if not file or not os.path.lexists(scope.blog.root / file):
        return file
    return Path(os.path.relpath(scope.blog.root / file)).as_posix()
