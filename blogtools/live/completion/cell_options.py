"""Candidates for the options of a cell of code: their names, and the values that have an effect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from blogtools.live.completion.candidates import Candidate
from blogtools.live.completion.spot import Spot
from blogtools.live.completion.writing import Writing
from blogtools.model import Visibility
from blogtools.transform.code.shapes import Shape
from blogtools.transform.options import OPTION_READERS, OTHER_OPTIONS, TAGS

VERBS = {
    Visibility.REMOVE: "removes",
    Visibility.FOLD: "folds",
    Visibility.OPEN: "makes foldable",
    Visibility.SHOW: "shows",
}
PARTS = {"cell": "the cell", "source": "the code", "output": "the output"}
MEANINGS = {
    "stdout": "removes what was printed",
    "stderr": "removes the error stream",
    "warnings": "removes warnings of Python",
    "errors": "removes error messages",
    "scroll_source": "gives the code a scroll bar",
    "scroll_output": "gives the output a scroll bar",
    "line_numbers": "numbers the lines of code",
    "source_summary": "sets the label of folded code",
    "output_summary": "sets the label of a folded output",
    "label": "names the cell",
    "caption": "sets the caption",
    "code_caption": "sets the caption of the code",
    "wrap_source": "wraps long lines of code",
    "marked_lines": "makes lines of code stand out",
    "filename": "sets the title above the code",
    "language": "sets the language of the code",
    "annotate": "keeps annotations of code as comments",
    "alts": "sets the alternative text of each figure",
    "subcaptions": "sets the captions of the figures of a panel",
    "caption_location": "sets the place of the caption",
    "panel_columns": "puts figures beside one another, this many in a row",
    "panel_rows": "puts figures into this many rows",
    "panel_layout": "puts figures into rows of these relative widths",
    "renderings": "shows the first figure on light pages, the second on dark ones",
    "column": "puts the outputs into the margin, or makes them wider than the text",
    "align": "aligns figures",
    "figure_link": "makes figures links",
    "figure_width": "limits the width of figures, in inches",
    "figure_height": "limits the height of figures, in inches",
    "out_width": "sets the width of figures",
    "table_widths": "sets the widths of the columns of a table, in percent",
    "classes": "adds classes to the cell",
    "as_markdown": "shows what was printed as Markdown",
    "alt": "sets the alternative text",
    "load_external": "loads files of other servers without a click",
}
"""Field of `CellOptions` to what an option does that sets it."""
OPTION_WORDS: tuple[Any, ...] = (True, False, "show", "open", "hide", "asis", "wrap", "scroll", "none")
"""Values that options take; each option is offered those that its reader knows."""
_ANY = "\0"
"""No option has a meaning for this."""
_IN_PHRASE = re.compile(r"[a-z][\w-]*")
_PROBES = (*OPTION_WORDS, 2, "left", "top", "margin", "50%", [1], ["light", "dark"], "text")


def offer_options(spot: Spot, _: Writing) -> Iterator[Candidate]:
    """Yield the options that a cell does not have yet."""
    ending = "" if spot.rest.lstrip().startswith(":") else ": "
    for name, read in OPTION_READERS.items():
        if name not in spot.taken:
            yield Candidate(name, _effect(read), spot.form + name + ending)
    for name in sorted(OTHER_OPTIONS - spot.taken):
        yield Candidate(name, "", spot.form + name + ending)


def _effect(read: Callable[[Any], Mapping[str, Any]]) -> str:
    """Return what an option does: what it says to have an effect, if that is true or false, and which."""
    value = next(filter(read, _PROBES), None)
    if value is None:
        return ""
    does = meaning(read(value))
    return f"{_word(value)}: {does}" if isinstance(value, bool) and _ANY not in read(_ANY).values() else does


def offer_option_values(spot: Spot, _: Writing) -> Iterator[Candidate]:
    """Yield the values of an option."""
    return option_values(spot.of)


def option_values(name: str) -> Iterator[Candidate]:
    """Yield the values of an option, given its name as in the table; none for one that takes any text."""
    if name == "tags":
        for tag, changes in TAGS.items():
            yield Candidate(tag, meaning(changes))
        return
    read = OPTION_READERS.get(name)
    if read is None:
        return
    whatever = read(_ANY)
    if _ANY in whatever.values():
        return
    words = _IN_PHRASE.findall(read.expected) if isinstance(read, Shape) else OPTION_WORDS
    for word in words:
        changes = read(word)
        if changes and (changes != whatever or word is True):
            yield Candidate(_word(word), meaning(changes))


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def meaning(changes: Mapping[str, Any]) -> str:
    """Return what changes of options do, in words."""
    words = (
        f"{VERBS[value]} {PARTS[field]}" if field in PARTS else MEANINGS.get(field, "")
        for field, value in changes.items()
    )
    return ", ".join(filter(None, words))
