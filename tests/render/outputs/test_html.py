import base64
import re
import struct
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.model import Cell, CellOptions, Output
from blogtools.render.context import Rendering
from blogtools.render.outputs.html import HEAD, LONG, long_text, render_outputs


def png(width: int, height: int) -> str:
    """The head of a PNG file, which is all that is read of it, as notebooks keep it."""
    data = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return base64.b64encode(data).decode() + "\n"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><text>hi</text></svg>'
PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"


def display(metadata: dict[str, Any] | None = None, **data: Any) -> Output:
    """A display; `text_html` stands for `text/html`."""
    return Output(
        "display_data",
        data={mime.replace("_", "/"): content for mime, content in data.items()},
        metadata=metadata or {},
    )


def bundle(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> Output:
    """A display with these forms."""
    return Output("display_data", data=data, metadata=metadata or {})


def render(*outputs: Output, rendering: Rendering | None = None, **options: Any) -> str:
    """The outputs of cell 7 as HTML."""
    cell = Cell(7, "code", "", outputs=outputs, options=CellOptions(**options))
    return render_outputs(cell, rendering or Rendering("post.ipynb"), lambda source: f"<p>{source}</p>\n")


def slugs(rendering: Rendering) -> list[str]:
    """What was found, in order."""
    return [finding.slug for finding in rendering.findings]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param(
            Output("stream", text="a < b\n"),
            '<div class="output output-stream output-stdout"><pre>a &lt; b\n</pre></div>\n',
            id="stdout",
        ),
        pytest.param(
            Output("stream", name="stderr", text="x"),
            '<div class="output output-stream output-stderr"><pre>x</pre></div>\n',
            id="stderr",
        ),
        pytest.param(Output("stream", text=""), "", id="nothing printed"),
        pytest.param(
            Output("stream", text="\n\nx"),
            '<div class="output output-stream output-stdout"><pre>\n\n\nx</pre></div>\n',
            id="line breaks at the start, one of which browsers drop",
        ),
        pytest.param(
            Output("error", error_name="ValueError", error_value="no", traceback=("one", "two")),
            '<div class="output output-error"><pre>one\ntwo</pre></div>\n',
            id="error with its traceback",
        ),
        pytest.param(
            Output("error", error_name="ValueError", error_value="no"),
            '<div class="output output-error"><pre>ValueError: no</pre></div>\n',
            id="error without a traceback",
        ),
        pytest.param(
            display(text_plain="[1, 2]"), '<div class="output output-text"><pre>[1, 2]</pre></div>\n', id="plain text"
        ),
        pytest.param(
            display(text_markdown="*hi*", text_plain="<Markdown>"),
            '<div class="output output-markdown"><p>*hi*</p>\n</div>\n',
            id="Markdown",
        ),
        pytest.param(
            display(text_html="<b>hi</div>", text_plain="hi"),
            '<div class="output output-html"><b>hi</b></div>\n',
            id="HTML, balanced",
        ),
        pytest.param(bundle({}), "", id="empty bundle"),
        pytest.param(bundle({"application/papermill.record/text/plain": "3"}), "", id="value kept for another cell"),
    ],
)
def test_each_kind_of_output_has_its_form(output: Output, expected: str) -> None:
    """The markup is the contract with the theme."""
    assert expected == render(output)


def test_a_frame_is_a_table_that_scrolls() -> None:
    """The style that pandas puts around it is the theme's business."""
    html = (
        '<div>\n<style scoped>\n .dataframe {}\n</style>\n<table border="1" class="dataframe"><tr><td>1</table>\n</div>'
    )
    assert render(display(text_html=html, text_plain="   a")) == (
        '<div class="output output-table"><div class="table-scroll" tabindex="0" role="group" aria-label="Table">'
        '<table class="dataframe"><tr><td>1</table></div></div>\n'
    )


def test_an_image_is_a_file_with_its_size() -> None:
    """The page keeps its layout while the image loads."""
    rendering = Rendering("post.ipynb")
    html = render(bundle({"image/png": png(640, 480), "text/plain": "<Figure>"}), rendering=rendering, alt='a "plot"')
    (asset,) = rendering.assets.values()
    assert (
        f'<div class="output output-image"><img src="{asset.name}" alt="a &quot;plot&quot;" width="640" height="480"'
        ' loading="lazy" decoding="async"></div>\n'
    ) == html
    assert rendering.findings == []


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({"image/png": {"width": 320, "height": 240}}, ("320", "240"), id="retina figure"),
        pytest.param({"image/png": {"width": 320}}, ("320", "240"), id="width alone keeps the proportion"),
        pytest.param({"height": "120px"}, ("160", "120"), id="flat, as text"),
        pytest.param({"image/png": {"width": '"><script>'}}, ("640", "480"), id="no number"),
        pytest.param({"image/png": {"width": -3, "height": True}}, ("640", "480"), id="no length"),
        pytest.param({"image/png": "wide"}, ("640", "480"), id="no mapping"),
    ],
)
def test_an_image_is_as_large_as_its_metadata_says(metadata: dict[str, Any], expected: tuple[str, str]) -> None:
    """Else as large as it is."""
    html = render(bundle({"image/png": png(640, 480)}, metadata), alt="x")
    assert [expected] == re.findall(r'width="([^"]*)" height="([^"]*)"', html)


