"""Widgets with a single value as label and value: one small function per kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from blogtools.model import FORMULA_CLOSE, FORMULA_OPEN
from blogtools.transform.markdown.mathematics import protect

State = dict[str, Any]

_MARK = re.compile(f"{FORMULA_OPEN}([0-9]+){FORMULA_CLOSE}")
_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|(?:rgb|hsl)a?\([\d.,%\s/]+\)")


def labeled(state: State, html: str) -> str:
    """Return HTML preceded by the widget's description, if it has one."""
    label = str(state.get("description") or "").strip().rstrip(":")
    name = f'<span class="widget-label">{escape(label)}:</span> ' if label else ""
    return f'<div class="widget">{name}<span class="widget-value">{html}</span></div>\n' if name or html else ""


def _value(state: State) -> str:
    return labeled(state, _text_of(state.get("value")))


def _amount(state: State) -> str:
    # ipywidgets does not save a number that still has its default value.
    return labeled(state, _text_of(state.get("value", 0)))


def _text(state: State) -> str:
    return labeled({}, typeset(_text_of(state.get("value"))))


def _secret(state: State) -> str:
    return labeled(state, "•••" if state.get("value") else "")


def _range(state: State) -> str:
    value = state.get("value")
    return labeled(state, " – ".join(_text_of(end) for end in value) if isinstance(value, list) else _text_of(value))


def _progress(state: State) -> str:
    low, high, value = (_number(state.get(key, usual)) for key, usual in (("min", 0), ("max", 100), ("value", 0)))
    if low is None or high is None or value is None or high <= low:
        return _value(state)
    text = f"{value:.10g} of {high:.10g}"
    return labeled(state, f'<progress max="{high - low:.10g}" value="{value - low:.10g}">{text}</progress>')


def _checkbox(state: State) -> str:
    return labeled(state, "yes" if state.get("value") else "no")


def _toggle(state: State) -> str:
    return labeled(state, "on" if state.get("value") else "off")


def _valid(state: State) -> str:
    return labeled(state, "valid" if state.get("value") else escape(str(state.get("readout") or "not valid")))


def _choice(state: State) -> str:
    labels, index = state.get("_options_labels"), state.get("index")
    chosen = index if isinstance(index, list) else [index]
    if not isinstance(labels, list):
        return _range(state)
    picked = [_text_of(labels[one]) for one in chosen if isinstance(one, int) and 0 <= one < len(labels)]
    return labeled(state, (" – " if "Range" in str(state.get("_model_name")) else ", ").join(picked) or "none")


def _date(state: State) -> str:
    return labeled(state, _moment(state.get("value")))


def _color(state: State) -> str:
    color = str(state.get("value") or "")
    swatch = f'<span class="widget-swatch" style="background: {color}"></span> ' if _COLOR.fullmatch(color) else ""
    return labeled(state, swatch + escape(color))


def _tags(state: State) -> str:
    value = state.get("value")
    return labeled(state, ", ".join(map(_text_of, value)) if isinstance(value, list) else "")


def _files(state: State) -> str:
    value = state.get("value")
    files = value if isinstance(value, list) else []
    names = ", ".join(escape(str(file.get("name"))) for file in files if isinstance(file, dict) and file.get("name"))
    return labeled(state, names or "no file")


def _button(state: State) -> str:
    label = str(state.get("description") or state.get("tooltip") or state.get("icon") or "")
    return f'<span class="widget-button">{escape(label)}</span>\n' if label else ""


WIDGET_VALUES: dict[str, Callable[[State], str]] = {
    **dict.fromkeys(("IntSlider", "FloatSlider", "FloatLogSlider", "IntText", "FloatText"), _amount),
    **dict.fromkeys(("BoundedIntText", "BoundedFloatText", "Play"), _amount),
    **dict.fromkeys(("Text", "Textarea", "Combobox"), _value),
    **dict.fromkeys(("IntRangeSlider", "FloatRangeSlider"), _range),
    **dict.fromkeys(("IntProgress", "FloatProgress"), _progress),
    **dict.fromkeys(("Dropdown", "RadioButtons", "Select", "SelectMultiple", "SelectionSlider"), _choice),
    **dict.fromkeys(("SelectionRangeSlider", "ToggleButtons"), _choice),
    **dict.fromkeys(("DatePicker", "TimePicker", "DatetimePicker", "NaiveDatetimePicker"), _date),
    **dict.fromkeys(("TagsInput", "IntsInput", "FloatsInput", "ColorsInput"), _tags),
    "Label": _text,
    "Password": _secret,
    "Checkbox": _checkbox,
    "ToggleButton": _toggle,
    "Valid": _valid,
    "ColorPicker": _color,
    "FileUpload": _files,
    "Button": _button,
}


def typeset(html: str) -> str:
    """Render TeX between dollar signs as formulas, as Jupyter does in labels."""
    text, formulas = protect(html)
    if not formulas:
        return html
    # Imported only for posts with formulas, because it loads large tables.
    from blogtools.render.math.mathml import render_formulas

    rendered = render_formulas(formulas)
    return _MARK.sub(lambda mark: rendered[int(mark[1])].html, text)


# Values ---------------------------------------------------------------------------------------------------------------


def _text_of(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else escape(str(value), quote=False)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _moment(value: object) -> str:
    """Format a date or time of ipywidgets, whose months count from 0 as in JavaScript."""
    if not isinstance(value, dict):
        return _text_of(value)
    day = ""
    if "year" in value:
        day = f"{_text_of(value['year'])}-{_whole(value.get('month')) + 1:02}-{_whole(value.get('date')):02}"
    if "hours" in value:
        clock = f"{_whole(value['hours']):02}:{_whole(value.get('minutes')):02}"
        seconds = _whole(value.get("seconds"))
        return f"{day} {clock}".strip() + (f":{seconds:02}" if seconds else "")
    return day
