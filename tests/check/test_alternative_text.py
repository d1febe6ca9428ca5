"""Images without alternative text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checking import code, found, image, printed
from tests.conftest import make_notebook


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("![](a.png)", [(1, "a.png")], id="markdown"),
        pytest.param("![ ](a.png)", [(1, "a.png")], id="blank"),
        pytest.param("a\n\n![b](b.png) ![][c]\n\n[c]: c.png", [(3, "c.png")], id="reference"),
        pytest.param("![](a.png)\n![](a.png)", [(1, "a.png"), (2, "a.png")], id="twice"),
        pytest.param("$x\n+ y$ ![](a.png)", [(2, "a.png")], id="after a formula of two lines"),
        pytest.param("> Note: a\n\n![](b.png)", [(3, "b.png")], id="after a callout"),
        pytest.param("::: {.callout-tip}\n\na\n![](b.png)\n:::\n", [(4, "b.png")], id="in a callout"),
        pytest.param("x ![](a.png)[^1]\n\n[^1]: note ![](b.png)", [(1, "a.png"), (3, "b.png")], id="footnote"),
        pytest.param("[![](a.png)](https://example.org)", [(1, "a.png")], id="in a link"),
        pytest.param('b\n<img src="a.png">', [(2, "a.png")], id="html in a line"),
        pytest.param("<div>\n<img\n src='a&amp;b.png'\n width=3>\n</div>", [(2, "a&b.png")], id="html of lines"),
        pytest.param("<IMG SRC=a.png data-alt='x'>", [(1, "a.png")], id="html in capitals"),
        pytest.param("ü <img src=a.png>\n\nä <img src=b.png>", [(1, "a.png"), (3, "b.png")], id="not ascii"),
        pytest.param('<img src="a.png" alt="">', [], id="decoration"),
        pytest.param("<img alt src=a.png>", [], id="decoration, short"),
        pytest.param('<img src="a.png" alt="a > b">', [], id="alt in html"),
        pytest.param("<!-- <img src=a.png> -->", [], id="comment"),
        pytest.param("`![](a.png)`\n\n```\n<img src=a.png>\n```", [], id="code"),
        pytest.param("![*a* `b`](a.png)", [], id="alt with markup"),
    ],
)
def test_images_of_markdown(text: str, expected: list[tuple[int, str]]) -> None:
    """One finding an image, at its line."""
    told = [(line, message) for _, line, message in found("missing-alt", "# Title", text)]
    assert [(line, f"image {name} has no alternative text") for line, name in expected] == told


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(code("a", image()), ["the image among the outputs (image/png)"], id="one"),
        pytest.param(
            code("a", image(), printed("b"), image("image/svg+xml")),
            ["image 1 of 2 among the outputs (image/png)", "image 2 of 2 among the outputs (image/svg+xml)"],
            id="two",
        ),
        pytest.param(
            code("a", image(metadata={"image/png": {"alt": "rain"}}), image("image/jpeg")),
            ["image 2 of 2 among the outputs (image/jpeg)"],
            id="alt of one",
        ),
        pytest.param(code("#| code-fold: true\na", image()), ["the image among the outputs (image/png)"], id="folded"),
        pytest.param(code("a", image(metadata={"alt": "rain"})), [], id="alt of the output"),
        pytest.param(code("#| fig-alt: rain\na", image()), [], id="option"),
        pytest.param(code("#| fig-cap: rain\na", image()), [], id="caption"),
        pytest.param(code("a", image(), alt="rain"), [], id="metadata"),
        pytest.param(code("#| output: false\na", image()), [], id="hidden output"),
        pytest.param(code("#| include: false\na", image()), [], id="hidden cell"),
        pytest.param(code("a", image(**{"text/html": "<b>"})), [], id="shown as html"),
        pytest.param(code("a", image(**{"application/vnd.plotly.v1+json": {}})), [], id="figure that tells itself"),
        pytest.param(code("a", image(**{"text/latex": "$x$"})), [], id="shown as a formula"),
    ],
)
def test_images_of_outputs(cell: dict[str, Any], expected: list[str]) -> None:
    """One finding an image that readers see, in the order of the images."""
    told = [(cell, message) for cell, _, message in found("missing-alt", "# Title", cell)]
    assert [(2, f"{name} has no alternative text") for name in expected] == told


def test_embedded_images_are_of_their_own_post() -> None:
    """Where their author is told."""
    other = make_notebook(code("#| label: rain\nplot()", image()), "![](a.png)")
    assert found("missing-alt", "{{< embed other.ipynb#rain >}}\n\nb\n\n![](c.png)", files={"other.ipynb": other}) == [
        (1, 5, "image c.png has no alternative text")
    ]
