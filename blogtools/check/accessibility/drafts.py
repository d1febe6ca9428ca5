"""Drafts of alternative texts, from what the code of a figure says about it."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern

MAX_DRAFT = 120
"""Characters of a draft."""
MOST_TITLES = 3
"""Titles of one cell's figures that a draft repeats."""
_SAID = lazy_pattern(
    r"(?<!\w)(?:set_)?(?P<name>suptitle|title|title_text|[xy]label|[xy]axis_title)\s*+(?:=|\(\s*+(?:(?:label|s|t)\s*+=)?)\s*+"
    r"[rRuU]?(?:\"(?P<double>(?>(?:[^\"\\\n]|\\[^\n])*))\"|'(?P<single>(?>(?:[^'\\\n]|\\[^\n])*))')"
)
"""Matches titles and names of axes: `plt.title("…")`, `ax.set(xlabel="…")`, `update_layout(yaxis_title="…")`."""
_DRAWN = lazy_pattern(r"(?:[.:]|mark_|geom_)(?P<kind>[a-zA-Z]{3,14})\b")
_OF_PANDAS = lazy_pattern(r"(?:\.plot\.|\bkind\s*=\s*[\"'])(?P<kind>[a-zA-Z]{3,14})\b")
_KINDS = {
    "plot": "Line chart",
    "line": "Line chart",
    "lineplot": "Line chart",
    "semilogy": "Line chart",
    "loglog": "Line chart",
    "scatter": "Scatter plot",
    "scatterplot": "Scatter plot",
    "point": "Scatter plot",
    "circle": "Scatter plot",
    "bar": "Bar chart",
    "barh": "Bar chart",
    "barplot": "Bar chart",
    "countplot": "Bar chart",
    "hist": "Histogram",
    "histogram": "Histogram",
    "histplot": "Histogram",
    "distplot": "Histogram",
    "box": "Box plot",
    "boxplot": "Box plot",
    "violin": "Violin plot",
    "violinplot": "Violin plot",
    "pie": "Pie chart",
    "area": "Area chart",
    "heatmap": "Heat map",
    "contour": "Contour plot",
    "contourf": "Contour plot",
    "imshow": "Image",
}
"""Functions of Matplotlib, pandas, Seaborn, Plotly, Altair and ggplot2 to what they draw."""
_COMMENT = lazy_pattern(r"^[ \t]*+#[^\n]*+", re.MULTILINE)
_SPACES = lazy_pattern(r"(?:\\[nt]|\s)+")


def draft_alt(source: str) -> str:
    """Return an alternative text for the figure of a code cell, from its titles and axes; empty if it names none."""
    if "title" not in source and "label" not in source:
        return ""
    source = _COMMENT.sub("", source)
    said: dict[str, dict[str, None]] = {"title": {}, "x": {}, "y": {}}
    for match in _SAID.finditer(source):
        name = match["name"]
        text = _SPACES.sub(" ", match["double"] or match["single"] or "").replace("\\", "").replace("$", "").strip()
        if text and "{" not in text:  # A template for `format`.
            said["title" if "title" in name and "axis" not in name else name[0]][text] = None
    titles, across, up = map(list, said.values())
    if len(titles) > MOST_TITLES:
        titles = []
    if not (titles or across or up):
        return ""
    drawn = (match["kind"].lower() for pattern in (_OF_PANDAS, _DRAWN) for match in pattern.finditer(source))
    kind = next((_KINDS[name] for name in drawn if name in _KINDS), "Figure")
    titled = f" of {', '.join(titles)}" if titles else ""
    axes = [f"{names[0]} on the {axis} axis" for axis, names in (("x", across), ("y", up)) if names]
    draft = f"{kind}{titled}" + (" with " + " and ".join(axes) if axes else "")
    draft = draft.replace('"', "'")
    return draft if len(draft) <= MAX_DRAFT else f"{draft[: MAX_DRAFT - 1].rpartition(' ')[0]}…"
