"""The converter from HTML to Markdown: markdownify, with what Markdown can keep besides."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from bs4.element import NavigableString, PageElement, Tag
from markdownify import ATX, MarkdownConverter

from blogtools.importers.html.embeds import embed
from blogtools.importers.html.escape import escaped_markdown
from blogtools.importers.html.languages import language_of

LEFT_OUT = ("script", "style", "noscript", "template", "link", "meta", "title", "head", "button", "input", "select")
"""Elements that are no text of a post."""
KEPT = ("audio", "video", "object", "embed", "canvas", "svg", "map")
"""Elements that stay HTML."""
_BLOCKS = "p, ul, ol, pre, blockquote, table, div, h1, h2, h3, h4, h5, h6, hr, dl, figure, iframe, video"
_INLINE = frozenset({"a", "b", "strong", "i", "em", "span", "font", "u", "small", "tt", "code"})
_BLANK_LINES = re.compile(r"\n\s*\n")
_ONLY_MARKS = re.compile(r"\W+")


_Base: Any = MarkdownConverter
"""Its types name few of its methods."""


class Converter(_Base):  # type: ignore[misc]
    """Writes what is read from a page as Markdown; the methods are called by the names of the elements."""

    def __init__(self, *, dollars: bool = False) -> None:
        super().__init__(heading_style=ATX, bullets="-", autolinks=False, wrap=True, wrap_width=None)
        self._dollars = dollars

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return text with its marks escaped."""
        found = escaped_markdown(text, dollars=self._dollars)
        return found.replace("|", "\\|") if parent_tags & {"td", "th"} else found

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Return text; none for the white space beside a block."""
        if not el.strip() and any(
            isinstance(one, Tag) and one.name in _ALONE for one in (el.previous_sibling, el.next_sibling)
        ):
            return ""
        return str(super().process_text(el, parent_tags=parent_tags))

    # Within a line ----------------------------------------------------------------------------------------------------

    def _emphasis(self, el: Tag, text: str, parents: set[str], mark: str, names: tuple[str, ...]) -> str:
        """Return text within marks; in tags where the characters around would keep the marks from being marks."""
        inner = text.strip()
        if "_noformat" in parents or not inner or "\n\n" in inner or parents & set(names):
            return text
        before, after = _neighbor(el, "previous_sibling"), _neighbor(el, "next_sibling")
        start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        is_safe = (start or _is_open(before, inner[0])) and (end or _is_open(after, inner[-1]))
        opening, closing = (mark, mark) if is_safe else (f"<{names[0]}>", f"</{names[0]}>")
        return f"{start}{opening}{inner}{closing}{end}"

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return bold text."""
        return self._emphasis(el, text, parent_tags, "**", ("strong", "b"))

    convert_strong = convert_b

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return emphasized text."""
        return self._emphasis(el, text, parent_tags, "*", ("em", "i"))

    convert_i = convert_em

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return text that is struck out."""
        return self._emphasis(el, text, parent_tags, "~~", ("del", "s", "strike"))

    convert_s = convert_strike = convert_del

    def _tagged(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return text in its own tags, without attributes other than a title."""
        if "_noformat" in parent_tags or not text.strip() or "\n\n" in text:
            return text
        title = f' title="{_attribute(el, "title")}"' if el.get("title") else ""
        name = el.name.removeprefix("x-")
        return f"<{name}{title}>{text}</{name}>"

    convert_sup = convert_sub = convert_mark = convert_ins = convert_u = convert_abbr = convert_x_kbd = _tagged

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return code in a line."""
        if "\n\n" in text and "_noformat" not in parent_tags:
            return self.convert_pre(el, text, parent_tags)
        found = str(super().convert_code(el, text, parent_tags))
        return found.replace("|", "\\|") if parent_tags & {"td", "th"} and "_noformat" not in parent_tags else found

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return a quotation in a line."""
        return f'"{text}"'

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return a line break."""
        if "pre" in parent_tags:
            return f"\n{text}"
        return " " if parent_tags & {"_inline", "code", "a"} else f"  \n{text}"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link; what it goes around, if that is more than a line, stands before it."""
        if "_noformat" in parent_tags or not (href := _attribute(el, "href")):
            return text
        inner = text.strip()
        start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if not inner:
            return text
        title = _attribute(el, "title").replace('"', "&quot;")
        address = f'{destination(href)} "{title}"' if title else destination(href)
        if el.select_one("pre, ul, ol, table, blockquote"):
            return f"{text}\n\n[{escaped_markdown(href)}]({address})\n\n"
        return f"{start}[{' '.join(inner.split())}]({address}){end}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return a picture."""
        src = _attribute(el, "src")
        if not src:
            return ""
        title = _attribute(el, "title").replace('"', "&quot;")
        alt = escaped_markdown(" ".join(_attribute(el, "alt").split()))
        return f'![{alt}]({destination(src)} "{title}")' if title else f"![{alt}]({destination(src)})"

    # Blocks -----------------------------------------------------------------------------------------------------------

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return a block of code, with its language."""
        code = text.strip("\n").rstrip()
        if not code:
            return ""
        longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}{language_of(el)}\n{code}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return an item of a list; its number was counted before."""
        number = _attribute(el, "data-number")
        mark = f"{number}. " if number else "- "
        lines = text.strip().split("\n") or [""]
        indented = [lines[0], *(f"{' ' * len(mark)}{line}" if line else "" for line in lines[1:])]
        return mark + "\n".join(indented).rstrip() + "\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a picture with its caption, or whatever a figure holds."""
        caption = el.find("figcaption")
        pictures = el.find_all("img")
        if isinstance(caption, Tag) and len(pictures) == 1 and not el.select_one("a[href], pre, table, iframe, video"):
            words = self.process_tag(caption, {"_inline"}).strip()
            alt = _attribute(pictures[0], "alt").replace('"', "&quot;")
            if words and "](" not in words:
                given = f'{{fig-alt="{alt}"}}' if alt else ""
                return f"\n\n![{words}]({destination(_attribute(pictures[0], 'src'))}){given}\n\n"
        return str(self.convert_div(el, text, parent_tags))

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return what another site shows in a frame: a video, or the frame as it is."""
        src = _attribute(el, "src")
        return f"\n\n{embed(src) or _raw(el)}\n\n" if src else ""

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a table, as HTML if it has what one of Markdown cannot hold."""
        rows = [row.find_all(["td", "th"]) for row in el.find_all("tr")]
        widths = {len(row) for row in rows if row}
        if "_inline" in parent_tags or not rows:
            return text
        is_plain = len(widths) == 1 and not el.select_one("[colspan], [rowspan], caption, td " + _BLOCKS_IN_CELLS)
        return f"\n\n{text.strip()}\n\n" if is_plain else f"\n\n{_raw(el)}\n\n"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return text to unfold."""
        summary = el.find("summary", recursive=False)
        label = self.process_tag(summary, {"_inline"}).strip() if isinstance(summary, Tag) else "Details"
        return f"\n\n<details><summary>{label}</summary>\n\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return nothing within text to unfold, which has it."""
        return "" if "details" in parent_tags else str(self.convert_div(el, text, parent_tags))

    def convert_x_markdown(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return Markdown that was made before."""
        made = _attribute(el, "data-markdown")
        return made if el.has_attr("data-inline") else f"\n\n{made}\n\n"

    def convert_x_footnote(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        """Return a footnote."""
        return f"\n\n[^{_attribute(el, 'data-label')}]: " + text.strip().replace("\n", "\n    ") + "\n\n"

    def _block(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(self.convert_div(el, text, parent_tags))

    convert_main = convert_aside = convert_header = convert_footer = convert_nav = convert_figcaption = _block
    convert_center = convert_address = convert_fieldset = convert_legend = convert_form = _block

    def _kept(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        return f"\n\n{_raw(el)}\n\n" if el.name in ("video", "audio") and "_inline" not in parent_tags else _raw(el)

    convert_audio = convert_video = convert_object = convert_embed = convert_canvas = convert_svg = convert_map = _kept
    convert_math = _kept

    def _nothing(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as all
        return ""

    convert_script = convert_style = convert_template = convert_link = convert_meta = convert_title = _nothing
    convert_head = convert_button = convert_input = convert_select = convert_noscript = _nothing


_ALONE = frozenset(
    {"figure", "details", "x-markdown", "iframe", "hr", "center", "main", "aside", "header", "footer", "nav"}
)
"""Blocks that markdownify does not know as such."""
_BLOCKS_IN_CELLS = ", td ".join(_BLOCKS.split(", ")) + ", td br, th br"


def destination(address: str) -> str:
    """Return an address as it can stand in the parentheses of a link."""
    return quote(" ".join(address.split()), safe="/:?#@!$&'*+,;=%~[]|{}-._" + _letters(address))


def _letters(address: str) -> str:
    """Return the letters of other scripts, which stay readable in addresses."""
    return "".join({character for character in address if ord(character) > 127 and character.isalnum()})  # noqa: PLR2004


def _neighbor(el: Tag, side: str) -> str:
    """Return the character before or after an element; empty at the edge of a block, `x` for another element."""
    node: PageElement | None = el
    while isinstance(node, Tag) and getattr(node, side) is None and node.parent and node.parent.name in _INLINE:
        node = node.parent
    found = getattr(node, side)
    if isinstance(found, NavigableString) and str(found):
        return str(found)[-1 if side == "previous_sibling" else 0]
    return "" if found is None or (isinstance(found, Tag) and found.name == "br") else "x*"


def _is_open(outside: str, inside: str) -> bool:
    """Return whether a mark of emphasis between two characters is one."""
    if outside == "x*":
        return False
    return not outside or outside.isspace() or not (outside.isalnum() or outside == "_") or inside.isalnum()


def _attribute(el: Tag, name: str) -> str:
    given: Any = el.get(name)
    return " ".join(given) if isinstance(given, list) else str(given or "")


def _raw(el: Tag) -> str:
    """Return an element as HTML without blank lines, which would end it in Markdown."""
    return _BLANK_LINES.sub("\n", str(el)).strip()
