"""Takes off, before a text becomes Markdown, all that highlighters, lazy loading and cards of sites put around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, PageElement, Tag
from selectolax.lexbor import LexborHTMLParser

from blogtools.importers.html.embeds import embed
from blogtools.importers.pictures import Address

_MORE = re.compile(r"\s*(?:more\b.*|TEASER_END|end[ -]?excerpt)\s*", re.IGNORECASE | re.DOTALL)
_LAZY = ("data-src", "data-lazy-src", "data-orig-file", "data-original")
_GUTTERS = ".gutter, .linenos, .linenodiv, .lineno, .rouge-gutter, .hljs-ln-numbers, .crayon-nums"
_CALLOUT = "kg-callout-card"
_ANCHORED_BEFORE = ("a", "pre", "table", "img", "iframe", "ul", "ol", "dl", "tr", "hr")
"""Elements that cannot hold the mark of their id."""
_CALLOUTS = {
    "note": "NOTE",
    "seealso": "NOTE",
    "tip": "TIP",
    "hint": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING",
    "attention": "WARNING",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
}
"""Classes of admonitions to kinds of callouts."""
_ALIGNED = re.compile(r"(?<!\\)&|\\\\")
_FORMULA_SCRIPT = re.compile(r"math/tex")


def parsed(html: str, address: Address) -> BeautifulSoup:
    """Return a part of a page, read as browsers do, ready for the converter; `address` is asked for each address."""
    # Browsers close what authors left open; without that, items of a list would stand in one another.
    body = LexborHTMLParser(f"<body>{html}").body
    html = (body.html or "") if body else ""
    soup = BeautifulSoup(html, "html.parser")
    for step, signs in _STEPS:
        if any(sign in html for sign in signs):
            step(soup)
    for element, name, is_picture in _addresses(soup):
        element[name] = address(str(element[name]).strip(), is_picture)
    return soup


def _formulas(soup: BeautifulSoup) -> None:
    """Put the source of each formula in the place of its picture or markup."""
    for math in soup.select(".katex, math"):
        source = math.find("annotation", encoding="application/x-tex")
        if isinstance(source, Tag) and math.parent is not None:
            is_block = math.find_parent(class_="katex-display") is not None or math.get("display") == "block"
            _replace(soup, math, _formula(source.get_text(), is_block=is_block), is_inline=not is_block)
    for script in soup.find_all("script", type=_FORMULA_SCRIPT):
        is_block = "mode=display" in str(script.get("type"))
        _replace(soup, script, _formula(script.get_text(), is_block=is_block), is_inline=not is_block)
    for image in soup.select("img.latex"):
        if image.get("alt"):
            _replace(soup, image, f"${image['alt']}$", is_inline=True)


def _formula(tex: str, *, is_block: bool) -> str:
    return f"$$\n{tex.strip()}\n$$" if is_block else f"${tex.strip()}$"


def _highlighted(soup: BeautifulSoup) -> None:
    """Leave the code of a highlighted block, without numbers of lines and the table around it."""
    for gutter in soup.select(_GUTTERS):
        gutter.decompose()
    for table in soup.find_all("table"):
        blocks = table.find_all("pre")
        if len(blocks) == 1 and (
            blocks[0].parent in table.select("td.code, td.rouge-code") or table.find_parent("figure")
        ):
            table.replace_with(blocks[0].extract())
    for pre in soup.find_all("pre"):
        for line in pre.select(".line")[:-1]:
            after = line.next_sibling
            if not line.get_text().endswith("\n") and (isinstance(after, Tag) and after.name != "br"):
                line.append("\n")


def _lazy(soup: BeautifulSoup) -> None:
    """Give pictures that are loaded late their address, and leave out the copies for readers without scripts."""
    for image in soup.find_all("img"):
        late = next((str(image[name]) for name in _LAZY if image.get(name)), "")
        if late and (not image.get("src") or str(image["src"]).startswith("data:")):
            image["src"] = late
    shown = {str(image.get("src")) for image in soup.find_all("img")}
    for noscript in soup.find_all("noscript"):
        pictures = noscript.find_all("img")
        if not noscript.get_text(strip=True) and pictures and all(str(one.get("src")) in shown for one in pictures):
            copies = [one for one in soup.find_all("img") if str(one.get("src")) == str(pictures[0].get("src"))]
            if len(copies) > len(pictures):
                noscript.decompose()
                continue
        noscript.unwrap()


def _cards(soup: BeautifulSoup) -> None:
    """Make plain elements of the cards of Ghost, and of videos in objects."""
    for card in soup.select(f".{_CALLOUT}"):
        card.name = "blockquote"
        for emoji in card.select(".kg-callout-emoji"):
            emoji.name = "span"
            emoji.append(" ")
    for card in soup.select(".kg-toggle-card"):
        heading = card.select_one(".kg-toggle-heading")
        card.name = "details"
        if heading is not None:
            words = heading.get_text(" ", strip=True)
            heading.decompose()
            summary = soup.new_tag("summary")
            summary.string = words
            card.insert(0, summary)
    for card in soup.select("a.kg-bookmark-container"):
        for picture in card.select("img"):
            picture.decompose()
        for part in card.find_all("div"):
            part.name = "span"
            part.append(" ")
    for link in soup.select(".wp-block-embed__wrapper, figure.wp-block-embed > a"):
        given = link.get_text(strip=True)
        if video := embed(given):
            _replace(soup, link, video)


def _docutils(soup: BeautifulSoup) -> None:
    """Make footnotes, admonitions and lines of what docutils writes for them."""
    for math in soup.select(".math"):
        tex = math.get_text().strip().removeprefix("\\(").removesuffix("\\)").strip()
        is_block = math.name in ("div", "pre")
        if tex:
            aligned = f"\\begin{{aligned}}\n{tex}\n\\end{{aligned}}" if _ALIGNED.search(tex) else tex
            text = tex if tex.startswith("\\begin") else aligned
            _replace(soup, math, _formula(text if is_block else tex, is_block=is_block), is_inline=not is_block)
    for literal in soup.select("span.literal, tt, var, samp"):
        literal.name = "code"
    for key in soup.find_all("kbd"):
        key.name = "x-kbd"  # Its text is no code: marks in it are escaped.
    for cell in soup.select("td, th"):
        inner = cell.find("p", recursive=False)
        if isinstance(inner, Tag) and len(cell.find_all(True, recursive=False)) == 1:
            inner.unwrap()
    for reference in soup.select('a[role="doc-noteref"]'):
        _replace(soup, reference, f"[^{_label(str(reference.get('href')))}]", is_inline=True)
    for note in soup.select('[role="doc-footnote"]'):
        note.name = "x-footnote"
        note["data-label"] = _label(str(note.get("id")))
        for label in note.select(".label, .footnote-number"):
            label.decompose()
    for box in soup.select(".admonition"):
        kinds = [str(name) for name in box.get("class") or [] if name in _CALLOUTS]
        title = box.select_one(".admonition-title")
        words = title.get_text(" ", strip=True) if title else ""
        box.name = "blockquote"
        if kinds and title is not None:
            _replace(soup, title, f"[!{_CALLOUTS[kinds[0]]}]" + (f" {words}" if words.lower() not in kinds else ""))
    for line in soup.select(".line-block .line"):
        line.name = "span"
        line.append(soup.new_tag("br"))
    for image in soup.find_all("img"):
        if image.get("alt") and image.get("alt") == image.get("src"):
            del image["alt"]  # docutils repeats the address where there is no text.


def _label(name: str) -> str:
    return re.sub(r"[^\w-]", "", name.removeprefix("#").removeprefix("footnote-")) or "note"


def _teasers(soup: BeautifulSoup) -> None:
    """Keep the mark at which a teaser ends; all other comments are for nobody."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        if _MORE.fullmatch(str(comment)):
            _replace(soup, comment, "<!-- more -->")
        else:
            comment.extract()


