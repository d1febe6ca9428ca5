"""Markdown that Quarto or Pandoc made of a notebook: divs around cells and outputs are taken off."""

from __future__ import annotations

import re

_DIV = re.compile(r"(:{3,})[ \t]*(?:\{([^}\n]*)\}|([\w-]+))?[ \t]*:*[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n]*)")
_CELL = re.compile(r"\.(?:cell|output|cell-output[\w-]*)(?=[\s.]|$)")
_TEXT = re.compile(r"\.(?:cell-output|output)(?=[\s.]|$)")


def without_cell_divs(body: str) -> str:
    """Return Markdown without the divs `::: {.cell}` and `::: {.cell-output}`; as many lines as before.

    A block of code in the second kind is marked as output.
    """
    if "{" not in body or not ("::: {.cell" in body or ":::{.cell" in body or ".output " in body):
        return body
    lines = body.split("\n")
    open_divs: list[bool | None] = []
    """For each div that is open: None for one that stays, else whether it is output."""
    fence = ""
    for number, line in enumerate(lines):
        opening = _FENCE.match(line)
        if fence:
            mark = line.strip()
            if len(mark) >= len(fence) and set(mark) == {fence[0]}:
                fence = ""
            continue
        if opening:
            fence = opening[1]
            if open_divs and open_divs[-1] and not opening[2].strip():
                lines[number] = f"{fence}output"
            continue
        div = _DIV.fullmatch(line)
        if div is None:
            continue
        attributes = div[2] or div[3] or ""
        if attributes:
            taken = div[2] is not None and _CELL.search(div[2]) is not None
            open_divs.append(bool(_TEXT.search(attributes)) if taken else None)
            lines[number] = "" if taken else line
        elif open_divs and open_divs.pop() is not None:
            lines[number] = ""
    return "\n".join(lines)
