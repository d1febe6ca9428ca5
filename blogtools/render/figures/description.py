"""Descriptions of figures in words and numbers, for readers who do not see them drawn."""

from __future__ import annotations

import array
import base64
import binascii
import gzip
import re
import sys
import zlib
from collections.abc import Sequence
from html import unescape
from typing import Any, TypeGuard

import msgspec

from blogtools.render.figures.detect import Figure
from blogtools.render.figures.json import objects

MAX_ROWS = 30
"""Points up to which a figure's data is shown as a table."""
MAX_COLUMNS = 8

_TAG = re.compile(r"<[^>]*>")
# NumPy's type names, which Plotly and Bokeh use, to type codes of the `array` module.
_TYPES = dict(zip("i1 u1 i2 u2 i4 u4 i8 u8 f4 f8".split(), "bBhHiIqQfd", strict=True))  # noqa: SIM905 - a table
_TYPES |= dict(
    zip("int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64".split(), "bBhHiIqQfd", strict=True)  # noqa: SIM905
)
_CHARTS = {
    "bar": "bar chart",
    "box": "box plot",
    "boxplot": "box plot",
    "line": "line chart",
    "area": "area chart",
    "point": "scatter plot",
    "circle": "scatter plot",
    "square": "scatter plot",
    "tick": "strip plot",
    "rect": "heat map",
    "arc": "pie chart",
    "pie": "pie chart",
    "geoshape": "map",
    "histogram": "histogram",
    "heatmap": "heat map",
    "violin": "violin plot",
    "scatter3d": "scatter plot in 3D",
    "surface": "surface",
    "scattergl": "scatter plot",
    "scatter": "scatter plot",
    "vbar": "bar chart",
    "hbar": "bar chart",
    "quad": "histogram",
}


class Description(msgspec.Struct, frozen=True):
    """A figure described in words."""

    title: str
    sentence: str
    """Kind of chart, axes and number of points."""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """Data of a small figure."""

    def __str__(self) -> str:
        return f"{self.title}. {self.sentence}" if self.title else self.sentence


Column = tuple[str, Sequence[Any]]


def describe(figure: Figure) -> Description:
    """Describe a figure from its specification, without drawing it."""
    title, charts, axes, columns, points = _DESCRIBERS[figure.kind](figure.spec)
    words = " and ".join(dict.fromkeys(charts)) or "figure"
    sentence = f"{words[:1].upper()}{words[1:]} ({figure.name})"
    axes = [axis for axis in axes if axis]
    if axes:
        sentence += f", axes: {', '.join(dict.fromkeys(axes))}"
    if points:
        sentence += f"; {points:,} {'point' if points == 1 else 'points'}"
    header, rows = _table(columns)
    return Description(title, sentence + ".", header, rows)


Found = tuple[str, list[str], list[str], list[Column], int]
"""Title, kinds of chart, axis titles, data columns, number of points."""


def _plotly(spec: dict[str, Any]) -> Found:
    layout = spec["layout"]
    charts: list[str] = []
    columns: list[Column] = []
    points = 0
    titles = {name: _title(axis.get("title")) for name, axis in layout.items() if "axis" in name and _is(axis)}
    traces = spec["data"]
    for number, trace in enumerate(traces, 1):
        kind = str(trace.get("type") or "scatter")
        if kind.startswith("scatter") and "lines" in str(trace.get("mode") or "lines"):
            kind = "line"
        charts.append(_CHARTS.get(kind, kind))
        name = _plain(trace.get("name")) or (f"series {number}" if len(traces) > 1 else "")
        found = {key: _numbers(trace.get(key)) for key in ("x", "y", "z", "labels", "values")}
        found = {key: values for key, values in found.items() if values}
        points += max(map(len, found.values()), default=0)
        for key, values in found.items():
            title = titles.get(f"{key}axis") or key
            is_across = key in ("x", "labels")
            if is_across and any(list(values) == list(before) for _, before in columns):
                continue
            columns.append((title if is_across or not name else name, values))
    return _title(layout.get("title")), charts, list(titles.values()), columns, points


