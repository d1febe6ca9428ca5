import base64
import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.config import Settings
from blogtools.model import Cell, CellOptions, Output, SharedFile
from blogtools.render.context import Rendering, Scripts
from blogtools.render.figures import libraries as figure_libraries
from blogtools.render.figures import stills
from blogtools.render.figures.description import describe
from blogtools.render.figures.detect import Figure, find_figure
from blogtools.render.figures.libraries import find_files, installed_version
from blogtools.render.outputs.html import render_outputs
from blogtools.render.outputs.markdown import render_outputs_markdown

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 300, 200)).decode()
PLOTLY = "application/vnd.plotly.v1+json"
VEGALITE = "application/vnd.vegalite.v6+json"

BARS = {
    "data": [{"type": "bar", "x": ["a", "b"], "y": {"bdata": "AQI=", "dtype": "i1"}, "name": "</script><b>"}],
    "layout": {"title": {"text": "Two <b>bars</b>"}, "xaxis": {"title": {"text": "Letter"}}, "height": 320},
}
CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "title": "Rain",
    "height": 100,
    "data": {"values": [{"day": 1, "mm": 2.5, "other": 0}, {"day": 2, "mm": 4, "other": 0}]},
    "mark": "line",
    "encoding": {
        "x": {"field": "day", "type": "quantitative"},
        "y": {"field": "mm", "type": "quantitative", "title": "Rain (mm)"},
    },
}
DOCUMENT = {
    "version": "3.9.2",
    "roots": [
        {
            "type": "object",
            "name": "Figure",
            "id": "p1",
            "attributes": {
                "height": 250,
                "title": {"type": "object", "name": "Title", "id": "p2", "attributes": {"text": "A line"}},
                "below": [{"name": "LinearAxis", "id": "p3", "attributes": {"axis_label": "Time"}}],
                "stylesheets": [
                    {"name": "ImportedStyleSheet", "id": "p9", "attributes": {"url": "https://x.org/a.css"}}
                ],
                "renderers": [
                    {
                        "name": "GlyphRenderer",
                        "id": "p4",
                        "attributes": {
                            "data_source": {
                                "name": "ColumnDataSource",
                                "id": "p5",
                                "attributes": {"data": {"type": "map", "entries": [["x", [1, 2]], ["y", [3, 4]]]}},
                            },
                            "glyph": {"name": "Line", "id": "p6"},
                        },
                    }
                ],
            },
        },
        {"type": "object", "name": "panel.models.comm_manager.CommManager", "id": "p7"},
    ],
}
ITEMS = [{"docid": "d", "roots": {"p1": "place"}, "root_ids": ["p1"]}]
BOKEH_SCRIPT = f"""(function(root) {{
  const docs_json = {json.dumps({"d": DOCUMENT})};
  const render_items = {json.dumps(ITEMS)};
  root.Bokeh.embed.embed_items_notebook(docs_json, render_items);
}})(window);"""
BOKEH = {"application/javascript": BOKEH_SCRIPT, "application/vnd.bokehjs_exec.v0+json": ""}
ALTAIR = (
    '<div id="v"></div><script>(function(spec, opt){ vegaEmbed(d, spec); })'
    f'({json.dumps(CHART)}, {{"mode": "vega-lite"}});</script>'
)
PLOTLY_HTML = (
    f'<div id="p"></div><script>Plotly.newPlot("p", {json.dumps([BARS["data"], BARS["layout"]])[1:-1]});</script>'
).replace("</script><b>", "\\u003c/script><b>")


def one_library(_: Figure) -> Scripts:
    """A page for which there is a library."""
    return ("../assets/library.js",), (SharedFile("assets/library.js", lambda: b"1"),), ""


def no_library(_: Figure) -> Scripts:
    """A page for which there is none."""
    return (), (), "plotly is not installed"


@pytest.fixture
def page() -> Rendering:
    """A page that runs scripts, and has a library for each figure."""
    rendering = Rendering("post.ipynb")
    rendering.scripts = one_library
    return rendering


def render(data: dict[str, Any], rendering: Rendering, **options: Any) -> str:
    """One output of cell 7 as HTML."""
    cell = Cell(7, "code", "", outputs=(Output("display_data", data=data),), options=CellOptions(**options))
    return render_outputs(cell, rendering, lambda source: source)


def inert(html: str) -> Any:
    """The JSON that the page carries for the figure."""
    return json.loads(html.partition('<script type="application/json">')[2].partition("</script>")[0])


