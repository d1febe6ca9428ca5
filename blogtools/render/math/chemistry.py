r"""Chemical formulas, `\ce{2 H2O -> …}`, as plain TeX: what most texts use of the package `mhchem`."""

from __future__ import annotations

import re
from collections.abc import Callable

from blogtools.memo import lazy_pattern

_ARROWS = {
    "<=>": r"\rightleftharpoons",
    "<->": r"\leftrightarrow",
    "<-->": r"\rightleftarrows",
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
}
_TOKEN = lazy_pattern(
    r"(?P<math>\$[^$]*\$)"
    r"|(?P<arrow><<=>|<=>>|<-->|<=>|<->|->|<-)(?:\[(?P<above>[^\]]*)\])?(?:\[(?P<below>[^\]]*)\])?"
    r"|(?P<gas>(?:(?<=\s)|(?<=\A))[v^](?=\s|\Z))"
    r"|\^(?P<up>\{[^{}]*\}|[0-9]*[+-]?|\\[a-zA-Z]+)"
    r"|_(?P<down>\{[^{}]*\}|[0-9]+|[a-zA-Z])"
    r"|(?P<charge>(?<=[A-Za-z0-9)\]}])[+-]+(?=\s|\Z|[)\]}]|->))"
    r"|(?P<number>[0-9]+(?:[./][0-9]+)?)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<bond>[-=#](?=[A-Z]))"
    r"|(?P<state>\((?:aq|s|l|g)\))"
    r"|(?P<command>\\[a-zA-Z]+|\\.)"
    r"|(?P<space>\s+)"
    r"|(?P<dot>[*.])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BONDS = {"-": "{-}", "=": "{=}", "#": r"{\equiv}"}
_PLAIN: dict[str, Callable[[str], str]] = {
    "math": lambda text: f"{{{text[1:-1]}}}",
    "gas": {"^": r"\uparrow", "v": r"\downarrow"}.__getitem__,
    "charge": lambda text: f"^{{{text}}}",
    "letters": lambda text: rf"\mathrm{{{text}}}",
    "state": lambda text: rf"\mathrm{{{text}}}",
    "bond": _BONDS.__getitem__,
    "space": lambda _: r"\ ",
    "dot": lambda _: r"\cdot ",
    "command": lambda text: f"{text} ",
}
"""Kind of a token to a function that writes it, for those that stand for themselves."""
_FRACTION = lazy_pattern(r"([0-9]+)/([0-9]+)\Z")


def chemical_tex(written: str) -> str:
    r"""Return the content of `\ce{…}` as TeX, with upright elements, subscripts, charges and arrows."""
    parts: list[str] = []
    is_after_atom = False
    for token in _TOKEN.finditer(written):
        kind = token.lastgroup or ""
        kind = "arrow" if kind in ("above", "below") else kind
        parts.append(_written(kind, token, is_after_atom=is_after_atom))
        text = token[0]
        is_after_atom = kind in ("letters", "number", "up", "down") or text in (")", "]", "}")
        if kind == "number" and not (parts and parts[-1].startswith("_")):
            is_after_atom = False
    return "".join(parts)


def _written(kind: str, token: re.Match[str], *, is_after_atom: bool) -> str:
    text = token[0]
    if kind in _PLAIN:
        return _PLAIN[kind](text)
    if kind == "arrow":
        return _arrow(token)
    if kind in ("up", "down"):
        return f"{text[0]}{{{_script(token[kind])}}}"
    if kind == "number":
        fraction = _FRACTION.match(text)
        number = rf"\tfrac{{{fraction[1]}}}{{{fraction[2]}}}" if fraction else text
        return f"_{{{number}}}" if is_after_atom else rf"{number}\,"
    return text


def _script(written: str) -> str:
    inner = written.removeprefix("{").removesuffix("}")
    return rf"\mathrm{{{inner}}}" if inner.isalpha() else inner


def _arrow(token: re.Match[str]) -> str:
    arrow = _ARROWS[token["arrow"]]
    above, below = token["above"], token["below"]
    if above and "[" not in above:
        arrow = rf"\overset{{{chemical_tex(above)}}}{{{arrow}}}"
    if below and "[" not in below:
        arrow = rf"\underset{{{chemical_tex(below)}}}{{{arrow}}}"
    return f" {arrow} "
