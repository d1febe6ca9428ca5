"""Conversion of text with ANSI escape sequences to HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

import msgspec

from blogtools.memo import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

Color = int | tuple[int, int, int]
"""Index of one of the terminal's 16 named colors, or (red, green, blue), each 0 to 255."""


class Style(msgspec.Struct, frozen=True):
    """Style of a character in a terminal (ECMA-48, "Select Graphic Rendition")."""

    fg: Color | None = None
    bg: Color | None = None
    bold: bool = False
    italic: bool = False
    underline: bool = False
    inverse: bool = False
    link: str = ""
    """Target of an OSC 8 hyperlink."""


DEFAULT_STYLE = Style()
LONGEST_LINK = 2083
"""Characters of an escape sequence that has an effect; terminals take no longer links (VTE)."""

ESCAPE = (
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]"  # control sequence
    r"|\][^\x00-\x1f\x7f-\x9f]*+(?:\x07|\x1b\\)"  # operating system command
    r"|[PX^_][^\x1b]*+\x1b\\"  # other strings
    r"|[ -/]?+[0-~]"
    r"|)"
)
"""Regular expression for an escape sequence, complete or truncated; text after a truncated one is visible."""

# Not allowed in HTML and XML, and invisible in terminals.
_CONTROLS = lazy_pattern(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_INVISIBLE = lazy_pattern(rf"{ESCAPE}|{_CONTROLS.pattern}")
_COLORS = lazy_pattern(r"\x1b\[[0-9;:]*m")
_PIECES = lazy_pattern(rf"([^\x1b]*+)({ESCAPE}|\Z)")
_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_LEVELS = (0, 95, 135, 175, 215, 255)
_PALETTE: dict[int, Color] = dict(
    enumerate([*range(16), *product(_LEVELS, _LEVELS, _LEVELS), *((gray, gray, gray) for gray in range(8, 248, 10))])
)
"""xterm's 256 colors."""
_CODES: dict[int, dict[str, Any]] = {
    1: {"bold": True},
    3: {"italic": True},
    4: {"underline": True},
    5: {"bold": True},
    7: {"inverse": True},
    21: {"bold": False},
    22: {"bold": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"inverse": False},
    39: {"fg": None},
    49: {"bg": None},
    **{30 + number: {"fg": number} for number in range(8)},
    **{40 + number: {"bg": number} for number in range(8)},
    **{90 + number: {"fg": number + 8} for number in range(8)},
    **{100 + number: {"bg": number + 8} for number in range(8)},
}


def ansi_html(text: str) -> str:
    """Return terminal text as HTML, with nbconvert's class names for styles (`ansi-red-fg`, `ansi-bold`, …).

    The text content is `plain(text)`: exactly the visible characters.
    """
    if not _INVISIBLE.search(text):
        return _escape(text)
    html = []
    style = DEFAULT_STYLE
    opening = closing = ""
    for match in _PIECES.finditer(text):
        piece, escape = match.groups()
        if piece:
            html.append(f"{opening}{_escape(piece)}{closing}")
        if escape:
            style = restyle(style, escape)
            opening, closing = _tags(style)
    return _CONTROLS.sub("", "".join(html))


def plain(text: str) -> str:
    """Return the visible characters of terminal text, with line breaks and tabs."""
    return _INVISIBLE.sub("", text)


def restyle(style: Style, escape: str) -> Style:
    """Return the style after an escape sequence; only those for colors, attributes and links change it."""
    if len(escape) > LONGEST_LINK:
        return msgspec.structs.replace(style, link="") if escape.startswith("\x1b]8;") else style
    return _restyle(style, escape)


@lru_cache(maxsize=4096)
def _restyle(style: Style, escape: str) -> Style:
    if escape.startswith("\x1b]8;"):
        target = escape.rstrip("\x07\x1b\\").split(";", 2)[-1]
        return msgspec.structs.replace(style, link=target if target.startswith(("http://", "https://")) else "")
    if not _COLORS.fullmatch(escape):
        return style
    # ISO 8613-6 specifies `38:2::R:G:B`; nearly all programs write `38;2;R;G;B`.
    codes = iter([int(number[:4] or 0) for number in re.split(r";|:+", escape[2:-1])])
    for code in codes:
        match code:
            case 0:
                style = Style(link=style.link)
            case 38:
                style = msgspec.structs.replace(style, fg=_extended_color(codes))
            case 48:
                style = msgspec.structs.replace(style, bg=_extended_color(codes))
            case _:
                style = msgspec.structs.replace(style, **_CODES.get(code, {}))
    return style


def _extended_color(codes: Iterator[int]) -> Color | None:
    """Consume the codes after 38 or 48 and return the color they select; None if they are invalid."""
    match next(codes, None):
        case 2:
            red, green, blue = (min(next(codes, 0), 255) for _ in range(3))
            return red, green, blue
        case 5:
            return _PALETTE.get(next(codes, -1))
        case _:
            return None


@lru_cache(maxsize=4096)
def _tags(style: Style) -> tuple[str, str]:
    fg, bg = style.fg, style.bg
    if style.bold and isinstance(fg, int) and fg < len(_NAMES):
        # Bold text in one of the first eight colors is bright, as in xterm, Jupyter and nbconvert.
        fg += len(_NAMES)
    if style.inverse:
        fg, bg = bg, fg
    classes, rules = [], []
    for color, side, rule in ((fg, "fg", "color"), (bg, "bg", "background-color")):
        if isinstance(color, int):
            intense, name = divmod(color, len(_NAMES))
            classes.append(f"ansi-{_NAMES[name]}{'-intense' if intense else ''}-{side}")
        elif color:
            rules.append(f"{rule}:rgb({color[0]},{color[1]},{color[2]})")
        elif style.inverse:
            classes.append(f"ansi-default-inverse-{side}")
    classes += [f"ansi-{name}" for name in ("bold", "italic", "underline") if getattr(style, name)]
    attributes = f' class="{" ".join(classes)}"' if classes else ""
    attributes += f' style="{";".join(rules)}"' if rules else ""
    opening, closing = (f"<span{attributes}>", "</span>") if attributes else ("", "")
    if style.link:
        href = _escape(plain(style.link)).replace('"', "&quot;")
        opening, closing = f'<a href="{href}">{opening}', f"{closing}</a>"
    return opening, closing


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
