"""Reads what stands after the fence of a block of code, in the syntax of many tools.

Sources: Pandoc and Quarto (`{.python filename="a.py"}`), MkDocs with pymdownx (`python title="a.py" hl_lines="2"`),
Hugo (`python {hl_lines=[2],linenos=true}`), Docusaurus and VitePress (`python {2,4-6}`), MyST (`{code-block} python`
with options in the first lines).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.code.look import PLAIN, CodeLook, line_ranges

CODE_DIRECTIVES = ("code-block", "code-cell", "code", "sourcecode")
"""MyST's directives whose text is code."""
_DIRECTIVE = lazy_pattern(rf"\{{(?:{'|'.join(CODE_DIRECTIVES)})\}}[ \t]*(\S*)")
_CHUNK = lazy_pattern(r"\{([a-zA-Z][\w+#-]*)(?=[\s,}])[^}]*\}")
"""Quarto's and R Markdown's `{python}` and `{python echo=false}`, whose options are those of a cell."""
_LEADING = lazy_pattern(r"[^\s{},;=]+(?=[\s{,;]|$)")
_PIECE = lazy_pattern(
    r"""
    (?P<key>[\w-]+)[ \t]*=[ \t]*(?P<value>\[[^\]]*\]|"[^"]*"|'[^']*'|“[^”]*”|[^\s,{}]+)
    | \{(?P<lines>[ \t]*\d[\d,\s-]*)\}
    | \#(?P<id>[\w:.-]+)
    | \.(?P<class>[\w:+\#-]+)
    | (?P<word>[^\s{},;]+)
    """,
    re.VERBOSE,
)
_OPTION_LINES = lazy_pattern(r"(?:[ \t]*:[a-z][\w-]*:[^\n]*(?:\n|\Z))+(?:[ \t]*\n)?")
_OPTION = lazy_pattern(r"^[ \t]*:([a-z][\w-]*):[ \t]*(.*)$", re.MULTILINE)
_WITHOUT_EFFECT = frozenset({"sourcecode", "code", "copy", "no-copy", "select", "no-select", "cell-code", "force"})
"""Classes and options of which nothing on the page depends."""

LookChanges = dict[str, Any]
"""Fields of `CodeLook` to their new values."""


class Fence(msgspec.Struct, frozen=True):
    """The text after a fence, read."""

    language: str = ""
    """As written."""
    look: CodeLook = PLAIN
    unknown: tuple[str, ...] = ()
    """Attributes that nothing is known of."""


def _number(value: str) -> int:
    """Return the number that the first line has (`5`, or pymdownx's `1 1 2`), which is 1 if it is no number."""
    words = value.split()
    return int(words[0]) if words and words[0].isdecimal() and len(words[0]) < 7 else 1  # noqa: PLR2004 - no more lines


def _is_on(value: str) -> bool:
    return value.lower() not in ("false", "none", "no", "0")


def _lines(value: str) -> LookChanges:
    return {"marked": line_ranges(value)}


def _numbers(value: str) -> LookChanges:
    """Read `code-line-numbers` (Quarto), which are numbers for all lines, or those of some that stand out."""
    return _lines(value) if line_ranges(value) else {"first_number": 1} if _is_on(value) else {}


FENCE_ATTRIBUTES: dict[str, Callable[[str], LookChanges]] = {
    **dict.fromkeys(("title", "filename"), lambda value: {"title": value}),
    **dict.fromkeys(("hl-lines", "emphasize-lines"), _lines),
    **dict.fromkeys(
        ("linenums", "startfrom", "start-from", "linenostart", "lineno-start"),
        lambda value: {"first_number": _number(value)},
    ),
    **dict.fromkeys(("linenos", "number-lines"), lambda value: {"first_number": 1} if _is_on(value) else {}),
    **dict.fromkeys(("lst-cap", "caption"), lambda value: {"caption": value}),
    **dict.fromkeys(("name", "lst-label", "label"), lambda value: {"label": value}),
    "code-line-numbers": _numbers,
    "code-overflow": lambda value: {"wraps": value == "wrap"},
}
"""Attributes `name=value`, with `-` for `_`, and MyST's options."""

FENCE_WORDS: dict[str, LookChanges] = {
    **{name: {"first_number": 1} for name in ("numberlines", "number-lines", "line-numbers", "showlinenumbers")},
    "code-overflow-wrap": {"wraps": True},
    "code-overflow-scroll": {},
}
"""Classes and bare words, in lower case."""


def read_fence(info: str) -> Fence:
    """Read what stands after a fence; of MyST's directives only the language, see `take_directive_options`."""
    info = info.strip()
    if not info or ("{" not in info and "=" not in info and " " not in info):
        return Fence(info.strip(",;"))
    directive = _DIRECTIVE.match(info)
    if directive:
        return Fence(directive[1])
    chunk = _CHUNK.match(info)
    if chunk:
        return Fence(chunk[1])
    leading = _LEADING.match(info)
    language = leading[0] if leading else ""
    changes: LookChanges = {}
    unknown = []
    for piece in _PIECE.finditer(info, leading.end() if leading else 0):
        written = piece["class"] or piece["word"] or ""
        name = written.lower()
        if piece["key"]:
            known = _read_pair(piece["key"], piece["value"], changes)
        elif piece["lines"]:
            changes["marked"] = line_ranges(piece["lines"])
            known = True
        elif piece["id"]:
            changes["label"] = piece["id"]
            known = True
        elif name in FENCE_WORDS:
            changes = {**FENCE_WORDS[name], **changes}
            known = True
        elif piece["class"] and not language:
            language, known = written, True
        else:
            known = name in _WITHOUT_EFFECT
        if not known:
            unknown.append(piece[0])
    return Fence(language, CodeLook(**changes) if changes else PLAIN, tuple(unknown))


def _read_pair(key: str, value: str, changes: LookChanges) -> bool:
    """Read an attribute into `changes`; return True if it is known."""
    key = key.lower().replace("_", "-")
    read = FENCE_ATTRIBUTES.get(key)
    if read is not None:
        value = value[1:-1] if value[0] in "\"'“" and len(value) > 1 else value
        # A number of the first line says more than that there are numbers.
        for name, new in read(value).items():
            changes[name] = max(changes.get(name, 1), new) if name == "first_number" else new
    return read is not None or key in _WITHOUT_EFFECT


def take_directive_options(info: str, code: str) -> tuple[CodeLook, str]:
    """Return how MyST's options in the first lines of a block want it shown, and the code without them."""
    if not (info.startswith("{") and _DIRECTIVE.match(info)):
        return PLAIN, code
    lines = _OPTION_LINES.match(code)
    if lines is None:
        return PLAIN, code
    changes: LookChanges = {}
    for name, value in _OPTION.findall(lines[0]):
        _read_pair(name, value.strip() or "true", changes)
    return CodeLook(**changes) if changes else PLAIN, code[lines.end() :]
