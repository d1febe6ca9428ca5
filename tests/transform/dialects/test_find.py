"""Marks of other tools are found where they are marks, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.dialects.find import take_marks
from blogtools.transform.dialects.mark import Mark
from blogtools.transform.dialects.marks import MARKS

ALWAYS_OBEYED = {"target", "block break", "place of the contents"}
"""Names of marks that do here what they do in their tool."""


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"{mark.dialect} {mark.name}")
def test_each_mark_is_found(mark: Mark) -> None:
    """By its own row, once, in the line where it is."""
    source = f"First\n\n{mark.example}\n"
    found = take_marks(source).found
    if mark.name in ALWAYS_OBEYED or mark.effect == "obeyed" or mark.obeyed in ("block", "always"):
        assert found == ()
        return
    assert [(one.mark.dialect, one.mark.name) for one in found] == [(mark.dialect, mark.name)]
    line = source.split("\n")[found[0].line - 1]
    assert found[0].written.rstrip("…")[:8] in line


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"{mark.dialect} {mark.name}")
def test_an_example_in_code_is_no_mark(mark: Mark) -> None:
    """It is the way to write about marks."""
    for source in (f"`````text\n{mark.example}\n`````", "\n".join(f"    {line}" for line in mark.example.split("\n"))):
        assert take_marks(source).text == source
        assert take_marks(source).found == ()


@pytest.mark.parametrize(
    "source",
    [
        "mail me@x.org or @someone on [a](https://x.org/@b)",
        "$a^2^{b}$, $\\{#a\\}$, $x_{@fig-a}$ and $$\n\\textbf{a} \\cite\n$$",
        "3:30:15 and a:b:c, C++ and i++ == j++",
        "a == b and c == d",
        "[x] and [y](#z), ![](a.png), [@]",
        "~~gone~~ and ~/.config~",
        "{a: 1}, {'b': 2} and a set {c}",
        "https://x.org/~user/{id}",
        "C:\\new\\text",
        "> [!NOTE]\n> a",
        "!!! note\n\n    a",
        "::: {.callout-tip}\na\n:::",
        "```{note}\na\n```",
        "```python\n@fig-a\n```",
        "<a href='{{ x }}' title=':tada:'>b</a>",
        "| a | b |\n|:--|--:|\n| c | d |",
        "text\n: definition",
    ],
)
def test_what_looks_like_a_mark_is_none(source: str) -> None:
    """No alarm for text that many people write."""
    assert [(one.mark.name, one.written) for one in take_marks(source).found] == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("## A {#sec-a}", '## A <a id="sec-a"></a>'),
        ("# B {-}", "# B "),
        ("(here)=\n## A", '<a id="here"></a>\n## A'),
        ("a [b *c*]{.aside #d} e", 'a <a id="d"></a>b *c* e'),
        ("![b](a.png){width=50%}", "![b](a.png)"),
        ("[b](c){.btn} {.x} d", "[b](c) {.x} d"),
        ("b ]{.x}", "b ]{.x}"),
    ],
)
def test_marks_are_taken_out(source: str, text: str) -> None:
    """An id stays, as an anchor."""
    assert take_marks(source).text == text


PIECES = (
    "{#a}",
    "{.b}",
    "[c]",
    "(d)",
    "`",
    "$",
    "\n",
    "\n\n",
    "# ",
    "{: .e}",
    "+++",
    "(f)=",
    "@fig-g",
    " ",
    "é",
    "::: ",
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_line_changes_its_number(source: str) -> None:
    """Findings and the preview name lines."""
    assert take_marks(source).text.count("\n") == source.count("\n")
