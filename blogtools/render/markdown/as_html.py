"""Markdown as HTML, where a generator would make more of it than we do: that of other people, or broken HTML in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from blogtools.model import Cell, Markdown
from blogtools.render.context import Rendering
from blogtools.render.html.markdown import render_markdown
from blogtools.render.html.markdown_state import PageMarkdown
from blogtools.render.math.mathml import render_formulas
from blogtools.render.outputs.markdown import html_block
from blogtools.render.sanitize.fragment import rules_for
from blogtools.render.sanitize.hosts import Hosts, is_safe_address
from blogtools.transform.markdown.mathematics import restore

_ATTRIBUTES = re.compile(rb"\{[^{}]*[:=]")
"""Matches attributes and options of kramdown and goldmark: `{: onclick="…"}`."""
_TEX_THAT_ACTS = re.compile(
    r"\\(?:href|url|html\w*|require|class|cssId|style|bbox|unicode|includegraphics)\b|script", re.IGNORECASE
)
"""Matches commands of MathJax and KaTeX that write links and attributes."""


def may_act(markdown: Markdown, rendering: Rendering) -> bool:
    """Return True if a piece of Markdown has HTML, or anything else that some generator could make run or load."""
    if b"<" in markdown.text or _ATTRIBUTES.search(markdown.text):
        return True
    if any(_TEX_THAT_ACTS.search(formula.tex) for formula in markdown.formulas):
        return True
    hosts = Hosts(rendering.own_host)
    return any(not is_safe_address(url) or (kind == "Image" and hosts.other(url)) for kind, url in _addresses(markdown))


def as_html(cell: Cell, markdown: Markdown, rendering: Rendering, **headings: Any) -> str:
    """Return a piece of Markdown as a block of HTML, with its own footnotes.

    `headings` are those arguments of `PageMarkdown`.
    """
    page = PageMarkdown(rendering, link=rendering.link, **headings)
    page.shift = 0
    formulas = tuple(formula.html for formula in render_formulas(markdown.formulas)) if markdown.formulas else ()
    rules = rules_for(cell, rendering, is_output=False)
    html = render_markdown(page, markdown, cell.number, formulas=formulas, assets=cell.assets, rules=rules)
    return html_block(html + page.footnotes.html(), rendering.html_fence)


def _addresses(markdown: Markdown) -> Iterator[tuple[str, str]]:
    for event in markdown.events:
        start = event.get("Start") if isinstance(event, dict) else None
        for kind in ("Link", "Image"):
            if isinstance(start, dict) and kind in start:
                yield kind, restore(start[kind]["dest_url"], markdown.formulas)
