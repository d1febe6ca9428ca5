from typing import Any

import pytest

from blogtools.render.outputs.dataframe import table_html, table_markdown, whole_table


def pandas_html(frame: Any) -> str:
    """The frame as a notebook keeps it."""
    return frame._repr_html_()


@pytest.fixture(scope="module")
def pd() -> Any:
    """The library whose tables most posts hold."""
    return pytest.importorskip("pandas")


def markdown(html: str) -> str | None:
    """The table of a fragment that is one."""
    table = whole_table(html)
    assert table is not None
    return table_markdown(table)


def test_a_frame_becomes_a_markdown_table(pd: Any) -> None:
    """Numbers stand on the right; what Markdown would take for markup is escaped; the count of rows stays."""
    frame = pd.DataFrame(
        {"a|b": ["x|y", "*no* _em_ snake_case", "<b>&"], "n": [1.5, None, -2.0]}, index=pd.Index([1, 2, 3], name="key")
    )
    with pd.option_context({"display.show_dimensions": True}):
        html = pandas_html(frame)
    expected = (
        "| key | a\\|b | n |\n"
        "| --: | --- | --: |\n"
        "| 1 | x\\|y | 1.5 |\n"
        "| 2 | \\*no\\* \\_em\\_ snake_case | NaN |\n"
        "| 3 | &lt;b&gt;&amp; | -2.0 |\n"
        "\n"
        "3 rows × 2 columns"
    )
    assert expected == markdown(html)


def test_levels_of_a_header_share_a_cell(pd: Any) -> None:
    """A level that spans columns is said in each of them."""
    columns = pd.MultiIndex.from_tuples([("up", "x"), ("up", "y"), ("down", "x")])
    assert markdown(pandas_html(pd.DataFrame([[1, 2, 3]], columns=columns))) == (
        "|  | up<br>x | up<br>y | down<br>x |\n| --: | --: | --: | --: |\n| 0 | 1 | 2 | 3 |"
    )


def test_an_index_of_several_levels_stays_html(pd: Any) -> None:
    """Markdown has no cells that span rows."""
    index = pd.MultiIndex.from_product([["a"], [1, 2]])
    assert markdown(pandas_html(pd.DataFrame({"n": [1, 2]}, index=index))) is None


def test_the_page_gets_the_table_without_the_style_of_the_library(pd: Any) -> None:
    """The theme styles tables; a wide one scrolls by itself."""
    table = whole_table(pandas_html(pd.DataFrame({"n": [1]})))
    assert table is not None
    html = table_html(table)
    assert html.startswith(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table class="dataframe">'
    )
    assert html.endswith("</table></div>")
    assert "<style" not in html


POLARS = (
    "<div><style>\n.dataframe > thead > tr {\n  text-align: right;\n}\n</style>\n<small>shape: (1, 2)</small>"
    '<table border="1" class="dataframe"><thead><tr><th>name</th><th>n</th></tr>'
    "<tr><td>str</td><td>i64</td></tr></thead><tbody><tr><td>&quot;a&quot;</td><td>1</td></tr></tbody></table></div>"
)


def test_a_polars_frame_keeps_its_shape_and_types() -> None:
    """The line above the table and the second line of its header say something."""
    expected = "shape: (1, 2)\n\n| name<br>str | n<br>i64 |\n| --- | --: |\n| &quot;a&quot; | 1 |"
    assert expected == markdown(POLARS)
    table = whole_table(POLARS)
    assert table is not None
    assert table_html(table).startswith('<small>shape: (1, 2)</small>\n<div class="table-scroll"')


def test_a_styled_table_keeps_its_style() -> None:
    """The colors of a Styler are what the author made it for."""
    table = whole_table(
        '<style type="text/css">\n#T_1_row0_col0 {color: red}\n</style>\n<table id="T_1"><tr><td>1</td></tr></table>'
    )
    assert table is not None
    assert table.before == '<style type="text/css">\n#T_1_row0_col0 {color: red}\n</style>'
    assert "color: red" in table_html(table)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>text</p>", id="no table"),
        pytest.param("<table><tr><td>1</td></tr></table><table></table>", id="two tables"),
        pytest.param("<table><tr><td><table></table></td></tr></table>", id="table in a table"),
        pytest.param("<h3>Title</h3><table></table>", id="heading above"),
        pytest.param("words <table></table>", id="text above"),
        pytest.param("<table></table><script>x</script>", id="script below"),
        pytest.param("<table><tr><td>1", id="not closed"),
    ],
)
def test_only_a_fragment_that_is_one_table_is_treated_as_one(html: str) -> None:
    """Everything else is the author's own HTML."""
    assert whole_table(html) is None


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param("<tr><th>a</th></tr><tr><td>x\n  y</td></tr>", "| a |\n| --- |\n| x<br>y |", id="line break"),
        pytest.param(
            "<tr><td>a<td>b<tr><td>1", "|  |  |\n| --- | --- |\n| a | b |\n| 1 |  |", id="no header, no end tags"
        ),
        pytest.param(
            '<tr><th>a</th></tr><tr><td><a href="x|y">*z*</a></td></tr>',
            '| a |\n| --- |\n| <a href="x&#124;y">\\*z\\*</a> |',
            id="markup in a cell",
        ),
        pytest.param("<tr><td><ul><li>x</ul></td></tr>", None, id="block in a cell"),
        pytest.param('<tr><td colspan="2">x</td></tr>', None, id="cell over columns"),
        pytest.param("", None, id="empty"),
    ],
)
def test_tables_of_any_origin(inner: str, expected: str | None) -> None:
    """HTML is forgiving, and so is the reader of tables."""
    assert expected == markdown(f"<table>{inner}</table>")
