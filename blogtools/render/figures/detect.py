"""Detection of figures that a library draws in the browser, and their extraction as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from blogtools.render.figures.json import fetched, fetched_pictures, json_values, objects

FigureKind = Literal["plotly", "vega", "bokeh"]
"""Library that draws a figure; also the name of the setting for its URL."""
Spec = dict[str, Any]

LIBRARY_NAMES: dict[FigureKind, str] = {"plotly": "Plotly", "vega": "Vega", "bokeh": "Bokeh"}

_PANEL = "panel.models."
_PLOTS = frozenset({"Figure", "Plot"})
_MAPS = re.compile(r"(?:scatter|choropleth|density)(?:geo|map|mapbox)\Z|choropleth\Z")
"""Matches Plotly traces on a map, whose outlines or tiles come from a server."""
_VEGA_CALL = re.compile(r"\}\s*\)\s*\(\s*(?=\{)")
_PLOTLY_CALL = re.compile(r"Plotly\.(?:newPlot|react|plot)\(\s*(?:[\"'][^\"']*[\"']|[\w.]+)\s*,\s*")
_BOKEH_DOCUMENT = re.compile(r"\bdocs_json\s*=\s*(?=[{'])")
_BOKEH_ITEMS = re.compile(r"\brender_items\s*=\s*(?=\[)")
_BOKEH_PLACE = re.compile(
    r"\s*<div\b(?=[^>]*\bdata-root-id=|[^>]*\bclass=[\"']bk-root[\"'])[^>]*>\s*(?:<div\b[^>]*>\s*</div>\s*)?</div>\s*"
)
_TAG = re.compile(r"<[^>]*>")
_SCRIPT_OR_STYLE = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_LOADER = re.compile(r"window\.PlotlyConfig\s*=|require\.undef\([\"']plotly[\"']\)|<script type=[\"']esms-options")
_NOT_DRAWN = ("panel.models.browser.BrowserInfo", "panel.models.comm_manager.CommManager")


class Figure(msgspec.Struct, frozen=True):
    """A figure that a library draws."""

    kind: FigureKind
    name: str
    """Name to show to readers, such as `Vega-Lite`, which Vega's library draws."""
    spec: Spec
    """JSON data that figures.js draws the figure from."""
    height: int | None = None
    """Pixels; None if unknown."""
    version: str = ""
    """Version of the library that made the figure; empty if it does not matter."""
    elsewhere: str = ""
    """URL or name of what the figure would fetch from elsewhere; empty if nothing."""


def find_figure(data: Mapping[str, Any]) -> Figure | None:
    """Return the figure in an output's MIME bundle; None if there is none."""
    for mime, content in data.items():
        if mime.startswith("application/vnd.plotly.") and isinstance(content, dict):
            return _plotly(content.get("data"), content.get("layout"), content.get("config"), content.get("frames"))
        if mime.startswith(("application/vnd.vegalite.", "application/vnd.vega.")) and isinstance(content, dict):
            return _vega(content)
    script = _text(data.get("application/javascript"))
    if not script:
        script = _text(data.get("text/html"))
        if script.count("Plotly.newPlot") > 1 or _TAG.sub("", _SCRIPT_OR_STYLE.sub("", script)).strip():
            return None  # The output holds more than one figure.
    if "docs_json" in script:
        return _bokeh(script)
    if "vegaEmbed" in script:
        return _vega_in(script)
    return _plotly_in(script) if "Plotly." in script else None


def is_scaffold(html: str) -> bool:
    """Return True if an output only prepares for figures: an empty container or the loader of a library."""
    if "bk-notebook-logo" in html or _BOKEH_PLACE.fullmatch(html):
        return True
    return bool(_LOADER.search(html)) and not _SCRIPT_OR_STYLE.sub("", html).strip()


def draws_nothing(figure: Figure) -> bool:
    """Return True if a figure consists of Panel's kernel communication only."""
    return figure.kind == "bokeh" and all(
        isinstance(root, dict) and root.get("name") in _NOT_DRAWN for root in figure.spec["document"]["roots"] or [0]
    )


def _plotly(data: Any, layout: Any, config: Any = None, frames: Any = None) -> Figure | None:
    if not isinstance(data, list) or not all(isinstance(trace, dict) for trace in data) or not data:
        return None
    layout = layout if isinstance(layout, dict) else {}
    spec = {"data": data, "layout": layout, "config": config if isinstance(config, dict) else {}}
    if isinstance(frames, list) and frames:
        spec["frames"] = frames
    has_map = any(_MAPS.match(str(trace.get("type"))) for trace in data)
    shown = [{"source": trace.get("source")} for trace in data]
    elsewhere = (
        "its map" if has_map else fetched([*shown, layout.get("images"), layout.get("map"), layout.get("mapbox")])
    )
    return Figure("plotly", "Plotly", spec, _pixels(layout.get("height")) or 450, "", elsewhere)


