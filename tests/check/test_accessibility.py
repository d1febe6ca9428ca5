"""What keeps readers with a screen reader, or weak eyes, from following a post."""

from __future__ import annotations

from typing import Any

import pytest

from blogtools.check.accessibility.colors import contrast_ratio, parse_color
from blogtools.check.accessibility.drafts import draft_alt
from blogtools.check.findings import check_post
from blogtools.check.places import MOST_IN_CELL
from tests.checking import code, found, image, make_post
from tests.conftest import make_notebook

Place = tuple[int | None, int | None, str]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["# A", "## B\n\n### C", "## D"], [], id="one at a time"),
        pytest.param(["# A\n\n## B\n\n#### C"], [(1, 5, "“C” skips a level: #### after ##")], id="skipped"),
        pytest.param(["## B\n\n## C"], [], id="a title from the name of the file"),
        pytest.param(["# A\n\n### B"], [(1, 3, "“B” skips a level: ### after the title")], id="after the title"),
        pytest.param(["# A\n\n## B\n\n# C\n\n## D\n\n# E"], [], id="several of the first level"),
        pytest.param(
            ["# A", "# B\n\n### C", "# D", "### E"],
            [(2, 3, "“C” skips a level: ### after #, and 1 more of the kind")],
            id="again and again",
        ),
        pytest.param(
            ["# A", "##\n\n## <b></b>"], [(2, 1, "a heading has no text, and 1 more of the kind")], id="empty"
        ),
        pytest.param(["# A\n\n## ![b](b.png)\n\n## $x$\n\n## `c`"], [], id="pictures, formulas and code"),
        pytest.param(["# A\n\n<h2>B</h2>\n\n### C"], [], id="html among them"),
        pytest.param(["# A\n\n<h2>B</h2>\n<h4>C</h4>"], [(1, 4, "“C” skips a level: <h4> after <h2>")], id="in html"),
        pytest.param(["# A", "x\n\n<h1>B</h1>"], [(2, 3, "<h1> is a second title of the page")], id="second title"),
        pytest.param(["# A\n\n<h2>\n</h2>"], [(1, 3, "a heading has no text")], id="empty in html"),
        pytest.param(["# A\n\n```\n#### B\n```\n\n<!-- <h5>C</h5> -->"], [], id="no headings"),
    ],
)
def test_headings(cells: list[Any], expected: list[Place]) -> None:
    """Each kind of fault once, at its first place."""
    assert found("headings", *cells) == expected


def test_headings_of_another_notebook_belong_to_their_own_post() -> None:
    """They stand in the outline, but its author is told elsewhere."""
    other = make_notebook({"cell_type": "markdown", "source": "#### Deep\n\n[here](x)", "id": "deep"})
    cell = "# A\n\n{{< embed other.ipynb#deep >}}\n\n##### B\n\n[here](y)"
    post = make_post(cell, files={"other.ipynb": other})
    assert [heading.text for heading in post.headings] == ["A", "Deep", "B"]
    told = [(one.slug, one.where.line) for one in check_post(post)]
    assert told == [("link-text", 7)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("see [here](a)", [(1, "here", "a")], id="here"),
        pytest.param(
            "b\n\n[**Click here!**][a]\n\n[a]: https://a.org", [(3, "Click here!", "https://a.org")], id="marked"
        ),
        pytest.param("<a href=a>read\nmore</a>", [(1, "read more", "a")], id="html in a line"),
        pytest.param("<div>\n<p>\n<a href='a'>\nLink\n</a></div>", [(3, "Link", "a")], id="html of lines"),
        pytest.param(
            "[hier](a) [ici](b) [aquí](c)", [(1, "hier", "a"), (1, "ici", "b"), (1, "aquí", "c")], id="others"
        ),
        pytest.param("[ここ](a) [здесь →](b)", [(1, "ここ", "a"), (1, "здесь →", "b")], id="other scripts"),
        pytest.param("[![more](a.png)](b)", [(1, "more", "b")], id="the text of a picture"),
        pytest.param("[here is how](a) [the link](b) [Hierarchy](c) <https://a.org> [a](b)", [], id="says something"),
        pytest.param("<a id=x></a> <a name=y>here</a>", [], id="anchors"),
        pytest.param("<a href=a aria-label='Download the data'>here</a>", [], id="named for screen readers"),
        pytest.param("[![](a.png)](b)", [], id="missing-alt tells it"),
        pytest.param("[↑](#top) [1](#a) [¶](#b)", [], id="signs"),
        pytest.param(
            "[click\n   here](a) [<b>more</b>](b)", [(1, "click here", "a"), (2, "more", "b")], id="lines, tags"
        ),
        pytest.param("`[here](a)`\n\n    [here](a)\n\n<!-- <a href=x>here</a> -->", [], id="code and comments"),
    ],
)
def test_link_texts(text: str, expected: list[tuple[int, str, str]]) -> None:
    """One finding a link, at its line, with its target."""
    told = [(line, message) for _, line, message in found("link-text", text)]
    assert told == [
        (line, f"the text of a link, “{words}”, does not say where it leads ({url})") for line, words, url in expected
    ]