def _numbers(soup: BeautifulSoup) -> None:
    """Count the items of numbered lists."""
    for numbered in soup.find_all("ol"):
        start = str(numbered.get("start") or "")
        number = int(start) if start.isdecimal() and len(start) < 9 else 1  # noqa: PLR2004 - as CommonMark has it
        for count, item in enumerate(numbered.find_all("li", recursive=False), number):
            item["data-number"] = str(count)


def _anchors(soup: BeautifulSoup) -> None:
    """Keep the ids that links of the text lead to."""
    wanted = {str(link["href"])[1:] for link in soup.select('a[href^="#"]')} - {""}
    for element in soup.select("[id]") if wanted else ():
        _anchor(soup, element, str(element["id"]), wanted)
    for element in soup.select("a[name]") if wanted else ():
        _anchor(soup, element, str(element["name"]), wanted)


def _anchor(soup: BeautifulSoup, element: Tag, name: str, wanted: set[str]) -> None:
    if name not in wanted:
        return
    wanted.discard(name)
    mark = soup.new_tag("x-markdown")
    mark["data-markdown"] = f'<a id="{name.replace(chr(34), "")}"></a>'
    mark["data-inline"] = ""
    if element.name in _ANCHORED_BEFORE:
        element.insert_before(mark)
    else:
        element.insert(0, mark)


def _replace(soup: BeautifulSoup, old: PageElement, made: str, *, is_inline: bool = False) -> None:
    new = soup.new_tag("x-markdown")
    new["data-markdown"] = made
    if is_inline:
        new["data-inline"] = ""
    old.replace_with(new)


def _addresses(soup: BeautifulSoup) -> Iterator[tuple[Tag, str, bool]]:
    """Yield each element with an address, the name of the attribute, and whether it is that of a file to show."""
    for element in soup.find_all(["img", "source", "video", "audio", "embed"]):
        for name in ("src", "poster"):
            if element.get(name):
                yield element, name, True
        if element.get("srcset"):
            del element["srcset"]
    for element in soup.find_all("a", href=True):
        yield element, "href", False


_STEPS: tuple[tuple[Callable[[BeautifulSoup], None], tuple[str, ...]], ...] = (
    (_formulas, ("katex", "<math", "math/tex", "latex")),
    (_highlighted, ("<pre",)),
    (_lazy, ("<img", "<noscript")),
    (_cards, ("kg-", "wp-block-embed")),
    (
        _docutils,
        ("math", "literal", "<tt", "<var", "<samp", "<kbd", "<td", "<th", "doc-", "admonition", "line-block", "<img"),
    ),
    (_teasers, ("<!--",)),
    (_numbers, ("<ol",)),
    (_anchors, ('="#',)),
)
"""In order, each with what must be in the text for it to do anything."""
