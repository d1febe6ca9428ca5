"""Shortcodes of Quarto and Hugo that blogtools fills, each by one function."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from blogtools.memo import lazy_pattern
from blogtools.transform.inserts.calls import Call, CallArguments
from blogtools.transform.inserts.values import Filled, Values
from blogtools.transform.inserts.videos import Video, frame, video_html, vimeo, youtube

_KEYS = lazy_pattern(r"(?<=\w)[-+](?=.)")
_WORD = lazy_pattern(r"[\w.#+-]+")
_TICKS = lazy_pattern(r"`{3,}")


def fill(call: Call, values: Values) -> Filled | None:
    """Return what takes the place of a call; None if blogtools does not know it, or cannot fill it."""
    function = SHORTCODES.get(call.name)
    return None if function is None else function(call, values)


def _video(call: Call, _: Values) -> Filled | None:
    return _block(video_html(call.arguments.get("src", 0), call.arguments))


def _youtube(call: Call, _: Values) -> Filled | None:
    return _frame(youtube(call.arguments.get("id", 0)), call.arguments)


def _vimeo(call: Call, _: Values) -> Filled | None:
    return _frame(vimeo(call.arguments.get("id", 0)), call.arguments)


def _frame(video: Video | None, arguments: CallArguments) -> Filled | None:
    return _block(frame(video, arguments.get("title"), arguments) if video else None)


def _block(html: str | None) -> Filled | None:
    return Filled(html, is_block=True) if html else None


def _meta(call: Call, values: Values) -> Filled | None:
    return _value(values.meta(call.arguments.get("key", 0)))


def _var(call: Call, values: Values) -> Filled | None:
    return _value(values.var(call.arguments.get("key", 0)))


def _value(text: str | None) -> Filled | None:
    return None if text is None else Filled(text)


def _page_break(_: Call, __: Values) -> Filled:
    return Filled('<div style="break-after: page"></div>', is_block=True)


def _keys(call: Call, _: Values) -> Filled | None:
    """Return keys; where systems differ, those for Windows."""
    named = call.arguments.named
    written = call.arguments.get("", 0) or named.get("win") or named.get("linux") or next(iter(named.values()), "")
    keys = [escape(key) for key in _KEYS.split(written)]
    return Filled("+".join(f"<kbd>{key}</kbd>" for key in keys)) if written else None


def _icon(call: Call, _: Values) -> Filled:
    """Return the words of an icon, if it has any: pages load no font of icons."""
    arguments = call.arguments
    return Filled(escape(arguments.get("title") or arguments.get("label")))


def _figure(call: Call, _: Values) -> Filled | None:
    """Return a picture with a caption (Hugo)."""
    given = call.arguments
    source = given.get("src", 0)
    if not source:
        return None
    caption, title = given.get("caption"), given.get("title")
    sizes = "".join(f' {name}="{given.get(name)}"' for name in ("width", "height") if given.get(name).isdecimal())
    image = f'<img src="{escape(source)}" alt="{escape(given.get("alt") or caption or title)}"{sizes}>'
    if given.get("link"):
        image = f'<a href="{escape(given.get("link"))}">{image}</a>'
    words = " ".join(part for part in (f"<strong>{escape(title)}</strong>" if title else "", escape(caption)) if part)
    text = f"<figcaption>{words}</figcaption>" if words else ""
    return Filled(f'<figure class="figure">{image}{text}</figure>', is_block=True)


def _highlight(call: Call, _: Values) -> Filled | None:
    """Return a block of code (Hugo)."""
    return None if call.inner is None else Filled(code(call.inner, call.arguments.get("type", 0)), is_block=True)


def code(text: str, language: str) -> str:
    """Return text as a fenced block of code."""
    ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    name = language if _WORD.fullmatch(language) else ""
    lines = text.strip("\n")
    return f"{ticks}{name}\n{lines}\n{ticks}"


def _details(call: Call, _: Values) -> Filled | None:
    """Return a part that opens on a click, whose text is Markdown (Hugo)."""
    if call.inner is None:
        return None
    summary = escape(call.arguments.get("summary", 0) or "Details")
    is_open = " open" if call.arguments.get("open") == "true" else ""
    inner = call.inner.strip("\n")
    return Filled(f"<details{is_open}><summary>{summary}</summary>\n\n{inner}\n\n</details>", is_block=True)


def _post(site: str, address: str) -> Callable[[Call, Values], Filled | None]:
    """Return a function that links to a post of another site; `address` has its arguments in braces."""

    def link(call: Call, _: Values) -> Filled | None:
        arguments = call.arguments
        user, name = arguments.get("user", 0), arguments.get("id", 1)
        if "{user}" not in address:
            user, name = "", arguments.get("id", 0)
        if not name or re.search(r"[^\w.-]", f"{user}{name}"):
            return None
        url = address.format(user=user, id=name)
        return Filled(f"[{site}: {url}]({url})")

    return link


SHORTCODES: dict[str, Callable[[Call, Values], Filled | None]] = {
    "video": _video,
    "youtube": _youtube,
    "vimeo": _vimeo,
    "meta": _meta,
    "param": _meta,
    "var": _var,
    "pagebreak": _page_break,
    "kbd": _keys,
    "fa": _icon,
    "bi": _icon,
    "iconify": _icon,
    "figure": _figure,
    "highlight": _highlight,
    "details": _details,
    "gist": _post("Gist", "https://gist.github.com/{user}/{id}"),
    "x": _post("Post", "https://x.com/{user}/status/{id}"),
    "tweet": _post("Post", "https://x.com/{user}/status/{id}"),
    "instagram": _post("Post", "https://www.instagram.com/p/{id}/"),
}
"""Name to the function that fills it. An own template (`templates/shortcodes`) of the same name comes first."""
