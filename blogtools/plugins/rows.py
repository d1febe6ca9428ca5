"""The rows that plugins add: one type for each kind of extension, the same that the built-in tables are made of.

Targets (`blogtools.render.targets.Target`) and importers (`blogtools.importers.base.Importer`) are rows, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from blogtools.errors import Finding, PluginError, Where
from blogtools.model import Post
from blogtools.plugins.guard import failure, guard, guarded_iterable


class Shown(NamedTuple):
    """An output as it stands on the page."""

    kind: str
    """`stream`, `text`, `html`, `table`, `image`, …: what the theme styles it as."""
    text: str


class Step(msgspec.Struct, frozen=True):
    """A transform of posts, run in its place among the others."""

    name: str
    run: Callable[[Post, Any], Post]
    """Takes the post and a `blogtools.transform.context.Context`; returns the post as the next step gets it."""
    before: str = ""
    """Name of the step that this one precedes; without `before` and `after`, it is the last."""
    after: str = ""
    """Name of the step that this one follows."""

    def guarded(self, plugin: str) -> Step:
        """Return the step of a plugin: whatever goes wrong in it is an error of the post, and names the plugin."""
        run = guard(plugin, f"step `{self.name}`", self.run, lambda given: Where(given[0].source))

        def checked(post: Post, context: Any) -> Post:
            changed: Post = run(post, context)
            problem = _step_problem(post, changed)
            if problem:
                raise failure(plugin, f"step `{self.name}` {problem}", Where(post.source))
            return changed

        return msgspec.structs.replace(self, run=checked)


def _step_problem(post: Post, changed: object) -> str:
    if not isinstance(changed, Post):
        return f"returned {type(changed).__name__} instead of a Post"
    moved = [name for name in ("source", "slug", "date") if getattr(post, name) != getattr(changed, name)]
    # Addresses are decided before posts are read whole.
    return f"changed `{moved[0]}`, which decides where the page is" if moved else ""


Show = Callable[[Any, str, object], Shown | None]
"""From a `blogtools.render.display.Display`, a MIME type and its content; None lets the next form be tried."""


class OutputRow(msgspec.Struct, frozen=True):
    """A renderer for outputs of one MIME type."""

    name: str
    """MIME type, or the beginning of MIME types that ends in `/`."""
    html: Show | None = None
    """Returns HTML for pages; None if pages show another form of the output."""
    markdown: Show | None = None
    """Returns Markdown for the other targets."""
    before: str = ""
    """MIME type before which this one is chosen; without `before` and `after`, before all others."""
    after: str = ""

    def guarded(self, plugin: str) -> OutputRow:
        """Return the output of a plugin: where it fails, another form is shown, and a finding names the plugin."""
        return msgspec.structs.replace(
            self, html=self._guarded(plugin, self.html), markdown=self._guarded(plugin, self.markdown)
        )

    def _guarded(self, plugin: str, show: Show | None) -> Show | None:
        if show is None:
            return None
        run = guard(plugin, f"output `{self.name}`", show, lambda given: Where(cell=given[0].cell.number))

        def checked(display: Any, mime: str, content: object) -> Shown | None:
            try:
                shown: object = run(display, mime, content)
            except PluginError as error:
                _tell(display, error)
                return None
            if shown is None or _is_shown(shown):
                return None if shown is None else Shown(*shown)  # type: ignore[misc]  # just tested
            message = f"output `{self.name}` returned {type(shown).__name__} instead of Shown(kind, text)"
            _tell(display, failure(plugin, message))
            return None

        return checked


def _tell(display: Any, error: PluginError) -> None:
    display.report(error.slug, error.message, hint=error.hint, severity="error")


def _is_shown(shown: object) -> bool:
    return isinstance(shown, tuple) and len(shown) == 2 and all(isinstance(part, str) for part in shown)  # noqa: PLR2004 - kind and text


class Check(msgspec.Struct, frozen=True):
    """A rule that posts are checked by."""

    name: str
    """The slug of all its findings."""
    run: Callable[[Post, Any], Iterable[Finding]]
    """Takes the transformed post and a `blogtools.memo.Memoizer` for work that depends on one cell."""

    def guarded(self, plugin: str) -> Check:
        """Return the check of a plugin: where it fails, that is a finding, which names the plugin."""

        def checked(post: Post, call: Any) -> Iterable[Finding]:
            where = Where(post.source)
            try:
                for finding in guarded_iterable(plugin, f"check `{self.name}`", self.run, (post, call), where):
                    problem = self._problem(finding)
                    if problem:
                        raise failure(plugin, f"check `{self.name}` {problem}", where)
                    yield finding
            except PluginError as error:
                yield error.as_finding()

        return msgspec.structs.replace(self, run=checked)

    def _problem(self, finding: object) -> str:
        if not isinstance(finding, Finding):
            return f"found {type(finding).__name__} instead of a Finding"
        return "" if finding.slug == self.name else f"found `{finding.slug}`: findings of a check have its name"


class ThemeFolder(msgspec.Struct, frozen=True):
    """A theme: templates and static files, each of which takes the place of one of the default theme."""

    name: str
    """As the setting `theme` has it."""
    folder: Path
