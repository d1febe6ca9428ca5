"""Context shared by the renderers of one page: assets, findings, ids in use."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from unicodedata import normalize

import msgspec

from blogtools.errors import Finding, Severity, Where
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Asset, Reference, SharedFile
from blogtools.plugins.load import NO_PLUGINS, Plugins
from blogtools.render.quotes import Quotes
from blogtools.render.terms import TermSlugs
from blogtools.transform.anchors import THEME_IDS, UniqueNames

RewriteLink = Callable[[str, int], str]
"""Called with the URL of a link and the number of its cell; returns the URL to write."""
Scripts = tuple[tuple[str, ...], tuple[SharedFile, ...], str]
"""URLs of the scripts that draw a figure, those of them that the site must host, and why there are none."""


class Kept(Protocol):
    """Keeps data from build to build, by name."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept; None if nothing is."""

    def put(self, name: str, data: bytes) -> None:
        """Keep data if that is possible."""


class Rendering:
    """State of the rendering of one page; created per page and discarded afterwards."""

    sanitize: bool = False
    """True if the HTML of all cells is sanitized."""
    loads_external: bool = False
    """True if files from other servers are loaded without a click."""
    has_script: bool = True
    """True if the page has the theme's script, which loads on a click what was held back."""
    own_host: str = ""
    """Host of the blog, whose files may be loaded by their whole addresses; empty if unknown."""
    draws: bool = False
    """True if a script draws some figure of the page."""
    folder: str = ""
    """Folder of files with names of their own, below that of the other assets; with a slash, or empty."""

    def __init__(
        self,
        source: str,
        asset_url: Callable[[Asset], str] | None = None,
        call: Memoizer = call_uncached,
    ) -> None:
        """Start a page of the notebook `source`; `asset_url` returns the URL of an asset (default: its name)."""
        self.source = source
        self.assets: dict[str, Asset] = {}
        self.findings: list[Finding] = []
        self.scripts: Callable[[Any], Scripts] | None = None
        """Returns the scripts that draw a figure; None if pages run no scripts."""
        self.shared: dict[str, SharedFile] = {}
        """Name to file, for files that the page shares with others."""
        self.libraries: dict[str, str] = {}
        """Library to its installed version (empty if missing), for each library that was looked up."""
        self.call = call
        """Calls pure functions, possibly from a cache."""
        self.widgets: dict[str, Any] = {}
        """Model id to saved state of the notebook's widgets."""
        self.plugins: Plugins = NO_PLUGINS
        """Whose outputs are shown too."""
        self.term_slugs: TermSlugs = {}
        """Slugs of the lists that the page links to."""
        self.link: RewriteLink = lambda url, _: url
        """Returns the URL to write for a link."""
        self.left_out: set[tuple[int, str]] = set()
        """Numbers of cells and URLs of their files that are not published, which is reported already."""
        self.references: list[Reference] = []
        """Links to be checked once all of the site is known."""
        self.quotes: Quotes | None = None
        """Quotation marks of the language of the text; None if the text stays as it is written."""
        self.own_names = {"index.html": "", "index.md": "", "_index.md": ""}
        """Names of files in use, case-folded, to the content-hash name of each; empty if it is no asset's."""
        self.file_name: Callable[[str], str] = str
        """Returns the name under which to publish a file, given its own."""
        self.html_fence = ""
        """Info string of a block of HTML in Markdown; "" for HTML as it stands."""
        self.drawings: Kept | None = None
        """Drawings of diagrams by earlier builds; None if none are kept."""
        self.draws_itself: frozenset[str] = frozenset()
        """Kinds of diagrams that the generator draws, for which the page is."""
        self.html_asset_url: Callable[[Asset], str] | None = None
        """Returns the URL of an asset in raw HTML, where the generator leaves addresses as they are; None: no other."""
        self._asset_url = asset_url or (lambda asset: asset.name)
        self._ids = UniqueNames()
        for name in THEME_IDS:
            self._ids.add(name)
        self.renamed: dict[str, str] = {}
        """Id of the theme that the post has too, to what it became in the post; links of the post follow."""

    def add_asset(self, asset: Asset, *, in_html: bool = False) -> str:
        """Register a file of the page, once per name, and return its URL on the page, or in raw HTML on it."""
        if asset.own_name:
            asset = msgspec.structs.replace(asset, name=self.folder + self._free_name(asset))
        elif (name := self.file_name(asset.name)) != asset.name:
            asset = msgspec.structs.replace(asset, name=name)
        self.assets.setdefault(asset.name, asset)
        return (self.html_asset_url if in_html and self.html_asset_url else self._asset_url)(asset)

    def _free_name(self, asset: Asset) -> str:
        """Return the file's own name, or, if another file of the page has that, one with a part of its hash."""
        own_name = self.file_name(asset.own_name)
        stem, extension = posixpath.splitext(own_name)
        for name in (own_name, f"{stem}-{asset.name[:8]}{extension}"):
            # On some systems, names that differ only in case, or in how accents are encoded, are one.
            if self.own_names.setdefault(normalize("NFC", name).casefold(), asset.name) == asset.name:
                return name
        return self.file_name(asset.name)

    def address(self, url: str, cell: int, assets: Mapping[str, Asset], *, in_html: bool = False) -> str:
        """Return the URL to write for one in the cell with a number: that of a file, or else as `link` has it."""
        asset = assets.get(url)
        if asset is None:
            return self.link(url, cell)
        _, hash_sign, fragment = url.partition("#")
        own = self.add_asset(asset, in_html=in_html)
        return own if own.startswith("data:") or url.startswith("attachment:") else own + hash_sign + fragment

    def report(
        self,
        slug: str,
        message: str,
        *,
        cell: int | None = None,
        line: int | None = None,
        hint: str = "",
        severity: Severity = "warning",
    ) -> None:
        """Add a finding of this page."""
        self.findings.append(Finding(slug, message, Where(self.source, cell, line), hint, severity))

    def claim_id(self, wanted: str) -> str:
        """Reserve and return a unique id: `wanted`, with `-1`, `-2`, … appended if it is taken."""
        unique = self._ids.claim(wanted)
        if wanted in THEME_IDS:
            self.renamed.setdefault(wanted, unique)
        return unique

    def is_taken(self, name: str) -> bool:
        """Return True if the page uses an id already."""
        return name in self._ids
