"""One build on its way: each stage is the one before it, and what one more step found out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from blogtools.build.options import Options
from blogtools.build.permalink_guard import PermalinkGuard
from blogtools.build.routes import ScanResult
from blogtools.build.state import BuildState
from blogtools.build.task import Built, Job
from blogtools.config import BlogConfig
from blogtools.content.discover import Source
from blogtools.errors import Finding
from blogtools.permalinks.registry import PermalinkRegistry
from blogtools.site.context import SiteContext
from blogtools.store.manifest import Lists, Manifest, Record
from blogtools.store.output import Destination

Next = TypeVar("Next", bound="Setup")


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """The start of a build: options, output folder and the state of the last build."""

    paths: tuple[Path, ...]
    """Notebooks and folders to convert; empty for the whole blog."""
    options: Options
    job: Job
    state: BuildState
    """The state that builds into this folder leave for the next."""
    last: Manifest
    """The build before; empty if there was none."""
    destination: Destination
    owned: dict[str, str]
    """Files in the output folder that blogtools wrote, to the target that it wrote them for."""
    key: str
    """Hash of all that every page is made from: version, settings, target."""
    theme: str
    """Hash of the theme; empty for Markdown."""
    started: float
    """`time.perf_counter()` at the start, in seconds."""
    search_problem: str = ""
    """Why the blog cannot have the search that it would have; empty if it can."""

    @property
    def blog(self) -> BlogConfig:
        """The blog that is built."""
        return self.job.blog

    @property
    def known(self) -> dict[str, Record]:
        """The posts of the build before whose pages may be kept, by path of the notebook."""
        return self.last.posts if self.options.cache else {}


class Routed(Setup, frozen=True, kw_only=True):
    """Each notebook has its route."""

    found: ScanResult
    permalinks: PermalinkGuard
    failed: dict[str, Finding]
    """By path of a notebook, why it has no new page."""


class Planned(Routed, frozen=True, kw_only=True):
    """It is decided which posts are stale; the job knows the page of every post."""

    reasons: dict[Source, str | None]
    """Each post that is published, and why it is built; None where its page still holds."""


class Rendered(Planned, frozen=True, kw_only=True):
    """The stale posts are rendered and written; what only the build showed to be of the future is left out."""

    built: dict[str, Built]
    """By path of the notebook."""
    hidden: frozenset[str]
    """Paths of the notebooks whose posts turned out to be of the future."""


class Linked(Rendered, frozen=True, kw_only=True):
    """Every page has its links to the posts around it."""

    records: dict[str, Record]
    """All posts that have a page, by path of the notebook."""
    registry: PermalinkRegistry
    site: SiteContext
    nav_key: str
    """Hash of what pages show of other posts; empty if some page could not be updated."""
    errors: tuple[Finding, ...]
    """Errors on pages that were written all the same."""


class Listed(Linked, frozen=True, kw_only=True):
    """The files that belong to no single post are written, and those that no post has any more are removed."""

    lists: Lists
    removed: tuple[str, ...]
    """Files of earlier builds that no post has any more, below the output folder."""


class Checked(Listed, frozen=True, kw_only=True):
    """The links of the posts are checked."""

    broken_links: tuple[Finding, ...]


def next_stage(stage: type[Next], before: Setup, **found: Any) -> Next:
    """Return the next stage: the fields of the stage `before`, and those that `found` adds."""
    fields: Mapping[str, Any] = msgspec.structs.asdict(before)
    return stage(**{**fields, **found})