def _vega(spec: Spec) -> Figure | None:
    schema = str(spec.get("$schema", ""))
    is_lite = "vega-lite" in schema or not ("marks" in spec or schema)
    if not any(key in spec for key in ("mark", "marks", "layer", "spec", "hconcat", "vconcat", "concat", "repeat")):
        return None
    inner = _pixels(spec.get("height"))
    # Add space for the axis with its title, and for the figure's title.
    height = inner + 50 + (30 if spec.get("title") else 0) if inner else None
    return Figure("vega", "Vega-Lite" if is_lite else "Vega", spec, height, "", fetched(spec) or fetched_pictures(spec))


def _vega_in(script: str) -> Figure | None:
    """Extract the specification that Altair's HTML passes to vega-embed."""
    call = _VEGA_CALL.search(script)
    spec = next(json_values(script, call.end()), None) if call else None
    return _vega(spec) if isinstance(spec, dict) else None


def _plotly_in(script: str) -> Figure | None:
    """Extract the arguments that Plotly's HTML passes to its library."""
    call = _PLOTLY_CALL.search(script)
    if call is None:
        return None
    data, layout, config, *_ = (*json_values(script, call.end()), None, None, None)
    return _plotly(data, layout, config)


def _bokeh(script: str) -> Figure | None:
    """Extract the document that the script of a Bokeh or Panel output embeds."""
    found = [pattern.search(script) for pattern in (_BOKEH_DOCUMENT, _BOKEH_ITEMS)]
    values = [next(json_values(script, match.end()), None) if match else None for match in found]
    documents, items = values
    if not isinstance(documents, dict) or not isinstance(items, list) or not documents or not items:
        return None
    document = next(iter(documents.values()))
    item = items[0]
    if not isinstance(document, dict) or not isinstance(item, dict):
        return None
    roots, shown = document.get("roots"), item.get("roots")
    if isinstance(roots, dict):
        # Bokeh up to version 2 has all models in one list.
        specification = {"document": document, "item": item}
        return Figure("bokeh", "Bokeh", specification, 600, str(document.get("version")), fetched(document))
    if not isinstance(roots, list):
        return None
    if isinstance(shown, dict):
        # Only roots with a container are drawn; Panel adds others for kernel communication.
        kept = [root for root in roots if isinstance(root, dict) and str(root.get("id")) in shown]
        document = {**document, "roots": kept}
    document = _without_styles_from_elsewhere(document)
    height = _bokeh_height(document["roots"][0]) if document["roots"] else None
    if height is None and not any(str(model.get("name")) in _PLOTS for model in objects(document)):
        height = 60  # Only widgets.
    elsewhere = fetched(document) or fetched_pictures(document)
    return Figure(
        "bokeh", "Bokeh", {"document": document, "item": item}, height, str(document.get("version", "")), elsewhere
    )


def needs_panel(figure: Figure) -> bool:
    """Return True if a Bokeh document has models that need Panel's script."""
    return any(str(model.get("name")).startswith(_PANEL) for model in objects(figure.spec))


def _without_styles_from_elsewhere(document: Spec) -> Spec:
    """Remove the style sheets that Panel fetches from its server; Bokeh draws without them."""
    sheets = {str(model.get("id")) for model in objects(document) if model.get("name") == "ImportedStyleSheet"}

    def without(value: Any) -> Any:
        if isinstance(value, list) and any(isinstance(item, dict | list) for item in value[:2]):
            return [without(item) for item in value if not (isinstance(item, dict) and str(item.get("id")) in sheets)]
        if isinstance(value, dict):
            return {key: without(item) for key, item in value.items()}
        return value

    return dict(without(document)) if sheets else document


def _bokeh_height(model: Any) -> int | None:
    if not isinstance(model, dict):
        return None
    attributes = model.get("attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    children = [_bokeh_height(child) or 0 for child in attributes.get("children") or () if isinstance(child, dict)]
    if children and any(children):
        return sum(children) if model.get("name") == "Column" else max(children)
    is_plot = str(model.get("name")) in _PLOTS
    return _pixels(attributes.get("height") or attributes.get("plot_height")) or (600 if is_plot else None)


def _pixels(value: Any) -> int | None:
    return round(value) if isinstance(value, int | float) and 10 < value < 10_000 else None  # noqa: PLR2004 - a screen


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part for part in content if isinstance(part, str))
    return content if isinstance(content, str) else ""