def _vega(spec: dict[str, Any]) -> Found:
    marks, axes, fields = [], [], []
    for part in objects({key: value for key, value in spec.items() if key not in ("data", "datasets", "config")}):
        mark = part.get("mark")
        mark = mark.get("type") if _is(mark) else mark
        if isinstance(mark, str):
            marks.append(_CHARTS.get(mark, mark))
        encoding = part.get("encoding")
        for channel, how in encoding.items() if _is(encoding) else ():
            if not _is(how):
                continue
            field = how.get("field")
            if isinstance(field, str):
                fields.append(field)
            if channel in ("x", "y", "theta", "color"):
                axis = how.get("axis")
                named = _title(how.get("title")) or (_title(axis.get("title")) if _is(axis) else "")
                axes.append(named or " of ".join(str(word) for word in (how.get("aggregate"), field) if word))
    if "marks" in spec:
        marks = [str(mark.get("type")) for mark in spec["marks"] if _is(mark)]
        axes = [_title(axis.get("title")) for axis in spec.get("axes") or () if _is(axis)]
    rows = _vega_rows(spec)
    names = list(dict.fromkeys(field for field in fields if any(field in row for row in rows[:1])))
    columns: list[Column] = [(name, [row.get(name) for row in rows]) for name in names or (rows[0] if rows else ())]
    return _title(spec.get("title")), marks, axes, columns, len(rows)


def _vega_rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    data = spec.get("data")
    data = data[0] if isinstance(data, list) and data else data
    values = data.get("values") if _is(data) else None
    datasets = spec.get("datasets")
    if values is None and _is(datasets) and datasets:
        name = data.get("name") if _is(data) else None
        values = datasets.get(str(name), next(iter(datasets.values())))
    if not isinstance(values, list):
        return []
    return [row if _is(row) else {"data": row} for row in values]


def _bokeh(spec: dict[str, Any]) -> Found:
    title, charts, axes, columns, points = "", [], [], [], 0
    for model in objects(spec["document"]):
        name, attributes = model.get("name") or model.get("type"), model.get("attributes")
        if not _is(attributes):
            continue
        if name == "Title" and not title:
            title = _plain(attributes.get("text"))
        elif "axis_label" in attributes:
            axes.append(_plain(attributes["axis_label"]))
        elif name == "GlyphRenderer":
            glyph = attributes.get("glyph")
            kind = str(glyph.get("name") if _is(glyph) else "").lower()
            charts.append(_CHARTS.get(kind, kind))
        elif name == "ColumnDataSource":
            data = attributes.get("data")
            entries = data.get("entries", list(map(list, data.items()))) if _is(data) else None
            found = [
                (str(entry[0]), _numbers(entry[1]))
                for entry in entries or ()
                if isinstance(entry, list) and len(entry) == 2  # noqa: PLR2004 - name and values
            ]
            points += max((len(values) for _, values in found), default=0)
            columns.extend(found)
    return title, [chart for chart in charts if chart], axes, columns, points


_DESCRIBERS = {"plotly": _plotly, "vega": _vega, "bokeh": _bokeh}


def _table(columns: Sequence[Column]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return header and rows if the columns have the same length and are few enough to read."""
    lengths = {len(values) for _, values in columns}
    if len(lengths) != 1 or not 1 < len(columns) <= MAX_COLUMNS or max(lengths) > MAX_ROWS:
        return (), ()
    rows = tuple(zip(*([_value(value) for value in values] for _, values in columns), strict=True))
    return tuple(name for name, _ in columns), rows if any(any(row) for row in rows) else ()


def _numbers(values: Any) -> Sequence[Any]:
    """Return a sequence of values, decoding the base64 of Plotly and Bokeh."""
    if isinstance(values, list):
        return values
    if not _is(values):
        return ()
    nested = values.get("array")
    data = values.get("bdata") or (nested.get("data") if _is(nested) else None)
    code = _TYPES.get(str(values.get("dtype")))
    shape = values.get("shape")
    if not isinstance(data, str) or code is None or (isinstance(shape, list) and len(shape) > 1):
        return ()
    numbers = array.array(code)
    try:
        content = base64.b64decode(data)
        numbers.frombytes(gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content)
    except (binascii.Error, ValueError, EOFError, OSError, zlib.error):
        return ()  # Invalid data, which the library cannot draw, either.
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()


def _title(title: Any) -> str:
    if isinstance(title, list):
        return " ".join(_plain(line) for line in title)
    return _plain(title.get("text") if _is(title) else title)


def _plain(text: Any) -> str:
    if isinstance(text, list):
        return " ".join(_plain(line) for line in text)
    return " ".join(unescape(_TAG.sub(" ", text)).split()) if isinstance(text, str) else ""


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else _plain(value) if isinstance(value, str) else str(value)


def _is(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
