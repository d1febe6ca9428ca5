"""Blocks of pymdownx between slashes, components of MDX, and sets of tabs with one name each."""

from __future__ import annotations

import re

import pytest

from blogtools.model import Cell
from blogtools.transform.inline.examples import count_examples, number_examples, with_numbered_examples
from blogtools.transform.inline.translate import translated
from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.parse import parse_cells, parse_markdown

TABS = '=== "A"\n\n    a\n\n=== "B"\n\n    b\n\nend\n\n'


def _lines(source: str) -> list[str]:
    return [line for line in normal_callouts(source).split("\n") if line]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/// warning | *A*\nb\n///", ["> [!WARNING]", "> ***A***", ">", "> b"]),
        ("/// admonition | A\n    type: tip\n\nb\n///", ["> [!TIP]", "> **A**", ">", "> b"]),
        (
            "/// details | A\n    open: True\n\nb\n///",
            ['<details class="callout callout-note" open markdown="1"><summary>A</summary>', "b", "</details>"],
        ),
        ("/// html | div.a#b\nc\n///", ['<div id="b" class="a" markdown="1">', "c", "</div>"]),
        ("/// define\nA\n\n- b\n///", ["A", ":   b"]),
        ("/// caption\nA *b*\n///", ['<span class="caption">A *b*</span>']),
        ("//// note\n/// tip\na\n///\n////", ["> [!NOTE]", "> > [!TIP]", "> > a"]),
        ("/// note\na", ["/// note", "a"]),
        ("/// pied-piper\na\n///", ["/// pied-piper", "a", "///"]),
        ("```\n/// note\n///\n```", ["```", "/// note", "///", "```"]),
        ('<Admonition type="tip" title="A">\n\nb\n\n</Admonition>', ["> [!TIP]", "> **A**", ">", "> b"]),
        (
            '??? "A"\n\tb',
            ['<details class="callout callout-note" markdown="1"><summary>A</summary>', "b", "</details>"],
        ),
    ],
)
def test_blocks_are_callouts_folds_and_elements(source: str, expected: list[str]) -> None:
    """Of one that is not known, or not closed, all lines stay."""
    assert _lines(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "/// tab | A\na\n///\n\n/// tab | B\n    select: true\n\nb\n///",
        '<Tabs groupId="x">\n<TabItem value="A">a</TabItem>\n<TabItem value="b" label="B" default>\n\n'
        "b\n\n</TabItem>\n</Tabs>",
    ],
    ids=["pymdownx", "Docusaurus"],
)
def test_tabs_are_a_set(source: str) -> None:
    """Of which the one that asks for it is open."""
    text = normal_callouts(source)
    found = re.findall(
        r'<details class="tab" name="tabs-\w{8}"( open)? markdown="1"><summary>(\w)</summary>\n\n(\w)\n', text
    )
    assert found == [("", "A", "a"), (" open", "B", "b")]


def test_equal_sets_of_tabs_have_names_of_their_own() -> None:
    """Else a reader who opens a tab of one closes that of the other."""
    cells = parse_cells([Cell(1, "markdown", TABS + TABS), Cell(2, "markdown", TABS), Cell(3, "markdown", TABS)])
    names = [re.findall(rb'name="([^"]*)"', cell.markdown.text) for cell in cells if cell.markdown]
    assert [len(found) for found in names] == [4, 2, 2]
    assert len({name for found in names for name in found}) == 4


def test_equal_footnotes_are_several() -> None:
    """As they are where they are written."""
    cells = parse_cells([Cell(1, "markdown", "a^[same] b^[same]"), Cell(2, "markdown", "c^[same]")])
    labels = [re.findall(rb"\[\^(note[^\]]*)\]:", cell.markdown.text) for cell in cells if cell.markdown]
    assert len({label for found in labels for label in found}) == 3


def test_a_colon_without_a_space_begins_no_definition() -> None:
    """Directives, fields and fences that nothing closes are text."""
    assert "DefinitionList" not in str(parse_markdown("a\n\n:name: b\n\n::: {.c}\nd").events)
    assert "DefinitionList" in str(parse_markdown("a\n: b").events)


def test_examples_are_counted_through_a_post() -> None:
    """A reference leads to the first of its name."""
    sources = ("(@good)  One.\n\n(@) Two.", "As (@good) shows, and (@bad).\n\n(@good) Three.\n\n`(@good)`")
    known = number_examples(map(count_examples, sources))
    assert known == (("good", 1),)
    assert with_numbered_examples(sources[0], 1, known) == '1)  <a id="good"></a>One.\n\n2)  Two.'
    assert (
        with_numbered_examples(sources[1], 3, known) == "As ([1](#good)) shows, and (@bad).\n\n3)  Three.\n\n`(@good)`"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("#. a\n#. b", "1. a\n1. b"),
        ("| a\n|   b", "a\\\n&nbsp;&nbsp;b"),
        ("| a\n| ---\n", "| a\n| ---\n"),
        ("`#!python f()` and `:::js g()`", "`f()` and `g()`"),
        ("`#!/bin/sh` and `#!python`", "`#!/bin/sh` and `#!python`"),
    ],
)
def test_marks_at_the_beginning_of_lines_and_code(source: str, expected: str) -> None:
    """Those of Pandoc and of pymdownx."""
    assert translated(source) == expected
