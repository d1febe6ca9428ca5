"""Rewrites directives of MyST and Sphinx whose text is Markdown: margins, cards, grids, tabs, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.markdown.attributes import Attributes
from blogtools.transform.markdown.divs import RewriteLines, equal_columns
from blogtools.transform.markdown.html_blocks import NO_ATTRIBUTES, details, element_lines, stripped
from blogtools.transform.markdown.html_tags import opening_tag, size_style
from blogtools.transform.markdown.tabs import named_tabs, tab_item

_OPTION = lazy_pattern(r"[ \t]*:([\w-]+):[ \t]*(.*?)[ \t]*$")
_CARD_LINE = lazy_pattern(r"(?:\^{3,}|\+{3,})[ \t]*$")


class Directive(msgspec.Struct, frozen=True):
    """A directive as it is written."""

    name: str
    argument: str
    """The text after the name, on its line."""
    options: dict[str, str]
    body: list[str]

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, between which are spaces or commas."""
        return tuple(self.options.get("class", "").replace(",", " ").split())

    @property
    def attributes(self) -> Attributes:
        """Its class and name as attributes."""
        return Attributes(self.classes, self.options, self.options.get("name", ""))

    @property
    def fold(self) -> str:
        """`closed` or `open` if it can be folded, else nothing."""
        return fold_of(self.options)


def fold_of(options: Mapping[str, str]) -> str:
    """Return whether what has these options is a fold, `closed` or `open`; else an empty string.

    `dropdown` is a class of MyST, `toggle` one of Sphinx.
    """
    if not {"dropdown", "toggle"} & {*options.get("class", "").replace(",", " ").split()}:
        return ""
    return "open" if "open" in options or "toggle-shown" in options.get("class", "") else "closed"


def read_directive(name: str, argument: str, lines: list[str]) -> Directive:
    """Return a directive, given its lines: options (`:name: value`, or between lines `---`) and its text."""
    options: dict[str, str] = {}
    position = 0
    if lines[:1] == ["---"] and "---" in lines[1:]:
        end = lines.index("---", 1)
        options = dict(line.split(":", 1) for line in lines[1:end] if ":" in line)
        options = {key.strip(): value.strip() for key, value in options.items()}
        position = end + 1
    while position < len(lines) and (match := _OPTION.match(lines[position])):
        options[match[1]] = match[2]
        position += 1
    return Directive(name.lower(), argument.strip(), options, lines[position:])


def _classed(*classes: str) -> Callable[[Directive, RewriteLines], list[str]]:
    def write(one: Directive, rewrite: RewriteLines) -> list[str]:
        title = [f"**{one.argument}**", ""] if one.argument else []
        attributes = msgspec.structs.replace(one.attributes, classes=(*classes, *one.attributes.classes))
        return element_lines("div", attributes, [*title, *rewrite(one.body)])

    return write


def _container(one: Directive, rewrite: RewriteLines) -> list[str]:
    attributes = msgspec.structs.replace(one.attributes, classes=(*one.argument.split(), *one.attributes.classes))
    return element_lines("div", attributes, rewrite(one.body))


def _card(one: Directive, rewrite: RewriteLines) -> list[str]:
    link = one.options.get("link", "")
    title = f"[{one.argument}]({link})" if link and one.argument else one.argument
    body = ["" if _CARD_LINE.match(line) else line for line in one.body]
    attributes = msgspec.structs.replace(one.attributes, classes=("card", *one.attributes.classes))
    return element_lines("div", attributes, [*([f"**{title}**", ""] if title else []), *rewrite(body)])


def _grid(one: Directive, rewrite: RewriteLines) -> list[str]:
    """Return a grid with the columns of a middle-sized screen: of the numbers for four sizes the third."""
    numbers = [int(word) for word in one.argument.split() if word.isdigit()]
    number = (numbers[2] if len(numbers) > 2 else numbers[-1]) if numbers else 2  # noqa: PLR2004 - the third of four
    attributes = msgspec.structs.replace(one.attributes, classes=("layout", *one.attributes.classes))
    return element_lines("div", attributes, rewrite(one.body), style=f"grid-template-columns: {equal_columns(number)}")


def _dropdown(one: Directive, rewrite: RewriteLines) -> list[str]:
    return details(
        one.argument or "Details",
        rewrite(one.body),
        classes=("dropdown", *one.attributes.classes),
        is_open="open" in one.options,
    )


def _tab_item(one: Directive, rewrite: RewriteLines) -> list[str]:
    return tab_item(one.argument or "Tab", rewrite(one.body), is_open="selected" in one.options)


