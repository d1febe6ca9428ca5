"""Pictures and videos of Octopress and of Pelican's `liquid_tags` become Markdown and HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from blogtools.memo import lazy_pattern

_TAG = lazy_pattern(r"\{%-?[ \t]*(img|video)[ \t]+((?:[^%\n]|%(?!\})){1,500}?)[ \t]*-?%\}")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|\[([^\]]*)\]|(\S+)")
_IS_PATH = re.compile(r"(?:/|https?:|\{|\.|[\w-]+/|[\w.-]+\.\w{2,4}$)")
_SIZE = re.compile(r"\d+(?:px|%)?")


def without_liquid_tags(body: str) -> str:
    """Return Markdown in which such tags are Markdown and HTML; what has no counterpart stays."""
    if "{%" not in body:
        return body

    def translated(match: re.Match[str]) -> str:
        words = [next(filter(None, groups), "") for groups in _WORD.findall(match[2])]
        return _TRANSLATIONS[match[1]](words) or match[0]

    return _TAG.sub(translated, body)


def _img(words: list[str]) -> str:
    """`{% img [classes] /path [width [height]] [title [alt]] %}`, of Octopress."""
    place = next((number for number, word in enumerate(words) if _IS_PATH.match(word)), None)
    if place is None:
        return ""
    sizes: list[str] = []
    rest = words[place + 1 :]
    while rest and len(sizes) < 2 and _SIZE.fullmatch(rest[0]):  # noqa: PLR2004 - width and height
        sizes.append(rest.pop(0))
    alt = " ".join(rest)
    if not sizes:
        return f"![{alt}]({words[place]})"
    size = "".join(f' {name}="{value}"' for name, value in zip(("width", "height"), sizes, strict=False))
    return f'<img src="{escape(words[place])}" alt="{escape(alt)}"{size}>'


def _video(words: list[str]) -> str:
    """`{% video /path.mp4 [width height] [/poster.png] %}`."""
    files = [word for word in words if _IS_PATH.match(word) and not _SIZE.fullmatch(word)]
    sizes = [word for word in words if _SIZE.fullmatch(word)]
    if not files:
        return ""
    poster = next((f' poster="{escape(word)}"' for word in files[1:] if word.endswith((".png", ".jpg", ".gif"))), "")
    size = "".join(f' {name}="{value}"' for name, value in zip(("width", "height"), sizes, strict=False))
    return f'<video controls src="{escape(files[0])}"{poster}{size}></video>'


_TRANSLATIONS: dict[str, Callable[[list[str]], str]] = {"img": _img, "video": _video}
