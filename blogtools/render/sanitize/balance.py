"""Raw HTML of authors and libraries is made to fit into a page: balanced, its ids unique, no word lost."""

from __future__ import annotations

import re
from collections import Counter

from blogtools.render.context import Rendering
from blogtools.render.sanitize.ids import unique_ids

__all__ = ["balance", "clean_fragment", "unique_ids"]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


RAW_TEXT = _names("script style textarea title xmp iframe noembed noframes")
FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
"""Elements that a browser opens again after a block that they were left open in (HTML Standard, 13.2.4.3)."""

_DOCUMENT = _names("html head body")
_FOREIGN = _names("svg math")
# Elements of SVG and MathML in which HTML is HTML ("integration points", 13.2.6).
_HTML_IN_FOREIGN = _names("foreignobject mi mo mn ms mtext")
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
_ITEMS = {"li": _names("li"), "dt": _names("dt dd"), "dd": _names("dt dd")}
_ROW_GROUPS = _names("thead tbody tfoot")
_TABLE_PARTS = _names("table tr td th caption colgroup thead tbody tfoot")
_OPTIONAL_END = _names("li dt dd") | (_TABLE_PARTS - {"table"})
_STRUCTURE = (
    _names("address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer")
    | _names("form header hgroup listing main marquee menu nav noscript object ol pre search section select summary")
    | _names("template ul")
    | _FOREIGN
    | _HTML_IN_FOREIGN
    | _HEADINGS
    | _TABLE_PARTS
    | _OPTIONAL_END
)
# What an end tag cannot reach across ("has an element in scope", 13.2.4.2).
_BARRIERS = _names("table td th caption template marquee object") | _HTML_IN_FOREIGN
_LIST_BARRIERS = _BARRIERS | {"ul", "ol"}
_TABLE_BARRIERS = _names("template")
# Start tags that end SVG and MathML (13.2.6.5).
_BREAKS_OUT = (
    _names("blockquote br center dd div dl dt embed hr img li listing menu ol p pre ruby span sub sup table ul var")
    | _HEADINGS
    | (FORMATTING - {"a", "font"})
)

# One token: comment, CDATA, tag, declaration; or a `<` that begins none of them properly.
_TOKEN = re.compile(
    r"<(?:"
    r"(?P<comment>!--(?:-?>|.*?--!?>))"
    r"|(?P<close>/)?(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+)>"
    r"|(?P<declaration>(?:!(?!--)|\?)[^>]*+>|/[^a-zA-Z>][^>]*+>)"
    r"|(?P<broken>!--|[!?a-zA-Z]|/(?!>)|(?=<|\Z)))",
    re.DOTALL,
)


_ROWS_AND_CELLS = ("table", "thead", "tbody", "tr", "th", "td")


def clean_fragment(html: str, rendering: Rendering) -> str:
    """HTML that can stand inside a cell of the page: `balance`, then `unique_ids`."""
    return unique_ids(balance(html), rendering)


def is_plain_table(html: str) -> bool:
    """Whether a `<table>` holds nothing but rows and cells, each of them closed: nothing that needs balancing."""
    opened = sum(html.count(f"<{name}>") + html.count(f"<{name} ") for name in _ROWS_AND_CELLS)
    closed = sum(html.count(f"</{name}>") for name in _ROWS_AND_CELLS)
    return opened == closed and html.count("<") == opened + closed


def balance(html: str) -> str:
    """The same fragment, such that nothing in it stays open or closes what surrounds it.

    Correct HTML comes back as it is. A whole document is reduced to what its head and body hold. A `<` that opens an
    endless tag is shown as text. The rules are those of the HTML Standard's parser, as far as they concern elements
    whose tags can reach beyond the fragment.
    """
    return _Balance(html).run() if "<" in html else html


