"""What the renderers of one page share: where they put files and findings, and which ids are taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blogtools.errors import Finding, Severity, Where
from blogtools.memo import Call, call
from blogtools.model import Asset, SharedFile
from blogtools.plugins.load import NO_PLUGINS, Plugins

Scripts = tuple[tuple[str, ...], tuple[SharedFile, ...], str]
"""URLs of the scripts that draw a figure, those of them that the site must carry, and why there are none."""


class Rendering:
    """Collects what comes up while one page is rendered; made for one page and thrown away."""

    def __init__(
        self,
        source: str,
        asset_url: Callable[[Asset], str] | None = None,
        call: Call = call,
    ) -> None:
        """Start a page of the notebook `source`; `asset_url` says how it refers to a file (default: by name)."""
        self.source = source
        self.assets: dict[str, Asset] = {}
        self.findings: list[Finding] = []
        self.scripts: Callable[[Any], Scripts] | None = None
        """What draws a figure on this page; None where pages run no scripts."""
        self.draws = False
        """Whether some figure of the page is drawn by a script."""
        self.shared: dict[str, SharedFile] = {}
        """Files that the page shares with others, by name."""
        self.libraries: dict[str, str] = {}
        """Libraries that were looked for, and the version of each (empty if there was none)."""
        self.call = call
        """How pure functions of the whole page are called."""
        self.widgets: dict[str, Any] = {}
        """The saved state of the notebook's widgets, by model id."""
        self.plugins: Plugins = NO_PLUGINS
        """Whose outputs are shown too."""
        self._asset_url = asset_url or (lambda asset: asset.name)
        self._ids: set[str] = set()

    def add_asset(self, asset: Asset) -> str:
        """Keep a file for the page's folder, once; returns the URL by which the page refers to it."""
        self.assets.setdefault(asset.name, asset)
        return self._asset_url(asset)

    def find(
        self, slug: str, message: str, *, cell: int | None = None, hint: str = "", severity: Severity = "warning"
    ) -> None:
        """Note something that the author may want to mend."""
        self.findings.append(Finding(slug, message, Where(self.source, cell), hint, severity))

    def claim_id(self, wanted: str) -> str:
        """The id to use on the page: `wanted`, or with `-1`, `-2`, … appended if it is taken."""
        unique = wanted
        number = 0
        while unique in self._ids:
            number += 1
            unique = f"{wanted}-{number}"
        self._ids.add(unique)
        return unique

    def is_taken(self, name: str) -> bool:
        """Whether an id stands on the page already."""
        return name in self._ids
