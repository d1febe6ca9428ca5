"""Limits of math-core: nesting overflows its stack, and each unclosed bracket doubles its time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from blogtools.memo import lazy_pattern

MAX_DEPTH = 300
"""Measured: 1 MB of stack, the smallest of any platform's main thread, suffices for 380 nested fractions."""
MAX_RUN = 1000
"""Measured: likewise, 2,800 operators in a row, such as `\\sum\\sum…`."""
MAX_OPEN = 10
"""Measured: 16 open brackets take 30 ms, 26 would take half a minute."""

_NESTING = lazy_pattern(
    r"(?P<open>\\(?:left|begin)(?![a-zA-Z])|\{)|(?P<close>\\(?:right|end)(?![a-zA-Z])|\})"
    r"|(?P<switch>\\(?:color|(?:display|text|script|scriptscript)style)(?![a-zA-Z]))"
    r"|(?P<ket>\\(?:[bB]ra|[kK]et|[bB]raket)(?![a-zA-Z])\s*+(?P<braced>\{)?)"
    r"|(?P<word>\\[a-zA-Z]++)\s*+(?P<next>[^{]|\Z)|(?P<braces>\\[a-zA-Z]++)\s*+(?=\{)|\\.",
    re.DOTALL,
)
_RUN = lazy_pattern(rf"(?:\\[a-zA-Z]++\s*+){{{MAX_RUN}}}")
_ENTERS = frozenset("\\[_^")
"""What an argument without braces begins with, if it may nest."""
_DELIMITER = r"\s*(?:\\[a-zA-Z]+|\\.|.)"
_SIZED = rf"\\(?:left|right|middle|[bB]igg?m?)(?![a-zA-Z]){_DELIMITER}"
_SIZE = lazy_pattern(r"\\[bB]igg?l(?![a-zA-Z])\s*")
_NAMES = (
    r"\\(?:{0}(?:Angle|Brace|[vV]ert|ang|angle|brace|brack|ceil|floor|group|moustache|paren"
    r"|{0}angle|{0}bracket|{0}corner|{0}parenthesis)|u{0}corner)(?![a-zA-Z])"
)
_OPENING = r"[(\[⌈⌊⌜⌞⎰❲⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼]|\\\{|" + _NAMES.format("l")
_CLOSING = r"[)\]⌉⌋⌝⌟⎱❳⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽]|\\\}|" + _NAMES.format("r")
_BRACKET = lazy_pattern(
    rf"{_SIZED}|(?P<open>{_OPENING}|\\[bB]igg?l(?![a-zA-Z]){_DELIMITER})"
    rf"|(?P<eater>[_^]\s*|\\[dtc]?(?:frac|binom)(?![a-zA-Z])\s*[^\\{{}}\s]?\s*|\\[a-zA-Z]++\s*+)?"
    rf"(?P<close>{_CLOSING}|\\[bB]igg?r(?![a-zA-Z]){_DELIMITER})|\\[a-zA-Z]+|\\.|(?P<group>[{{}}])",
    re.DOTALL,
)


def is_too_deep(tex: str, converts: Callable[[str], bool]) -> bool:
    r"""Return True if the formula may nest deeper than `MAX_DEPTH`.

    Braces nest, and so do commands with an unbraced argument (`\sqrt\sqrt x`, `\frac{1}\frac{1}x`) and those that
    extend to the end of their group. `converts` returns True if a piece of TeX is a valid formula, which reveals
    commands with arguments.
    """
    if tex.count("\\") + tex.count("{") <= MAX_DEPTH and tex.count("\\ket") + tex.count("\\bra") <= MAX_OPEN:
        return False
    groups: list[tuple[bool, str]] = []  # whether it is that of a `\ket`, and the command whose argument it is
    command = ""
    deepest = chain = kets = most_kets = 0
    words: Counter[tuple[str, bool]] = Counter()  # commands with their braced arguments, and whether a command follows
    position = 0
    while token := _NESTING.search(tex, position):
        position = token.end()
        if token["open"] or token["braced"]:
            groups.append((bool(token["ket"]), command))
            command = ""
            kets += groups[-1][0]
            deepest, most_kets = max(deepest, len(groups)), max(most_kets, kets)
        elif token["close"]:
            is_ket, closed = groups.pop() if groups else (False, "")
            kets -= is_ket
            if closed:
                closed += "{x}"
                after = tex[position : position + 20].lstrip()[:1]
                if after == "{":
                    command = closed
                else:
                    words[closed, after in _ENTERS] += 1
        elif token["braces"]:
            command = token["braces"]
        elif token["ket"]:
            kets += 1
            most_kets = max(most_kets, kets)
        elif token["switch"]:
            chain += 1
        elif token["word"]:
            position = token.end("word")
            words[token["word"], token["next"] in _ENTERS] += 1
    for (word, joined), count in words.items():
        if not converts(word) and (joined or not converts(word + " x")):
            chain += count
    return deepest + chain > MAX_DEPTH or most_kets > MAX_OPEN or _RUN.search(tex) is not None


def close_brackets(tex: str, converts: Callable[[str], bool]) -> str:
    r"""Rewrite unclosed brackets (`[0, 1[`) as `\left[\right.` if there are more than `MAX_OPEN`.

    A bracket is closed only within its own group, and not by the argument of a command (`(\hat)`).
    """
    if len(tex) <= MAX_OPEN or (sum(map(tex.count, ("(", "[", "{", "\\l"))) <= MAX_OPEN and tex.isascii()):
        return tex
    groups: list[list[re.Match[str]]] = [[]]
    unclosed: list[re.Match[str]] = []
    for found in _BRACKET.finditer(tex):
        if found["open"]:
            groups[-1].append(found)
        elif found["close"]:
            if found["eater"] and (found["eater"][0] != "\\" or not converts(found["eater"])):
                continue
            del groups[-1][-1:]
        elif found["group"] == "{":
            groups.append([])
        elif found["group"]:
            unclosed += groups.pop()
            groups = groups or [[]]
    unclosed += (found for group in groups for found in group)
    if len(unclosed) <= MAX_OPEN:
        return tex
    parts: list[str] = []
    done = 0
    for found in sorted(unclosed, key=lambda found: found.start()):
        parts += tex[done : found.start()], rf"\left{_SIZE.sub('', found[0])}\right."
        done = found.end()
    return "".join((*parts, tex[done:]))
