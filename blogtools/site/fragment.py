"""The body of a post becomes HTML that any feed reader shows well, and that can do nothing but be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from blogtools.render.sanitize.contain import parse_fragment, serialize
from blogtools.site.feeds import legal_text
from blogtools.transform.markdown.tags import element_names as _names
from blogtools.transform.markdown.tags import tags

_TEXT = _names(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt"
    " em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q rp rt ruby s samp"
    " section small strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
)
_MEDIA = _names("img audio video source track")
_MATH = _names(
    "math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom menclose"
    " mfenced msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd"
)
_WITH_CONTENT = _names(
    "script style template title button select datalist textarea iframe noembed noframes svg annotation-xml"
)
"""Elements that go with all that is in them; of all others that are not kept, the content stays."""
_OTHERS = _names(
    "big body canvas center data embed fieldset font form head html input label legend link map menu meta meter nav"
    " noscript object optgroup option output picture plaintext progress span strike tt xmp"
)
"""Elements that go, but that a parser or one of the steps before it must have seen."""
_HTML = _TEXT | _MEDIA | _WITH_CONTENT | _OTHERS
_KEPT_NAMES = _HTML - {"noscript", "plaintext", "xmp"}  # Their content is text for some parsers, markup for others.
_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")

_MATH_ATTRIBUTES = _names(
    "accent accentunder align close columnalign columnlines columnspacing columnspan depth display displaystyle"
    " encoding fence form frame height intent arg largeop linethickness lspace mathbackground mathcolor mathsize"
    " mathvariant maxsize minsize movablelimits notation open rowalign rowlines rowspacing rowspan rspace scriptlevel"
    " separator separators stretchy style symmetric voffset width"
)
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": _names("dir hidden lang title"),
    **dict.fromkeys(_MATH, _MATH_ATTRIBUTES),
    "math": _MATH_ATTRIBUTES | {"alttext"},
    "a": _names("href hreflang"),
    "audio": _names("src controls loop"),
    "video": _names("src controls loop poster width height"),
    "source": _names("src type"),
    "track": _names("src kind srclang label default"),
    "img": _names("src srcset sizes alt width height"),
    "code": _names("class"),
    "col": _names("span"),
    "colgroup": _names("span"),
    "del": _names("datetime"),
    "ins": _names("datetime"),
    "details": _names("open"),
    "li": _names("id value"),
    "sup": _names("id"),
    "ol": _names("start reversed type"),
    "td": _names("colspan rowspan headers style"),
    "th": _names("colspan rowspan headers scope abbr style"),
    "tr": _names("style"),
    "time": _names("datetime"),
}
_STYLES = _names("text-align justify-items width padding padding-left padding-right border background")
"""Columns of a table lean to a side; formulas have boxes, strokes and numbers."""
_SCHEMES = _names("http https mailto tel sms geo xmpp irc ircs matrix ftp magnet bitcoin data")

_DARK = re.compile(r"#(?:gh-dark-mode-only|only-dark)(?!\S)")
_LIGHT = re.compile(r"#(?:gh-light-mode-only|only-light)(?!\S)")
_NOT_IN_URL = re.compile(r"[\s\"'<>`]")

_LANGUAGE = re.compile(r"(?<!\S)language-\S+")
_FOOTNOTE = re.compile(r"fn(?:ref)?-[0-9]+(?:-[0-9]+)?")
_SAFE_STYLE = re.compile(r"(?>(?:[\w\s.,:;%#)-]|linear-gradient\()*)")
_CANDIDATE = re.compile(r"[\s,]*+(\S+?)(?:,+(?=\s|\Z)|\s+([^,]*)(?:,|\Z)|\Z)")
_BLANKS = re.compile(r"[\x00-\x20]+")

_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
_Tree = Any
"""A parsed fragment (selectolax), which each step changes."""


def feed_fragment(html: str, page_url: str) -> str:
    """Return HTML for a feed, made from the body of the page at the absolute URL `page_url`.

    Every address in it is absolute. It has no scripts, styles, forms and frames, no attributes but those that say
    something without a style sheet, and only characters that XML may hold. What stands in for something else: for a
    box of a task a sign, for a frame or an SVG drawing a link with its name, for a `<picture>` its image. The `id` of
    footnotes stays, by which readers show them in place.
    """
    import nh3  # A compiled library, for builds that write a feed.

    html = legal_text(html.replace("\x0c", " "))
    tree = parse_fragment(html)
    if not _KEPT_NAMES.issuperset(name.lower() for name in set(_NAME.findall(html))):
        _unwrap_strange_elements(tree)
    for step in _STEPS:
        step(tree, page_url)
    clean = nh3.clean(
        serialize(tree),
        tags=_TEXT | _MEDIA | _MATH,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=lambda _, name, value: _attribute(name, value, page_url),
        filter_style_properties=_STYLES,
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        link_rel=None,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", page_url),
    )
    # A parser drops a line break that directly follows the tag, and makes one of each carriage return.
    return legal_text(clean.replace("\x0c", " ")).replace("\r", "\n").replace("<pre>\n", "<pre>\n\n")


def sections(html: str, anchors: Sequence[str]) -> dict[str, str]:
    """Split the body of a diary into days: return, by anchor, the HTML from each of `anchors` up to the next.

    `anchors` are ids of headings, in the order of the page, whether of the heading itself or of something in it. The
    first may be that of the title, which is not in the body: what stands before all others is then its. Any other that
    is not in the body is left out. Elements that a cut goes through stay open, or are closed twice: `feed_fragment`
    balances them.
    """
    wanted = set(anchors)
    starts: dict[str, int] = {}
    heading = cell_start = cell_end = -1
    for tag in tags(html):
        if tag.name in _HEADINGS:
            begins_cell = cell_start >= 0 and not html[cell_end : tag.start].strip()
            heading = -1 if tag.is_end else cell_start if begins_cell else tag.start
            cell_start = cell_start if begins_cell else -1  # No later heading begins this cell.
        elif tag.written.startswith(' class="cell'):
            cell_start, cell_end = tag.start, tag.end
        if heading >= 0 and "id" in tag.written:
            for attribute in tag.attributes:
                if attribute.name == "id" and attribute.value in wanted:
                    starts.setdefault(attribute.value, heading)
    if anchors:
        starts.setdefault(anchors[0], 0)
    ends = dict(pairwise(sorted({*starts.values(), len(html)})))
    return {anchor: html[starts[anchor] : ends.get(starts[anchor])] for anchor in anchors if anchor in starts}


# Steps on the parsed fragment -----------------------------------------------------------------------------------------


def _remove_tools(tree: _Tree, _: str) -> None:
    for node in tree.css("div.snippet-tools, a.anchor:empty"):
        node.decompose()


def _replace_tasks(tree: _Tree, _: str) -> None:
    for box in tree.css('input[type="checkbox"][disabled]'):
        box.replace_with("☑" if "checked" in box.attrs else "☐")


def _number_annotations(tree: _Tree, _: str) -> None:
    """Write the numbers of annotations, which the style sheet has on the page, into the code."""
    for link in tree.css("a.annotation"):
        link.replace_with(f" ({link.attrs.sget('data-note')})")


def _mark_titles(tree: _Tree, _: str) -> None:
    """Turn the title of a callout, marked by a class, into bold text."""
    for title in tree.css("p.callout-title"):
        title.inner_html = f"<strong>{title.inner_html}</strong>"


def _keep_one_of_each_picture(tree: _Tree, _: str) -> None:
    """Remove the sources of `<picture>`, and the dark one of pairs for light and dark pages."""
    for source in tree.css("source[srcset], div.only-dark"):
        source.decompose()
    images = [(node, f"{node.attrs.sget('src')} {node.attrs.sget('srcset')}") for node in tree.css("img")]
    if any(_LIGHT.search(addresses) for _, addresses in images):
        for node, addresses in images:
            if _DARK.search(addresses):
                node.decompose()


def _unwrap_strange_elements(tree: _Tree) -> None:
    """Remove elements that HTML does not have, such as `<int>`, but keep their content.

    Of those that MathML or SVG have, nh3 drops the content, for in the wrong place a name may be an attack.
    """
    foreign = {node.mem_id for root in tree.css("math, svg") for node in root.css("*")}
    for node in tree.css("*"):
        if node.tag not in _KEPT_NAMES and node.mem_id not in foreign:
            node.unwrap(delete_empty=True)


def _link_what_is_embedded(tree: _Tree, page_url: str) -> None:
    """Add a link before what a feed cannot hold: to the resource, or for a drawing to the page.

    Its name is its title. A drawing without one has a link if there are words in it.
    """
    for node in tree.css("iframe, embed, object, svg"):
        title = (node.attrs.sget("title") or node.attrs.sget("aria-label")).strip()
        if node.tag == "svg":
            first = next(node.iter(), None)
            title = title or (first.text().strip() if first is not None and first.tag == "title" else "")
            if node.attrs.get("aria-hidden") == "true" or not (title or node.css_matches("text")):
                continue
            url = page_url
        else:
            url = node.attrs.sget("data" if node.tag == "object" else "src").strip() or page_url
        link = tree.create_node("a")
        link.attrs["href"] = _NOT_IN_URL.sub(lambda bad: f"%{ord(bad[0]):02X}", url)
        link.insert_child(title or url)
        node.insert_before(link)
        node.insert_before(" ")


_STEPS: tuple[Callable[[_Tree, str], None], ...] = (
    _remove_tools,
    _replace_tasks,
    _number_annotations,
    _mark_titles,
    _keep_one_of_each_picture,
    _link_what_is_embedded,
)


# Attributes -----------------------------------------------------------------------------------------------------------


def _attribute(name: str, value: str, page_url: str) -> str | None:
    """Return the value of an attribute in a feed; None to remove it. nh3 has already checked the schemes of URLs."""
    if name in ("href", "src", "poster"):
        # Data of a picture or a sound is only ever seen or heard; that of a link would be opened as a page.
        start = _BLANKS.sub("", value)[:12].lower()
        is_link = name == "href" or not start.startswith(("data:image/", "data:audio/", "data:video/"))
        return None if is_link and start.startswith("data:") else value
    if name == "srcset":
        return _absolute_candidates(value, page_url)
    if name == "class":
        language = _LANGUAGE.search(value)
        return language[0] if language else None
    if name == "id":
        return value if _FOOTNOTE.fullmatch(value) else None
    if name == "style":
        return value if _SAFE_STYLE.fullmatch(value) else None
    return value


def _absolute_candidates(srcset: str, page_url: str) -> str | None:
    """Return a `srcset` with absolute URLs; None if it has no URL (HTML Standard, "Parse a srcset attribute")."""
    found = []
    for candidate in _CANDIDATE.finditer(srcset):
        try:
            url = urljoin(page_url, candidate[1])
        except ValueError:
            continue  # Not an address.
        if url.startswith(("https://", "http://")):
            found.append(f"{url} {candidate[2].strip()}" if candidate[2] else url)
    return ", ".join(found) or None
