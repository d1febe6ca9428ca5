import base64
import struct
from typing import Any

import pyromark
import pytest

from blogtools.model import Cell, CellOptions, Output
from blogtools.render.context import Rendering
from blogtools.render.outputs.markdown import fence, html_block, render_outputs_markdown

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 3, 2)).decode()


def bundle(data: dict[str, Any]) -> Output:
    """A display with these forms."""
    return Output("display_data", data=data)


def render(*outputs: Output, rendering: Rendering | None = None, **options: Any) -> str:
    """The outputs of cell 7 as Markdown."""
    cell = Cell(7, "code", "", outputs=outputs, options=CellOptions(**options))
    return render_outputs_markdown(cell, rendering or Rendering("post.ipynb"))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param(Output("stream", text="a\n\x1b[31mb\x1b[0m\n"), "```text\na\nb\n```", id="printed, with colors"),
        pytest.param(Output("stream", text=" \n"), "", id="only white space"),
        pytest.param(Output("stream", text="```\n````"), "`````text\n```\n````\n`````", id="printed fences"),
        pytest.param(
            Output("error", error_name="E", error_value="no", traceback=("\x1b[31mE\x1b[0m: no",)),
            "```text\nE: no\n```",
            id="error",
        ),
        pytest.param(bundle({"text/plain": "1"}), "```text\n1\n```", id="text"),
        pytest.param(bundle({"text/markdown": "# *Hi*\n", "text/plain": "x"}), "# *Hi*", id="Markdown as it is"),
        pytest.param(bundle({"text/latex": r"$\displaystyle x^2$"}), "$$\nx^2\n$$", id="SymPy"),
        pytest.param(bundle({"text/latex": "so $x$ and $$y$$"}), "so $x$ and $$y$$", id="formulas in a sentence"),
        pytest.param(bundle({"application/json": {"a": 1}}), '```json\n{\n  "a": 1\n}\n```', id="JSON"),
        pytest.param(bundle({"text/html": "<b>x</b>\n\n\ny"}), "<div>\n<b>x</b>\ny\n</div>", id="HTML"),
        pytest.param(
            bundle({"text/html": "<table><tr><th>a<tr><td>b</table>", "text/plain": "a"}),
            "| a |\n| --- |\n| b |",
            id="table",
        ),
        pytest.param(
            bundle({"text/html": '<style scoped>x</style><table><tr><td rowspan="2">a</table>'}),
            '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'
            '<table><tr><td rowspan="2">a</table></div>',
            id="table that Markdown cannot say",
        ),
        pytest.param(bundle({"application/x-own": "1"}), "Output of type `application/x-own`", id="unknown type"),
    ],
)
def test_each_kind_of_output_has_its_form(output: Output, expected: str) -> None:
    """Plain Markdown, which every generator reads."""
    assert expected == render(output)


def test_outputs_are_blocks_of_their_own() -> None:
    """Or a list would swallow the text after it."""
    assert render(bundle({"text/markdown": "- a"}), bundle({"text/plain": "1"})) == "- a\n\n```text\n1\n```"


def test_an_image_has_its_alternative_text_and_caption() -> None:
    """The caption is a paragraph of its own: the author's Markdown in it would be plain text in an image's title."""
    rendering = Rendering("post.ipynb")
    markdown = render(bundle({"image/png": PNG}), rendering=rendering, alt="a [b]", caption='say "x"')
    (asset,) = rendering.assets.values()
    assert f'![a \\[b\\]]({asset.name})\n\n*say "x"*' == markdown


def test_a_caption_without_an_image_stands_below() -> None:
    """No word is lost."""
    assert render(bundle({"text/plain": "1"}), caption="The sum") == "```text\n1\n```\n\n*The sum*"


def test_the_findings_are_those_of_the_page() -> None:
    """The author's mistakes do not depend on the format."""
    rendering = Rendering("post.ipynb")
    render(
        bundle({"image/png": PNG}),
        bundle({"application/vnd.plotly.v1+json": {}, "text/plain": "F"}),
        rendering=rendering,
    )
    assert [found.slug for found in rendering.findings] == ["missing-alt", "interactive-output"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<pre>a\n\n\nb</pre>\n\n*c*", id="preformatted"),
        pytest.param("<style>p {}\n\nb {}</style>\n<i>*x*</i>", id="style first"),
        pytest.param("<script>1\n\n2</script>after", id="script"),
        pytest.param("<div>\n\n    <p>*a*\n\n</div>", id="indented"),
        pytest.param("text *a*", id="no element"),
    ],
)
def test_html_stays_one_block_for_a_markdown_parser(html: str) -> None:
    """No blank line ends it, and nothing in it is taken for Markdown."""
    block = html_block(html)
    events = pyromark.events(f"{block}\n\n*end*")
    kinds = [event["Start"] for event in events if isinstance(event, dict) and "Start" in event]
    assert kinds == ["HtmlBlock", "Paragraph", "Emphasis"]


def test_blank_lines_of_preformatted_text_are_kept() -> None:
    """As character references, which a browser shows as line breaks."""
    assert html_block("<pre>a\n\n\nb</pre>") == "<div>\n<pre>a&#10;&#10;\nb</pre>\n</div>"


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    """Shorter runs need nothing."""
    assert fence("a ` b", "x") == "```x\na ` b\n```"
    assert fence("```") == "````\n```\n````"


def test_nothing_breaks_out_of_a_link_or_a_fence() -> None:
    """Whatever the metadata of a stranger's notebook says."""
    text = render(bundle({"image/png": PNG}), alt="A", figure_link="a> [x](javascript:y)\n\n<b>")
    assert text.endswith(".png)](<a%3E%20[x](javascript:y)%0A%0A%3Cb%3E>)")
    assert fence("x", "a`b`") == "```ab\nx\n```"


def test_panels_and_pairs_are_one_after_another() -> None:
    """Captions stand below each; of a pair, there is the figure for light pages."""
    two = (bundle({"image/png": PNG}), bundle({"image/png": PNG}))
    text = render(*two, caption="C", subcaptions=("A", ""), panel_columns=2, alts=("a", "b"))
    assert [line.partition("(")[0] for line in text.split("\n\n") if line.startswith("!")] == ["![a]", "![b]"]
    assert [line for line in text.split("\n\n") if not line.startswith("!")] == ["*(a) A*", "*(b)*", "*C*"]
    assert render(*two, renderings=("light", "dark"), alt="a").count("![a]") == 1
