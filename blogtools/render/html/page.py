"""Rendering of a post as an HTML page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from blogtools.model import Cell, Formula, Heading, Page, Post, Visibility
from blogtools.read.fields import FIELDS, terms_of
from blogtools.read.schema import Field
from blogtools.render.card.share_image import share_image
from blogtools.render.code.block import code_block
from blogtools.render.code.highlight import cell_language, normal_language
from blogtools.render.context import Rendering, RewriteLink, Scripts
from blogtools.render.html.cell_cache import CellCache
from blogtools.render.html.frames import frame_html
from blogtools.render.html.markdown import render_markdown
from blogtools.render.html.markdown_state import PageMarkdown
from blogtools.render.html.origin import origin_html
from blogtools.render.html.snippet_box import SnippetBoxes, runnable, runner_url, shows_source
from blogtools.render.outputs.html import render_outputs
from blogtools.render.quotes import quotes_of
from blogtools.render.sanitize.assets import with_safe_files
from blogtools.render.sanitize.fragment import clean_fragment, rules_for
from blogtools.render.terms import TermSlugs, term_folder
from blogtools.render.theme.environment import Theme, date
from blogtools.render.theme.layout import PageContext, encode_page_context, render_layout
from blogtools.render.theme.licenses import license_address
from blogtools.render.theme.structured_data import blog_posting
from blogtools.render.theme.toc import table_of_contents
from blogtools.transform.anchors import THEME_IDS, github_anchor
from blogtools.transform.code.look import source_look
from blogtools.transform.dialects.frames import with_whole_frames
from blogtools.transform.markdown.addresses import with_html_addresses
from blogtools.transform.markdown.parse import parse_markdown
from blogtools.transform.redaction.texts import as_published

WORDS_A_MINUTE = 230
"""Reading speed of an adult, silently, in English (Brysbaert 2019: 238 for non-fiction)."""

_TAG = re.compile(r"<[a-zA-Z/!]")

CellPiece = tuple[int, int]
"""A Markdown cell, or the part of one between embedded cells: (cell number, offset of its events)."""


def render_post(
    post: Post, theme: Theme, path: str, rendering: Rendering, link: RewriteLink, cells: CellCache | None = None
) -> Page:
    """Render a post as the page at `path`, relative to the site root; `cells` caches cells between previews."""
    root = "../" * path.count("/")
    # What runs in the browser could reach all of the page.
    pyodide = "" if post.sanitize else runner_url(theme.settings.pyodide, root)
    rendering.loads_external = theme.settings.load_external
    if theme.settings.typography:
        rendering.quotes = quotes_of(post.front.language or theme.settings.language)
    rendering.own_host = urlsplit(theme.settings.home).netloc
    if theme.inline is None:
        rendering.scripts = lambda figure: _scripts(figure, theme, root)
    body, markdown = render_body(post, rendering, link, pyodide=pyodide, cells=cells)
    footnotes = markdown.footnotes.html()
    if rendering.renamed:
        body, footnotes = (_with_own_anchors(html, rendering.renamed) for html in (body, footnotes))
    image = share_image(post, theme, path, rendering)
    address = post.front.canonical_url or theme.address(path)
    values = msgspec.to_builtins(_values(post, theme, root, rendering.term_slugs) | {"image": image, "cite": None})
    if theme.settings.citation if post.front.citation is None else post.front.citation:
        # Few blogs ask for it.
        from blogtools.render.theme.cite_this import cite_this, highwire

        values["cite"] = cite_this(post, theme.settings, address)
        values["meta"] += highwire(post, theme.settings, address)
    page_context = PageContext(
        path,
        post.front.canonical_url,
        post.front.language,
        values | {"extra": post.front.extra},
        blog_posting(post, theme.settings, address, image.url if image else ""),
        table_of_contents(post, markdown.heading_html),
        _former_title(post) + body,
        footnotes,
        runs=bool(pyodide and runnable(post)),
        draws=rendering.draws,
    )
    content, placeholders, shared = render_layout(page_context, theme)
    return Page(
        path,
        content,
        tuple(rendering.assets.values()),
        tuple(rendering.findings),
        tuple(rendering.references),
        (*rendering.shared.values(), *shared),
        rendering.libraries,
        placeholders,
        encode_page_context(page_context) if theme.lists else b"",
    )


def _with_own_anchors(html: str, renamed: Mapping[str, str]) -> str:
    """Return HTML whose links to ids that the theme has too lead to what they became in the post."""
    return with_html_addresses(
        html, lambda url: f"#{renamed[url[1:]]}" if url[:1] == "#" and url[1:] in renamed else url
    )


def _former_title(post: Post) -> str:
    """Return former anchors of the title's heading, which the body omits, and those of headings that are gone."""
    former = (heading.former for heading in post.headings if (heading.cell, heading.event) == post.title_heading)
    anchors = (*next(former, ()), *post.former_anchors)
    return "".join(f'<span id="{escape(anchor)}"></span>\n' for anchor in anchors)


