"""Paragraphs of WordPress's classic editor: blank lines separate them, and the ends of lines are breaks."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>""", re.DOTALL)
_VERBATIM = frozenset({"pre", "script", "style", "textarea", "svg", "x-markdown", "math"})
_FLOW = frozenset({"div", "blockquote", "section", "article", "main", "aside", "header", "footer", "details", "center"})
"""Blocks whose text has paragraphs of its own."""
_BLOCKS = frozenset(
    {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "address", "figure", "figcaption", "summary", "iframe"),
        *("ul", "ol", "li", "dl", "dt", "dd", "form", "fieldset", "legend", "noscript", "menu"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"),
    }
)
_VOID = frozenset({"hr", "col", "br", "img"})
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_END = re.compile(r"(?:<br\s*/?>)?[ \t]*\n[ \t]*")


def with_paragraphs(content: str) -> str:
    """Return a text of the classic editor as HTML."""
    made: list[str] = []
    inline: list[str] = []
    closed: list[str] = []
    done = 0

    def flush() -> None:
        text = "".join(inline)
        inline.clear()
        if closed:
            made.append(text)
            return
        for chunk in _BLANK.split(text):
            lines = chunk.strip()
            made.append(f"<p>{_END.sub('<br>', lines)}</p>\n" if lines else "\n")

    content = content.replace("\r\n", "\n")
    # A comment that never ends is text; looking for its end once is enough.
    last = content.rfind("-->")
    content = content[: last + 1] + content[last + 1 :].replace("<!--", "&lt;!--")
    position = 0
    while match := _TOKEN.search(content, position):
        position = match.end()
        name = (match[2] or "").lower()
        inline.append(content[done : match.start()])
        done = match.end()
        if name in _VERBATIM and not match[1] and not match[3].endswith("/"):
            end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(content, match.end())
            position = done = end.end() if end else len(content)
            if name == "x-markdown" and "data-inline" in match[3]:
                inline.append(content[match.start() : position])
                continue
            flush()
            made.append(content[match.start() : position])
        elif name in _FLOW or name in _BLOCKS:
            flush()
            made.append(match[0])
            if name in _BLOCKS and name not in _VOID:
                _count(closed, name, is_end=bool(match[1]))
        else:
            inline.append(match[0])
    inline.append(content[done:])
    flush()
    return "".join(made)


def _count(opened: list[str], name: str, *, is_end: bool) -> None:
    """Keep the blocks that are open; an end closes the nearest of its name, and what its author left open in it."""
    if not is_end:
        opened.append(name)
    elif name in opened:
        while opened.pop() != name:
            pass
