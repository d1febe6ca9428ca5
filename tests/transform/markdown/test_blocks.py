"""Divs, tabs and directives become HTML around Markdown, and inline footnotes the usual ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.notes import normal_footnotes


def lines(source: str) -> list[str]:
    """The lines of a piece of Markdown, rewritten, without the blank ones."""
    return [line for line in normal_callouts(source).split("\n") if line.strip()]


COLUMN = '<div class="column" style="width: 40%" markdown="1">'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            ':::: {.columns}\n::: {.column width="40%"}\na\n:::\n::::',
            ['<div class="columns" markdown="1">', COLUMN, "a", "</div>", "</div>"],
            id="columns",
        ),
        pytest.param(
            "::: {#a layout-ncol=2}\nb\n:::",
            [
                '<div id="a" class="layout" style="grid-template-columns: repeat(2, minmax(0, 1fr))" markdown="1">',
                "b",
                "</div>",
            ],
            id="layout",
        ),
        pytest.param(
            '::: {layout="[[30,70]]"}\nb\n:::',
            [
                '<div class="layout" style="grid-template-columns: minmax(0, 30fr) minmax(0, 70fr)" markdown="1">',
                "b",
                "</div>",
            ],
            id="layout of two widths",
        ),
        pytest.param('::: {.content-visible when-format="html"}\na\n:::', ["a"], id="visible"),
        pytest.param(
            '::: {.callout-tip collapse="true" title="A *b* $x_1$"}\nc\n:::',
            [
                '<details class="callout callout-tip" markdown="1"><summary>A <em>b</em> $x_1$</summary>',
                "c",
                "</details>",
            ],
            id="collapsed callout",
        ),
        pytest.param(
            '???+ note "T"\n    c',
            ['<details class="callout callout-note" open markdown="1"><summary>T</summary>', "c", "</details>"],
            id="open callout of MkDocs",
        ),
        pytest.param(
            "> [!faq]- T\n> c\n> - d",
            ['<details class="callout callout-note" markdown="1"><summary>T</summary>', "c", "- d", "</details>"],
            id="collapsed callout of Obsidian",
        ),
        pytest.param(
            "```{note}\n:class: dropdown\nc\n```",
            ['<details class="callout callout-note" markdown="1"><summary>Note</summary>', "c", "</details>"],
            id="collapsed callout of MyST",
        ),
        pytest.param(
            "```{admonition} T\n:class: warning\nc\n```", ["> [!WARNING]", "> **T**", ">", "> c"], id="admonition"
        ),
        pytest.param(
            "```{margin} T\nc\n```", ['<div class="column-margin" markdown="1">', "**T**", "c", "</div>"], id="margin"
        ),
        pytest.param(
            "````{dropdown} T\n```python\nx\n```\n````",
            ['<details class="dropdown" markdown="1"><summary>T</summary>', "```python", "x", "```", "</details>"],
            id="dropdown",
        ),
        pytest.param(
            "::::{grid} 1 2 3 3\n:::{card} T\n:link: u\nc\n+++\nd\n:::\n::::",
            [
                '<div class="layout" style="grid-template-columns: repeat(3, minmax(0, 1fr))" markdown="1">',
                '<div class="card" markdown="1">',
                "**[T](u)**",
                "c",
                "d",
                "</div>",
                "</div>",
            ],
            id="grid of cards",
        ),
        pytest.param(
            "```{figure} a.png\n:name: fig-a\n:alt: b\n:width: 50%\nC\n```",
            [
                '<figure id="fig-a" style="width: 50%" markdown="1">',
                "![b](a.png)",
                '<figcaption markdown="1">',
                "C",
                "</figcaption>",
                "</figure>",
            ],
            id="figure",
        ),
        pytest.param(
            "```{code-block} python\n:linenos:\n:emphasize-lines: 1,3\nx\n```",
            ['```python linenums="1" hl_lines="1 3"', "x", "```"],
            id="code",
        ),
        pytest.param("```{epigraph}\na\n```", ["> a"], id="quotation"),
        pytest.param(
            "| a |\n|---|\n| b |\n: C *d* {#tbl-a}",
            ["| a |", "|---|", "| b |", '<span id="tbl-a" class="caption">C *d*</span>'],
            id="caption of a table",
        ),
        pytest.param(
            "<div class='g' markdown>\n- a\n</div>",
            ["<div class='g' markdown>", "- a", "</div>"],
            id="Markdown in HTML",
        ),
    ],
)
def test_blocks_become_html(source: str, expected: list[str]) -> None:
    """What is inside stays Markdown."""
    assert lines(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '=== "A *b*"\n\n    one\n\n=== "B"\n\n    two',
        "::: {.panel-tabset}\n## A *b*\none\n### C\n## B\ntwo\n:::",
        "::::{tab-set}\n:::{tab-item} A *b*\none\n:::\n:::{tab-item} B\ntwo\n:::\n::::",
    ],
    ids=["MkDocs", "Quarto", "MyST"],
)
def test_tabs_are_details_of_one_name(source: str) -> None:
    """Only the first is open."""
    tabs = [line for line in lines(source) if line.startswith("<details")]
    names = {line.split('name="')[1].partition('"')[0] for line in tabs}
    assert len(names) == 1
    (name,) = names
    assert tabs == [
        f'<details class="tab" name="{name}" open markdown="1"><summary>A <em>b</em></summary>',
        f'<details class="tab" name="{name}" markdown="1"><summary>B</summary>',
    ]
    assert [line for line in lines(source) if line in ("one", "two")] == ["one", "two"]


def test_sets_of_tabs_do_not_close_each_other() -> None:
    """Their names differ."""
    found = lines('=== "A"\n\n    one\n\nText.\n\n=== "A"\n\n    two')
    assert len({line for line in found if line.startswith("<details")}) == 2


@pytest.mark.parametrize(
    "source",
    [
        '=== "A"\n\nno body',
        "::: {.x}\nnever closed",
        "```{margin}\nnever closed",
        "term | x\n: definition",
        "a === b",
        "Title\n====",
    ],
)
def test_what_is_no_block_stays(source: str) -> None:
    """It is told where marks are looked for."""
    assert normal_callouts(source) == source


def test_inline_footnotes() -> None:
    """Brackets inside of them are theirs; code and what is escaped stay."""
    assert normal_footnotes("a^[b [c](d) `]`] e^[f] `^[g]` \\^[h]\n\n^[ ]") == (
        "a[^note-ebf8baff] e[^note-1d6101dd] `^[g]` \\^[h]\n\n^[ ]\n\n"
        "[^note-ebf8baff]: b [c](d) `]`\n\n[^note-1d6101dd]: f\n"
    )


@given(
    st.lists(st.sampled_from(["^[", "]", "[", "`", "```\n", "a", "\n", "\n\n", "$", "\\", "> "]), max_size=40).map(
        "".join
    )
)
def test_no_text_of_a_footnote_is_lost(source: str) -> None:
    """Whatever is open."""
    assert normal_footnotes(source).count("a") >= source.count("a")
