"""State shared by the Markdown cells of one page: headings, footnotes, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blogtools.model import Heading
from blogtools.render.context import Rendering
from blogtools.render.html.footnotes import Footnotes


class PageMarkdown:
    """Markdown state of one page; filled while its cells are rendered."""

    def __init__(
        self,
        rendering: Rendering,
        *,
        link: Callable[[str, int], str],
        headings: Sequence[Heading] = (),
        title_heading: tuple[int, int] | None = None,
    ) -> None:
        """Start a page; `link(url, cell)` returns the URL to write for a URL in a cell."""
        self.rendering = rendering
        self.link = link
        self.headings = {(heading.cell, heading.event): heading for heading in headings}
        self.heading_html: dict[str, str] = {}
        """Anchor to inner HTML of the rendered headings, for the table of contents."""
        self.title_heading = title_heading
        shown = [heading for key, heading in self.headings.items() if key != title_heading]
        # The title is the page's only h1; if the body has level-1 headings, all of its headings go down one level.
        self.shift = 1 if any(heading.level == 1 and heading.text.strip() for heading in shown) else 0
        self.footnotes = Footnotes(rendering)
