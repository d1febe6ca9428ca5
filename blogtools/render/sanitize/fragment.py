"""The one door by which HTML of authors enters a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import unquote

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Cell
from blogtools.render.context import Rendering
from blogtools.render.sanitize.boxes import external_box
from blogtools.render.sanitize.contain import contain, parse_fragment, serialize
from blogtools.render.sanitize.hosts import Hosts, listed
from blogtools.render.sanitize.ids import unique_ids

_ASKING = ("src", "<link", "<svg", "poster", "background", "<object", "<script", "<template", "<applet", "<image")
"""What all HTML has that loads a file by an element: a name of one, or of its attribute."""
_ASKING_CSS = ("url", "image", "src", "\\", "&")
"""What all CSS in attributes has that loads a file, or that may be another way to write it."""
_STYLE_THAT_MAY_ASK = lazy_pattern(
    r"style\s*=\s*(?:\"[^\"]*?(?:url|image|src|[\\&])|'[^']*?(?:url|image|src|[\\&])|[^\s>\"']*?(?:url|image|src|[\\&]))"
)
_REMEDY = "put it beside the notebook, or tag the cell `load-external`"


class Rules(msgspec.Struct, frozen=True):
    """Permissions of the HTML of a cell."""

    cell: int
    """Number of the cell, for findings."""
    sanitize: bool = False
    """True if it is cleaned: the notebook is somebody else's."""
    loads: bool = False
    """True if it may load files of other servers without a click."""
    is_output: bool = False
    """True if it stands for itself, so that all of it may wait for a click; Markdown does not."""


def rules_for(cell: Cell, rendering: Rendering, *, is_output: bool = True) -> Rules:
    """Return the rules for the HTML of a cell. What is cleaned loads nothing, whatever its cells ask for."""
    sanitize = rendering.sanitize or (cell.origin is not None and cell.origin.sanitize)
    loads = not sanitize and (rendering.loads_external or cell.options.load_external)
    return Rules(cell.number, sanitize, loads, is_output)


def clean_fragment(html: str, rendering: Rendering, rules: Rules) -> str:
    """Return HTML that can stand inside a cell of the page.

    It is contained, its ids are unique, its styles apply to nothing else, and it asks no other server for anything
    before a click. That of other people is cleaned.
    """
    if rules.sanitize:
        html = sanitized(html, rules)
    return finished(unique_ids(contain(html), rendering), rendering, rules)


def sanitized(html: str, rules: Rules) -> str:
    """Return HTML cleaned if the rules say so."""
    if not rules.sanitize or "<" not in html:
        return html
    # As in `finished`.
    from blogtools.render.sanitize.clean import cleaned

    return cleaned(html)


def finished(html: str, rendering: Rendering, rules: Rules, *, in_item: bool = False) -> str:
    """Return contained HTML with its styles scoped, and with boxes for what it would load from other servers."""
    if "<" not in html:
        return html
    small = html.lower()
    has_styles = "<style" in small
    if not has_styles and rules.loads:
        return html
    # Most HTML has nothing of the kind: the parsers of it and of CSS are loaded for what may.
    if not has_styles and not _may_ask(small):
        return html
    from blogtools.render.sanitize.requests import Held, scripts_ask

    tree = parse_fragment(html)
    held = Held(Hosts(rendering.own_host), lambda url: _document(url, rendering), has_script=rendering.has_script)
    styles, left_out = _take_styles(tree, rendering, held, rules) if has_styles else ("", set())
    asked = scripts_ask(tree, held) if rules.is_output and not rules.loads else frozenset()
    if asked:
        text = styles + held.box(contain(serialize(tree)), asked, "script")
    else:
        if not rules.loads:
            held.hold(tree)
        if not (has_styles or held.has_changed):
            return html  # Byte for byte as it was written.
        text = contain(styles + serialize(tree), in_item=in_item)
        if not _is_settled(text, styles, held, rules):
            text = html.replace("<", "&lt;")  # A parser reads its own writing in another way: an attack.
        for mark, box in held.boxes.items():
            text = text.replace(mark, box)
    _report_held(rendering, rules, held, left_out)
    return text


