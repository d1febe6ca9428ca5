"""Rendering of a post as Markdown for a static site generator; the author's text is kept except for URLs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

import msgspec

from blogtools.model import Asset, Cell, Markdown, Page, Placeholders, Post, Visibility
from blogtools.render.code.highlight import normal_language
from blogtools.render.context import Rendering, RewriteLink
from blogtools.render.html.frames import frame_html
from blogtools.render.html.origin import origin_markdown, used_in_markdown
from blogtools.render.markdown.folds import native_tag, with_folds
from blogtools.render.outputs.markdown import fence, render_outputs_markdown
from blogtools.render.sanitize.assets import with_safe_files
from blogtools.render.sanitize.fragment import rules_for
from blogtools.render.targets import SYNTAX_CLOSE, SYNTAX_OPEN, Target, front_matter_fields, template_syntax
from blogtools.transform.dialects.frames import with_whole_frames
from blogtools.transform.markdown.addresses import ByteEdit, edited, link_edits, located_html, with_addresses
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import LocatedEvent, located_events

_OWN = re.compile(f"{SYNTAX_OPEN}(.*?){SYNTAX_CLOSE}")


def render_markdown_post(post: Post, target: Target, path: str, rendering: Rendering, link: RewriteLink) -> Page:
    """Render a post in the dialect of `target`, at `path` relative to the output folder."""
    rendering.link = link
    rendering.sanitize = post.sanitize
    # Whether pages may ask other servers is for the generator's theme, which has no script of ours.
    rendering.loads_external, rendering.has_script = True, False
    if post.picture is not None:
        post = _with_picture(post, post.picture, target, path, rendering)
    language = normal_language(post.language)
    shown = with_whole_frames(post.cells)
    cells = [_framed(_cell(cell, post, target, language, rendering, link), cell, target, rendering) for cell in shown]
    body = "\n\n".join(_finished(text.strip("\n"), target) for text in cells if text.strip())
    text = f"---\n{_yaml(front_matter_fields(target, post))}---\n\n{body}"
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


def _finished(text: str, target: Target) -> str:
    """Escape template syntax in the author's text, and unmark the target's own template syntax."""
    protected = target.protect(text)
    if protected.startswith("{% raw %}"):
        return _OWN.sub(r"{% endraw %}\1{% raw %}", protected)
    return _OWN.sub(r"\1", protected)


def _yaml(fields: dict[str, Any]) -> str:
    # Imported here because an HTML build never writes YAML.
    import yaml

    # Not the C dumper, which escapes emoji in titles.
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=10**6)


def _cell(cell: Cell, post: Post, target: Target, language: str, rendering: Rendering, link: RewriteLink) -> str:
    language = normal_language(cell.origin.language) if cell.origin else language
    text = _content(cell, post, target, language, rendering)
    origin = origin_markdown(cell, post.source, link) if text.strip() else ""
    return f"{text.rstrip()}\n\n{origin}" if origin else text


def _framed(text: str, cell: Cell, target: Target, rendering: Rendering) -> str:
    """Return the text of a cell with the tags of divs that begin or end with it."""
    if not (cell.opens or cell.closes):
        return text
    rules = rules_for(cell, rendering)
    before = [native_tag(frame_html(frame.tag, rendering, rules), target.fold) for frame in cell.opens]
    after = [native_tag(frame.tag, target.fold) for frame in cell.closes]
    return "\n\n".join([*before, text.strip("\n"), *after])


def _content(cell: Cell, post: Post, target: Target, language: str, rendering: Rendering) -> str:
    rules = rules_for(cell, rendering)
    if rules.sanitize and cell.assets:
        cell = with_safe_files(cell, rendering)
    if cell.kind == "markdown" and cell.markdown is not None:
        text = _markdown_cell(cell, cell.markdown, post, target, rendering)
    elif cell.kind == "code":
        return _code_cell(cell, target, language, rendering)
    else:
        mime = str(cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "").lower()
        is_shown = mime in ("", "text/markdown", "markdown", "text/html", "html")
        text = with_addresses(cell.source, _address(cell, rendering)) if is_shown else ""
        if rules.sanitize:
            text = _sanitized(text, cell, rendering)
    return _folded(text, target, cell.options.source_summary or "Show cell", cell.options.cell)


def _code_cell(cell: Cell, target: Target, language: str, rendering: Rendering) -> str:
    options = cell.options
    parts = []
    if options.source is not Visibility.REMOVE and cell.source.strip():
        source = fence(cell.source.rstrip("\n"), language)
        if options.code_caption:
            source += f"\n\n{_sanitized(f'*{options.code_caption}*', cell, rendering)}"
        parts.append(_folded(source, target, options.source_summary or "Show code", options.source))
    if options.output is not Visibility.REMOVE and cell.outputs:
        outputs = render_outputs_markdown(cell, rendering, lambda text: _sanitized(text, cell, rendering)).strip("\n")
        if outputs:
            parts.append(_folded(outputs, target, options.output_summary or "Show output", options.output))
    text = "\n\n".join(parts)
    return _folded(text, target, "Show cell", options.cell)


def _folded(text: str, target: Target, summary: str, visibility: Visibility) -> str:
    if visibility is not Visibility.FOLD or not text.strip():
        return text
    before, after = (part.format(summary=escape(summary)) for part in target.fold)
    return f"{template_syntax(before)}\n\n{text}\n\n{template_syntax(after)}"


def _markdown_cell(cell: Cell, markdown: Markdown, post: Post, target: Target, rendering: Rendering) -> str:
    """Return the text of a cell with its URLs rewritten; of a sanitized one, as HTML if anything in it may act."""
    if rules_for(cell, rendering).sanitize:
        # Only for notebooks that are sanitized.
        from blogtools.render.markdown.sanitized import as_html, may_act

        if may_act(markdown, rendering):
            return as_html(cell, markdown, rendering, headings=post.headings, title_heading=post.title_heading)
    edits = set(_edits(cell, markdown, post, _address(cell, rendering)))
    text = edited(markdown.text, edits).decode()
    return restore(with_folds(text, target.fold) if "<details" in text else text, markdown.formulas)


def _sanitized(text: str, cell: Cell, rendering: Rendering) -> str:
    if not rules_for(cell, rendering).sanitize:
        return text
    from blogtools.render.markdown.sanitized import safe_markdown  # As above.

    return safe_markdown(text, cell, rendering)


def _address(cell: Cell, rendering: Rendering) -> Callable[[str], str]:
    return lambda url: rendering.address(url, cell.number, cell.assets)


def _edits(cell: Cell, markdown: Markdown, post: Post, address: Callable[[str], str]) -> Iterator[ByteEdit]:
    text = markdown.text
    events = located_events(markdown)
    skipped_until = 0
    pieces = located_html(markdown, events)
    for position, (event, start, end) in enumerate(events):
        if event.__class__ is str:
            continue
        ((kind, value),) = event.items()
        if kind == "Start":
            name, data = _tag(value)
            if name == "Heading" and (cell.number, markdown.offset + position) == post.title_heading:
                skipped_until = end
                yield start, end, b""
            elif name == "CodeBlock" and data != "Indented" and not data["Fenced"].strip():
                opening = re.match(rb"[`~]+", text[start:end])
                if opening:
                    yield start + opening.end(), start + opening.end(), b"text"
            elif name == "FootnoteDefinition" and _is_empty(events, position):
                yield start, end, b""
            elif name in ("Link", "Image") and start >= skipped_until:
                yield from link_edits(markdown, data, events, position, address)
        elif position in pieces:
            yield from pieces[position].edits(address)


def _tag(value: Any) -> tuple[str, Any]:
    return (value, None) if value.__class__ is str else next(iter(value.items()))


def _is_empty(events: Sequence[LocatedEvent], position: int) -> bool:
    following = events[position + 1][0] if position + 1 < len(events) else ""
    return isinstance(following, dict) and "End" in following