@pytest.mark.parametrize(
    ("metadata", "options", "expected"),
    [
        pytest.param({"alt": "flat"}, {"alt": "cell's"}, "cell&#x27;s", id="of the cell"),
        pytest.param({"alt": "flat"}, {"caption": "c"}, "flat", id="of the output"),
        pytest.param({"image/png": {"alt": "own"}, "alt": "flat"}, {}, "own", id="of this form of the output"),
        pytest.param({}, {"caption": "A *plot*", "label": "fig-a"}, "A *plot*", id="the caption"),
        pytest.param({}, {"label": "fig-a"}, "fig-a", id="the label"),
    ],
)
def test_the_alternative_text_is_the_nearest_that_is_written(
    metadata: dict[str, Any], options: dict[str, str], expected: str
) -> None:
    """Cell option, output metadata, caption, label."""
    assert f' alt="{expected}"' in render(bundle({"image/png": png(3, 2)}, metadata), **options)


def test_images_without_alternative_text_are_noted_once_a_cell() -> None:
    """A note, not an obstacle."""
    rendering = Rendering("post.ipynb")
    html = render(bundle({"image/png": png(3, 2)}), bundle({"image/png": png(4, 2)}), rendering=rendering)
    assert html.count(' alt=""') == 2
    assert [(found.slug, found.where.cell, found.severity) for found in rendering.findings] == [
        ("missing-alt", 7, "note")
    ]


def test_an_image_drawn_for_a_light_page_says_so() -> None:
    """Dark themes put it on white."""
    assert ' class="on-light"' in render(bundle({"image/png": png(3, 2)}, {"needs_background": "light"}), alt="x")


def test_svg_is_a_file_so_that_its_ids_and_scripts_stay_its_own() -> None:
    """Where it is not well formed it goes into the page, which forgives more."""
    rendering = Rendering("post.ipynb")
    html = render(bundle({"image/svg+xml": SVG}), rendering=rendering, alt="x")
    assert re.search(r'<img src="[0-9a-f]{16}\.svg" alt="x" width="30" height="20"', html)
    assert (
        render(bundle({"image/svg+xml": "<svg><text>a&nbsp;b</svg>"}), alt="x")
        == '<div class="output output-image"><svg><text>a&nbsp;b</svg></div>\n'
    )


def test_the_caption_goes_to_the_first_image() -> None:
    """With the label as the figure's id; printed text stays outside."""
    rendering = Rendering("post.ipynb")
    html = render(
        Output("stream", text="x"),
        bundle({"image/png": png(3, 2)}),
        rendering=rendering,
        caption="*A* plot",
        label="fig-a",
    )
    assert '</pre></div>\n<div class="output output-image"><figure class="figure" id="fig-a"><img ' in html
    assert html.endswith("<figcaption>*A* plot</figcaption></figure></div>\n")
    assert rendering.is_taken("fig-a")


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        pytest.param([display(text_plain="1")], "output-text", id="text"),
        pytest.param(
            [Output("stream", text="x"), display(text_html="<b>1</b>")], "output-html", id="HTML before printed"
        ),
        pytest.param([Output("stream", text="x")], "output-stream output-stdout", id="only printed"),
    ],
)
def test_a_caption_is_never_lost(outputs: list[Output], expected: str) -> None:
    """Without an image or a table it goes to what there is."""
    assert f'<div class="output {expected}"><figure class="figure"><' in render(*outputs, caption="words")


def test_a_label_without_a_caption_is_an_id() -> None:
    """Links to the figure work."""
    assert '<div class="output output-text" id="res">' in render(display(text_plain="1"), label="res")