def _is_settled(html: str, styles: str, held: Any, rules: Rules) -> bool:
    """Return True if HTML that was written anew still has no other styles, and asks for nothing."""
    tree = parse_fragment(html)
    if len(tree.css("style")) != styles.count("<style>"):
        return False
    again = type(held)(held.hosts, held.read, has_script=held.has_script)
    if not rules.loads:
        again.hold(tree)
    return not again.has_changed


def _take_styles(tree: Any, rendering: Rendering, held: Any, rules: Rules) -> tuple[str, set[str]]:
    """Take the style sheets out of a fragment; return them scoped, and what was left out of them."""
    from blogtools.render.sanitize.css import scoped_css  # As in `finished`.

    parts: list[str] = []
    left_out: set[str] = set()
    for node in tree.css("style"):
        kind = (node.attributes.get("type") or "text/css").strip().lower()
        media = (node.attributes.get("media") or "").strip()
        if kind == "text/css":
            source = f"@media {media}{{{node.text()}}}" if media else node.text()
            prefix = f"{rendering.claim_id('css')}-" if "keyframes" in source.lower() else ""
            css = scoped_css(source, prefix, held.hosts, asks=rules.loads)
            left_out |= css.left_out
            held.dropped |= css.asks
            if css.text:
                parts.append(f"<style>{css.text}</style>")
        node.decompose()
    return "".join(parts), left_out


def external_image(url: str, alt: str, html: str, rendering: Rendering, rules: Rules, *, in_link: bool) -> str:
    """Return an image of Markdown, or what stands for it if it is on another server."""
    host = "" if rules.loads else Hosts(rendering.own_host).other(url)
    if not host:
        return html
    if in_link:
        # A click follows the link already.
        _report_dropped((host,), rendering, rules)
        return escape(alt or f"Image from {listed((host,))}")
    _report_waiting("image", (host,), rendering, rules)
    return external_box(html, (host,), "image", url=url, title=alt, has_script=rendering.has_script)


def _document(url: str, rendering: Rendering) -> str:
    """Return the text of a document that is published with the page, as what a frame shows; empty if there is none."""
    asset = rendering.assets.get(unquote(re.split(r"[?#]", url, maxsplit=1)[0]))
    is_document = asset is not None and asset.name.lower().endswith((".html", ".htm", ".xhtml", ".svg", ".xml"))
    return asset.data.decode(errors="replace") if asset is not None and is_document else ""


def _may_ask(small: str) -> bool:
    """Return False if HTML, in small letters, surely asks other servers for nothing; much faster than to look."""
    if any(word in small for word in _ASKING):
        return True
    return "style" in small and any(word in small for word in _ASKING_CSS) and bool(_STYLE_THAT_MAY_ASK.search(small))


def _report_held(rendering: Rendering, rules: Rules, held: Any, left_out: set[str]) -> None:
    for noun, hosts in held.waiting.items():
        _report_waiting(noun, hosts, rendering, rules)
    if held.dropped:
        _report_dropped(held.dropped, rendering, rules)
    if left_out and not rules.sanitize:
        message = f"{', '.join(sorted(left_out))} in a style would change the whole page, and is left out"
        if _is_new(message, rendering, rules):
            rendering.report("style", message, cell=rules.cell, hint="put it into the block `head` of a template")


def _report_waiting(noun: str, hosts: Iterable[str], rendering: Rendering, rules: Rules) -> None:
    article = "an" if noun[0] in "aeio" else "a"
    message = f"{article} {noun} from {listed(hosts)} waits for a reader's click"
    if not _is_new(message, rendering, rules):
        return
    hint = "" if rules.sanitize else _REMEDY
    if noun == "script":
        rendering.report("script", message, cell=rules.cell, hint=hint, severity="note")
    else:
        rendering.report("external", message, cell=rules.cell, hint=hint, severity="note")


def _report_dropped(hosts: Iterable[str], rendering: Rendering, rules: Rules) -> None:
    message = f"files of {listed(hosts)} are not loaded"
    if _is_new(message, rendering, rules):
        hint = "" if rules.sanitize else _REMEDY
        rendering.report("external", message, cell=rules.cell, hint=hint, severity="note")


def _is_new(message: str, rendering: Rendering, rules: Rules) -> bool:
    """Return True if a finding was not just made about the same cell: a cell may have many images."""
    return not any(one.where.cell == rules.cell and one.message == message for one in rendering.findings[-8:])
