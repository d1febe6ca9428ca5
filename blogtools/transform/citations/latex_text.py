"""Values of BibTeX, with the commands of LaTeX in them, as text."""

from __future__ import annotations

import re
import unicodedata

from blogtools.memo import lazy_pattern
from blogtools.transform.citations.entries import GROUP_CLOSE, GROUP_OPEN, coded
from blogtools.transform.formula_text import without_tex

_ACCENTS = dict(
    zip(
        "`'^~\"=.uvHckrbd",
        "\u0300\u0301\u0302\u0303\u0308\u0304\u0307\u0306\u030c\u030b\u0327\u0328\u030a\u0331\u0323",
        strict=True,
    )
)
_SYMBOLS = dict(
    pair.split(":")
    for pair in [
        "ss:ß",
        "ae:æ",
        "AE:Æ",
        "oe:œ",
        "OE:Œ",
        "o:ø",
        "O:Ø",
        "aa:å",
        "AA:Å",
        "l:ł",
        "L:Ł",
        "i:ı",
        "j:ȷ",
        "dh:ð",
        "DH:Ð",
        "th:þ",
        "TH:Þ",
        "dj:đ",
        "DJ:Đ",
        "ng:ŋ",
        "LaTeX:LaTeX",
        "TeX:TeX",
        "BibTeX:BibTeX",
        "LaTeXe:LaTeX2e",
        "ldots:…",
        "dots:…",
        "textendash:–",
        "textemdash:—",
        "textquoteright:’",
        "textquoteleft:‘",
        "textquotedblleft:“",
        "textquotedblright:”",
        "textasciitilde:~",
        "textbackslash:\\",
        "textunderscore:_",
        "S:§",
        "copyright:©",
        "textregistered:®",
        "texttrademark:™",
        "pounds:£",
        "euro:€",
        "P:¶",
        "textdegree:°",
        "textasciicircum:^",
        "textless:<",
        "textgreater:>",
        "guillemotleft:«",
        "guillemotright:»",
        "glqq:„",
        "grqq:“",
        "textbar:|",
        "slash:/",
        "textellipsis:…",
    ]
)
_FORMS = frozenset(
    [
        "textit",
        "emph",
        "textbf",
        "texttt",
        "textsc",
        "textrm",
        "textsf",
        "textup",
        "textsl",
        "textnormal",
        "text",
        "mbox",
        "uppercase",
        "lowercase",
        "url",
        "path",
        "it",
        "em",
        "bf",
        "tt",
        "sc",
        "rm",
        "sf",
        "sl",
        "bfseries",
        "itshape",
        "scshape",
        "upshape",
        "normalfont",
        "mathrm",
        "relax",
        "protect",
        "noopsort",
        "enquote",
        "newline",
        "par",
    ]
)
"""Commands of which only what is in their braces is text."""
_TOKEN = lazy_pattern(
    r"(?P<math>\$[^$]{1,2000}\$)|\\(?P<accent>[`'^~\"=.]|[uvHckrbd](?![A-Za-z]))\s*"
    r"(?:\{\s*(?P<in>\\[ij](?![A-Za-z])|[^\W\d_])?\s*\}|(?P<bare>\\[ij](?![A-Za-z])|[^\W\d_]))"
    r"|\\(?P<name>[A-Za-z]+)[ \t\n]*(?:\{\})?|\\(?P<sign>.)|(?P<quote>``|''|---?)|(?P<brace>[{}])|(?P<space>[~\s]+)",
    re.DOTALL,
)
_LETTER = lazy_pattern(r"\\(?:[`'^~\"=.]|[a-zA-Z]{1,2}(?![A-Za-z]))")
_SIGNS = {"-": "", "/": "", "\\": " ", ",": "\u202f", " ": " ", "\n": " ", "@": ""}
_QUOTES = {"``": "“", "''": "”", "--": "–", "---": "—"}


def latex_text(value: str) -> str:
    """Return the value of a field as coded text; what its braces keep together is marked.

    A command that is not known stays, with its backslash: no text is lost.
    """
    if not _TOKEN.search(value):
        return coded(value)
    parts: list[str] = []
    opened: list[bool] = []  # For each open brace, whether it is kept.
    done = 0
    for match in _TOKEN.finditer(value):
        parts.append(_kept(value[done : match.start()]))
        done = match.end()
        if match["brace"] == "{":
            # A group such as {\"u} or {\ss} is a letter.
            opened.append(not _LETTER.match(value, done))
            parts.append(GROUP_OPEN if opened[-1] else "")
        elif match["brace"]:
            parts.append(GROUP_CLOSE if opened and opened.pop() else "")
        else:
            parts.append(_text_of(match))
    parts += [_kept(value[done:]), *(GROUP_CLOSE for is_kept in opened if is_kept)]
    return " ".join("".join(parts).split(" "))


def _kept(text: str) -> str:
    """Return a piece of text coded, with the spaces around it."""
    inner = coded(text)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and inner else ""
    return f"{before}{inner}{after}"


def _text_of(match: re.Match[str]) -> str:
    if match["math"]:
        return coded(without_tex(match["math"]).strip("$"))
    if match["accent"]:
        letter = (match["in"] or match["bare"] or "").lstrip("\\")
        return unicodedata.normalize("NFC", letter + _ACCENTS[match["accent"]]) if letter else ""
    if match["name"]:
        name = match["name"]
        if name in _FORMS:
            return ""
        return coded(_SYMBOLS.get(name, f"\\{name}")) + (" " if match[0][-1].isspace() and name not in _SYMBOLS else "")
    if match["sign"]:
        return _SIGNS[match["sign"]] if match["sign"] in _SIGNS else coded(match["sign"])
    if match["quote"]:
        return _QUOTES[match["quote"]]
    return "\u00a0" if "~" in match["space"] else " "
