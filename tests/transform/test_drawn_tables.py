"""Tables that are drawn with lines become tables with pipes, or HTML where those cannot have what is in them."""

from __future__ import annotations

import pytest

from blogtools.transform.tables.rewrite import normal_tables


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "+---+-----+\n| a | b   |\n+:=:+====:+\n| c | d|e |\n|   | f   |\n+---+-----+",
            "| a | b |\n|:-:|--:|\n| c | d\\|e f |",
        ),
        (
            "  Right   Left    Center\n-------   ----  ----------\n     12   ab        c\n\n: Caption",
            "| Right | Left | Center |\n|--:|---|:-:|\n| 12 | ab | c |\n\n: Caption",
        ),
        (
            "-------------\na    b\n---  -----\nc    d\n     e\n\nf    g\n-------------\n",
            "| a | b |\n|:--|:--|\n| c | d e |\n| f | g |\n",
        ),
        ("== ==\na  b\n== ==\nc  d\n== ==", "| a | b |\n|:--|:--|\n| c | d |"),
    ],
    ids=["grid", "simple", "multiline", "reStructuredText"],
)
def test_a_table_of_plain_cells_has_pipes(source: str, expected: str) -> None:
    """Every generator knows those; the lines below keep their numbers."""
    found = normal_tables(source)
    assert found.lstrip("\n") == expected
    assert found.count("\n") == source.count("\n")


def test_a_table_with_lists_or_without_a_header_is_html() -> None:
    """What stands in its cells is Markdown."""
    found = normal_tables("+-----+\n| - a |\n| - b |\n+-----+\n")
    assert '<td markdown="1">\n\n- a\n- b\n\n</td>' in found
    assert "<thead>" not in found


def test_widths_in_a_caption_are_those_of_the_columns() -> None:
    """Of the caption, only the text and the label stay."""
    found = normal_tables('| a | b |\n|---|---|\n| c | d |\n\n: Text {#tbl-a tbl-colwidths="[40,60]"}')
    assert '<colgroup><col style="width: 40%"><col style="width: 60%"></colgroup>' in found
    assert found.endswith("\n: Text {#tbl-a}")
    assert normal_tables('| a |\n|---|\n| c |\n\n: {tbl-colwidths="[40]"}').endswith("</table></div>\n\n")


@pytest.mark.parametrize(
    "source",
    [
        "```\n+---+\n| a |\n+---+\n```",
        "a\n\n--- ---\n\nb",
        "text\n- - -\nb",
        "+---+---+\n| a     |\n+---+---+",
        "-----\n\na\n\n-----",
        "a  b\n-- --\n",
    ],
    ids=["code", "rules", "rule below text", "cell over columns", "two rules", "no rows"],
)
def test_what_is_no_table_stays(source: str) -> None:
    """Rules, and tables of which no one can tell the cells."""
    assert normal_tables(source) == source
