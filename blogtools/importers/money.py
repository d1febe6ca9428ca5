"""Sums of money are no formulas: other generators do not take what is between two of them for one, Jupyter does."""

from __future__ import annotations

import re

_MONEY = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)|(?P<ticks>`+)[^\n]*?(?P=ticks)"
    r"|(?<![\\$])\$(?=\d)(?P<between>(?:(?!\n[ \t]*\n)[^$`]){1,2000}?)\$(?=\d)",
    re.MULTILINE | re.DOTALL,
)


def with_escaped_money(text: str) -> str:
    """Return Markdown in which two dollar signs, each before a digit, are no formula (Pandoc's rule)."""
    if text.count("$") < 2:  # noqa: PLR2004 - a formula has two
        return text
    return _MONEY.sub(lambda found: found[0] if found["between"] is None else f"\\${found['between']}\\$", text)