@pytest.mark.parametrize(
    "text", ["[](a)", "[ ](a)", "<a href=a></a>", "<a href=a><span></span></a>", "[<!-- x -->](a)"]
)
def test_links_without_text(text: str) -> None:
    """Nobody who does not see the page finds them."""
    assert found("link-text", f"b\n\n{text}") == [(1, 3, "a link to a has no text")]


def test_of_very_many_the_last_stands_for_the_rest() -> None:
    """So that neither the author drowns in them, nor the time that it takes to find their lines."""
    told = found("link-text", "[here](a)\n\n" * 5000)
    assert len(told) == MOST_IN_CELL
    assert told[-1][2].endswith(f" (and {5000 - MOST_IN_CELL} more in this cell)")


BARE = "a table has no header"
ROWS = "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\n\n| | |\n|-|-|\n| 1 | 2 |\n| 3 | 4 |", [3], id="empty header"),
        pytest.param("| | a |\n|-|-|\n| b | 2 |\n| c | 4 |", [], id="empty corner"),
        pytest.param("| | |\n|-|-|\n| ![a](a.png) | ![b](b.png) |\n| ![c](c.png) | ![d](d.png) |", [], id="pictures"),
        pytest.param("| | |\n|-|-|\n| 1 | 2 |", [], id="one row"),
        pytest.param("| |\n|-|\n| 1 |\n| 2 |", [], id="one column"),
        pytest.param(f"<div>\n<table>\n{ROWS}\n</table></div>", [2], id="html"),
        pytest.param("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [1], id="html without end tags"),
        pytest.param(f"<table><tr><th>x</th><th>y</th></tr>{ROWS}</table>", [], id="th"),
        pytest.param(f"<table><tr><th></th><th></th></tr>{ROWS}</table>", [1], id="empty th"),
        pytest.param(f"<table role=presentation>{ROWS}</table>", [], id="layout"),
        pytest.param(f"<table><tr><td>a<td><table>{ROWS}</table><tr><td>b<td>c</table>", [1], id="inside a layout"),
    ],
)
def test_tables_of_prose(text: str, expected: list[int]) -> None:
    """Tables of data in which no cell is a header."""
    assert found("table-header", text) == [(1, line, BARE) for line in expected]


@pytest.mark.parametrize(
    ("html", "is_bare"),
    [
        pytest.param(f"<table><thead></thead>{ROWS}</table>", True, id="none"),
        pytest.param(f"<table><tr><th>a<th>b</tr>{ROWS}</table>", False, id="header"),
        pytest.param("<table>" * 3 + ROWS, False, id="never ended"),
        pytest.param("<p>", False, id="no table"),
    ],
)
def test_tables_of_outputs(html: str, *, is_bare: bool) -> None:
    """One finding a cell, unless its outputs are hidden."""
    output = image("text/html") | {"data": {"text/html": html}}
    expected = [(1, None, "a table among the outputs has no header")] if is_bare else []
    assert found("table-header", code("a", output)) == expected
    assert found("table-header", code("#| output: false\na", output)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '<b style="color: #777; background: #888">x</b>', ["#777 on #888 is hard to read: contrast 1.3"], id="gray"
        ),
        pytest.param(
            "a\n\n<div style='COLOR:White; background-color: rgb(255, 255, 0) !important'>\n\nx\n\n</div>",
            ["white on rgb(255, 255, 0) is hard to read: contrast 1.1"],
            id="named",
        ),
        pytest.param('<b style="color: black; background: #888">x</b>', [], id="enough"),
        pytest.param('<b style="color: #888; background: white; font-size: 2em">x</b>', [], id="large"),
        pytest.param('<b style="color: #777; background: url(a.png)">x</b>', [], id="picture behind"),
        pytest.param('<b style="color: #777">x</b> <i style="background: #888">x</i>', [], id="one of the two"),
        pytest.param('<b style="color: rgba(0, 0, 0, .1); background: var(--x)">x</b>', [], id="not known"),
    ],
)
def test_contrast(text: str, expected: list[str]) -> None:
    """Of what sets both colors."""
    assert [message.partition(", at least")[0] for _, _, message in found("contrast", text)] == expected


