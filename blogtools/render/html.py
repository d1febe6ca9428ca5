"""A post becomes an HTML page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from blogtools.post import Cell, Formula, Page, Post, Visibility
from blogtools.render.code import normal_language
from blogtools.render.code_block import code_block
from blogtools.render.contents import table_of_contents
from blogtools.render.context import Rendering
from blogtools.render.environment import Theme, date
from blogtools.render.markdown_html import render_markdown
from blogtools.render.outputs import render_outputs
from blogtools.render.page_markdown import PageMarkdown
from blogtools.render.raw_html import clean_fragment
from blogtools.transform.markdown import parse_markdown

WORDS_A_MINUTE = 230
"""Reading speed of an adult, silently, in English (Brysbaert 2019: 238 for non-fiction)."""

_TAG = re.compile(r"<[a-zA-Z/!]")

Link = Callable[[str, int], str]


def render_post(post: Post, theme: Theme, path: str, rendering: Rendering, link: Link) -> Page:
    """The page of a post, at `path` below the site's top."""
    body, markdown = render_body(post, rendering, link)
    footnotes = markdown.footnotes.html()
    root = "../" * path.count("/")
    content = theme.page(
        "post.html.j2",
        root,
        language=post.front.language,
        post=_values(post, theme),
        toc=table_of_contents(post, markdown.heading_html),
        content=Markup(body),  # noqa: S704 - made by the renderers, which escape
        footnotes=Markup(footnotes),  # noqa: S704 - likewise
    )
    return Page(path, content.encode(errors="replace"), tuple(rendering.assets.values()), tuple(rendering.findings))


def render_body(post: Post, rendering: Rendering, link: Link) -> tuple[str, PageMarkdown]:
    """HTML of the cells, and the state of the page's Markdown (contents, footnotes)."""
    for heading in post.headings:
        rendering.claim_id(heading.anchor)
        if heading.legacy_anchor:
            rendering.claim_id(heading.legacy_anchor)
    formulas = _formulas(post, rendering)
    markdown = PageMarkdown(rendering, link=link, headings=post.headings, title_heading=post.title_heading)
    language = normal_language(post.language)
    parts = [_cell(cell, language, rendering, markdown, formulas) for cell in post.cells]
    return "".join(parts), markdown


def _cell(
    cell: Cell, language: str, rendering: Rendering, markdown: PageMarkdown, formulas: Mapping[int, tuple[str, ...]]
) -> str:
    if cell.kind == "markdown" and cell.markdown is not None:
        html = render_markdown(
            markdown, cell.markdown, cell.number, formulas=formulas.get(cell.number, ()), assets=cell.assets
        )
    elif cell.kind == "code":
        html = _code_cell(cell, language, rendering, markdown)
    else:
        html = _raw_cell(cell, rendering)
    if not html:
        return ""
    if cell.options.cell in (Visibility.FOLD, Visibility.OPEN):
        html = _fold(html, "fold-cell", cell.options.source_summary or "Show cell", cell.options.cell)
    return f'<div class="cell cell-{cell.kind}" data-cell="{cell.number}">\n{html}</div>\n'


def _code_cell(cell: Cell, language: str, rendering: Rendering, markdown: PageMarkdown) -> str:
    options = cell.options
    html = ""
    if options.source is not Visibility.REMOVE and cell.source.strip():
        classes = " ".join(
            name for name, on in (("scroll", options.scroll_source), ("numbered", options.line_numbers)) if on
        )
        source = code_block(cell.source.rstrip("\n"), language, classes=classes)
        if options.code_caption:
            source += f'<p class="code-caption">{escape(options.code_caption)}</p>\n'
        html = _fold(
            f'<div class="source">{source}</div>\n',
            "fold-source",
            options.source_summary or "Show code",
            options.source,
        )
    if options.output is not Visibility.REMOVE and cell.outputs:
        outputs = render_outputs(cell, rendering, lambda text: _output_markdown(text, markdown))
        if outputs:
            scroll = " scroll" if options.scroll_output else ""
            html += _fold(
                f'<div class="outputs{scroll}">\n{outputs}</div>\n',
                "fold-output",
                options.output_summary or "Show output",
                options.output,
            )
    return html


def _output_markdown(text: str, markdown: PageMarkdown) -> str:
    parsed = parse_markdown(text)
    formulas: tuple[str, ...] = ()
    if parsed.formulas:
        from blogtools.render.math import render_formulas  # As in `_formulas`.

        formulas = tuple(formula.html for formula in render_formulas(parsed.formulas))
    # Events of an output have positions of their own; 0 is no cell, so that none is taken for a heading of the post.
    return render_markdown(markdown, parsed, 0, formulas=formulas)


def _raw_cell(cell: Cell, rendering: Rendering) -> str:
    """A raw cell is passed through where it is meant for HTML, or says nothing of what it is meant for."""
    metadata = cell.metadata
    mime = str(metadata.get("raw_mimetype") or metadata.get("format") or "").lower()
    if mime not in ("", "text/html", "html") or not cell.source.strip():
        return ""
    if _TAG.search(cell.source):
        return clean_fragment(cell.source, rendering) + "\n"
    return f'<pre class="raw">{escape(cell.source, quote=False)}</pre>\n'


def _fold(html: str, name: str, summary: str, visibility: Visibility) -> str:
    if visibility not in (Visibility.FOLD, Visibility.OPEN):
        return html
    is_open = " open" if visibility is Visibility.OPEN else ""
    return f'<details class="fold {name}"{is_open}><summary>{escape(summary)}</summary>\n{html}</details>\n'


def _formulas(post: Post, rendering: Rendering) -> dict[int, tuple[str, ...]]:
    """All formulas of the post, typeset together: macros and numbers of one cell serve the whole post."""
    written: list[Formula] = []
    owners: list[int] = []
    for cell in post.cells:
        if cell.markdown is not None and cell.markdown.formulas:
            written.extend(cell.markdown.formulas)
            owners.extend([cell.number] * len(cell.markdown.formulas))
    if not written:
        return {}
    # Typesetting brings tables along that posts without formulas do not need.
    from blogtools.render.math import render_formulas

    html: dict[int, list[str]] = {}
    for owner, formula, rendered in zip(owners, written, render_formulas(written), strict=True):
        html.setdefault(owner, []).append(rendered.html)
        if rendered.problem:
            rendering.find(
                "formula",
                f"{rendered.problem}: {_short(formula.written)}",
                cell=owner,
                hint="rewrite it with commands that MathML has",
            )
    return {owner: tuple(parts) for owner, parts in html.items()}


def _short(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def _values(post: Post, theme: Theme) -> dict[str, Any]:
    """The post as templates see it."""
    front = post.front
    author = theme.settings.author
    title_anchor = next(
        (heading.anchor for heading in post.headings if (heading.cell, heading.event) == post.title_heading), None
    )
    return {
        "title": post.title,
        "anchor": title_anchor,
        "slug": post.slug,
        "date": date(post.date),
        "updated": date(front.updated),
        "authors": front.authors or ((author,) if author else ()),
        "tags": front.tags,
        "categories": front.categories,
        "description": post.excerpt,
        "minutes": max(1, round(post.words / WORDS_A_MINUTE)),
        "words": post.words,
        "draft": front.draft,
        "image": front.image,
        "series": front.series,
        "extra": front.extra,
        "source": post.source,
        "entries": [{"title": entry.title, "anchor": entry.anchor, "date": date(entry.date)} for entry in post.entries],
    }