OLD_DOCUMENT = {
    "version": "2.4.3",
    "roots": {
        "references": [
            {"attributes": {"text": "It's old"}, "id": "1", "type": "Title"},
            {"attributes": {"axis_label": "Time"}, "id": "2", "type": "LinearAxis"},
            {"attributes": {"data": {"x": [1, 2, 3], "y": [4, 5, 6]}}, "id": "3", "type": "ColumnDataSource"},
        ],
        "root_ids": ["4"],
    },
}
OLD_ITEMS = json.dumps([{"docid": "d", "roots": {"4": "place"}}])
OLD_JSON = json.dumps({"d": OLD_DOCUMENT})


@pytest.mark.parametrize(
    "document", [OLD_JSON, "'" + OLD_JSON.replace("'", "\\'") + "'"], ids=["as an object", "as text"]
)
def test_documents_of_bokeh_2_are_known_for_what_they_are(document: str) -> None:
    """Described, and drawn where the settings name the library that made them."""
    figure = find_figure({"application/javascript": f"var docs_json = {document};\nvar render_items = {OLD_ITEMS};"})
    assert figure is not None
    assert ("2.4.3", "It's old. Figure (Bokeh), axes: Time; 3 points.") == (figure.version, str(describe(figure)))


@pytest.mark.parametrize(
    ("data", "kind", "name", "elsewhere"),
    [
        pytest.param({PLOTLY: BARS}, "plotly", "Plotly", False, id="Plotly"),
        pytest.param({"text/html": PLOTLY_HTML}, "plotly", "Plotly", False, id="Plotly as HTML"),
        pytest.param({VEGALITE: CHART}, "vega", "Vega-Lite", False, id="Vega-Lite"),
        pytest.param(
            {"application/vnd.vegalite.v6.json": CHART}, "vega", "Vega-Lite", False, id="as Altair 6 names it"
        ),
        pytest.param({"text/html": ALTAIR}, "vega", "Vega-Lite", False, id="Altair's HTML"),
        pytest.param({"application/vnd.vega.v6+json": {"marks": []}}, "vega", "Vega", False, id="Vega"),
        pytest.param(BOKEH, "bokeh", "Bokeh", False, id="Bokeh"),
        pytest.param(
            {"text/html": f"<div></div><script>{BOKEH_SCRIPT}</script>", "application/vnd.holoviews_exec.v0+json": ""},
            "bokeh",
            "Bokeh",
            False,
            id="Panel and HoloViews",
        ),
        pytest.param({VEGALITE: {**CHART, "data": {"url": "a.csv"}}}, "vega", "Vega-Lite", True, id="data by address"),
        pytest.param(
            {VEGALITE: {**CHART, "data": {"values": [{"url": "https://x.org"}]}}},
            "vega",
            "Vega-Lite",
            False,
            id="addresses as data",
        ),
        pytest.param(
            {VEGALITE: {**CHART, "mark": "image", "data": {"values": [{"day": "https://x.org/a.png"}]}}},
            "vega",
            "Vega-Lite",
            True,
            id="pictures by address",
        ),
        pytest.param(
            {VEGALITE: {**CHART, "usermeta": {"embedOptions": {"config": "a.json"}}}},
            "vega",
            "Vega-Lite",
            True,
            id="look",
        ),
        pytest.param(
            {PLOTLY: {**BARS, "layout": {"images": [{"source": "//x.org/a"}]}}}, "plotly", "Plotly", True, id="logo"
        ),
        pytest.param({PLOTLY: {"data": [{"type": "scattermapbox"}]}}, "plotly", "Plotly", True, id="map"),
    ],
)
def test_figures_are_found_in_every_form_they_are_saved_in(
    data: dict[str, Any], kind: str, name: str, *, elsewhere: bool
) -> None:
    """By the libraries themselves, by Altair, by Panel; and it is known which of them would ask another server."""
    figure = find_figure(data)
    assert figure is not None
    assert (kind, name, elsewhere) == (figure.kind, figure.name, bool(figure.elsewhere))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({PLOTLY: {}}, id="nothing in it"),
        pytest.param({PLOTLY: {"data": "x"}}, id="no traces"),
        pytest.param({VEGALITE: {"$schema": "x"}}, id="no mark"),
        pytest.param({"text/html": "<script>vegaEmbed(make())</script>"}, id="made by a program"),
        pytest.param({"text/html": "<script>Plotly.newPlot('a', data)</script>"}, id="named only"),
        pytest.param({"application/javascript": "const docs_json = {broken"}, id="cut off"),
        pytest.param({"text/html": f"<p>A word.</p>{PLOTLY_HTML}"}, id="more than a figure"),
        pytest.param({"text/html": PLOTLY_HTML + PLOTLY_HTML}, id="two figures"),
        pytest.param({"text/html": "<p>Plotly. docs_json vegaEmbed</p>"}, id="words"),
    ],
)
def test_what_cannot_be_read_is_no_figure(data: dict[str, Any]) -> None:
    """It is shown as before."""
    assert find_figure(data) is None


