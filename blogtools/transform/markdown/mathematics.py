"""Takes formulas out of Markdown before it is parsed, by JupyterLab's rules, and restores them afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from blogtools.memo import lazy_pattern
from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN, Formula

_PROSE = (
    r"\$\$?|\\(?:begin|end)\{[a-zA-Z]*\*?\}|\\(?:eq)?ref\{[^{}\\$`\s]+\}"
    r"|\\[{}$]|[{}]|\\\\[()\[\]]|\n\s*\n|\r\s*\r|" + FORMULA_OPEN
)
_FENCE = r"^[ \t]*+(?P<fence>`{3,}+|~{3,}+)[^`\n]*\n(?:.*\n)*?[ \t]*+(?P=fence)[`~]*+[ \t]*+$"
_SPAN = r"(?<![\\`])(?P<run>`++)[^\n]*?(?<!`)(?P=run)(?!`)"
_TOKEN = lazy_pattern(_PROSE)
_TOKEN_OR_CODE = lazy_pattern(f"{_FENCE}|{_SPAN}|{_PROSE}", re.MULTILINE)
_CODE_OR_DOLLAR = lazy_pattern(rf"{_FENCE}|{_SPAN}|\\\\\$", re.MULTILINE)
_MARK = re.compile(f"{FORMULA_OPEN}([0-9]{{1,9}}){FORMULA_CLOSE}")
_QUOTE = lazy_pattern(r"\n(?:[ \t]*>)+[ \t]?")
_CLOSERS = {"$": "$", "$$": "$$", r"\\(": r"\\)", r"\\[": r"\\]"}


def protect(source: str) -> tuple[str, tuple[Formula, ...]]:
    r"""Replace every formula in a Markdown source by a marker, so that the parser does not read `_` as emphasis.

    The rules are those of JupyterLab (`removeMath` in its package `rendermime`): `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]`
    and `\begin{name}…\end{name}`, outside code, with balanced braces, and ending before a blank line; and, as MathJax
    does after that, `\ref{…}` and `\eqref{…}` in prose.

    Returns the source with markers `FORMULA_OPEN number FORMULA_CLOSE`, and the formulas by number.
    """
    if "$" not in source and "\\" not in source and FORMULA_OPEN not in source:
        return source, ()
    parts: list[str] = []
    formulas: list[Formula] = []
    done = 0
    for start, end, opener, closer in formula_spans(source):
        parts += source[done:start], FORMULA_OPEN, str(len(formulas)), FORMULA_CLOSE
        formulas.append(_formula(source[start:end], opener, closer, is_quoted=_is_quoted(source, start, end)))
        done = end
    if not formulas:
        return source, ()
    parts.append(source[done:])
    return "".join(parts), tuple(formulas)


def plain_dollars(text: str) -> str:
    r"""Write `\\$`, which is a dollar sign after MathJax has read what Markdown leaves of it, as Markdown's `\$`."""
    if r"\\$" not in text:
        return text
    return _CODE_OR_DOLLAR.sub(lambda match: r"\$" if match[0] == r"\\$" else match[0], text)


def restore(text: str, formulas: Sequence[Formula]) -> str:
    """Restore the formulas of a text as they were written: `restore(*protect(source)) == source`."""
    if FORMULA_OPEN not in text:
        return text
    # No list of all formulas: a text with one of them may be asked for as often as there are formulas.
    return _MARK.sub(lambda mark: formulas[int(mark[1])].written if int(mark[1]) < len(formulas) else mark[0], text)


def replace_marks(text: str, replacements: Sequence[Any], write: Callable[[Any], str] = str) -> str:
    """Replace each mark by what stands for its formula; one that an author wrote, as code or as an entity, stays.

    `write` returns the text of a replacement, and is called for the marks of this text only.
    """
    return _MARK.sub(
        lambda mark: write(replacements[number]) if (number := int(mark[1])) < len(replacements) else mark[0], text
    )


def formula_spans(source: str) -> list[tuple[int, int, str, str]]:
    """Return the start, end, opening and closing delimiter of each formula."""
    pattern = _TOKEN_OR_CODE if "`" in source or "~~~" in source else _TOKEN
    spans: list[tuple[int, int, str, str]] = []
    opener = closer = ""
    start = braces = position = 0
    inner_end = -1
    while token := pattern.search(source, position):
        text = token[0]
        position = token.end()
        if not closer:
            start, braces, inner_end = token.start(), 0, -1
            opener, closer = _delimiters(text)
            if text == FORMULA_OPEN or text.startswith((r"\ref", r"\eqref")):
                spans.append((start, position, "", ""))
        elif text == closer:
            inner_end = position
            if not braces:
                spans.append((start, position, opener, closer))
                closer = ""
        elif text in ("{", "}"):
            braces = max(braces + (1 if text == "{" else -1), 0)
        elif "\n" in text or "\r" in text:
            # A blank line or code block ends the paragraph: the formula ends at the last closer in braces, if any.
            if inner_end >= 0:
                spans.append((start, inner_end, opener, closer))
                position = inner_end
            closer = ""
    if closer and inner_end >= 0:
        spans.append((start, inner_end, opener, closer))
    return spans


def _delimiters(text: str) -> tuple[str, str]:
    """Return a token as a delimiter ("" for an environment), and the one that closes it; "" if it is none."""
    if text.startswith(r"\begin"):
        return "", r"\end" + text.removeprefix(r"\begin")
    return (text, _CLOSERS[text]) if text in _CLOSERS else ("", "")


def _is_quoted(source: str, start: int, end: int) -> bool:
    """Return True if a formula has several lines, and all of them are of a quotation."""
    if "\n" not in source[start:end]:
        return False
    lines = source[source.rfind("\n", 0, start) + 1 : end].split("\n")
    return all(line.lstrip().startswith(">") for line in lines)


def _formula(written: str, opener: str, closer: str, *, is_quoted: bool = False) -> Formula:
    if is_quoted:
        tex = _formula(_QUOTE.sub("\n", written), opener, closer)
        return Formula(tex.tex, tex.display, written)
    if opener:
        return Formula(written[len(opener) : -len(closer)], opener in ("$$", r"\\["), written)
    if written == FORMULA_OPEN:
        # The marker character occurs in the source itself: a formula without TeX is shown as written.
        return Formula("", display=False, written=written)
    return Formula(written, bool(closer), written)
