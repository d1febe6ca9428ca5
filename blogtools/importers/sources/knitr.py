"""The options of knitr in the header of a chunk (`{r name, echo=FALSE, fig.cap="…"}`) become lines `#| name: value`."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

_LABEL = re.compile(r"[\s,]*(?!\S+\s*=(?!=))([\w.:-]+(?: [\w.:-]+)*)\s*(?=,|$)")
_NAME = re.compile(r"[\s,]*([\w.-]+)\s*=\s*")
_VECTOR = re.compile(r"c\((.*)\)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?L?")
_CONSTANTS = {"TRUE": True, "T": True, "FALSE": False, "F": False, "true": True, "false": False}
_SET = re.compile(r"opts_chunk\$set\(")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Chunk(msgspec.Struct, frozen=True):
    """The header of a chunk, read."""

    options: dict[str, Any]
    """Names as Quarto has them (`fig-cap`), to values."""
    expressions: dict[str, str]
    """Options whose values R computes, as written."""
    rest: tuple[str, ...] = ()
    """Parts that are no options."""


def read_header(text: str) -> Chunk:
    """Read what stands after the language in the header of a chunk."""
    options: dict[str, Any] = {}
    label = _LABEL.match(text)
    if label and label[1]:
        options["label"] = label[1]
        text = text[label.end() :]
    found = _arguments(text)
    return Chunk({**options, **found.options}, found.expressions, found.rest)


def _arguments(text: str) -> Chunk:
    """Read arguments of a function of R, `name = value` with commas between."""
    options: dict[str, Any] = {}
    expressions: dict[str, str] = {}
    rest: list[str] = []
    position = 0
    while position < len(text):
        match = _NAME.match(text, position)
        end = _value_end(text, match.end() if match else position)
        written = text[match.end() if match else position : end].strip()
        position = end + 1
        value = _value(written) if match else None
        if match is None:
            rest += [" ".join(written.split())] if written else []
        elif value is None:
            expressions[match[1]] = " ".join(written.split())
        else:
            options[match[1].replace(".", "-")] = value
    return Chunk(options, expressions, tuple(rest))


def defaults_in(code: str) -> Chunk:
    """Return what `knitr::opts_chunk$set(…)` in the code of a chunk sets for all chunks."""
    options: dict[str, Any] = {}
    expressions: dict[str, str] = {}
    for match in _SET.finditer(code):
        end = _value_end(code, match.end(), ")")
        found = _arguments(code[match.end() : end])
        options |= found.options
        expressions |= found.expressions
    return Chunk(options, expressions)


def option_lines(options: dict[str, Any]) -> list[str]:
    """Return options as lines `#| name: value`, values in JSON, which is YAML as well."""
    return [f"#| {name}: {_written(value)}" for name, value in options.items()]


def _written(value: Any) -> str:
    is_plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w./-]*", value) and value.lower() not in _YAML_WORDS
    return value if is_plain else json.dumps(value, ensure_ascii=False)


_YAML_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")


def _value_end(text: str, start: int, closing: str = "") -> int:
    """Return where a value of R ends: at a comma outside of brackets and quotes, or at `closing`."""
    stack: list[str] = []
    position = start
    while position < len(text):
        sign = text[position]
        if sign in "\"'`":
            end = position + 1
            while end < len(text) and text[end] != sign:
                end += 2 if text[end] == "\\" else 1
            position = end
        elif sign in _CLOSING:
            stack.append(_CLOSING[sign])
        elif stack and sign == stack[-1]:
            stack.pop()
        elif not stack and sign == (closing or ","):
            return position
        position += 1
    return len(text)


def _value(written: str) -> Any:
    """Return a constant of R as Python has it; None for what R has to compute."""
    if written in _CONSTANTS:
        return _CONSTANTS[written]
    if _NUMBER.fullmatch(written):
        number = written.removesuffix("L")
        return float(number) if "." in number else int(number)
    if len(written) > 1 and written[0] == written[-1] and written[0] in "\"'" and _is_one_text(written):
        return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), written[1:-1])
    vector = _VECTOR.fullmatch(written)
    if vector is None:
        return None
    items = []
    position = 0
    while position < len(vector[1]):
        end = _value_end(vector[1], position)
        items.append(_value(vector[1][position:end].strip()))
        position = end + 1
    return None if not items or None in items else items


def _is_one_text(written: str) -> bool:
    return re.fullmatch(r"(?:[^\\]|\\.)*?" + re.escape(written[0]), written[1:]) is not None and written[0] not in (
        re.sub(r"\\.", "", written[1:-1])
    )
