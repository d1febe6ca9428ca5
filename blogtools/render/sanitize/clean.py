"""HTML of other people, reduced to what can only be read: no scripts, no frames, no forms (nh3, which is ammonia)."""

from __future__ import annotations

import re
from typing import Any

from blogtools.render.sanitize.contain import contain, parse_fragment, serialize
from blogtools.render.sanitize.css import safe_css, safe_declarations
from blogtools.render.sanitize.hosts import is_safe_address
from blogtools.render.sanitize.safe_lists import ATTRIBUTES, ELEMENTS, SCHEMES, TEXT, WITH_CONTENT

_ADDRESS = frozenset(("href", "src", "poster", "cite", "usemap"))
_BLANKS = re.compile(r"[\x00-\x20]+")
_SEEN = ("data:image/", "data:audio/", "data:video/")
_SVG = re.compile(r"<svg\b.*</svg\s*>", re.DOTALL | re.IGNORECASE)


def cleaned(html: str) -> str:
    """Return HTML without scripts, frames, forms, `javascript:` links and styles that do more than color and align.

    Style sheets come first and hold safe properties only. In place of a frame stands a link to what it would show.
    """
    import nh3  # A compiled library, for posts that are cleaned.

    if "<" not in html:
        return html
    # Contained first, so that a tag whose element would swallow the rest is text, and nothing is lost with it.
    tree = parse_fragment(contain(html))
    sheets = [safe_css(node.text()) for node in tree.css("style")]
    for node in tree.css("iframe, embed, object, frame"):
        _link(tree, node)
    _unwrap_strange_elements(tree)
    for box in tree.css("input"):
        # xarray and scikit-learn fold their outputs with boxes alone.
        if box.attributes.get("type") != "checkbox":
            box.decompose()
    clean = nh3.clean(
        serialize(tree),
        tags=set(ELEMENTS),
        clean_content_tags=set(WITH_CONTENT),
        attributes={name: set(names) for name, names in ATTRIBUTES.items()},
        generic_attribute_prefixes={"aria-"},
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=set(SCHEMES),
    )
    return "".join(f"<style>{sheet}</style>" for sheet in sheets if sheet) + clean


def cleaned_svg(data: bytes) -> bytes:
    """Return a drawing without scripts, as an XML file; empty if there is none."""
    found = _SVG.search(data.decode(errors="replace"))
    if found is None:
        return b""
    svg = cleaned(found[0])
    styles = "".join(re.findall(r"\A(?:<style>.*?</style>)+", svg, re.DOTALL))
    drawing = _SVG.search(svg)
    if drawing is None:
        return b""
    # What HTML writes by name, XML knows by number; the style goes back into the drawing.
    text = drawing[0].replace("&nbsp;", "&#160;")
    end = text.index(">") + 1
    sheets = re.sub(r"<style>(.*?)</style>", lambda one: f"<style>{_as_xml(one[1])}</style>", styles, flags=re.DOTALL)
    return f"{text[:end]}{sheets}{text[end:]}".encode(errors="replace")


def _attribute(element: str, name: str, value: str) -> str | None:
    if name == "style":
        return safe_declarations(value) or None
    if name in _ADDRESS:
        start = _BLANKS.sub("", value)[:12].lower()
        if start.startswith("data:"):
            return value if element not in ("a", "area") and start.startswith(_SEEN) else None
        if element == "use" and not start.startswith("#"):
            return None
        return value if is_safe_address(value) else None
    if "url(" in value.lower() or "\\" in value:
        return value if name in ("alt", "title", "alttext", "encoding") or _is_local(value) else None
    return value


def _is_local(value: str) -> bool:
    return re.fullmatch(r"\s*url\(\s*[\"']?#[^)\\]*\)\s*(?:none|[#\w]*)\s*", value) is not None


def _unwrap_strange_elements(tree: Any) -> None:
    """Remove elements of HTML that are not kept, such as `<form>`, but keep their content.

    Of those that have a name of MathML or SVG, nh3 drops the content, for in the wrong place a name may be an attack.
    """
    foreign = {node.mem_id for root in tree.css("math, svg") for node in (root, *root.css("*"))}
    for node in tree.css("*"):
        if node.mem_id not in foreign and node.tag not in TEXT and node.tag not in WITH_CONTENT:
            node.unwrap(delete_empty=True)


def _link(tree: Any, node: Any) -> None:
    """Put a link in place of a frame; its name is the frame's title."""
    url = (node.attributes.get("data" if node.tag == "object" else "src") or "").strip()
    if url and is_safe_address(url):
        link = tree.create_node("a")
        link.attrs["href"] = url
        link.insert_child((node.attributes.get("title") or "").strip() or url)
        node.insert_before(link)
    node.decompose()


def _as_xml(css: str) -> str:
    return css.replace("&", "&amp;").replace("<", "&lt;")
