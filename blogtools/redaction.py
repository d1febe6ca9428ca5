"""The author's rules for texts that are never published, as data, and what makes a rule one that can be used."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

import msgspec

UNBOUNDED = 50
"""Repetitions from which a repeat counts as one without a limit."""


class Redaction(msgspec.Struct, frozen=True):
    """Rules for what is replaced in the published copy of a post; the notebook itself never changes."""

    rules: tuple[tuple[str, str], ...] = ()
    """Regular expressions, each with the text that takes the place of what it matches; applied in order."""
    homes: bool = False
    """True if home directories in outputs become `~`."""


NO_REDACTION = Redaction()


def rule_problem(pattern: str) -> str:
    """Return why a regular expression cannot be the pattern of a rule, and what to do; empty if it can.

    Refused are those that match an empty text, and those that may take exponential time: a repeat, or alternatives, in
    a repeat without a limit. Polynomial time is bounded by where rules are applied.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"is not a valid regular expression: {error}"
    # Python has no public access to the parts of a pattern.
    parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]  # noqa: SLF001
    if parsed.getwidth()[0] == 0:
        return "can match an empty text, which is everywhere; write a pattern that always takes a character"
    if _may_explode(parsed):
        return "may take forever on some texts; in a repeat, write `a++` for `a+` and `(?>a|b)` for `(?:a|b)`"
    return ""


def _may_explode(parsed: Iterable[tuple[Any, Any]], *, repeated: bool = False) -> bool:
    """Return True if the parts of a pattern hold a choice within a repeat that can take back its choices."""
    for code, argument in parsed:
        kind = str(code)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            is_unbounded = most != least and most >= UNBOUNDED
            if (repeated and most != least) or _may_explode(inner, repeated=repeated or is_unbounded):
                return True
        elif kind == "BRANCH":
            if repeated or any(_may_explode(one) for one in argument[1]):
                return True
        elif kind not in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            inner = [one for one in (argument if isinstance(argument, tuple) else ()) if hasattr(one, "getwidth")]
            if any(_may_explode(one, repeated=repeated) for one in inner):
                return True
        else:
            inner = argument[2] if kind == "POSSESSIVE_REPEAT" else argument
            if _may_explode(inner):
                return True
    return False
