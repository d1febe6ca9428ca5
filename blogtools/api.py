"""What other programs call."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from blogtools.build import pipeline
from blogtools.build.report import Report
from blogtools.config import find_blog
from blogtools.errors import SnippetError, UsageError
from blogtools.plugins.load import plugins_of
from blogtools.render.targets import SINGLE_FILE, TARGETS


def convert(  # noqa: PLR0913 - one for each option of the command
    paths: str | Path | Sequence[str | Path] = (),
    *,
    to: str = "html",
    output: str | Path | None = None,
    drafts: bool = False,
    future: bool = False,
    allow_vanishing: bool = False,
    single_file: bool = False,
    cache: bool = True,
) -> Report:
    """Convert notebooks (one path, several, or none for the whole blog around the working folder).

    A notebook that cannot be converted is in the report's `errors`; all others are written.

    Raises:
        UsageError: there is no such path or target.
        SettingsError: the blog's settings cannot be used.
        VanishingError: published addresses would lead nowhere, and `allow_vanishing` does not say that they may.
    """
    blog = find_blog(Path.cwd())
    targets = TARGETS.extended(plugins_of(blog))
    if to not in targets:
        message = f"{to!r} is not a format"
        raise UsageError(message, hint=f"there are: {', '.join(targets)}")
    chosen = [paths] if isinstance(paths, str | Path) else paths
    options = pipeline.Options(
        SINGLE_FILE if single_file else targets[to],
        Path(output) if output else None,
        drafts,
        cache=cache,
        future=future,
        allow_vanishing=allow_vanishing,
    )
    return pipeline.convert(blog, [Path(path) for path in chosen], options)


def load_snippet(name: str, folder: str | Path = ".") -> ModuleType:
    """Run a snippet, with no more than it needs, and return what it defines, as a module.

    `name` is the snippet's, or `slug#name`; `folder` lies in the blog. The snippet runs in the notebook's folder, so
    that it finds its files.

    Raises:
        SnippetError: there is no such snippet, or it is not Python; whatever the snippet itself raises.
    """
    # Slicing is loaded only by those who ask for a snippet.
    from blogtools.snippets.catalog import read_catalog

    entry = read_catalog(find_blog(Path(folder))).find(name)
    snippet = entry.snippet
    if snippet.language != "python":
        message = f"{name} is {snippet.language}; only Python can be loaded"
        raise SnippetError(message, hint=f"`blogtools snippets export {name}` writes it to a file")
    module = ModuleType(snippet.name, f"{entry.address}, from {entry.source}")
    module.__file__ = str(entry.path)
    code = compile(f"{snippet.setup}\n\n{snippet.source}", f"<snippet {entry.address}>", "exec", dont_inherit=True)
    beside = str(entry.path.parent.resolve())
    with contextlib.chdir(beside):
        sys.path.insert(0, beside)
        try:
            exec(code, module.__dict__)  # noqa: S102 - to run the author's own snippet is what was asked for
        finally:
            with contextlib.suppress(ValueError):
                sys.path.remove(beside)
    return module