def test_a_live_figure_has_its_still_its_scripts_and_inert_data(page: Rendering) -> None:
    """Nothing in the data ends the element; the still is there without scripts."""
    html = render({PLOTLY: BARS, "image/png": PNG}, page)
    assert html.startswith(
        '<div class="output output-figure"><div class="live-figure" role="group" aria-label="Two bars'
    )
    assert ' data-kind="plotly" data-scripts="../assets/library.js" style="--figure-height: 200px"' not in html
    assert ' data-kind="plotly" data-scripts="../assets/library.js" style="--figure-height: 320px"' in html
    assert BARS["data"] == inert(html)["data"]
    assert 1 == html.count("</script>")
    assert '<div class="figure-still"><img src=' in html
    assert 'alt="Two bars. Bar chart (Plotly), axes: Letter; 2 points."' in html
    assert (["assets/library.js"], True, []) == (list(page.shared), page.draws, page.findings)


def test_large_data_is_a_file_that_runs_from_a_disk_too(page: Rendering) -> None:
    """A script, because pages opened from a disk may not fetch."""
    figure = {"data": [{"type": "scatter", "y": list(range(20_000))}]}
    html = render({PLOTLY: figure}, page)
    (asset,) = page.assets.values()
    name = asset.name.removesuffix(".js")
    assert f' data-name="{name}" data-source="{name}.js">' in html
    assert "application/json" not in html
    before, _, text = asset.data.decode().partition("] = ")
    assert f'(window.blogtoolsFigures ??= {{}})["{name}"' == before
    assert figure["data"] == json.loads(text.rstrip(";\n"))["data"]


def test_without_a_library_the_still_is_an_image_as_any_other() -> None:
    """And there is nothing to tell."""
    rendering = Rendering("post.ipynb")
    rendering.scripts = no_library
    html = render({PLOTLY: BARS, "image/png": PNG}, rendering)
    assert html.startswith('<div class="output output-image"><img src=')
    assert ([], False) == (rendering.findings, rendering.draws)


def test_without_library_and_still_there_are_words_and_a_finding() -> None:
    """The figure is missing, not what it says."""
    rendering = Rendering("post.ipynb")
    rendering.scripts = no_library
    html = render({PLOTLY: BARS}, rendering)
    assert (
        '<p class="figure-title">Two bars</p><p>Bar chart (Plotly), axes: Letter; 2 points.</p>'
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Data of the figure">'
        "<table><thead><tr><th>Letter</th><th>y</th></tr></thead>"
        "<tbody><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></tbody></table></div>"
    ) in html
    (finding,) = rendering.findings
    assert (
        "post.ipynb, cell 7: a Plotly figure is shown as a description: plotly is not installed"
        " (install it in the environment of blogtools, or save a PNG or SVG still with the figure)"
    ) == str(finding)


def test_a_vega_figure_gets_a_still() -> None:
    """From the package that carries the library; no browser is started, and nothing is fetched."""
    rendering = Rendering("post.ipynb")
    html = render({VEGALITE: CHART}, rendering)
    (asset,) = rendering.assets.values()
    assert asset.data.startswith(b"<svg")
    assert f'<img src="{asset.name}" alt="Rain. Line chart (Vega-Lite), axes: day, Rain (mm); 2 points."' in html
    assert rendering.findings == []


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(Figure("vega", "Vega-Lite", {**CHART, "mark": 3}), id="refused"),
        pytest.param(Figure("vega", "Vega-Lite", CHART, elsewhere="a.csv"), id="data from elsewhere"),
        pytest.param(Figure("plotly", "Plotly", BARS), id="Plotly"),
    ],
)
def test_where_no_still_can_be_made_there_is_none(figure: Figure) -> None:
    """No figure stops a post."""
    assert stills.vega_still(figure) is None


