"""Jupyter widgets in their saved state, as static HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, TypeGuard

from blogtools.model import Output
from blogtools.render.display import Display
from blogtools.render.outputs.widget_values import WIDGET_VALUES, State, labeled, typeset
from blogtools.transform.files.media import image_asset, media_asset

STATE = "application/vnd.jupyter.widget-state+json"
MAX_WIDGET_DEPTH = 30
"""Nesting of containers; deeper nesting means that they contain each other."""

_REFERENCE = "IPY_MODEL_"

RenderOutputs = Callable[[tuple[Output, ...]], str]


def widget_states(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the saved widgets of a notebook by model id (ipywidgets, "Jupyter widgets state")."""
    widgets = metadata.get("widgets")
    saved = widgets.get(STATE, widgets) if isinstance(widgets, dict) else None
    states = saved.get("state") if isinstance(saved, dict) else None
    return states if isinstance(states, dict) else {}


def widget_html(view: object, display: Display, render_outputs: RenderOutputs) -> str | None:
    """Render the widget of an output; None if its state was not saved or its kind is not supported."""
    name = view.get("model_id") if isinstance(view, dict) else None
    return _Widgets(display, render_outputs).show(str(name), 0)


class _Widgets:
    """The widgets of one notebook."""

    def __init__(self, display: Display, render_outputs: RenderOutputs) -> None:
        self.models = display.rendering.widgets
        self.display = display
        self.render_outputs = render_outputs

    def show(self, name: str, depth: int) -> str | None:
        """Render a widget and its children; None if that is not possible, empty if it is hidden."""
        model = self.models.get(name.removeprefix(_REFERENCE))
        state = model.get("state") if isinstance(model, dict) else None
        if not isinstance(model, dict) or not isinstance(state, dict) or depth > MAX_WIDGET_DEPTH:
            return None
        state = state | _buffers(model)
        if self._is_hidden(state):
            return ""
        kind = str(model.get("model_name") or state.get("_model_name") or "").removesuffix("Model")
        if kind in _BOXES:
            return self._box(kind, state, depth)
        if kind in _PAGES:
            return self._pages(state, depth)
        if kind == "Output":
            return self.render_outputs(tuple(_output(raw) for raw in _items(state.get("outputs")) if _is(raw)))
        if kind in ("HTML", "HTMLMath"):
            html = self.display.cleaned(str(state.get("value") or ""))
            return labeled(state, typeset(html) if kind == "HTMLMath" else html)
        if kind in ("Image", "Video", "Audio", "MPLCanvas"):
            return self._medium(kind, state)
        value = WIDGET_VALUES.get(kind)
        return None if value is None else value(state)

    def _child(self, name: object, depth: int) -> str:
        html = self.show(str(name), depth + 1)
        if html is None:
            model = self.models.get(str(name).removeprefix(_REFERENCE))
            kind = str(model.get("model_name") if isinstance(model, dict) else "widget").removesuffix("Model")
            return f'<p class="widget">Widget of type <code>{escape(kind)}</code></p>\n'
        return html

    def _box(self, kind: str, state: State, depth: int) -> str:
        children = (state.get(key) for key in ("header", "left_sidebar", "center", "right_sidebar", "footer"))
        names = _items(state.get("children")) or [child for child in children if child]
        html = "".join(self._child(name, depth) for name in names if isinstance(name, str))
        return f'<div class="{_BOXES[kind]}">\n{html}</div>\n' if html else ""

    def _pages(self, state: State, depth: int) -> str:
        """Render tabs and accordions as foldable sections."""
        old = state.get("_titles")
        titles = (
            dict(enumerate(_items(state.get("titles"))))
            if not _is(old)
            else {int(key): old[key] for key in old if key.isdecimal()}
        )
        html = ""
        for index, name in enumerate(_items(state.get("children"))):
            title = titles.get(index) or index + 1
            is_open = " open" if state.get("selected_index") == index else ""
            html += (
                f'<details class="fold widget-page"{is_open}><summary>{escape(str(title))}</summary>\n'
                f"{self._child(name, depth)}</details>\n"
            )
        return f'<div class="widgets">\n{html}</div>\n' if html else ""

    def _medium(self, kind: str, state: State) -> str | None:
        if kind == "MPLCanvas":
            asset = image_asset("image/png", str(state.get("_data_url") or ""))
            size, alternative = state.get("_size"), state.get("_figure_label") or "Figure"
            width, height = size if isinstance(size, list) and len(size) == 2 else (None, None)  # noqa: PLR2004
        else:
            mime = f"{kind.lower()}/{state.get('format') or 'png'}"
            content = str(state.get("value") or "")
            asset = image_asset(mime, content) if kind == "Image" else media_asset(mime, content)
            width, height, alternative = state.get("width"), state.get("height"), state.get("description") or ""
        asset = self.display.safe(asset)
        if asset is None:
            return None
        url = escape(self.display.rendering.add_asset(asset))
        if kind in ("Video", "Audio"):
            tag = kind.lower()
            return f'<{tag} controls preload="metadata" src="{url}"></{tag}>\n'
        width, height = _pixels(width) or asset.width, _pixels(height) or asset.height
        size_text = f' width="{width}" height="{height}"' if width and height else ""
        return f'<img src="{url}" alt="{escape(str(alternative))}"{size_text} class="on-light" loading="lazy">\n'

    def _is_hidden(self, state: State) -> bool:
        layout = self.models.get(str(state.get("layout")).removeprefix(_REFERENCE))
        style = layout.get("state") if isinstance(layout, dict) else None
        return _is(style) and (style.get("display") == "none" or style.get("visibility") == "hidden")


_BOXES = {
    "Box": "widgets widgets-row",
    "HBox": "widgets widgets-row",
    "VBox": "widgets",
    "GridBox": "widgets widgets-row",
    "AppLayout": "widgets",
    "GridspecLayout": "widgets widgets-row",
    "TwoByTwoLayout": "widgets widgets-row",
}
_PAGES = frozenset({"Tab", "Accordion", "Stack"})


def _buffers(model: Mapping[str, Any]) -> State:
    """Return the binary parts of a widget's state, which are stored separately as base64."""
    parts = [part for part in _items(model.get("buffers")) if _is(part)]
    return {
        str(part["path"][0]): part["data"]
        for part in parts
        if part.get("encoding") == "base64" and isinstance(part.get("data"), str) and len(_items(part.get("path"))) == 1
    }


def _output(raw: State) -> Output:
    """Convert an output saved by an Output widget."""

    def joined(value: Any) -> str:
        return "".join(map(str, value)) if isinstance(value, list) else str(value or "")

    data = raw.get("data")
    traceback = raw.get("traceback")
    metadata = raw.get("metadata")
    return Output(
        kind=str(raw.get("output_type") or "display_data"),
        name=str(raw.get("name") or "stdout"),
        text=joined(raw.get("text")),
        data={
            mime: content if mime.endswith("json") else joined(content)
            for mime, content in (data if _is(data) else {}).items()
        },
        metadata=metadata if _is(metadata) else {},
        error_name=str(raw.get("ename") or ""),
        error_value=str(raw.get("evalue") or ""),
        traceback=tuple(map(str, traceback)) if isinstance(traceback, list) else (),
    )


def _pixels(value: object) -> int | None:
    text = str(value or "").removesuffix("px").partition(".")[0]
    return int(text) or None if text.isdecimal() and len(text) < 6 else None  # noqa: PLR2004 - no screen is wider


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
