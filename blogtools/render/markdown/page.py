"""Rendering of a post as Markdown for a static site generator; the author's text is kept except for URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

import msgspec

from blogtools.model import Asset, Cell, Markdown, Page, Placeholders, Post, Visibility
from blogtools.render.code.highlight import cell_language, normal_language
from blogtools.render.context import Rendering, RewriteLink
from blogtools.render.diagrams.source import DiagramKind
from blogtools.render.dialects import SYNTAX_CLOSE, SYNTAX_OPEN
from blogtools.render.html.frames import frame_html
from blogtools.render.html.origin import origin_markdown, used_in_markdown
from blogtools.render.markdown.code_block import code_span
from blogtools.render.markdown.folds import native_tag
from blogtools.render.markdown.labels import Labels, key_of, page_labels
from blogtools.render.markdown.piece import PieceNeeds, piece_text
from blogtools.render.outputs.markdown import fence, html_block, render_outputs_markdown
from blogtools.render.outputs.separate import separated
from blogtools.render.sanitize.assets import with_safe_files
from blogtools.render.sanitize.fragment import clean_fragment, rules_for
from blogtools.render.targets import Target, front_matter_fields, template_syntax
from blogtools.render.targets.front_matter import STYLES
from blogtools.transform.code.annotations import readable_annotations
from blogtools.transform.code.look import source_look
from blogtools.transform.dialects.frames import with_whole_frames
from blogtools.transform.markdown.addresses import ByteEdit, with_html_addresses
from blogtools.transform.markdown.parse import parse_markdown

_OWN = re.compile(f"{SYNTAX_OPEN}(.*?){SYNTAX_CLOSE}", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z!/]")


def render_markdown_post(post: Post, target: Target, path: str, rendering: Rendering, link: RewriteLink) -> Page:
    """Render a post in the dialect of `target`, at `path` relative to the output folder."""
    rendering.link = link
    rendering.sanitize = post.sanitize
    # Whether pages may ask other servers is for the generator's theme, which has no script of ours.
    rendering.loads_external, rendering.has_script = True, False
    rendering.draws_itself = target.diagrams
    if post.picture is not None:
        post = _with_picture(post, post.picture, target, path, rendering)
    language = normal_language(post.language)
    rendering.file_name = target.file_name
    rendering.html_fence = target.dialect.html_fence
    page = _PageNeeds(post, target, language, page_labels(post.cells), _shift(post, target.dialect.top_heading))
    cells = [
        _framed(_cell(cell, page, rendering, link), cell, target, rendering) for cell in with_whole_frames(post.cells)
    ]
    body = "\n\n".join(_finished(text, target) for text in separated(cells))
    text = STYLES[target.style](front_matter_fields(target, post)) + body
    content = text.encode(errors="replace")
    return Page(
        path,
        content + b"\n",
        tuple(rendering.assets.values()),
        tuple(rendering.findings),
        tuple(rendering.references),
        libraries=rendering.libraries,
        placeholders=Placeholders(nav=len(content)),
    )


def _with_picture(post: Post, picture: Asset, target: Target, path: str, rendering: Rendering) -> Post:
    """Set the post's `image` to the path of its file, because front matter cannot contain template syntax."""
    rendering.add_asset(picture)
    beside = target.asset_url == "{name}"
    image = picture.name if beside else f"/{target.asset_path(path, post.slug, picture.name)}"
    return msgspec.structs.replace(post, front=msgspec.structs.replace(post.front, image=image))


def used_in(posts: Sequence[tuple[str, str]], target: Target) -> str:
    """Return the note at the end of a post about the posts that embed its cells, given as (title, URL)."""
    return f"\n\n{_finished(used_in_markdown(posts), target)}" if posts else ""


class _PageNeeds(msgspec.Struct, frozen=True):
    """Facts of a page that all of its cells need."""

    post: Post
    target: Target
    language: str
    labels: Labels
    shift: int = 0
    """Levels by which its headings go down."""


def _shift(post: Post, top: int) -> int:
    """Return by how many levels headings go down, so that none is above the `top` level."""
    shown = (heading.level for heading in post.headings if (heading.cell, heading.event) != post.title_heading)
    return max(0, top - min(shown, default=top)) if top > 1 else 0


def _finished(text: str, target: Target) -> str:
    """Escape template syntax in the author's text, and unmark the target's own template syntax."""
    if SYNTAX_OPEN not in text:
        return target.protect(text)
    # Every second part is the target's own.
    return "".join(part if own % 2 else target.protect(part) for own, part in enumerate(_OWN.split(text)))


def _cell(cell: Cell, page: _PageNeeds, rendering: Rendering, link: RewriteLink) -> str:
    text = _content(cell, page, rendering)
    origin = origin_markdown(cell, page.post.source, link) if text.strip() else ""
    return f"{text.rstrip()}\n\n{origin}" if origin else text


def _framed(text: str, cell: Cell, target: Target, rendering: Rendering) -> str:
    """Return the text of a cell with the tags of divs that begin or end with it."""
    if not (cell.opens or cell.closes):
        return text
    rules = rules_for(cell, rendering)
    before = [native_tag(frame_html(frame.tag, rendering, rules), target.fold) for frame in cell.opens]
    after = [native_tag(frame.tag, target.fold) for frame in cell.closes]
    return "\n\n".join([*before, text.strip("\n"), *after])


def _content(cell: Cell, page: _PageNeeds, rendering: Rendering) -> str:
    if rules_for(cell, rendering).sanitize and cell.assets:
        cell = with_safe_files(cell, rendering)
    if cell.kind == "markdown" and cell.markdown is not None:
        text = _markdown_cell(cell, cell.markdown, page, rendering)
    elif cell.kind == "code":
        return _code_cell(cell, page, rendering)
    else:
        text = _raw_cell(cell, page, rendering)
    return _folded(text, page.target, cell.options.source_summary or "Show cell", cell.options.cell)