def test_a_figure_that_ends_the_process_that_draws_it_has_no_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V8 ends its process when it has no more memory; the next figure is drawn, by no module of the folder."""
    for name in ("vl_convert.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('not this one')\n")
    monkeypatch.chdir(tmp_path)
    endless = {**CHART, "data": {"sequence": {"start": 0, "stop": 1_000_000_000}}}
    assert stills.vega_still(Figure("vega", "Vega-Lite", endless)) is None
    assert (stills.vega_still(Figure("vega", "Vega-Lite", CHART)) or "").startswith("<svg")


def test_a_single_file_and_markdown_have_the_still() -> None:
    """Neither runs scripts; the page's own widgets and scripts are not theirs."""
    rendering = Rendering("post.ipynb")
    assert "data-scripts" not in render({PLOTLY: BARS, "image/png": PNG}, rendering)
    cell = Cell(7, "code", "", outputs=(Output("display_data", data={PLOTLY: BARS, "image/png": PNG}),))
    assert render_outputs_markdown(cell, rendering).startswith("![Two bars")
    assert rendering.findings == []


def test_markdown_has_words_where_there_is_no_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that every generator reads, and the finding; as without `vl-convert-python`."""
    monkeypatch.setattr(stills.importlib.util, "find_spec", lambda _: None)
    rendering = Rendering("post.ipynb")
    cell = Cell(7, "code", "", outputs=(Output("display_data", data={VEGALITE: CHART}),))
    assert (
        "**Rain**\n\nLine chart (Vega-Lite), axes: day, Rain (mm); 2 points.\n\n"
        "| day | mm |\n| --- | --- |\n| 1 | 2.5 |\n| 2 | 4 |"
    ) == render_outputs_markdown(cell, rendering)
    assert ["interactive-output"] == [finding.slug for finding in rendering.findings]


def test_bokeh_keeps_what_it_draws_and_asks_nobody(page: Rendering) -> None:
    """Roots without a place and style sheets of another server go."""
    specification = inert(render(BOKEH, page))
    assert ["p1"] == [root["id"] for root in specification["document"]["roots"]]
    assert [] == specification["document"]["roots"][0]["attributes"]["stylesheets"]
    assert ITEMS[0] == specification["item"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"text/html": '\n<div id="a" data-root-id="p1" style="display: contents;"></div>\n'}, id="place"),
        pytest.param({"text/html": '<div class="bk-root" id="a"></div>'}, id="place of old"),
        pytest.param({"application/javascript": "x", "application/vnd.bokehjs_load.v0+json": ""}, id="Bokeh's loader"),
        pytest.param({"text/html": '<div><a class="bk-notebook-logo"></a> Loading BokehJS ...</div>'}, id="its sign"),
        pytest.param({"text/html": "<script>window.PlotlyConfig = {};</script>"}, id="Plotly's loader"),
        pytest.param(
            {
                "application/javascript": BOKEH_SCRIPT.replace('"Figure"', '"panel.models.browser.BrowserInfo"'),
                "application/vnd.holoviews_exec.v0+json": "",
            },
            id="what Panel talks by",
        ),
    ],
)
def test_what_only_prepares_a_notebook_is_not_shown(data: dict[str, Any], page: Rendering) -> None:
    """There is nothing in it for readers."""
    assert ("", []) == (render(data, page), page.findings)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({PLOTLY: BARS}, "Two bars. Bar chart (Plotly), axes: Letter; 2 points.", id="Plotly"),
        pytest.param(
            {VEGALITE: CHART}, "Rain. Line chart (Vega-Lite), axes: day, Rain (mm); 2 points.", id="Vega-Lite"
        ),
        pytest.param(BOKEH, "A line. Line chart (Bokeh), axes: Time; 2 points.", id="Bokeh"),
        pytest.param({PLOTLY: {"data": [{}]}}, "Line chart (Plotly).", id="an empty trace"),
        pytest.param({VEGALITE: {"mark": {"type": "bar"}}}, "Bar chart (Vega-Lite).", id="a mark alone"),
    ],
)
def test_a_figure_is_described(data: dict[str, Any], expected: str) -> None:
    """Title, kind, axes, number of points."""
    figure = find_figure(data)
    assert figure is not None
    assert expected == str(describe(figure))


def test_bokehs_packed_numbers_are_read() -> None:
    """Base64 of gzip of 32-bit integers, as Bokeh writes them."""
    packed = {
        "type": "ndarray",
        "array": {"type": "bytes", "data": "H4sIAAEAAAAA/2NkYGBgAmJmIAYAkyLgsAwAAAA="},
        "shape": [3],
        "dtype": "int32",
        "order": "little",
    }
    source = {"name": "ColumnDataSource", "attributes": {"data": {"entries": [["x", packed], ["y", [4, 5, 6.5]]]}}}
    description = describe(Figure("bokeh", "Bokeh", {"document": {"roots": [source]}, "item": {}}))
    assert (("x", "y"), (("1", "4"), ("2", "5"), ("3", "6.5"))) == (description.header, description.rows)


KEYS = (
    *("data", "layout", "type", "x", "y", "title", "text", "xaxis", "mark", "encoding", "field", "values", "datasets"),
    *("roots", "attributes", "name", "height", "dtype", "bdata", "layer", "axis", "entries", "children", "url"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=60)
@given(st.sampled_from([PLOTLY, VEGALITE, "bokeh"]), st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5))
def test_any_json_is_shown_somehow(mime: str, content: dict[str, Any]) -> None:
    """Files of other programs hold anything; no figure stops a post."""
    data: dict[str, Any] = {mime: content}
    if mime == "bokeh":
        script = f"docs_json = {json.dumps({'d': content})};\nrender_items = {json.dumps([{'roots': content}])};"
        data = {"application/javascript": script, "application/vnd.bokehjs_exec.v0+json": ""}
    rendering = Rendering("post.ipynb")
    rendering.scripts = one_library
    assert render({**data, "text/plain": "repr", "image/png": PNG}, rendering, alt="x")


def test_posts_without_figures_load_nothing_of_this() -> None:
    """Nor those whose HTML has scripts."""
    program = """
