"""Blocks of source code, from cells and from Markdown fences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from blogtools.render.code.highlight import highlight, normal_language
from blogtools.transform.code.annotations import take_annotations
from blogtools.transform.code.look import PLAIN, CodeLook

_TAG = re.compile(r"</?span[^>]*>")


def fence_language(written: str) -> str:
    """Return the language that a fence names, normalized; empty if there is none."""
    return normal_language(written) if written else ""


def code_block(code: str, language: str, look: CodeLook = PLAIN, *, named: str = "", annotations: str = "") -> str:
    """Return source code as highlighted HTML.

    `named` is the language that the block is said to be in, if that is not the one to color it as. `annotations` is the
    prefix of the ids of the list that explains the annotations in the code; without it they are comments.
    """
    notes: dict[int, tuple[int, ...]] = {}
    if annotations:
        code, notes = take_annotations(code)
    html = highlight(code, language)
    classes = ""
    is_numbered = look.first_number is not None
    if look is not PLAIN or notes:
        if look.marked or is_numbered or notes:
            html = _lines(html, look, notes, annotations)
        flags = (("scroll", look.scrolls), ("numbered", is_numbered), ("wrap", look.wraps), ("marked", look.marked))
        classes = "".join(f" {name}" for name, is_on in flags if is_on)
    name = escape(named or language)
    attributes = f' data-language="{name}"' if name else ""
    if look.label:
        attributes += f' id="{escape(look.label)}"'
    code_class = f' class="language-{name}"' if name else ""
    if look.first_number not in (None, 1):
        code_class += f' style="counter-reset: line {look.first_number - 1}"'
    block = f'<pre class="code{classes}"{attributes} tabindex="0"><code{code_class}>{html}</code></pre>\n'
    if look.title:
        block = f'<p class="code-title">{escape(look.title)}</p>\n{block}'
    if look.caption:
        block += f'<p class="code-caption">{escape(look.caption)}</p>\n'
    return block


def _lines(html: str, look: CodeLook, notes: dict[int, tuple[int, ...]], prefix: str) -> str:
    """Return highlighted code with an element for each line that has a number or stands out, and links of annotations.

    The text stays the code, because numbers and annotations come from the style sheet. A line break that ends an
    element which is a block starts no other line.
    """
    marked = {line for first, last in look.marked for line in range(first, min(last, html.count("\n") + 1) + 1)}
    parts = []
    lines = split_lines(html)
    for number, line in enumerate(lines, 1):
        links = "".join(_link(note, prefix) for note in notes.get(number, ()))
        end = "\n" if number < len(lines) else ""
        if number in marked:
            parts.append(f'<mark class="line">{line}{links}{end}</mark>')
        elif look.first_number is not None:
            parts.append(f'<span class="line">{line}{links}{end}</span>')
        else:
            parts.append(f"{line}{links}{end}")
    return "".join(parts)


def _link(note: int, prefix: str) -> str:
    url = f"#{escape(prefix)}-{note}"
    return f'<a class="annotation" href="{url}" aria-label="Annotation {note}" data-note="{note}"></a>'


def split_lines(html: str) -> Sequence[str]:
    """Return the lines of highlighted code; a span that goes over several is closed and opened again."""
    lines = []
    opened: list[str] = []
    for line in html.split("\n"):
        before = "".join(opened)
        for tag in _TAG.findall(line):
            if tag == "</span>":
                opened.pop()
            else:
                opened.append(tag)
        lines.append(before + line + "</span>" * len(opened))
    return lines
