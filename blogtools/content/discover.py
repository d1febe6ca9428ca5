"""Discovery of posts: notebooks, and Markdown with a title in its front matter."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from blogtools.config import BlogConfig, Settings
from blogtools.content.exclusions import Rule, exclusion_rules, pelican_blog
from blogtools.content.pelican import PelicanBlog
from blogtools.content.search import NOT_FOLLOWED, OtherFile, search_posts
from blogtools.content.told_files import LOST, TOLD_FILES
from blogtools.errors import Finding, NoPostsError, SettingsError, UsageError, Where, nearest
from blogtools.redaction import NO_REDACTION, Redaction

STATIC = "static"
"""Folder of a blog whose files are copied unchanged; notebooks in it are files, not posts."""
EXCLUDED_FOLDERS = (STATIC, "templates")
"""Folders in a blog's root that are not searched; `templates` may contain notebooks for new posts."""
SKIPPED_FOLDERS = {"_site", "_single-file", "_markdown", "node_modules", "__pycache__"}


class Source(msgspec.Struct, frozen=True):
    """A notebook to convert, or a post in Markdown, which is read as a notebook of one cell of text."""

    path: Path
    name: str
    """Path as shown to the author: POSIX, relative to the blog or to the working directory."""
    root: Path
    """The folder that all files the notebook refers to must be in."""
    redaction: Redaction = NO_REDACTION
    """Rules for texts that are replaced in all that the notebook publishes."""
    publisher: str = ""
    """Path below the root of the post of Pelican that publishes the notebook, and has its metadata."""


class Discovery(msgspec.Struct, frozen=True):
    """The notebooks of a blog, and what kept some of them from being found."""

    sources: tuple[Source, ...]
    """Sorted by name."""
    problems: tuple[Finding, ...] = ()
    """An error for each notebook or folder that cannot be read, a warning for each link that is not followed, and a
    note for each notebook that its owner does not publish."""
    plain: tuple[str, ...] = ()
    """Names of files of Markdown that are no posts, though they may be meant as such."""

    @property
    def is_empty(self) -> bool:
        """True if nothing was found, not even something that cannot be read."""
        return not self.sources and not self.problems


def find_sources(blog: BlogConfig, paths: Sequence[Path]) -> tuple[Source, ...]:
    """Return the notebooks that `discover_notebooks` finds.

    Raises:
        UsageError, SettingsError: As `discover_notebooks`.
    """
    return discover_notebooks(blog, paths).sources


def discover_notebooks(blog: BlogConfig, paths: Sequence[Path]) -> Discovery:
    """Find the notebooks in `paths` (files, or folders to search), or all of the blog without any.

    Raises:
        UsageError: A path does not exist.
        SettingsError: The folder of the notebooks is a link that leads out of the blog.
    """
    if not paths:
        if not _is_inside(blog.notebooks, blog):
            message = f"`{blog.settings.notebooks}` is a link that leads out of the blog"
            raise SettingsError(message, hint="move that folder into the blog, or the settings to where it leads")
        return _search(blog.notebooks, blog.root, blog)
    found: dict[Path, Source] = {}
    problems: list[Finding] = []
    plain: list[str] = []
    pelican_around = cache(pelican_blog)  # Its posts are read once for all notebooks of a folder.
    for path in paths:
        if path.is_dir() and path.suffix != ".ipynb":
            searched = _search(path, blog.root if _is_inside(path, blog) else path.resolve(), blog)
            problems += searched.problems
            plain += searched.plain
            for source in searched.sources:
                found.setdefault(_real(source.path), source)
        elif path.is_symlink() and _is_inside(path.parent, blog) and blog.settings_file and not _is_inside(path, blog):
            where = Where(_source(path, blog.root, blog).name)
            problems.append(Finding("notebook", NOT_FOLLOWED, where, "put the notebook itself there", "error"))
        elif path.exists() or path.is_symlink():
            root = blog.root if _is_inside(path, blog) else _real(path).parent
            found.setdefault(_real(path), _source(path, root, blog, pelican_around(path.parent, root)))
        else:
            message = f"there is no file or folder {path}"
            raise UsageError(message)
    return Discovery(tuple(sorted(found.values(), key=lambda source: source.name)), tuple(problems), tuple(plain))


