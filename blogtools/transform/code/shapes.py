"""Options that arrange the figures and tables of a cell on the page (Quarto)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern

OptionChanges = dict[str, Any]
"""Fields of `CellOptions` to their new values."""

DOTS_PER_INCH = 96
"""CSS pixels of an inch, in which Quarto measures figures."""
MOST_PANELS = 100
_LENGTH = lazy_pattern(r"(\d{1,4}(?:\.\d{1,3})?)(%|px|in|cm|mm|em|rem|pt)?")
_NAME = lazy_pattern(r"\.?([A-Za-z][\w-]*)")
_COLUMN = lazy_pattern(r"(body-outset|body|page|screen|margin)(?:-inset)?(?:-shaded)?(?:-left|-right)?")


class Shape(msgspec.Struct, frozen=True):
    """A reader of an option, which returns nothing for a value that it does not know."""

    read: Callable[[Any], OptionChanges]
    expected: str
    """A noun phrase for the message."""

    def __call__(self, given: Any) -> OptionChanges:
        """Return the changes that a value makes."""
        return self.read(given)


def _count(field: str) -> Callable[[Any], OptionChanges]:
    def read(given: Any) -> OptionChanges:
        number = int(given) if isinstance(given, int) or (isinstance(given, str) and given.isdecimal()) else 0
        return {field: number} if not isinstance(given, bool) and 0 < number <= MOST_PANELS else {}

    return read


def _layout(given: Any) -> OptionChanges:
    """Read `[[1, 1], [1]]`, or one row `[1, 1]`."""
    rows = given if isinstance(given, list) and given and isinstance(given[0], list) else [given]
    found = tuple(tuple(map(float, row)) for row in rows if isinstance(row, list) and row and all(map(_is_width, row)))
    return {"panel_layout": found} if len(found) == len(rows) and sum(map(len, found)) <= MOST_PANELS else {}


def _is_width(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and 0 < abs(given) <= 1000  # noqa: PLR2004 - percent and more


def _subcaptions(given: Any) -> OptionChanges:
    """Read a list of captions; `true` gives only letters."""
    if given is True:
        return {"subcaptions": ("",)}
    found = tuple(str(item).strip() for item in (given if isinstance(given, list) else [given]) if item is not None)
    return {"subcaptions": found} if found and given is not False else {}


def _location(given: Any) -> OptionChanges:
    return {"caption_location": given} if given in ("top", "bottom") else {}


def _column(given: Any) -> OptionChanges:
    match = _COLUMN.fullmatch(given.removeprefix("column-")) if isinstance(given, str) else None
    return {"column": match[1]} if match else {}


def _align(given: Any) -> OptionChanges:
    known = {"left": "left", "center": "center", "right": "right", "default": None}
    return {"align": known[given]} if isinstance(given, str) and given in known else {}


def _renderings(given: Any) -> OptionChanges:
    names = given if isinstance(given, list) else [given]
    return {"renderings": tuple(names)} if names and all(name in ("light", "dark") for name in names) else {}


def _widths(given: Any) -> OptionChanges:
    """Read `[60, 40]` or `"60,40"`, percentages of the width of the table."""
    items = given.replace("[", "").replace("]", "").split(",") if isinstance(given, str) else given
    try:
        found = tuple(float(item) for item in items) if isinstance(items, list) else ()
    except (TypeError, ValueError):
        return {}
    return {"table_widths": found} if found and all(0 < one <= 100 for one in found) else {}  # noqa: PLR2004 - percent


def _classes(given: Any) -> OptionChanges:
    words = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
    names = [_NAME.fullmatch(word) if isinstance(word, str) else None for word in words]
    return {"classes": tuple(name[1] for name in names if name)} if names and all(names) else {}


def _panel(given: Any) -> OptionChanges:
    known: dict[str, OptionChanges] = {"fill": {"classes": ("panel-fill",)}, "center": {"align": "center"}}
    return known.get(given, {}) if isinstance(given, str) else {}


def _output_location(given: Any) -> OptionChanges:
    """Read where the output of a slide stands: beside the code; all other places are on slides only."""
    return {"classes": ("output-beside",)} if given in ("column", "column-fragment") else {}


def _inches(field: str) -> Callable[[Any], OptionChanges]:
    def read(given: Any) -> OptionChanges:
        match = _LENGTH.fullmatch(str(given)) if isinstance(given, int | float | str) else None
        is_one = match and match[2] in (None, "in") and not isinstance(given, bool) and float(match[1]) > 0
        return {field: float(match[1]) * DOTS_PER_INCH} if match and is_one else {}

    return read


def _out_width(given: Any) -> OptionChanges:
    match = _LENGTH.fullmatch(str(given).strip()) if not isinstance(given, bool) else None
    return {"out_width": f"{match[1]}{match[2] or 'px'}"} if match else {}


def _link(given: Any) -> OptionChanges:
    return {"figure_link": given.strip()} if isinstance(given, str) and given.strip() else {}


_COLUMNS = "body, body-outset, page, screen or margin"
SHAPE_READERS: dict[str, Shape] = {
    **dict.fromkeys(("column", "fig-column", "tbl-column"), Shape(_column, _COLUMNS)),
    "layout-ncol": Shape(_count("panel_columns"), "a number of columns"),
    "layout-nrow": Shape(_count("panel_rows"), "a number of rows"),
    "layout": Shape(_layout, "rows of relative widths, as in [[1, 1], [1]]"),
    **dict.fromkeys(("fig-subcap", "tbl-subcap"), Shape(_subcaptions, "a list of captions")),
    **dict.fromkeys(("cap-location", "fig-cap-location", "tbl-cap-location"), Shape(_location, "top or bottom")),
    "fig-align": Shape(_align, "left, center or right"),
    "fig-link": Shape(_link, "an address"),
    "renderings": Shape(_renderings, "a list of light and dark"),
    "tbl-colwidths": Shape(_widths, "a list of percentages"),
    "classes": Shape(_classes, "names of classes"),
    "panel": Shape(_panel, "fill or center"),
    "output-location": Shape(_output_location, "column or column-fragment"),
    "fig-width": Shape(_inches("figure_width"), "inches"),
    "fig-height": Shape(_inches("figure_height"), "inches"),
    "out-width": Shape(_out_width, "a length or percentage"),
}
