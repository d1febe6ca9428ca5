"""The Python API: blogs, and functions for those who need only one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from blogtools.config import BlogConfig, Settings, find_blog, find_blog_of
from blogtools.errors import BlogtoolsError, Finding, UsageError, nearest

# Each method loads what it needs: whoever checks a blog does not wait for git, nor who reads posts for the theme.
if TYPE_CHECKING:
    from blogtools.build.check import CheckReport
    from blogtools.build.report import Report
    from blogtools.build.task import Progress
    from blogtools.model import Post
    from blogtools.publish import PublishReport
    from blogtools.render.targets import Target

Paths = str | Path | Sequence[str | Path]


class Blog:
    """A folder of notebooks with its settings.

    `Blog.open` finds the blog around a path. What a blog returns is frozen data; what keeps a single post from being
    built is in the report, and only what stops the whole raises a `BlogtoolsError`.
    """

    def __init__(self, config: BlogConfig) -> None:
        """Use `Blog.open` instead, which reads the settings."""
        self._config = config

    def __repr__(self) -> str:
        return f"Blog({str(self.root)!r})"

    @classmethod
    def open(cls, path: str | Path = ".") -> Blog:
        """Return the blog that a folder or notebook lies in: the nearest settings at or above it.

        A folder without settings is a blog with the defaults.

        Raises:
            UsageError: there is no such file or folder.
            SettingsError: the settings cannot be read, or hold an unknown key or a wrong value.
        """
        path = Path(path)
        if not path.exists():
            message = f"there is no file or folder {path}"
            raise UsageError(message)
        return cls(find_blog(path if path.is_dir() else path.parent))

    @classmethod
    def of(cls, paths: Paths = ()) -> Blog:
        """Return the blog that all `paths` lie in, by the rule of the command line.

        Without paths, and for paths outside of every blog, it is the blog around the working directory.

        Raises:
            UsageError: the paths lie in different blogs.
            SettingsError: as `open`.
        """
        return cls(find_blog_of(_paths(paths)))

    @property
    def root(self) -> Path:
        """The blog's folder, absolute."""
        return self._config.root

    @property
    def settings(self) -> Settings:
        """The settings, with defaults for what the blog does not set."""
        return self._config.settings

    def posts(self, on_error: Callable[[Finding], None] | None = None) -> Iterator[Post]:
        """Yield every post, drafts and posts of the future included, ordered by the notebook's path.

        A notebook that cannot be read raises its error, or, with `on_error`, is passed to that and skipped.

        Raises:
            NotebookError: a file is no notebook.
            FrontMatterError: a metadata cell holds something that cannot be meant.
            EmbedError: a post embeds a cell that does not exist.
        """
        from blogtools.content.discover import find_sources
        from blogtools.content.load import load_post

        for source in find_sources(self._config, ()):
            try:
                yield load_post(self._config, source)
            except BlogtoolsError as error:
                if on_error is None:
                    raise
                on_error(error.as_finding())

    def setup(self, to: str) -> str:
        """Return what the site of a format's generator must set so that pages look as they are meant: lines, and words.

        Raises:
            UsageError: there is no such format, or it is HTML.
            SettingsError: as `convert`.
        """
        from blogtools.render.targets.setup import setup_text

        target = _target(to, self._config, single_file=False)
        if target.is_html:
            message = f"{to} is what blogtools publishes itself, and needs no generator"
            raise UsageError(message, hint="name the format of one: `--to hugo`")
        return setup_text(target)

    def convert(  # noqa: PLR0913 - one for each option of the command
        self,
        paths: Paths = (),
        *,
        to: str = "html",
        output: str | Path | None = None,
        single_file: bool = False,
        drafts: bool = False,
        future: bool = False,
        allow_removed_urls: bool = False,
        adopt: bool = False,
        workers: int | None = None,
        cache: bool = True,
        progress: Progress | None = None,
        waiting: Callable[[], None] = lambda: None,
    ) -> Report:
        """Write the pages of the whole blog, or of the notebooks and folders that `paths` name.

        The result goes to `output`, by default the blog's `_site`, or `_markdown/TARGET` for a Markdown target. `to`
        and the flags are those of `blogtools convert`; `cache=False` builds every post anew. `progress` is called after
        each post with the number done, the number to do and the notebook's name; `waiting` before the build waits for
        another one into the same folder.

        Raises:
            UsageError: there is no such path or target, or the output folder lies among the sources.
            TemplateError: a list cannot be rendered.
            RemovedUrlError: published addresses would lead nowhere, and `allow_removed_urls` does not permit it.
            WriteError: a list or the theme cannot be written.
        """
        from blogtools.build import pipeline

        options = pipeline.Options(
            target=_target(to, self._config, single_file=single_file),
            output=_output(output),
            drafts=drafts,
            workers=workers,
            cache=cache,
            future=future,
            allow_removed_urls=allow_removed_urls,
            adopt=adopt,
        )
        return pipeline.convert(self._config, self._named(paths), options, progress, waiting)

    def check(
        self,
        paths: Paths = (),
        *,
        external: bool = False,
        spelling: bool = False,
        progress: Progress | None = None,
    ) -> CheckReport:
        """Check all posts, or those that `paths` name, for problems; nothing is written.

        With `external`, the servers of other sites are asked for what posts link to, and their answers are kept in the
        blog's cache. With `spelling`, typos looks for misspelled words.

        Raises:
            UsageError: there is no such path, or typos is not installed.
            TemplateError: the theme cannot be used.
        """
        from blogtools.build.check import check

        return check(self._config, self._named(paths), progress, external=external, spelling=spelling)

    def publish(  # noqa: PLR0913 - one for each option of the command
        self,
        *,
        branch: str | None = None,
        remote: str | None = None,
        push: bool = True,
        message: str = "",
        to: str | Path | None = None,
        allow_removed_urls: bool = False,
        no_check: Sequence[str] = (),
        adopt: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> PublishReport:
        """Build the whole blog and publish it: on a git branch, or with `to` in a folder.

        By default, it goes where the setting `publish` says, else to the branch `gh-pages` of `origin`. Nothing is
        published if a post fails, or if the checks find an error of a kind that `no_check` does not name. What is
        published is recorded in the blog's ledger. With `dry_run` nothing changes, and the report says what would. With
        `adopt`, files that blogtools did not write give way.

        Raises:
            PublishError: there is no post, or the branch or folder cannot take what was built.
            RemovedUrlError: as `convert`, of the addresses that stand on the branch or in the folder, too.
            UsageError: no branch can have that name, the folder lies among the sources, or there is no such kind of
                findings.
            BlogtoolsError: as `convert`.
        """
        from blogtools.publish import publish
        from blogtools.publish.place import publish_place

        place = publish_place(self._config, branch=branch, remote=remote, folder=_output(to))
        target = place.open(self._config, push=push, message=message, adopt=adopt)
        return publish(
            self._config,
            target,
            dry_run=dry_run,
            allow_removed_urls=allow_removed_urls,
            no_check=no_check,
            progress=progress,
        )

    def _named(self, paths: Paths) -> list[Path]:
        """Return the paths to build; none (the whole blog) if `paths` is the blog's own folder."""
        named = _paths(paths)
        is_whole = self._config.settings_file is not None and [path.resolve() for path in named] == [self.root]
        return [] if is_whole else named


def convert(  # noqa: PLR0913 - as of `Blog.convert`
    paths: Paths = (),
    *,
    to: str = "html",
    output: str | Path | None = None,
    single_file: bool = False,
    drafts: bool = False,
    future: bool = False,
    allow_removed_urls: bool = False,
    cache: bool = True,
) -> Report:
    """Convert notebooks: one path, several, or none for the whole blog around the working directory.

    A notebook in a blog is converted with that blog's settings, into its `_site`; one outside of every blog as if it
    lay in the working directory. A notebook that cannot be converted is in the report's `errors`; all others are
    written.

    Raises:
        UsageError: the paths lie in different blogs, or as `Blog.convert`.
        SettingsError: the blog's settings cannot be used.
        BlogtoolsError: as `Blog.convert`.
    """
    return Blog.of(paths).convert(
        paths,
        to=to,
        output=output,
        single_file=single_file,
        drafts=drafts,
        future=future,
        allow_removed_urls=allow_removed_urls,
        cache=cache,
    )


def read_post(path: str | Path) -> Post:
    """Read a notebook and take it through all steps: title, date, headings, cells with their options and Markdown.

    Raises:
        UsageError: there is no such file.
        NotebookError: it is no notebook.
        FrontMatterError: its metadata holds something that cannot be meant.
        EmbedError: it embeds a cell that does not exist.
        SettingsError: the settings of its blog cannot be used.
    """
    from blogtools.content.discover import find_sources
    from blogtools.content.load import load_post

    path = Path(path)
    blog = find_blog(path.parent)
    return load_post(blog, find_sources(blog, [path])[0])


def load_snippet(name: str, path: str | Path = ".") -> ModuleType:
    """Run a snippet, with no more than it needs, and return what it defines, as a module.

    `name` is the snippet's, or `slug#name`; the blog is that of `path`, a folder or a notebook. The snippet runs in its
    notebook's folder, so that it finds its files.

    Raises:
        SnippetError: there is no such snippet, or it is not Python; whatever the snippet itself raises.
        UsageError, SettingsError: as `Blog.open`.
    """
    # Slicing is loaded only by those who ask for a snippet.
    from blogtools.snippets.catalog import read_catalog
    from blogtools.snippets.load import load_module

    return load_module(read_catalog(Blog.open(path)._config).find(name), name)  # noqa: SLF001 - within the API


def _paths(paths: Paths) -> list[Path]:
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]


def _output(folder: str | Path | None) -> Path | None:
    if folder == "":
        message = "the name of the output folder is empty"
        raise UsageError(message)
    return None if folder is None else Path(folder)


def _target(name: str, config: BlogConfig, *, single_file: bool) -> Target:
    from blogtools.render.targets import SINGLE_FILE, targets_of

    targets = targets_of(config)
    if name not in targets:
        near = nearest(name, targets)
        message = f"{name!r} is not a format"
        raise UsageError(message, hint=f"did you mean {near}?" if near else f"choose from {', '.join(targets)}")
    target = targets[name]
    if single_file and not target.is_html:
        message = f"a single file is HTML, and {name} is not"
        raise UsageError(message)
    return SINGLE_FILE if single_file else target