def _scripts(figure: Any, theme: Theme, root: str) -> Scripts:
    # Imported only for posts with figures.
    from blogtools.render.figures.libraries import find_files

    return find_files(figure, theme.settings, root)


def render_body(
    post: Post, rendering: Rendering, link: RewriteLink, *, pyodide: str = "", cells: CellCache | None = None
) -> tuple[str, PageMarkdown]:
    """Render the cells; return their HTML and the page's Markdown state (headings, footnotes).

    `pyodide` is the URL of the distribution that runs snippets in the page; empty if there is none.
    """
    rendering.link = link
    rendering.sanitize = post.sanitize
    for heading in post.headings:
        rendering.claim_id(heading.anchor)
        if heading.anchor.rpartition("-")[0] in THEME_IDS and (wanted := github_anchor(heading.text)) in THEME_IDS:
            rendering.renamed.setdefault(wanted, heading.anchor)
        for other in ((heading.legacy_anchor,) if heading.legacy_anchor else ()) + heading.former:
            rendering.claim_id(other)
    for anchor in post.former_anchors:
        rendering.claim_id(anchor)
    formulas = _formulas(post, rendering)
    markdown = PageMarkdown(rendering, link=link, headings=post.headings, title_heading=post.title_heading)
    language = normal_language(post.language)
    boxes = SnippetBoxes(post, rendering, pyodide)
    shown = with_whole_frames(post.cells)
    if cells is None:
        parts = [_cell(cell, language, rendering, markdown, formulas, boxes) for cell in shown]
    else:
        headings = _headings_by_cell(post)
        parts = [
            cells.html(
                cell,
                # Everything that a cell's HTML depends on besides the cell and its calls to the page.
                (
                    *(language, markdown.shift, post.title_heading, headings.get(cell.number)),
                    *(formulas.get(_piece(cell)), rendering.plugins.versions, rendering.sanitize, rendering.quotes),
                ),
                lambda rendering, markdown, cell=cell: _cell(cell, language, rendering, markdown, formulas, boxes),  # type: ignore[misc]
                rendering,
                markdown,
            )
            if cell.number not in boxes
            else _cell(cell, language, rendering, markdown, formulas, boxes)
            for cell in shown
        ]
    return "".join(parts), markdown


def _headings_by_cell(post: Post) -> dict[int, list[Heading]]:
    found: dict[int, list[Heading]] = {}
    for heading in post.headings:
        found.setdefault(heading.cell, []).append(heading)
    return found


def _piece(cell: Cell) -> CellPiece:
    return cell.number, cell.markdown.offset if cell.markdown else 0