def _raw_cell(cell: Cell, page: _PageNeeds, rendering: Rendering) -> str:
    """Return a raw cell's Markdown, its HTML as one block, or its text as code, as on pages in HTML."""
    mime = str(cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "").lower()
    if mime in ("text/markdown", "markdown"):
        return _own_document(cell.source, cell, page, rendering)
    if mime not in ("", "text/html", "html") or not cell.source.strip():
        return ""
    if not _TAG.search(cell.source):
        return fence(cell.source.strip("\n"), "text")
    html = with_html_addresses(cell.source, _address(cell, rendering, in_html=True))
    return html_block(clean_fragment(html, rendering, rules_for(cell, rendering)), rendering.html_fence)


def _code_cell(cell: Cell, page: _PageNeeds, rendering: Rendering) -> str:
    options = cell.options
    target = page.target
    language = normal_language(cell.origin.language) if cell.origin else page.language
    parts = []
    if options.source is not Visibility.REMOVE and cell.source.strip():
        source = _source(cell, page, language, rendering)
        parts.append(_folded(source, target, options.source_summary or "Show code", options.source))
    if options.output is not Visibility.REMOVE and cell.outputs:
        outputs = render_outputs_markdown(cell, rendering, lambda text: _own_document(text, cell, page, rendering))
        if outputs:
            parts.append(_folded(outputs, target, options.output_summary or "Show output", options.output))
    text = "\n\n".join(parts)
    return _folded(text, target, "Show cell", options.cell)


def _source(cell: Cell, page: _PageNeeds, language: str, rendering: Rendering) -> str:
    options = cell.options
    code = cell.source.rstrip("\n")
    look = source_look(options)
    language = cell_language(code, normal_language(options.language) if options.language else language)
    if options.annotations:
        code = readable_annotations(code)
    source = fence(code, template_syntax(page.target.code_info(language, look)))
    if look.title:
        source = f"{code_span(look.title)}\n\n{source}"
    if look.caption:
        anchor = f'<a id="{escape(options.label or "")}"></a>' if options.names_code else ""
        source += f"\n\n{anchor}{_own_document(f'*{look.caption}*', cell, page, rendering)}"
    return source


def _folded(text: str, target: Target, summary: str, visibility: Visibility) -> str:
    if visibility is not Visibility.FOLD or not text.strip():
        return text
    before, after = (part.format(summary=escape(summary)) for part in target.fold)
    if "{" in "".join(target.fold).format(summary=""):
        before, after = template_syntax(before), template_syntax(after)
    return f"{before}\n\n{text}\n\n{after}"


def _markdown_cell(cell: Cell, markdown: Markdown, page: _PageNeeds, rendering: Rendering) -> str:
    """Return the Markdown of a cell as a document of its own."""
    title = page.post.title_heading
    key = key_of(cell)
    needs = PieceNeeds(
        page.target.dialect,
        _address(cell, rendering),
        title[1] - markdown.offset if title is not None and title[0] == cell.number else -1,
        page.labels.footnotes.get(key, {}),
        page.labels.unused,
        key in page.labels.links,
        _diagram(cell, markdown, rendering),
        page.target.code_info,
        page.target.callout,
        page.target.excerpt,
        page.shift,
        _address(cell, rendering, in_html=True),
    )
    text = None if _may_act(cell, markdown, rendering) else piece_text(markdown, needs)
    return _as_html(cell, markdown, page, rendering) if text is None else text


def _own_document(source: str, cell: Cell, page: _PageNeeds, rendering: Rendering) -> str:
    """Return Markdown of an output or a caption as a document of its own."""
    markdown = parse_markdown(source)
    diagram = _diagram(cell, markdown, rendering)
    target = page.target
    needs = PieceNeeds(
        target.dialect,
        _address(cell, rendering),
        diagram=diagram,
        code_info=target.code_info,
        callout=target.callout,
        shift=page.shift,
        html_address=_address(cell, rendering, in_html=True),
    )
    text = None if _may_act(cell, markdown, rendering) else piece_text(markdown, needs)
    return (_as_html(cell, markdown, None, rendering) if text is None else text).strip("\n")


def _may_act(cell: Cell, markdown: Markdown, rendering: Rendering) -> bool:
    """Return True if there may be anything in Markdown of a sanitized cell that acts."""
    if not rules_for(cell, rendering).sanitize:
        return False
    from blogtools.render.markdown.as_html import may_act  # Only for notebooks that are sanitized.

    return may_act(markdown, rendering)


def _as_html(cell: Cell, markdown: Markdown, page: _PageNeeds | None, rendering: Rendering) -> str:
    # Only for what is sanitized, or has HTML that no generator could end.
    from blogtools.render.markdown.as_html import as_html

    headings = {"headings": page.post.headings, "title_heading": page.post.title_heading} if page else {}
    return as_html(cell, markdown, rendering, **headings)


def _diagram(
    cell: Cell, markdown: Markdown, rendering: Rendering
) -> Callable[[DiagramKind, int, int], Iterator[ByteEdit]]:
    def edits(kind: DiagramKind, start: int, end: int) -> Iterator[ByteEdit]:
        # Imported only for posts with diagrams.
        from blogtools.render.diagrams.markdown import block_edits

        return block_edits(kind, markdown, (start, end), cell, rendering)

    return edits


def _address(cell: Cell, rendering: Rendering, *, in_html: bool = False) -> Callable[[str], str]:
    return lambda url: rendering.address(url, cell.number, cell.assets, in_html=in_html)
