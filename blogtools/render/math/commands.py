r"""Commands of MathJax's extensions that math-core lacks: `\href`, `\colorbox`, `\bbox`, `\enclose`, `\ce`.

What they put around something becomes two marks in the TeX, and those an element in the MathML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from blogtools.memo import lazy_pattern
from blogtools.render.math.chemistry import chemical_tex
from blogtools.render.sanitize.hosts import is_safe_address

MAX_COMMANDS = 100
"""Commands of a formula that are rewritten; each may hold others."""
_OPEN, _CLOSE, _END = "\ue0f4", "\ue0f5", "\ue0f6"
_COMMAND = lazy_pattern(r"\\(ce|href|colorbox|fcolorbox|bbox|enclose)(?![a-zA-Z])")
_BRACE = lazy_pattern(r"\\.|[{}]", re.DOTALL)
_COLOR = lazy_pattern(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}")
_LENGTH = lazy_pattern(r"\d{0,3}(?:\.\d{1,3})?(?:px|pt|em|ex|mm|cm)")
_BORDER = lazy_pattern(r"border\s*:\s*(\d{1,2}(?:\.\d)?(?:px|pt|em))\s+(solid|dashed|dotted|double)\s*([#\w]{0,24})")
_MARKED = lazy_pattern(rf"<mtext>{_OPEN}([0-9a-f]*){_END}</mtext>|<mtext>{_CLOSE}</mtext>")
_INK = "color:#1a1a1a"
"""Color of what has a color behind it, which the author chose for dark letters."""
_LINE = ".05em solid"
_STROKE = "linear-gradient(to {},transparent 48%,currentcolor 48% 52%,transparent 52%)"
_NOTATIONS = {
    "box": f"border:{_LINE};padding:.25em",
    "roundedbox": f"border:{_LINE};border-radius:.4em;padding:.25em",
    "circle": f"border:{_LINE};border-radius:50%;padding:.25em .4em",
    "top": f"border-top:{_LINE}",
    "bottom": f"border-bottom:{_LINE}",
    "left": f"border-left:{_LINE};padding-left:.2em",
    "right": f"border-right:{_LINE};padding-right:.2em",
    "actuarial": f"border-top:{_LINE};border-right:{_LINE};padding-right:.2em",
    "madruwb": f"border-bottom:{_LINE};border-right:{_LINE};padding-right:.2em",
    "longdiv": f"border-top:{_LINE};border-left:{_LINE};padding-left:.2em",
}
_STROKES = {
    "updiagonalstrike": "top left",
    "downdiagonalstrike": "top right",
    "horizontalstrike": "bottom",
    "verticalstrike": "right",
}


def with_commands(tex: str) -> str:
    """Return TeX without these commands; one whose arguments are not understood stays."""
    if len(_COMMAND.findall(tex)) > MAX_COMMANDS:
        return tex
    done = 0
    parts: list[str] = []
    while match := _COMMAND.search(tex, done):
        parts.append(tex[done : match.start()])
        new, done = _rewritten(match[1], tex, match.end())
        parts.append(match[0] if new is None else new)
    return "".join([*parts, tex[done:]]) if parts else tex


def with_elements(mathml: str) -> str:
    """Return MathML with elements in place of the marks."""
    if _OPEN not in mathml:
        return mathml
    opened: list[str] = []

    def element(match: re.Match[str]) -> str:
        if match[1] is None:
            return opened.pop() if opened else ""
        kind, _, value = bytes.fromhex(match[1]).decode().partition(":")
        if kind == "href":
            opened.append("</math></a></mtext>")
            return f'<mtext><a href="{html.escape(value)}"><math>'
        opened.append("</mrow>")
        return f'<mrow style="{html.escape(value)}">'

    return _MARKED.sub(element, mathml) + "".join(reversed(opened))


def _rewritten(name: str, tex: str, end: int) -> tuple[str | None, int]:
    """Return a command as other TeX, and its end; None and where it was if its arguments are not understood."""
    options, after = _bracket(tex, end) if name in ("bbox", "enclose") else ("", end)
    count = {"ce": 1, "bbox": 1, "fcolorbox": 3}.get(name, 2)
    arguments: list[str] = []
    for _ in range(count):
        argument, after = _group(tex, after)
        if argument is None:
            return None, end
        arguments.append(argument)
    if name == "ce":
        return f"{{{chemical_tex(arguments[0])}}}", after
    if name == "href":
        url = arguments[0].strip().replace("\\", "")
        inner = with_commands(arguments[1])
        return (_around(f"href:{url}", inner), after) if is_safe_address(url) else (None, end)
    style = _style(name, options, arguments)
    if style is None:
        return None, end
    inner = with_commands(arguments[-1])
    if name in ("colorbox", "fcolorbox"):
        inner = rf"\text{{{arguments[-1]}}}"
    return _around(f"style:{style}", inner), after


def _style(name: str, options: str, arguments: list[str]) -> str | None:
    """Return the CSS of a command; None if something of it is unknown."""
    if name == "enclose":
        return _enclosed(arguments[0])
    if name == "bbox":
        styles = list(_box(options))
        return None if None in styles else ";".join(style for style in styles if style)
    colors = [color.strip() for color in arguments[:-1]]
    if not all(map(_COLOR.fullmatch, colors)):
        return None
    border = f"border:{_LINE} {colors[0]};" if name == "fcolorbox" else ""
    return f"{border}background:{colors[-1]};{_INK};padding:.2em"


def _enclosed(notations: str) -> str | None:
    strokes, styles = [], []
    for notation in notations.replace(",", " ").split():
        if notation in _STROKES:
            strokes.append(_STROKE.format(_STROKES[notation]))
        elif notation in _NOTATIONS:
            styles.append(_NOTATIONS[notation])
        else:
            return None
    return ";".join([*styles, *([f"background:{','.join(strokes)}"] if strokes else [])]) or None


def _box(options: str) -> Iterator[str | None]:
    """Yield the CSS of each option of `bbox`; None for one that is unknown."""
    for option in filter(None, map(str.strip, options.split(","))):
        if border := _BORDER.fullmatch(option):
            yield f"border:{' '.join(filter(None, border.groups()))}"
        elif _LENGTH.fullmatch(option):
            yield f"padding:{option}"
        elif _COLOR.fullmatch(option):
            yield f"background:{option};{_INK}"
        else:
            yield None


def _around(payload: str, inner: str) -> str:
    return rf"{{\text{{{_OPEN}{payload.encode().hex()}{_END}}}{{{inner}}}\text{{{_CLOSE}}}}}"


def _group(tex: str, start: int) -> tuple[str | None, int]:
    """Return the next argument in braces, and its end."""
    while start < len(tex) and tex[start].isspace():
        start += 1
    if tex[start : start + 1] != "{":
        return None, start
    depth = 0
    for token in _BRACE.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return tex[start + 1 : token.start()], token.end()
    return None, start


def _bracket(tex: str, start: int) -> tuple[str, int]:
    end = tex.find("]", start) if tex[start : start + 1] == "[" else -1
    return (tex[start + 1 : end], end + 1) if end > 0 else ("", start)
