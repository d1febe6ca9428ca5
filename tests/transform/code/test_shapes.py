"""Options that arrange figures and tables, in the forms in which authors write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from blogtools import read_post
from blogtools.memo import call_uncached
from blogtools.model import Cell, CellOptions, Output, Post
from blogtools.transform.code.shapes import SHAPE_READERS
from blogtools.transform.dialects.report import without_marks
from blogtools.transform.options import cell_options
from blogtools.transform.outputs import tidy_outputs
from tests.conftest import WriteNotebook


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("column: margin", "column", "margin"),
        ("column: page-inset-left", "column", "page"),
        ("fig-column: column-screen", "column", "screen"),
        ("layout-ncol: 3", "panel_columns", 3),
        ("layout-ncol: '3'", "panel_columns", 3),
        ("layout-nrow: 2", "panel_rows", 2),
        ("layout: [[2, -1, 1], [1]]", "panel_layout", ((2.0, -1.0, 1.0), (1.0,))),
        ("layout: [1, 2]", "panel_layout", ((1.0, 2.0),)),
        ("fig-subcap: [A, B]", "subcaptions", ("A", "B")),
        ("tbl-subcap: true", "subcaptions", ("",)),
        ("cap-location: top", "caption_location", "top"),
        ("fig-align: right", "align", "right"),
        ("fig-link: https://x.org/a?b=c#d", "figure_link", "https://x.org/a?b=c#d"),
        ("renderings: [light, dark]", "renderings", ("light", "dark")),
        ("tbl-colwidths: [60, 40]", "table_widths", (60.0, 40.0)),
        ("tbl-colwidths: '60,40'", "table_widths", (60.0, 40.0)),
        ("classes: .big .red", "classes", ("big", "red")),
        ("fig-width: 5.5", "figure_width", 528.0),
        ("fig-height: 2in", "figure_height", 192.0),
        ("out-width: 50%", "out_width", "50%"),
        ("out-width: 300", "out_width", "300px"),
        ("output: asis", "as_markdown", True),
        ("results: asis", "as_markdown", True),
    ],
)
def test_options_are_read(line: str, field: str, value: Any) -> None:
    """And nothing else is changed by them."""
    cell, findings = cell_options(Cell(1, "code", f"#| {line}\nx"), "python")
    assert (cell.options, findings) == (CellOptions(**{field: value}), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("column", "sideways"),
        ("column", 3),
        ("layout-ncol", 0),
        ("layout-ncol", True),
        ("layout-nrow", 10**9),
        ("layout", [[1], "a"]),
        ("layout", [[1] * 1000]),
        ("cap-location", "margin"),
        ("fig-align", "justify"),
        ("renderings", ["light", "sepia"]),
        ("tbl-colwidths", [60, "x"]),
        ("tbl-colwidths", True),
        ("classes", 'a"b'),
        ("fig-width", "5 cm"),
        ("fig-width", True),
        ("out-width", "50%; color: red"),
        ("out-width", None),
        ("fig-link", ["a"]),
        ("fig-subcap", False),
    ],
)
def test_values_that_mean_nothing_do_nothing(name: str, value: Any) -> None:
    """Whatever they are: they end up in attributes of the page."""
    assert SHAPE_READERS[name](value) == {}


def test_such_a_value_of_a_document_is_told(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """With the line of the metadata, once."""
    lines = "---\ntitle: T\nfig-cap-location: margin\nfig-align: default\n---"
    post = read_post(write_notebook(tmp_path / "a.ipynb", ("raw", lines), "Text", ("code", "x"), ("code", "y")))
    assert [str(item).partition("cell ")[2] for item in post.findings if item.slug == "foreign-mark"] == [
        '1, line 3: fig-cap-location (Quarto) has no effect with the value "margin" (expected top or bottom)'
    ]


def test_such_a_value_is_told(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """With the cell, and what was expected."""
    cell, _ = cell_options(Cell(4, "code", "#| column: sideways\nx"), "python")
    post: Post = read_post(write_notebook(tmp_path / "a.ipynb", "Text"))
    found = without_marks(msgspec.structs.replace(post, cells=(cell,)), call_uncached)[1]
    assert [str(item).partition("cell ")[2] for item in found] == [
        '4: #| column (Quarto) has no effect with the value "sideways" '
        "(expected body, body-outset, page, screen or margin)"
    ]


def test_what_is_printed_as_markdown_is_an_output_of_that_type() -> None:
    """The parts of a text are one; errors stay what they are."""
    outputs = (Output("stream", text="*a*"), Output("stream", text=" b\n"), Output("stream", name="stderr", text="c"))
    assert tidy_outputs(outputs, CellOptions(as_markdown=True)) == (
        Output("display_data", data={"text/markdown": "*a* b\n"}),
        outputs[2],
    )
