"""The body of a post becomes HTML that any feed reader shows well, and that can do nothing but be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import pairwise
from urllib.parse import urljoin

from blogtools.site.feeds import legal_text


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


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

_WITHIN = r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+"""
_TOOLS = re.compile(
    r'<div class="snippet-tools">\n<div class="snippet-row">[^\n]*</div>\n'
    r'(?:<details class="snippet-program">[^<]*+(?:<(?!/?details)[^<]*+)*+</details>\n)?</div>\n'
)
_PERMALINK = re.compile(r'<a class="anchor"[^>]*></a>')
_CALLOUT = re.compile(r'<p class="callout-title">([^<]*+(?:<(?!/p>)[^<]*+)*+)</p>')
_TASK = re.compile(r'<input type="checkbox" aria-label="[^"]*" disabled( checked)?>')
_SOURCE = re.compile(rf"<source\b({_WITHIN})>", re.IGNORECASE)
_SRCSET = re.compile(r"(?<!\S)srcset\s*=", re.IGNORECASE)
_IMAGE = re.compile(rf"<img\b{_WITHIN}>", re.IGNORECASE)
_DARK = re.compile(r"""#(?:gh-dark-mode-only|only-dark)["'\s>]""")
_LIGHT = re.compile(r"""#(?:gh-light-mode-only|only-light)["'\s>]""")
_NOSCRIPT = re.compile(r"</?noscript\b[^>]*>", re.IGNORECASE)
_EMBEDDED = re.compile(rf"<(iframe|embed|object|svg)\b({_WITHIN})>", re.IGNORECASE)
_FOREIGN = re.compile(r"<(math|svg)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"</?([a-zA-Z][\w.:-]*)")
_REGION_OR_TAG = re.compile(
    r"<!--.*?-->|<(math|svg|script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?</\1\s*>"
    rf"|</?([a-zA-Z][\w.:-]*)(?=[\s/>]){_WITHIN}>",
    re.DOTALL | re.IGNORECASE,
)
_SVG_TITLE = re.compile(r"\s*<title\b[^>]*>([^<]+)</title>", re.IGNORECASE)
_NOT_IN_URL = re.compile(r"[\s\"'<>`]")

_LANGUAGE = re.compile(r"(?<!\S)language-\S+")
_FOOTNOTE = re.compile(r"fn(?:ref)?-[0-9]+(?:-[0-9]+)?")
_SAFE_STYLE = re.compile(r"(?:[\w\s.,:;%#)-]|linear-gradient\()*+")
_CANDIDATE = re.compile(r"[\s,]*+(\S+?)(?:,+(?=\s|\Z)|\s+([^,]*)(?:,|\Z)|\Z)")
_BLANKS = re.compile(r"[\x00-\x20]+")

_HEADING = re.compile(r'(?:<div class="cell[^>]*>\s*)?<h([1-6])\b(.*?)</h\1>', re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')


def feed_fragment(html: str, page_url: str) -> str:
    """HTML for a feed, of the body of the page at the absolute address `page_url`.

    Every address in it is absolute. It has no scripts, styles, forms and frames, no attributes but those that say
    something without a style sheet, and only characters that XML may hold. What stands in for something else: for a
    box of a task a sign, for a frame or an SVG drawing a link with its name, for a `<picture>` its image. The `id` of
    footnotes stays, by which readers show them in place.
    """
    import nh3  # A compiled library, for builds that write a feed.

    html = _TOOLS.sub("", legal_text(html.replace("\x0c", " ")))
    html = _PERMALINK.sub("", html)
    html = _TASK.sub(lambda box: "☑" if box[1] else "☐", html)
    html = _CALLOUT.sub(r"<p><strong>\1</strong></p>", html)
    html = _one_of_each_picture(_NOSCRIPT.sub("", html))
    html = _without_strange_tags(html)
    html = _EMBEDDED.sub(lambda tag: _link_to(tag, page_url) + tag[0], html)
    clean = nh3.clean(
        html,
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
    """The days of a diary: the part of a post's body that each of `anchors` heads, up to the next of them.

    `anchors` are ids of headings, in the order of the page, whether of the heading itself or of something in it. The
    first may be that of the title, which is not in the body: what stands before all others is then its. Any other that
    is not in the body is left out. Elements that a cut goes through stay open, or are closed twice: `feed_fragment`
    balances them.
    """
    wanted = set(anchors)
    starts: dict[str, int] = {}
    for heading in _HEADING.finditer(html):
        for name in _ID.findall(heading[2]):
            anchor = unescape(name)
            if anchor in wanted:
                starts.setdefault(anchor, heading.start())
    if anchors:
        starts.setdefault(anchors[0], 0)
    ends = dict(pairwise(sorted({*starts.values(), len(html)})))
    return {anchor: html[starts[anchor] : ends.get(starts[anchor])] for anchor in anchors if anchor in starts}


def _without_strange_tags(html: str) -> str:
    """HTML without the tags of elements that it does not have, such as `<int>`, with all that is in the elements.

    Of those that MathML or SVG have, nh3 drops the content, for in the wrong place a name may be an attack.
    """
    if {name.lower() for name in set(_NAME.findall(_FOREIGN.sub("", html)))} <= _HTML:
        return html
    return _REGION_OR_TAG.sub(lambda part: part[0] if part[2] is None or part[2].lower() in _HTML else "", html)


def _one_of_each_picture(html: str) -> str:
    """HTML without the sources of `<picture>`, and of pairs for light and dark pages without the dark picture."""
    html = _SOURCE.sub(lambda source: "" if _SRCSET.search(source[1]) else source[0], html)
    if not _LIGHT.search(html):
        return html
    return _IMAGE.sub(lambda image: "" if _DARK.search(image[0]) else image[0], html)


def _link_to(tag: re.Match[str], page_url: str) -> str:
    """A link to what a tag embeds, or for a drawing to the page; harmless where the tag is only part of a text.

    Its name is its title. A drawing without one has a link if there are words in it.
    """
    name, within = tag[1].lower(), tag[2]
    title = _value(within, "title") or _value(within, "aria-label")
    if name == "svg":
        inner = _SVG_TITLE.match(tag.string, tag.end())
        title = title or (inner[1].strip() if inner else "")
        drawing = tag.string[tag.end() : tag.string.find("</svg", tag.end())]
        if _value(within, "aria-hidden") == "true" or not (title or "<text" in drawing):
            return ""
        url = page_url
    else:
        url = _value(within, "data" if name == "object" else "src") or page_url
    # Without quotes it can end no attribute that the tag may be in.
    shown = (title or url).replace('"', "&quot;").replace("'", "&#x27;").replace("<", "&lt;")
    return f"<a href={_NOT_IN_URL.sub(lambda bad: f'%{ord(bad[0]):02X}', url)}>{shown}</a> "


def _value(attributes: str, name: str) -> str:
    """The value of an attribute as it is written, entities and all; empty if there is none."""
    found = re.search(rf"""(?<!\S){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", attributes, re.IGNORECASE)
    return (found[1] or found[2] or found[3] or "").strip() if found else ""


def _attribute(name: str, value: str, page_url: str) -> str | None:
    """The value that an attribute is given in a feed; None if it goes. Of URLs nh3 has checked the scheme, no more."""
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
    """A `srcset` with absolute addresses; None if it has none (HTML Standard, "Parse a srcset attribute")."""
    found = []
    for candidate in _CANDIDATE.finditer(srcset):
        try:
            url = urljoin(page_url, candidate[1])
        except ValueError:
            continue  # Not an address.
        if url.startswith(("https://", "http://")):
            found.append(f"{url} {candidate[2].strip()}" if candidate[2] else url)
    return ", ".join(found) or None
