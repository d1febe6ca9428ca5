"""What the Markdown cells of one page share: its headings, its footnotes, where its links lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from blogtools.model import Heading
from blogtools.render.context import Rendering
from blogtools.render.html.footnotes import Footnotes


class PageMarkdown:
    """Made for one page and filled while its Markdown is written."""

    def __init__(
        self,
        rendering: Rendering,
        *,
        link: Callable[[str, int], str],
        headings: Sequence[Heading] = (),
        title_heading: tuple[int, int] | None = None,
    ) -> None:
        """Start a page; `link(url, cell)` gives the URL to write for the URL that a cell names."""
        self.rendering = rendering
        self.link = link
        self.headings = {(heading.cell, heading.event): heading for heading in headings}
        self.heading_html: dict[str, str] = {}
        """What stands inside each rendered heading, by anchor, for the table of contents."""
        self.title_heading = title_heading
        shown = [heading for key, heading in self.headings.items() if key != title_heading]
        # The title is the page's only h1, so where the body uses level 1 everything in it goes one level down.
        self.shift = 1 if any(heading.level == 1 for heading in shown) else 0
        self.footnotes = Footnotes(rendering)
