"""The text of one image changes, whatever the form of the image, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.edit.alternative_text import CellImage, images, set_alternative_text
from blogtools.edit.change import CellChange
from blogtools.errors import UsageError
from blogtools.model import Cell


def changed(source: str, text: str, image: int = 0) -> str:
    """The source of a Markdown cell after the change."""
    change = set_alternative_text(Cell(1, "markdown", source), image, text)
    return source if change.source is None else change.source


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        pytest.param("![](a.png)", "A dot", "![A dot](a.png)", id="inline"),
        pytest.param('![x *y* `c`](a.png "t") z', "A_b", '![A_b](a.png "t") z', id="markup before"),
        pytest.param("![a\\]b](a.png)", "c", "![c](a.png)", id="bracket before"),
        pytest.param("![](a.png)", "[x] *y*", "![\\[x\\] \\*y\\*](a.png)", id="signs"),
        pytest.param("![a](a.png)", "", "![](a.png)", id="none"),
        pytest.param("![](a.png)", " a\n b ", "![a b](a.png)", id="white space"),
        pytest.param("![][r]\n\n[r]: a.png", "A", "![A][r]\n\n[r]: a.png", id="reference"),
        pytest.param("![R][]\n\n[r]: a.png", "A", "![A][R]\n\n[r]: a.png", id="collapsed"),
        pytest.param("![R]\n\n[r]: a.png", "A", "![A][R]\n\n[r]: a.png", id="shortcut"),
        pytest.param("| a |\n|---|\n| ![](a.png) |", "x|y", "| a |\n|---|\n| ![x\\|y](a.png) |", id="table"),
        pytest.param("$x$ é ![](a.png) $y$", "5 $", "$x$ é ![5 \\$](a.png) $y$", id="formulas around"),
        pytest.param("```\n![](a.png)\n```\n\n![](a.png)", "A", "```\n![](a.png)\n```\n\n![A](a.png)", id="code"),
        pytest.param("!!! note\n    ![](a.png)", "A", "!!! note\n    ![A](a.png)", id="callout"),
        pytest.param(
            "<img src='a.png'>", 'A "b" & <c>', "<img src='a.png' alt=\"A &quot;b&quot; &amp; &lt;c&gt;\">", id="HTML"
        ),
        pytest.param(
            "<p><IMG\nwidth=3 ALT='x' src=a.png /></p>",
            "It's",
            "<p><IMG\nwidth=3 ALT='It&#x27;s' src=a.png /></p>",
            id="HTML with a text",
        ),
        pytest.param("<img src='a.png'>", "", "<img src='a.png' alt=\"\">", id="HTML without need of one"),
        pytest.param(
            "<!-- <img src=b> --> <img src=a alt>", "A", '<!-- <img src=b> --> <img src=a alt="A">', id="comment"
        ),
        pytest.param("> a\r\n> ![](a.png)\r\n", "A", "> a\r\n> ![A](a.png)\r\n", id="line ends"),
    ],
)
def test_cases(source: str, text: str, expected: str) -> None:
    """Signs are escaped only where they must be."""
    assert expected == changed(source, text)


def test_images_are_told_in_order() -> None:
    """With what stands for them now, and the line."""
    source = "a ![$x$ *b*](u.png)\n\n<div>\n<img alt='q &amp; r' src='v.png'>\n</div>\n\n[![](w.png)](x)"
    assert images(Cell(1, "markdown", source)) == (
        CellImage("u.png", "$x$ b", 1),
        CellImage("v.png", "q & r", 4),
        CellImage("w.png", "", 7),
    )
    assert images(Cell(1, "code", "![](a.png)")) == ()


def test_no_such_image() -> None:
    """The number of images is told."""
    with pytest.raises(UsageError) as caught:
        set_alternative_text(Cell(3, "markdown", "![](a.png)"), 1, "A")
    assert str(caught.value) == "cell 3: there is no image 2 in this cell (it has 1)"


PIECES = st.sampled_from(
    [
        *("![a](a.png)", "![][r]", "![r]", "![R][]", "<img src='b.png'>", "text *b*", "$x_1$", "`![c](d)`", "5 $"),
        *(
            "[![k](l.png)](m)",
            "<b>",
            "</b>",
            "é",
            "\n\n",
            "\n",
            "\n\n> q\n> ",
            "\n\n::: {.callout-note}\nx\n:::\n\n",
            "[",
            "!",
        ),
    ]
)


@settings(max_examples=400)
@given(st.lists(PIECES, min_size=1, max_size=7), st.text("ab_*[]()`<>&\\$|!~:é\"' {}%#-", max_size=12), st.data())
def test_any_text_of_any_image(pieces: list[str], text: str, data: st.DataObject) -> None:
    """It reads back; all other images are as they were; nothing outside of the image changes; twice is as once."""
    source = f"{' '.join(pieces)}\n\n[r]: r.png\n"
    before = images(Cell(1, "markdown", source))
    if not before:
        return
    number = data.draw(st.integers(0, len(before) - 1))
    try:
        after = changed(source, text, number)
    except UsageError as error:
        assert "changed alone" in error.message
        return
    alt = " ".join(text.split())
    expected = [(image.url, alt if index == number else image.alt) for index, image in enumerate(before)]
    assert expected == [(image.url, image.alt) for image in images(Cell(1, "markdown", after))]
    assert set_alternative_text(Cell(1, "markdown", after), number, text) == CellChange(1)