import sys
from blogtools.model import Cell, Output
from blogtools.render.context import Rendering
from blogtools.render.outputs.html import render_outputs
data = {"text/html": "<div><script>1</script></div>", "text/plain": "x"}
render_outputs(Cell(1, "code", "", outputs=(Output("display_data", data=data),)), Rendering("p"), str)
print([name for name in sys.modules if "figure" in name or "widgets" in name or "stills" in name])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "[]\n" == done.stdout


# Libraries ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["plotly", "vega", "bokeh"])
def test_each_library_is_the_installed_one_under_one_name(kind: Any) -> None:
    """The name is known without reading the file, so that each page can say it; the content is a script."""
    figure = Figure(kind, kind, {"document": {}, "item": {}})
    urls, files, problem = find_files(figure, Settings(), "../")
    (file,) = files
    assert (("../" + file.name,), "") == (urls, problem)
    assert file.name.startswith(f"assets/{kind}.")
    assert find_files(figure, Settings(), "")[1] == files
    assert len(file.read()) > 500_000


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param("https://cdn.org/bokeh-3.9.2.min.js", "https://cdn.org/bokeh{}-3.9.2.min.js", id="URL"),
        pytest.param("lib/bokeh.min.js", "../lib/bokeh{}.min.js", id="path below the top"),
    ],
)
def test_a_setting_wins(setting: str, expected: str) -> None:
    """The site then carries nothing; Bokeh's other files lie beside the first."""
    document = {"version": "2.0", "roots": [{"name": "DataTable", "id": "p1"}, {"text": "costs 3 $$"}]}
    figure = Figure("bokeh", "Bokeh", {"document": document, "item": {}}, version="2.0")
    urls = tuple(expected.format(part) for part in ("", "-widgets", "-tables"))
    assert (urls, (), "") == find_files(figure, Settings(bokeh=setting), "../")


def test_a_document_of_another_bokeh_is_not_drawn() -> None:
    """Their formats differ."""
    figure = Figure("bokeh", "Bokeh", {"document": {}, "item": {}}, version="2.4.3")
    problem = f"it was made with Bokeh 2.4.3, and {installed_version('bokeh')} is installed"
    assert ((), (), problem) == find_files(figure, Settings(), "")


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is installed, not as it is imported."""
    monkeypatch.setitem(figure_libraries.PACKAGES, "vega", ("vl_convert_none", "vl-convert-none"))
    assert ((), (), "vl-convert-none is not installed") == find_files(Figure("vega", "Vega", {}), Settings(), "")