class _Balance:
    """One pass over a fragment."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.edits: list[tuple[int, int, str]] = []
        self.stack: list[str] = []
        self.open_formatting: Counter[str] = Counter()
        self.foreign = 0
        self.in_head = False
        self.position = 0

    def run(self) -> str:
        html = self.html
        search = _TOKEN.search
        while match := search(html, self.position):
            self.position = match.end()
            name = match["name"]
            if name is None:
                self.markup(match)
            elif match["close"]:
                self.close(name.lower(), match)
            else:
                self.open(name.lower(), match)
        tail = "".join(f"</{name}>" for name in reversed(self.stack) if name not in _OPTIONAL_END)
        tail += "".join(f"</{name}>" for name in self.open_formatting.elements())
        if not self.edits:
            return html + tail
        parts: list[str] = []
        done = 0
        for start, end, replacement in self.edits:
            parts += html[done:start], replacement
            done = end
        return "".join([*parts, html[done:], tail])

    def replace(self, match: re.Match[str], replacement: str) -> None:
        self.edits.append((match.start(), self.position, replacement))

    def markup(self, match: re.Match[str]) -> None:
        """Comments, declarations, and what only looks like a tag."""
        html = self.html
        if match["broken"] == "!--":
            self.edits.append((len(html), len(html), "-->"))
            self.position = len(html)
        elif match["broken"] is not None and html.find(">", match.start()) < 0:
            self.position = len(html)
            self.replace(match, html[match.start() :].replace("<", "&lt;"))
        elif match["broken"] is not None:
            self.position = match.start() + 1
            self.replace(match, "&lt;")
        elif match["declaration"]:
            if self.is_foreign() and html.startswith("<![CDATA[", match.start()):
                end = html.find("]]>", match.start())
                self.position = end + 3 if end >= 0 else self.position
            elif match["declaration"][:8].lower() == "!doctype":
                self.replace(match, "")

    def open(self, name: str, match: re.Match[str]) -> None:
        if name in _BREAKS_OUT and self.is_foreign():
            self.truncate(self.find(_FOREIGN, _HTML_IN_FOREIGN))
        if name in RAW_TEXT:
            self.open_raw_text(name, match)
        elif name in _STRUCTURE:
            if name in _OPTIONAL_END and not self.close_implied(name):
                return
            if not (self.is_foreign() and match["attributes"].endswith("/")):
                self.push(name)
        elif name in FORMATTING:
            if not (self.is_foreign() and match["attributes"].endswith("/")):
                if name == "a":
                    self.open_formatting["a"] = 0
                self.open_formatting[name] += 1
        elif name in _DOCUMENT or name in ("meta", "base", "plaintext"):
            self.in_head = name == "head" or (self.in_head and name != "body")
            self.replace(match, "&lt;plaintext&gt;" if name == "plaintext" else "")

    def open_raw_text(self, name: str, match: re.Match[str]) -> None:
        """Skip to the end of an element in which `<` means nothing."""
        if self.is_foreign():
            return
        end = re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.IGNORECASE).search(self.html, self.position)
        if end is None:
            self.position = len(self.html)
            self.edits.append((self.position, self.position, f"</{name}>"))
        else:
            self.position = end.end()
            if name == "title" and self.in_head:
                self.replace(match, "")

    def close(self, name: str, match: re.Match[str]) -> None:
        if name in _STRUCTURE:
            names = _HEADINGS if name in _HEADINGS else frozenset((name,))
            if name in _TABLE_PARTS:
                barriers = _TABLE_BARRIERS if name == "table" else _TABLE_BARRIERS | {"table"}
            else:
                barriers = _LIST_BARRIERS if name == "li" else _BARRIERS
            index = self.find(names, barriers)
            if index >= 0:
                self.truncate(index)
            elif name not in _OPTIONAL_END:
                self.replace(match, "")
        elif name in FORMATTING:
            if self.open_formatting[name]:
                self.open_formatting[name] -= 1
        elif name in _DOCUMENT:
            self.in_head = self.in_head and name != "head"
            self.replace(match, "")

    def close_implied(self, name: str) -> bool:
        """Close what the start tag of an item or of a part of a table closes; False if the tag means nothing here."""
        if name in _ITEMS:
            for index in range(len(self.stack) - 1, -1, -1):
                if self.stack[index] in _ITEMS[name]:
                    self.truncate(index)
                    break
                if self.stack[index] not in ("div", "address"):
                    break
            return True
        table = self.find(frozenset(("table",)), _TABLE_BARRIERS)
        if table < 0:
            return False
        keep = {"td": ("tr",), "th": ("tr",), "tr": tuple(_ROW_GROUPS)}.get(name, ())
        while len(self.stack) > table + 1 and self.stack[-1] not in keep:
            self.truncate(len(self.stack) - 1)
        return True

    def find(self, names: frozenset[str], barriers: frozenset[str]) -> int:
        """Position of the innermost open element of these names; -1 if there is none on this side of a barrier."""
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index] in names:
                return index
            if self.stack[index] in barriers:
                return -1
        return -1

    def is_foreign(self) -> bool:
        """Whether this is inside of SVG or MathML, whose elements follow the rules of XML."""
        return self.foreign > 0 and self.find(_FOREIGN, _HTML_IN_FOREIGN) >= 0

    def push(self, name: str) -> None:
        self.stack.append(name)
        self.foreign += name in _FOREIGN

    def truncate(self, index: int) -> None:
        if self.foreign:
            self.foreign -= sum(name in _FOREIGN for name in self.stack[index:])
        del self.stack[index:]
