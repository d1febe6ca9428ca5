import base64
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import Cell, Output
from blogtools.render.context import Rendering
from blogtools.render.outputs.html import render_outputs
from blogtools.render.outputs.markdown import render_outputs_markdown
from blogtools.render.outputs.widgets import STATE, widget_states

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 30, 20)).decode()
VIEW = "application/vnd.jupyter.widget-view+json"


def model(kind: str, **state: Any) -> dict[str, Any]:
    """A widget as it is saved."""
    return {"model_name": f"{kind}Model", "state": {"_model_name": f"{kind}Model", **state}}


def cell_with(text: str = "repr") -> Cell:
    """A cell that shows the widget `w`."""
    return Cell(7, "code", "", outputs=(Output("display_data", data={VIEW: {"model_id": "w"}, "text/plain": text}),))


def render(models: dict[str, Any]) -> tuple[str, Rendering]:
    """The widget `w` as HTML."""
    rendering = Rendering("post.ipynb")
    rendering.widgets = models
    return render_outputs(cell_with(), rendering, lambda source: source), rendering


def inside(html: str) -> str:
    """What stands in the output."""
    return html.removeprefix('<div class="output output-widget">').removesuffix("</div>\n")


def pair(label: str, value: str) -> str:
    """A label and its value."""
    name = f'<span class="widget-label">{label}:</span>'
    return f'<div class="widget">{name} <span class="widget-value">{value}</span></div>\n'


@pytest.mark.parametrize(
    ("widget", "expected"),
    [
        pytest.param(model("IntSlider", description="n", value=3), pair("n", "3"), id="slider"),
        pytest.param(model("IntSlider", description="n"), pair("n", "0"), id="slider that nobody moved"),
        pytest.param(model("FloatLogSlider", description="n:", value=0.1), pair("n", "0.1"), id="label with a colon"),
        pytest.param(model("IntRangeSlider", description="r", value=[2, 5]), pair("r", "2 – 5"), id="range"),
        pytest.param(
            model("FloatProgress", description="p", value=3.0, max=10.0),
            pair("p", '<progress max="10" value="3">3 of 10</progress>'),
            id="progress",
        ),
        pytest.param(
            model("IntProgress", value=3, max="x", description="p"), pair("p", "3"), id="progress without an end"
        ),
        pytest.param(model("Text", description="t", value="a < b"), pair("t", "a &lt; b"), id="text"),
        pytest.param(model("Password", description="t", value="secret"), pair("t", "•••"), id="password"),
        pytest.param(model("Checkbox", description="c", value=True), pair("c", "yes"), id="checkbox"),
        pytest.param(model("ToggleButton", description="c", value=False), pair("c", "off"), id="toggle"),
        pytest.param(model("Valid", description="v", value=False, readout="bad"), pair("v", "bad"), id="valid"),
        pytest.param(
            model("Dropdown", description="d", _options_labels=["one", "two"], index=1), pair("d", "two"), id="dropdown"
        ),
        pytest.param(
            model("SelectMultiple", description="d", _options_labels=["a", "b", "c"], index=[0, 2]),
            pair("d", "a, c"),
            id="several",
        ),
        pytest.param(
            model("SelectionRangeSlider", description="d", _options_labels=["a", "b", "c"], index=[0, 2]),
            pair("d", "a – c"),
            id="range of choices",
        ),
        pytest.param(
            model("RadioButtons", description="d", _options_labels=["a"], index=None), pair("d", "none"), id="no choice"
        ),
        pytest.param(
            model("DatePicker", description="d", value={"year": 2026, "month": 10, "date": 3}),
            pair("d", "2026-11-03"),
            id="date, whose months begin at 0",
        ),
        pytest.param(
            model("TimePicker", description="d", value={"hours": 8, "minutes": 5}), pair("d", "08:05"), id="time"
        ),
        pytest.param(
            model("ColorPicker", description="c", value="#ff0000"),
            pair("c", '<span class="widget-swatch" style="background: #ff0000"></span> #ff0000'),
            id="color",
        ),
        pytest.param(
            model("ColorPicker", description="c", value="red;x:url(//x)"),
            pair("c", "red;x:url(//x)"),
            id="what is no color",
        ),
        pytest.param(model("Button", description="Go <"), '<span class="widget-button">Go &lt;</span>\n', id="button"),
        pytest.param(
            model("Label", value="a < b"),
            '<div class="widget"><span class="widget-value">a &lt; b</span></div>\n',
            id="label",
        ),
        pytest.param(
            model("HTML", value="<b>x</div>"),
            '<div class="widget"><span class="widget-value"><b>x</b></span></div>\n',
            id="HTML, balanced",
        ),
    ],
)
def test_each_widget_is_a_label_and_a_value(widget: dict[str, Any], expected: str) -> None:
    """As it stood when the notebook was saved."""
    html, rendering = render({"w": widget})
    assert expected == inside(html)
    assert rendering.findings == []


def test_formulas_of_labels_are_typeset() -> None:
    """As Jupyter does it."""
    html, _ = render({"w": model("Label", value="$x^2$ < 1")})
    assert "<msup>" in html
    assert "&lt; 1" in html