def _tab_set(one: Directive, rewrite: RewriteLines) -> list[str]:
    return named_tabs(rewrite(one.body))


def _quote(one: Directive, rewrite: RewriteLines) -> list[str]:
    return ["", *(f"> {line}".rstrip() for line in stripped(rewrite(one.body))), ""]


def _paragraph(one: Directive, rewrite: RewriteLines) -> list[str]:
    return ["", f"**{one.argument}**", "", *rewrite(one.body), ""]


def _figure(one: Directive, rewrite: RewriteLines) -> list[str]:
    """Return a picture, in a `<figure>` if there is a caption."""
    target = one.options.get("target", "")
    address = f"<{one.argument}>" if " " in one.argument else one.argument
    picture = f"![{one.options.get('alt', '')}]({address})"
    picture = f"[{picture}]({target})" if target else picture
    attributes = one.attributes
    size = size_style(attributes)
    align = [f"picture-{one.options['align']}"] if one.options.get("align") in ("left", "right", "center") else []
    if not any(map(str.strip, one.body)):
        extra = ["picture", *align] if size or align else []
        tag = opening_tag("span", attributes, classes=extra, style=f"display: inline-block; {size}" if size else "")
        return ["", picture if tag == "<span>" else f"{tag}{picture}</span>", ""]
    attributes = msgspec.structs.replace(attributes, classes=(*align, *attributes.classes))
    caption = element_lines("figcaption", NO_ATTRIBUTES, rewrite(one.body))
    return element_lines("figure", attributes, [picture, *caption], style=size)


def figure_picture(one: Directive) -> str:
    """Return the picture of a figure whose other text stands elsewhere, with its attributes; empty for no figure."""
    if one.name not in ("figure", "image") or not one.argument:
        return ""
    size = [f"{key}={one.options[key]}" for key in ("width", "height") if one.options.get(key)]
    align = [f"fig-align={one.options['align']}"] if one.options.get("align") else []
    name = [f"#{one.options['name']}"] if one.options.get("name") else []
    attributes = " ".join([*name, *(f".{word}" for word in one.classes), *size, *align])
    address = f"<{one.argument}>" if " " in one.argument else one.argument
    alt = one.options.get("alt", "").replace('"', "”")
    if not name:
        return f"![{alt}]({address})" + (f"{{{attributes}}}" if attributes else "")
    # A picture with a label has its text as its caption, which stands elsewhere.
    return f'![]({address}){{{attributes} fig-alt="{alt}"}}'


def _code(one: Directive, _: RewriteLines) -> list[str]:
    """Return a block of code with MkDocs's form of its options, which the page obeys."""
    options = {
        "title": one.options.get("caption", one.options.get("filename", "")),
        "linenums": one.options.get("lineno-start", "1")
        if "linenos" in one.options or "number-lines" in one.options
        else "",
        "hl_lines": one.options.get("emphasize-lines", "").replace(",", " "),
    }
    info = " ".join([one.argument or "text", *(f'{key}="{value}"' for key, value in options.items() if value)])
    ticks = "```"
    while any(ticks in line for line in one.body):
        ticks += "`"
    return [f"{ticks}{info}", *one.body, ticks]


WRITERS: dict[str, Callable[[Directive, RewriteLines], list[str]]] = {
    **dict.fromkeys(("margin", "aside"), _classed("column-margin")),
    "sidebar": _classed("column-margin", "sidebar"),
    "topic": _classed("topic"),
    **dict.fromkeys(("div", "container"), _container),
    **dict.fromkeys(("card", "grid-item-card"), _card),
    "grid": _grid,
    "grid-item": _classed(),
    "dropdown": _dropdown,
    "tab-set": _tab_set,
    "tab-item": _tab_item,
    **dict.fromkeys(("epigraph", "pull-quote", "highlights", "blockquote"), _quote),
    **dict.fromkeys(("rubric", "centered"), _paragraph),
    **dict.fromkeys(("figure", "image"), _figure),
    **dict.fromkeys(("code-block", "code", "sourcecode"), _code),
}
_CODE_DIRECTIVES = frozenset({"code-block", "code", "sourcecode"})
MARKDOWN_DIRECTIVES = frozenset(WRITERS) - _CODE_DIRECTIVES
"""Those whose text is Markdown, whatever their fence is."""


def write_directive(one: Directive, rewrite: RewriteLines) -> list[str]:
    """Return a directive, which is one of `WRITERS`, as Markdown and HTML."""
    return WRITERS[one.name](one, rewrite)
