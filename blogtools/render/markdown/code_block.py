"""Blocks of code in the author's Markdown, written as the target shows them: options, titles, annotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from blogtools.model import Markdown
from blogtools.render.code.block import fence_language
from blogtools.render.targets import template_syntax
from blogtools.transform.code.annotations import may_be_annotated, readable_annotations, starts_with_list
from blogtools.transform.code.fences import read_fence, take_directive_options
from blogtools.transform.code.look import PLAIN, CodeLook
from blogtools.transform.markdown.addresses import ByteEdit
from blogtools.transform.markdown.mathematics import restore
from blogtools.transform.markdown.parse import LocatedEvent


def code_edits(
    markdown: Markdown, events: Sequence[LocatedEvent], position: int, code_info: Callable[[str, CodeLook], str]
) -> Iterator[ByteEdit]:
    """Yield the edit of a fenced block with options after its fence, or with annotations in its code; else nothing."""
    event, start, end = events[position]
    info = restore(event["Start"]["CodeBlock"]["Fenced"], markdown.formulas).strip()
    block = markdown.text[start:end]
    is_plain = not any(mark in info for mark in "{= ")
    if is_plain and b"<1>" not in block:
        return
    head, line_break, body = block.decode().partition("\n")
    sign = head[: len(head) - len(head.lstrip("`~"))]
    line_start = markdown.text.rfind(b"\n", 0, start) + 1
    within = re.sub(r"[^>\s]", " ", markdown.text[line_start:start].decode())
    after = next((index for index in range(position, len(events)) if _ends_code(events[index][0])), position)
    if may_be_annotated(body) and starts_with_list([event for event, _, _ in events], after + 1):
        body = readable_annotations(body)
    found = read_fence(info)
    look = found.look
    if info.startswith("{"):
        options, body = take_directive_options(info, body)
        look = look if options is PLAIN else options
    shown = head
    if not is_plain:
        shown = sign + template_syntax(code_info(fence_language(found.language) or "text", look))
    before = f'<a id="{escape(look.label)}"></a>' if look.label else ""
    before += code_span(look.title) if look.title else ""
    text = f"{before}\n{within.rstrip()}\n{within}" if before else ""
    text += shown + line_break + body
    if look.caption:
        text = text.rstrip()
        if not set(text.rpartition("\n")[2].strip(" >")) <= set(sign[:1]):
            text += f"\n{within}{sign}"  # What nothing ends would take the caption in.
        text = f"{text}\n{within.rstrip()}\n{within}*{_plain_text(look.caption)}*\n"
    if text != block.decode():
        yield start, end, text.encode()


def code_span(text: str) -> str:
    """Return text as code within a line."""
    text = " ".join(text.split())
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _plain_text(text: str) -> str:
    return re.sub(r"[\\`*_\[\]<>|&#]", r"\\\g<0>", " ".join(text.split()))


def _ends_code(event: Any) -> bool:
    return isinstance(event, dict) and event.get("End") == "CodeBlock"