def find_posts(blog: BlogConfig, paths: Sequence[Path], *, may_be_none: bool = False) -> Discovery:
    """Find the notebooks to convert, as `discover_notebooks` does, but none only if `may_be_none`.

    Raises:
        UsageError: As `discover_notebooks`.
        SettingsError: Likewise, or the settings name a folder that does not exist: all notebooks of the blog would be
            posts.
        NoPostsError: There is no notebook.
    """
    wanted = blog.root / blog.settings.notebooks
    if not paths and blog.settings.notebooks != Settings().notebooks and not wanted.is_dir():
        message = f"`notebooks` names a folder that does not exist: {blog.settings.notebooks}"
        near = nearest(blog.settings.notebooks, [path.name for path in blog.root.iterdir() if path.is_dir()])
        hint = f"did you mean `{near}`?" if near else "create it, or correct the setting"
        raise SettingsError(message, where=Where(blog.settings_file.name if blog.settings_file else ""), hint=hint)
    discovered = discover_notebooks(blog, paths)
    if discovered.is_empty and not may_be_none:
        raise no_posts(blog, paths, discovered)
    return discovered


def no_posts(blog: BlogConfig, paths: Sequence[Path], discovered: Discovery) -> NoPostsError:
    """Return the error for a blog, or for `paths`, without a post."""
    place = ", ".join(map(str, paths)) if paths else str(blog.notebooks)
    message = "holds no notebook, and so no post; nothing was written"
    hint = "name the folder that has the notebooks, or start a post: blogtools new TITLE"
    if discovered.plain:
        name = discovered.plain[0]
        message = f"holds no post; nothing was written: Markdown needs front matter with a title, which {name} has not"
        hint = TOLD_FILES["plain"].hint
    return NoPostsError(message, where=Where(place), hint=hint)


def default_output_folder(blog: BlogConfig, target: str) -> Path:
    """Return the default output folder of a target."""
    # In a blog, single files do not lie among the pages of the site.
    if target == "single-file" and blog.settings_file is not None:
        return blog.root / "_single-file"
    return blog.root / "_site" if target in ("html", "single-file") else blog.root / "_markdown" / target


def _search(folder: Path, root: Path, blog: BlogConfig) -> Discovery:
    excluded = EXCLUDED_FOLDERS if blog.settings_file and folder.resolve() == blog.root else ()
    found = search_posts(folder, root, SKIPPED_FOLDERS, excluded)
    others = found.others
    problems = [
        Finding("notebook", one.why, Where(_source(one.path, root, blog).name), one.hint, one.severity)
        for one in found.obstacles
    ]
    pelican = pelican_blog(folder, root)
    rules = exclusion_rules(folder, root, pelican)
    sources = []
    for post in found.posts:
        source = _source(post, root, blog, pelican)
        if pelican and pelican.shows_notebook(_real(post)):
            others = (*others, OtherFile(post, "other"))
        elif reason := _reason(rules, post):
            problems.append(_not_published(source, reason))
        else:
            sources.append(source)
    # What publishes a notebook in a blog of Pelican is not lost.
    shown = {source.publisher for source in sources}
    kinds: dict[str, list[str]] = {}
    for one in others:
        name = _source(one.path, root, blog).name
        if name not in shown and (one.kind in LOST or not _reason(rules, one.path)):
            kinds.setdefault(one.kind, []).append(name)
    plain = kinds.pop("plain", [])
    problems += [TOLD_FILES[kind].finding(names) for kind, names in sorted(kinds.items())]
    return Discovery(tuple(sources), tuple(problems), tuple(plain))


def _reason(rules: Sequence[Rule], path: Path) -> str:
    """Return why a file is not published; empty if it is."""
    return next((reason for rule in rules if (reason := rule(os.fspath(path)))), "")


def publisher_of(path: Path, root: Path) -> str:
    """Return the post of Pelican that publishes a notebook of the blog at `root`; empty if none does."""
    pelican = pelican_blog(path.parent, root)
    return pelican.publisher(_real(path), root) if pelican else ""


def _not_published(source: Source, reason: str) -> Finding:
    """Return the note about a notebook that its owner does not publish."""
    hint = f"to publish it anyway, name it: blogtools convert {shlex.quote(source.name)}"
    return Finding("not-published", f"is not published: {reason}", Where(source.name), hint, "note")


def _source(path: Path, root: Path, blog: BlogConfig, pelican: PelicanBlog | None = None) -> Source:
    redaction = blog.settings.redaction
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow a link the author named
    publisher = pelican.publisher(_real(path), root) if pelican else ""
    for start in (str(root), os.getcwd()):  # noqa: PTH109 - strings are several times as fast
        base = os.path.join(start, "")  # noqa: PTH118 - likewise
        if absolute.startswith(base):
            return Source(path, absolute[len(base) :].replace(os.sep, "/"), root, redaction, publisher)
    name = Path(absolute).as_posix() if path.is_absolute() else path.as_posix()
    return Source(path, name, root, redaction, publisher)


def _is_inside(path: Path, blog: BlogConfig) -> bool:
    return _real(path).is_relative_to(blog.root)


def _real(path: Path) -> Path:
    # Not `resolve`, which raises RuntimeError for a link to itself.
    return Path(os.path.realpath(path))
