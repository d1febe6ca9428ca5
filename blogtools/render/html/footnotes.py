"""Footnotes of a page, numbered in the order of their first references, wherever they are defined."""

from __future__ import annotations

from html import escape

from blogtools.render.context import Rendering


class Footnotes:
    """Collects references and definitions while a page is rendered."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering
        self._numbers: dict[str, int] = {}
        self._backlinks: dict[str, list[str]] = {}
        self._texts: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def reference(self, label: str) -> str:
        """Return the HTML of a reference to the footnote `label`."""
        number = self._number(label)
        backlink = self._rendering.claim_id(f"fnref-{number}")
        self._backlinks.setdefault(label, []).append(backlink)
        return f'<sup class="footnote-ref" id="{backlink}"><a href="#{self._ids[label]}">{number}</a></sup>'

    def define(self, label: str, html: str) -> None:
        """Store the text of a footnote; further non-blank definitions of the same label are appended."""
        if html and label not in self._texts:
            self._texts[label] = html
        elif html.strip():
            self._texts[label] += html

    def html(self) -> str:
        """Return all footnotes as a section for the end of the page; empty if there are none."""
        for label in self._texts:
            self._number(label)  # Unreferenced footnotes are shown, too.
        if not self._numbers:
            return ""
        items = "".join(self._item(label) for label in self._numbers)
        return f'<section class="footnotes" aria-label="Footnotes">\n<ol>\n{items}</ol>\n</section>\n'

    def _number(self, label: str) -> int:
        if label not in self._numbers:
            self._numbers[label] = len(self._numbers) + 1
            self._ids[label] = self._rendering.claim_id(f"fn-{self._numbers[label]}")
        return self._numbers[label]

    def _item(self, label: str) -> str:
        links = "".join(
            f' <a class="footnote-back" href="#{escape(link)}" aria-label="Back to text">↩</a>'
            for link in self._backlinks.get(label, ())
        )
        text = self._texts.get(label, "").rstrip()
        if text.endswith("</p>"):
            text = f"{text.removesuffix('</p>')}{links}</p>"
        else:
            text += links
        return f'<li id="{self._ids[label]}">{text}</li>\n'