def _cell(
    cell: Cell,
    language: str,
    rendering: Rendering,
    markdown: PageMarkdown,
    formulas: Mapping[CellPiece, tuple[str, ...]],
    boxes: SnippetBoxes,
) -> str:
    if cell.assets and rules_for(cell, rendering).sanitize:
        cell = with_safe_files(cell, rendering)
    if cell.kind == "markdown" and cell.markdown is not None:
        html = render_markdown(
            markdown,
            cell.markdown,
            cell.number,
            formulas=formulas.get(_piece(cell), ()),
            assets=cell.assets,
            rules=rules_for(cell, rendering, is_output=False),
        )
    elif cell.kind == "code":
        source = _source(cell, normal_language(cell.origin.language) if cell.origin else language, rendering)
        html = boxes.wrap(cell, source, lambda: _outputs(cell, rendering, markdown))
    else:
        html = _raw_cell(cell, rendering)
    before = after = ""
    if cell.opens or cell.closes:
        rules = rules_for(cell, rendering)
        before = "".join(f"{frame_html(frame.tag, rendering, rules)}\n" for frame in cell.opens)
        before = before.replace(' markdown="1"', "")
        after = "".join(f"{frame.tag}\n" for frame in cell.closes)
    if not html:
        return before + after
    if cell.options.cell in (Visibility.FOLD, Visibility.OPEN):
        html = _fold(html, "fold-cell", cell.options.source_summary or "Show cell", cell.options.cell)
    if cell.origin:
        html += origin_html(cell, rendering.source, markdown.link)
    # A stranger's notebook does not choose among the theme's own classes.
    own = "".join(f" {name}" for name in cell.options.classes if not rules_for(cell, rendering).sanitize)
    return f'{before}<div class="cell cell-{cell.kind}{own}" data-cell="{cell.number}">\n{html}</div>\n{after}'


def _source(cell: Cell, language: str, rendering: Rendering) -> str:
    options = cell.options
    if not shows_source(cell):
        return ""
    code = cell.source.rstrip("\n")
    if options.language:
        language = normal_language(options.language)
    look = source_look(options)
    if options.names_code:
        look = msgspec.structs.replace(look, label=rendering.claim_id(options.label or ""))
    named = cell_language(code, language)
    source = code_block(code, language, look, named=named, annotations=options.annotations or "")
    return _fold(
        f'<div class="source">{source}</div>\n',
        "fold-source",
        options.source_summary or "Show code",
        options.source,
    )


def _outputs(cell: Cell, rendering: Rendering, markdown: PageMarkdown) -> str:
    options = cell.options
    if options.output is Visibility.REMOVE or not cell.outputs:
        return ""
    outputs = render_outputs(cell, rendering, lambda text: _output_markdown(text, markdown, cell))
    if not outputs:
        return ""
    scroll = " scroll" if options.scroll_output else ""
    if options.column and options.column != "body":
        scroll += f" column-{options.column}"
    if options.align:
        scroll += f" align-{options.align}"
    return _fold(
        f'<div class="outputs{scroll}">\n{outputs}</div>\n',
        "fold-output",
        options.output_summary or "Show output",
        options.output,
    )


def _output_markdown(text: str, markdown: PageMarkdown, cell: Cell) -> str:
    parsed = parse_markdown(text)
    formulas: tuple[str, ...] = ()
    if parsed.formulas:
        from blogtools.render.math.mathml import render_formulas  # As in `_formulas`.

        formulas = tuple(formula.html for formula in render_formulas(parsed.formulas))
    rules = rules_for(cell, markdown.rendering, is_output=False)
    return render_markdown(
        markdown, parsed, cell.number, formulas=formulas, assets=cell.assets, rules=rules, is_output=True
    )


def _raw_cell(cell: Cell, rendering: Rendering) -> str:
    """Return a raw cell's source if it is meant for HTML or has no format; else an empty string."""
    metadata = cell.metadata
    mime = str(metadata.get("raw_mimetype") or metadata.get("format") or "").lower()
    if mime not in ("", "text/html", "html") or not cell.source.strip():
        return ""
    if _TAG.search(cell.source):
        html = with_html_addresses(cell.source, lambda url: rendering.address(url, cell.number, cell.assets))
        return clean_fragment(html, rendering, rules_for(cell, rendering)) + "\n"
    return f'<pre class="raw">{escape(cell.source, quote=False)}</pre>\n'