def test_contrast_is_that_of_the_guidelines() -> None:
    """The examples of WCAG: black on white has 21, #767676 is the lightest gray that passes on it."""
    white = parse_color("#fff")
    assert white == parse_color("white") == parse_color("rgb(255 255 255)") == (255, 255, 255)
    ratios = [contrast_ratio(white, other) for text in ("#000", "#767676", "#777777") if (other := parse_color(text))]
    assert [round(ratio, 2) for ratio in ratios] == [21.0, 4.54, 4.48]
    assert [parse_color(text) for text in ("", "#ab", "currentcolor", "rgb(1,2)", "nocolor", "#12345678")] == [None] * 6


FILE = "is the name of a file"
WORD = "only says that there is an image"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("![IMG_1234.jpg](a.png)", ("IMG_1234.jpg", FILE), id="camera"),
        pytest.param("![output_3_0](b/output_3_0.png)", ("output_3_0", FILE), id="nbconvert"),
        pytest.param("![image.png](attachment:image.png)", ("image.png", FILE), id="pasted"),
        pytest.param("![Figure 2:](a.png)", ("Figure 2:", WORD), id="word and number"),
        pytest.param("<img alt='Bild' src=a.png>", ("Bild", WORD), id="another language, html"),
        pytest.param("![logo](logo.png) ![dot-plot](dot-plot.png)", None, id="a name that says something"),
        pytest.param("![the image of f](a.png) ![a.png and b.png](c.png)", None, id="sentences"),
        pytest.param("![](a.png) <img src=b.png> <img alt='' src=c.png>", None, id="none"),
    ],
)
def test_vague_alternative_texts(text: str, expected: tuple[str, str] | None) -> None:
    """Texts that say nothing about the image."""
    told = [f"the alternative text “{expected[0]}” {expected[1]}"] if expected else []
    assert [message for _, _, message in found("vague-alt", text)] == told


def test_vague_alternative_texts_of_outputs() -> None:
    """As in prose, and those that repeat the caption."""
    told = [(1, 1, f"the alternative text “plot.png” {FILE}")]
    assert found("vague-alt", code("#| fig-alt: plot.png\na", image())) == told
    again = [(1, 1, "the alternative text “Rain in 2023” repeats the caption, which everybody reads anyway")]
    assert found("vague-alt", code("#| fig-alt: Rain in 2023\n#| fig-cap: rain in 2023.\na", image())) == again
    assert found("vague-alt", code("#| fig-alt: plot.png\na")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "plt.plot(x)\nplt.title('Rain')\nplt.xlabel(\"Month\")\nplt.ylabel('mm')",
            "Line chart of Rain with Month on the x axis and mm on the y axis",
            id="pyplot",
        ),
        pytest.param("ax.hist(a)\nax.set_title(label='A\\n$b$')", "Histogram of A b", id="axes"),
        pytest.param("ax.set(xlabel='a', ylabel='b')", "Figure with a on the x axis and b on the y axis", id="set"),
        pytest.param("df.plot(kind='bar', title='Sales')", "Bar chart of Sales", id="pandas"),
        pytest.param("px.scatter(df, title='Life')", "Scatter plot of Life", id="plotly"),
        pytest.param("fig.update_layout(yaxis_title='b')", "Figure with b on the y axis", id="plotly layout"),
        pytest.param("alt.Chart(d).mark_bar().properties(title='Cars')", "Bar chart of Cars", id="altair"),
        pytest.param("%time\nsns.heatmap(x)\nplt.suptitle('M')\nplt.title('M')", "Heat map of M", id="seaborn, magic"),
        pytest.param("#plt.title('Rain')\nplt.plot(x)", "", id="comment"),
        pytest.param(
            "plt.plot(x)\nplt.title(name)\nplt.title(f'{x}')\nplt.title('{}')\nplt.title('')", "", id="names nothing"
        ),
        pytest.param("plt.plot(a)\nsubtitle = 'x'\nmy_title('y')", "", id="other names"),
        pytest.param("".join(f"plt.title('{n}')\n" for n in range(9)), "", id="very many"),
    ],
)
def test_drafts(source: str, expected: str) -> None:
    """From the literals in the code."""
    assert draft_alt(source) == expected


def test_a_draft_is_part_of_the_hint() -> None:
    """As an option line that can be copied, whatever the title has in it."""
    (told,) = check_post(make_post(code("plt.plot(x)\nplt.title('Rain: a \"test\"')", image())))
    line = "#| fig-alt: \"Line chart of Rain: a 'test'\""
    assert told.hint == f"start the cell with a line, for example `{line}`"
    assert check_post(make_post(code(f"{line}\nplt.plot(x)", image()))) == ()