@pytest.mark.parametrize(
    ("data", "kind", "expected"),
    [
        pytest.param({PLOTLY: {}, "text/html": "<b>x", "image/png": png(3, 2)}, "image", [], id="a still"),
        pytest.param(
            {PLOTLY: {}, "text/html": "<b>x", "text/plain": "F"},
            "html",
            ["interactive-output"],
            id="HTML that stands still",
        ),
        pytest.param(
            {PLOTLY: {}, "text/html": "<script>1</script>", "text/plain": "F"},
            "text",
            ["interactive-output"],
            id="text rather than a script",
        ),
        pytest.param(
            {PLOTLY: {}, "text/html": "<script>1</script>"}, "html", ["interactive-output"], id="nothing but the script"
        ),
        pytest.param({PLOTLY: {}}, "unknown", ["interactive-output"], id="nothing at all"),
        pytest.param({WIDGET: {}, "text/plain": "HBox()"}, "text", ["interactive-output"], id="widget"),
        pytest.param(
            {"application/javascript": "1", "text/plain": "<JS>"}, "text", ["interactive-output"], id="JavaScript"
        ),
        pytest.param({"application/javascript": "1"}, "unknown", ["interactive-output"], id="JavaScript alone"),
        pytest.param({"application/x-own": "1"}, "unknown", ["unknown-output"], id="unknown type alone"),
        pytest.param({"application/x-own": "1", "text/plain": "1"}, "text", [], id="unknown type with text"),
        pytest.param({"image/png": "!", "text/plain": "1"}, "text", ["broken-output"], id="broken image with text"),
        pytest.param({"image/png": "!"}, "unknown", ["broken-output"], id="broken image alone"),
        pytest.param(
            {"text/html": '<script src="https://x.org/a.js"></script>'}, "html", ["script"], id="script from elsewhere"
        ),
        pytest.param({"text/x-rst": "*x*"}, "text", [], id="another text"),
    ],
)
def test_the_richest_form_that_readers_can_see_is_shown(data: dict[str, Any], kind: str, expected: list[str]) -> None:
    """And where that says less than the notebook did, the author is told."""
    rendering = Rendering("post.ipynb")
    assert f'<div class="output output-{kind}">' in render(bundle(data), rendering=rendering, alt="x")
    assert expected == slugs(rendering)


def test_an_unknown_type_is_named() -> None:
    """Nothing disappears silently."""
    assert "<p>Output of type <code>application/x-&lt;i&gt;</code></p>" in render(bundle({"application/x-<i>": "1"}))


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        pytest.param(r"$\displaystyle x^2$", "<msup>", id="SymPy"),
        pytest.param(r"\begin{equation}x^2\end{equation}", "<msup>", id="environment"),
        pytest.param(r"\[x^2\]", "<msup>", id="brackets"),
        pytest.param("no < formula", "<pre>no &lt; formula</pre>", id="text"),
        pytest.param("`\ue0f05\ue0f1`", "<pre>`\ue0f05\ue0f1`</pre>", id="what blogtools marks formulas with"),
    ],
)
def test_latex_is_typeset(latex: str, expected: str) -> None:
    """With the delimiters that IPython, SymPy and MathJax know."""
    html = render(bundle({"text/latex": latex, "text/plain": "x"}))
    assert html.startswith('<div class="output output-latex">')
    assert expected in html


def test_json_is_indented_and_kept_to_the_letter() -> None:
    """Highlighted as other code is."""
    html = render(bundle({"application/json": {"ä": [1, "<"]}}))
    assert unescape(re.sub(r"<[^>]*>", "", html)).strip() == '{\n  "ä": [\n    1,\n    "<"\n  ]\n}'


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_films_and_sounds_are_files(kind: str) -> None:
    """With a link for readers whose browser cannot play them."""
    extension = {"video": "mp4", "audio": "ogg"}[kind]
    html = render(bundle({f"{kind}/{extension}": base64.b64encode(b"x").decode()}))
    assert re.fullmatch(
        rf'<div class="output output-{kind}"><{kind} controls preload="metadata" src="(\w+\.{extension})">'
        rf'<a href="\1">\1</a></{kind}></div>\n',
        html,
    )


def test_long_text_is_folded_with_every_line_in_it() -> None:
    """The first lines stay in view; a color that goes on is taken up again."""
    lines = [f"line {number}\n" for number in range(1300)]
    html = long_text("\x1b[31m" + "".join(lines) + "\x1b[0m")
    head, rest = html.split("</pre><details", 1)
    assert "<summary>Show 1,280 more lines</summary>" in rest
    assert head.count("\n") == HEAD
    (opening,) = re.findall(r"<pre>(<span[^>]*>)line 0\n", head)
    assert head.endswith("\n</span>")
    assert f"<pre>{opening}line 20\n" in rest


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["", "a", "\x1b[1mb", "\x1b[0m<&", "  c"]), min_size=LONG - 5, max_size=LONG + 20))
def test_folding_loses_and_doubles_no_text(lines: list[str]) -> None:
    """What can be copied is what was printed."""
    html = long_text("\n".join(lines))
    parts = re.findall(r"<pre>\n?(.*?)</pre>", html, re.DOTALL)
    if "<pre>\n" not in html:
        copied = unescape(re.sub(r"<[^>]*>", "", "".join(parts)))
        assert re.sub(r"\x1b\[\d+m", "", "\n".join(lines)) == copied
    assert html.count("<span") == html.count("</span>")