def test_containers_hold_their_children_in_order() -> None:
    """What is hidden stays hidden; what is unknown is named."""
    html, _ = render(
        {
            "w": model("HBox", children=["IPY_MODEL_a", "IPY_MODEL_b", "IPY_MODEL_c", "IPY_MODEL_d"]),
            "a": model("IntSlider", description="a", value=1),
            "b": model("IntSlider", description="b", value=2, layout="IPY_MODEL_l"),
            "l": model("Layout", display="none"),
            "c": model("LeafletMap"),
            "d": model("VBox", children=["IPY_MODEL_a"]),
        }
    )
    assert (
        f'<div class="widgets widgets-row">\n{pair("a", "1")}'
        '<p class="widget">Widget of type <code>LeafletMap</code></p>\n'
        f'<div class="widgets">\n{pair("a", "1")}</div>\n</div>\n'
    ) == inside(html)


@pytest.mark.parametrize(
    "titles", [{"titles": ["One", "Two"]}, {"_titles": {"0": "One", "1": "Two"}}], ids=["version 8", "version 7"]
)
def test_every_tab_can_be_opened(titles: dict[str, Any]) -> None:
    """The selected one is open."""
    html, _ = render(
        {
            "w": model("Tab", children=["IPY_MODEL_a", "IPY_MODEL_a"], selected_index=1, **titles),
            "a": model("Text", description="a", value="x"),
        }
    )
    assert (
        '<div class="widgets">\n'
        f'<details class="fold widget-page"><summary>One</summary>\n{pair("a", "x")}</details>\n'
        f'<details class="fold widget-page" open><summary>Two</summary>\n{pair("a", "x")}</details>\n</div>\n'
    ) == inside(html)


def test_an_image_is_a_file() -> None:
    """From the buffers beside the state."""
    image = model("Image", format="png", width="15") | {
        "buffers": [{"data": PNG, "path": ["value"], "encoding": "base64"}]
    }
    html, rendering = render({"w": image})
    (asset,) = rendering.assets.values()
    assert f'<img src="{asset.name}" alt="" width="15" height="20"' in html


def test_a_canvas_of_matplotlib_is_its_last_picture() -> None:
    """ipympl saves one."""
    canvas = model("MPLCanvas", _data_url=f"data:image/png;base64,{PNG}", _figure_label="Figure 1", _size=[30, 20])
    html, rendering = render({"w": canvas})
    assert (1, True) == (len(rendering.assets), 'alt="Figure 1" width="30" height="20"' in html)


def test_an_output_widget_shows_its_outputs() -> None:
    """With the functions that show those of cells."""
    saved = [
        {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]},
        {"output_type": "display_data", "data": {"text/html": ["<b>", "x</b>"]}, "metadata": {}},
    ]
    html, _ = render({"w": model("Output", outputs=saved)})
    assert (
        '<div class="output output-stream output-stdout"><pre>one\ntwo\n</pre></div>\n'
        '<div class="output output-html"><b>x</b></div>\n'
    ) == inside(html)


@pytest.mark.parametrize(
    "models",
    [
        pytest.param({}, id="nothing saved"),
        pytest.param({"other": model("IntSlider")}, id="another one saved"),
        pytest.param({"w": model("Controller")}, id="unknown"),
        pytest.param({"w": model("Image", value="?")}, id="broken image"),
        pytest.param({"w": 3}, id="no mapping"),
    ],
)
def test_what_was_not_saved_stays_text(models: dict[str, Any]) -> None:
    """And the author is told what to do."""
    html, rendering = render(models)
    assert '<div class="output output-text"><pre>repr</pre></div>\n' == html
    (finding,) = rendering.findings
    assert ("post.ipynb, cell 7: a widget output is shown as text (save the notebook with its widget state)") == str(
        finding
    )


def test_containers_that_hold_each_other_end() -> None:
    """No file can make a page without end."""
    html, _ = render({"w": model("VBox", children=["IPY_MODEL_w"])})
    assert html.count("<div") == html.count("</div>") < 40


def test_markdown_has_the_same() -> None:
    """As one block of HTML, which generators pass through."""
    rendering = Rendering("post.ipynb")
    rendering.widgets = {"w": model("IntSlider", description="n", value=3)}
    assert pair("n", "3").strip() == render_outputs_markdown(cell_with(), rendering)


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"widgets": {STATE: {"state": {"w": 1}, "version_major": 2}}}, id="as it should be"),
        pytest.param({"widgets": {"state": {"w": 1}}}, id="as of old"),
    ],
)
def test_the_state_is_found(metadata: dict[str, Any]) -> None:
    """In the notebook's metadata."""
    assert {"w": 1} == widget_states(metadata)


@pytest.mark.parametrize("metadata", [{}, {"widgets": 1}, {"widgets": {STATE: []}}], ids=["none", "number", "list"])
def test_without_a_state_there_are_no_widgets(metadata: dict[str, Any]) -> None:
    """Whatever the file holds."""
    assert {} == widget_states(metadata)


KINDS = (
    *("IntSlider", "IntRangeSlider", "FloatProgress", "Dropdown", "SelectMultiple", "DatePicker", "ColorPicker", "Tab"),
    *("HTMLMath", "Label", "Valid", "FileUpload", "Output", "HBox", "Image", "MPLCanvas", "TagsInput", "AppLayout"),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just("IPY_MODEL_w"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("year", "hours", "0")), inner),
    max_leaves=6,
)
FIELDS = (
    *("value", "description", "children", "titles", "_titles", "selected_index", "_options_labels", "index", "min"),
    *("max", "outputs", "format", "_data_url", "_size", "layout", "width", "readout"),
)


@settings(max_examples=150)
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6))
def test_any_state_is_shown_somehow(kind: str, state: dict[str, Any]) -> None:
    """No widget stops a post."""
    html, _ = render({"w": model(kind, **state)})
    assert html.count("<div") == html.count("</div>")
