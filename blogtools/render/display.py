"""Interface of the output renderers: what they are given, and what they return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from blogtools.errors import Severity
from blogtools.memo import lazy_pattern
from blogtools.model import Asset, Cell, Output
from blogtools.plugins.rows import Show, Shown
from blogtools.render.context import Rendering
from blogtools.render.sanitize.assets import safe_asset
from blogtools.render.sanitize.fragment import Rules, clean_fragment, rules_for
from blogtools.render.sanitize.hosts import is_safe_address

_PIXELS = lazy_pattern(r"(\d{1,5})(?:\.\d+)?(?:px)?")
_LINK = lazy_pattern(r"\[([^\[\]]*)\]\([^()]*\)")


class Display:
    """An output to render, with its cell and the page's context."""

    def __init__(
        self, output: Output, cell: Cell, rendering: Rendering, markdown: Callable[[str], str] | None = None
    ) -> None:
        """Store an output; `markdown` renders Markdown source to HTML."""
        self.output = output
        self.cell = cell
        self.rendering = rendering
        self.markdown = markdown or (lambda source: source)
        self.description: Callable[[], str] | None = None
        """Describes the output in words; None if that is not possible."""

    @property
    def rules(self) -> Rules:
        """The rules for HTML of the output."""
        return rules_for(self.cell, self.rendering)

    def report(self, slug: str, message: str, *, hint: str = "", severity: Severity = "warning") -> None:
        """Add a finding, unless the cell has the same one already."""
        latest = self.rendering.findings[-8:]
        if not any(
            found.slug == slug and found.where.cell == self.cell.number and found.message == message for found in latest
        ):
            self.rendering.report(slug, message, cell=self.cell.number, hint=hint, severity=severity)

    def address(self, url: str) -> str:
        """Return the URL to write for one in the output."""
        return self.rendering.address(url, self.cell.number, self.cell.assets)

    def html_address(self, url: str) -> str:
        """As `address`, for raw HTML on a page in Markdown."""
        return self.rendering.address(url, self.cell.number, self.cell.assets, in_html=True)

    def cleaned(self, html: str) -> str:
        """Return HTML of the output as it can stand on the page, by the rules for its cell."""
        return clean_fragment(html, self.rendering, self.rules)

    def safe(self, asset: Asset | None) -> Asset | None:
        """Return a file of the output, without anything to run if its notebook is sanitized."""
        return safe_asset(asset) if self.rules.sanitize else asset

    def attribute(self, name: str, mime: str) -> object:
        """Return a value of the output's metadata, specific to the MIME type or else general."""
        own = self.output.metadata.get(mime)
        value = own.get(name) if isinstance(own, Mapping) else None
        return self.output.metadata.get(name) if value is None else value

    def alternative(self, mime: str) -> str:
        """Return the alternative text of an image; if there is none, report that and return an empty string."""
        options = self.cell.options
        caption = _LINK.sub(r"\1", options.caption or "")
        for text in (options.alt, self.attribute("alt", mime), caption, options.label):
            if isinstance(text, str) and text.strip():
                return text.strip()
        if self.description is not None:
            return self.description()
        self.report(
            "missing-alt",
            "an output image has no alternative text",
            hint="start the cell with a line `#| fig-alt: what the image shows`",
            severity="note",
        )
        return ""

    def size(self, mime: str, asset: Asset) -> tuple[int, int] | None:
        """Return width and height in pixels to show an image at, as the output requests, keeping the aspect ratio."""
        width, height = _pixels(self.attribute("width", mime)), _pixels(self.attribute("height", mime))
        if width and height:
            return width, height
        if not asset.width or not asset.height:
            return None
        if width:
            return width, max(1, round(width * asset.height / asset.width))
        if height:
            return max(1, round(height * asset.width / asset.height)), height
        options = self.cell.options
        if options.figure_width or options.figure_height:
            room = (options.figure_width or asset.width, options.figure_height or asset.height)
            scale = min(1, room[0] / asset.width, room[1] / asset.height)
            return max(1, round(asset.width * scale)), max(1, round(asset.height * scale))
        return asset.width, asset.height

    def figure_link(self) -> str:
        """Return the URL that the figures of the cell link to; empty without one, or if it is not safe."""
        link = self.cell.options.figure_link
        if not link:
            return ""
        url = self.address(link)
        return url if not self.rules.sanitize or is_safe_address(url) else ""


OutputTable = Sequence[tuple[str, Show]]
"""(MIME type or prefix ending in `/`, function) pairs, richest first."""


ShowFigure = Callable[[Display, Any, Shown | None], Shown]
"""Renders a figure (`figures.Figure`) that a library draws, given its still image if there is one."""


def _pixels(value: object) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(value) if 0 < value < 100_000 else None  # noqa: PLR2004 - no screen is wider
    match = _PIXELS.fullmatch(value.strip()) if isinstance(value, str) else None
    return (int(match[1]) or None) if match else None
