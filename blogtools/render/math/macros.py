r"""Expansion of macros that formulas define (`\newcommand`, `\def`, …), across a post and within limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from blogtools.memo import lazy_pattern

MAX_EXPANSIONS = 1000
MAX_GROWTH = 50_000
"""Characters by which expansion may lengthen a formula."""

_DEFINERS = r"(?:(?:re|provide)?newcommand|providecommand|[gex]?def|let|DeclareMathOperator)"
_DEFINER = lazy_pattern(rf"\\{_DEFINERS}(?![a-zA-Z])")
_NAME = r"\s*(?:\{\s*(?P<braced>\\(?:[a-zA-Z]+|[^a-zA-Z]))\s*\}|(?P<bare>\\(?:[a-zA-Z]+|[^a-zA-Z])))"
_COMMAND = lazy_pattern(rf"\\(?:re|provide)?(?:new)?command\*?{_NAME}\s*(?:\[\s*(?P<count>[0-9])\s*\]\s*)?")
_DEF = lazy_pattern(rf"\\[gex]?def{_NAME}(?P<parameters>(?:\s*#[1-9])*)\s*(?=\{{)")
_LET = lazy_pattern(rf"\\let{_NAME}\s*=?\s*(?P<value>\\(?:[a-zA-Z]+|.)|[^\s{{}}])", re.DOTALL)
_OPERATOR = lazy_pattern(rf"\\DeclareMathOperator(?P<star>\*?){_NAME}\s*(?=\{{)")
_TOKEN = lazy_pattern(r"\\(?:[a-zA-Z]+|.)", re.DOTALL)
_BRACE = lazy_pattern(r"\\.|[{}\]]", re.DOTALL)
_PARAMETER = lazy_pattern(r"(\\[a-zA-Z]+)?#([1-9])")
_ENDS_IN_WORD = lazy_pattern(r"\\[a-zA-Z]+$")


class MacroError(Exception):
    """A macro's definition or use is invalid, or its expansion does not end."""


class _Macro(msgspec.Struct, frozen=True):
    body: str
    parameters: int = 0
    default: str | None = None
    """Value of the first argument if it is omitted."""
    final: bool = False
    r"""True if the body is not expanded again: after `\let\old\vec`, `\old` is the `\vec` of that moment."""


def defines_macros(tex: str) -> bool:
    """Return True if a formula contains macro definitions."""
    return "\\" in tex and _DEFINER.search(tex) is not None


def expand_macros(formulas: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """Remove the macro definitions from the formulas of a post, in order, and expand their uses.

    A definition applies from where it is to the end of the post, as in MathJax. Return the formulas, and position to
    reason for those that cannot be expanded, which become empty.
    """
    expanded = list(formulas)
    refusals: dict[int, str] = {}
    if not any(map(defines_macros, formulas)):
        return expanded, refusals
    macros: dict[str, _Macro] = {}
    for number, tex in enumerate(formulas):
        try:
            expanded[number] = _expand(tex, macros)
        except MacroError as error:
            expanded[number], refusals[number] = "", str(error)
    return expanded, refusals


def _expand(tex: str, macros: dict[str, _Macro]) -> str:
    limit = len(tex) + MAX_GROWTH
    position = expansions = 0
    while found := _TOKEN.search(tex, position):
        start, position = found.span()
        if _DEFINER.fullmatch(found[0]):
            end = _define(tex, start, macros)
            tex, position = tex[:start] + tex[end:], start
        elif macro := macros.get(found[0]):
            arguments, end = _arguments(tex, position, macro)
            body = _fill(macro.body, arguments)
            if start and tex[start - 1] in "^_" and not macro.parameters:
                body = "{" + body + "}"
            tex = _join(_join(tex[:start], body), tex[end:])
            position = start + len(body) if macro.final else start
            expansions += 1
        if expansions > MAX_EXPANSIONS or len(tex) > limit:
            message = "the expansion of a macro does not end"
            raise MacroError(message)
    if defines_macros(tex):
        message = "an alias of a command that defines macros is not supported"
        raise MacroError(message)
    return tex


def _define(tex: str, start: int, macros: dict[str, _Macro]) -> int:
    """Store the definition that starts at `start`; return its end."""
    if found := _COMMAND.match(tex, start):
        default, end = _optional(tex, found.end()) if found["count"] else (None, found.end())
        body, end = _argument(tex, end)
        macro = _Macro(body, int(found["count"] or 0), default)
        if tex.startswith(r"\provide", start) and (found["braced"] or found["bare"]) in macros:
            return end
    elif found := _DEF.match(tex, start):
        body, end = _argument(tex, found.end())
        macro = _Macro(body, found["parameters"].count("#"))
    elif found := _OPERATOR.match(tex, start):
        body, end = _argument(tex, found.end())
        macro = _Macro(rf"\operatorname{found['star']}{{{body}}}")
    elif found := _LET.match(tex, start):
        end = found.end()
        macro = macros.get(found["value"], _Macro(found["value"], final=True))
    else:
        message = "a macro is defined in a form that is not supported"
        raise MacroError(message)
    macros[found["braced"] or found["bare"]] = macro
    return end


def _arguments(tex: str, position: int, macro: _Macro) -> tuple[list[str], int]:
    arguments: list[str] = []
    if macro.default is not None:
        given, position = _optional(tex, position)
        arguments.append(macro.default if given is None else given)
    while len(arguments) < macro.parameters:
        argument, position = _argument(tex, position)
        arguments.append(argument)
    return arguments, position


def _argument(tex: str, position: int) -> tuple[str, int]:
    """Return the next argument without its braces, and its end."""
    while position < len(tex) and tex[position].isspace():
        position += 1
    if position >= len(tex) or tex[position] == "}":
        message = "a macro lacks an argument"
        raise MacroError(message)
    if tex[position] == "{":
        end = _closing(tex, position, "}")
        return tex[position + 1 : end], end + 1
    if word := _TOKEN.match(tex, position):
        return word[0], word.end()
    return tex[position], position + 1


def _optional(tex: str, position: int) -> tuple[str | None, int]:
    if not tex.startswith("[", position):
        return None, position
    end = _closing(tex, position, "]")
    return tex[position + 1 : end], end + 1


def _closing(tex: str, position: int, closer: str) -> int:
    """Return the index that closes the bracket at `position`, skipping balanced braces."""
    depth = 0
    for found in _BRACE.finditer(tex, position + 1):
        if found[0] == closer and depth == 0:
            return found.start()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    message = "the braces of a macro do not match"
    raise MacroError(message)


def _fill(body: str, arguments: list[str]) -> str:
    if not arguments:
        return body

    def argument(found: re.Match[str]) -> str:
        number = int(found[2]) - 1
        return _join(found[1] or "", arguments[number] if number < len(arguments) else "")

    return _PARAMETER.sub(argument, body)


def _join(left: str, right: str) -> str:
    r"""Concatenate two pieces of TeX, keeping `\alpha` and `x` apart."""
    return f"{left} {right}" if right[:1].isalpha() and _ENDS_IN_WORD.search(left[-40:]) else left + right