def _fold(html: str, name: str, summary: str, visibility: Visibility) -> str:
    if visibility not in (Visibility.FOLD, Visibility.OPEN):
        return html
    is_open = " open" if visibility is Visibility.OPEN else ""
    return f'<details class="fold {name}"{is_open}><summary>{escape(summary)}</summary>\n{html}</details>\n'


def _formulas(post: Post, rendering: Rendering) -> dict[CellPiece, tuple[str, ...]]:
    """Render all formulas of the post together, because macros and numbering extend over all cells."""
    written: list[Formula] = []
    owners: list[CellPiece] = []
    for cell in post.cells:
        if cell.markdown is not None and cell.markdown.formulas:
            written.extend(cell.markdown.formulas)
            owners.extend([_piece(cell)] * len(cell.markdown.formulas))
    if not written:
        return {}
    # Imported only for posts with formulas, because it loads large tables.
    from blogtools.render.math.mathml import render_formulas

    html: dict[CellPiece, list[str]] = {}
    for owner, formula, rendered in zip(owners, written, rendering.call(render_formulas, tuple(written)), strict=True):
        html.setdefault(owner, []).append(rendered.html)
        if rendered.problem:
            rendering.report(
                "formula",
                f"{rendered.problem}: {_short(formula.written)}",
                cell=owner[0],
                hint="rewrite it with commands that MathML supports",
            )
    return {owner: tuple(parts) for owner, parts in html.items()}


def _short(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def term_links(folder: str, terms: Sequence[str], root: str | None, slugs: TermSlugs) -> list[dict[str, Any]]:
    """Return terms with the URLs of their lists; `root` leads to the site root, None if there are no lists."""
    return [
        {"name": term, "url": None if root is None else root + quote(term_folder(folder, term, slugs))}
        for term in terms
    ]


def _values(post: Post, theme: Theme, root: str, slugs: TermSlugs) -> dict[str, Any]:
    """Return the post as templates see it: each field of front matter, and what else a page shows."""
    lists = root or "./" if theme.lists else None
    values = {field.name: _value(field, post, lists, slugs) for field in FIELDS}
    author = theme.settings.author
    if author and not values["authors"]:
        values["authors"] = [{"name": author, "url": None}]
    title_anchor = next(
        (heading.anchor for heading in post.headings if (heading.cell, heading.event) == post.title_heading), None
    )
    values["license_url"] = post.front.license_url or license_address(post.front.license)
    return {
        **values,
        "meta": [[field.meta, _meta(values[field.name])] for field in FIELDS if field.meta and values[field.name]],
        "sanitized": post.sanitize or any(cell.origin is not None and cell.origin.sanitize for cell in post.cells),
        "anchor": title_anchor,
        "minutes": max(1, round(post.words / WORDS_A_MINUTE)),
        "words": post.words,
        "source": as_published(post.source, post.redaction),
        "entries": [{"title": entry.title, "anchor": entry.anchor, "date": date(entry.date)} for entry in post.entries],
    }


def _value(field: Field, post: Post, lists: str | None, slugs: TermSlugs) -> Any:
    """Return a field as templates see it: a `Date`, terms with their URLs, or what it is."""
    if field.taxonomy is not None:
        terms = term_links(field.taxonomy.folder, terms_of(post.front, field.name), lists, slugs)
        return terms if field.kind == "names" else next(iter(terms), None)
    value = getattr(post, field.shown) if field.shown else getattr(post.front, field.name)
    if field.kind == "date":
        return date(value)
    return list(value) if isinstance(value, tuple) else value


def _meta(value: Any) -> str:
    """Return the content of the `<meta>` element of a field."""
    if isinstance(value, str):
        return value
    return ", ".join(term if isinstance(term, str) else term["name"] for term in value)
