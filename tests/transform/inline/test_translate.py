"""Marks within lines become plain Markdown and HTML; code, formulas and addresses stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.dialects.find import take_marks
from blogtools.transform.dialects.mark import Mark
from blogtools.transform.dialects.marks import MARKS
from blogtools.transform.inline.abbreviations import find_abbreviations
from blogtools.transform.inline.emoji import emoji
from blogtools.transform.inline.translate import may_have_marks, translated


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Headings.
        ("## A {#sec-a .x}", '## <a id="sec-a" class="x"></a>A'),
        ("## A ## {#sec-a}", '## <a id="sec-a"></a>A ##'),
        ("# B {-}", "# B"),
        ("A {#b}\n===", '<a id="b"></a>A\n==='),
        ("(here)=\n## A", '\n## <a id="here"></a>A'),
        ("## A\n{: #b .c}", '## <a id="b" class="c"></a>A\n'),
        ("{#b}\n## A", '\n## <a id="b"></a>A'),
        # Paragraphs.
        ("a *b*\nc\n{: .lead }", '<span class="lead">a *b*\nc</span>\n'),
        ("{.b}\na\n\nc", '\n<span class="b">a</span>\n\nc'),
        # Spans, links, pictures, code.
        ("a [b *c* [x](y)]{.aside #d} e", 'a <span id="d" class="aside">b *c* [x](y)</span> e'),
        (
            "[x]{.smallcaps} [k]{.kbd} [m]{.mark .b}",
            '<span class="smallcaps">x</span> <kbd>k</kbd> <mark class="b">m</mark>',
        ),
        ('[x]{onclick="f()" .y}', '<span class="y">x</span>'),
        ("[b](c){.btn}", '<span class="btn">[b](c)</span>'),
        ("[b][c]{.btn}", '<span class="btn">[b][c]</span>'),
        ('[d](e "f"){target="_blank"}', '<a href="e" title="f" rel="noopener" target="_blank">d</a>'),
        ("[b](https://x.org/(a)){.btn}", '<span class="btn">[b](https://x.org/(a))</span>'),
        ("`x`{.y}", '<span class="y">`x`</span>'),
        (
            "![b](a.png){width=50%}",
            '<span class="picture" style="display: inline-block; width: 50%">![b](a.png)</span>',
        ),
        (
            "![Cap H~2~O](a.png){#fig-x fig-alt=\"A 'b'\" fig-align=center}",
            '<span id="fig-x" class="picture picture-center">![A \'b\'](a.png)'
            '<span class="caption">Cap H<sub>2</sub>O</span></span>',
        ),
        # Fences.
        ("```{python}\nx\n```", "```python\nx\n```"),
        ("```{r, echo=FALSE}\nx\n```", "```{r, echo=FALSE}\nx\n```"),
        # Around words.
        ("H~2~O, 2^10^, **a**^2^", "H<sub>2</sub>O, 2<sup>10</sup>, **a**<sup>2</sup>"),
        ("==a *b*== ^^c^^", "<mark>a *b*</mark> <ins>c</ins>"),
        ("++ctrl+alt+del++", "<kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>Del</kbd>"),
        ("{++a++}{--b--}{~~c~>d~~}{>>e<<}{==f==}", "<ins>a</ins><del>b</del><del>c</del><ins>d</ins><mark>f</mark>"),
        ("{kbd}`Ctrl+C` {sub}`2` {u}`a`", "<kbd>Ctrl</kbd>+<kbd>C</kbd> <sub>2</sub> <u>a</u>"),
        ('{abbr}`HTML (Hyper "T")`', '<abbr title="Hyper &quot;T&quot;">HTML</abbr>'),
        ("{download}`x <a.zip>` {download}`b/c.zip`", "[x](a.zip) [c.zip](b/c.zip)"),
        (":tada: :+1:", "🎉 👍"),
        # Inside of blocks that the parser takes for code.
        (
            '=== "A"\n\n    ==x== {kbd}`y` `==z==`\n\n        ==code==',
            '=== "A"\n\n    <mark>x</mark> <kbd>Y</kbd> `==z==`\n\n        ==code==',
        ),
        ("```{note}\n==x==\n```\n==y==", "```{note}\n<mark>x</mark>\n```\n<mark>y</mark>"),
    ],
)
def test_marks_become_markdown_and_html(source: str, expected: str) -> None:
    """Whatever tool they are for."""
    assert translated(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "`[x]{.y}` and `==a==`",
        "```\n## A {#b}\n:tada:\n```",
        "$a^2^$, $x_{a}$ and $$\n\\{#a\\} ==b==\n$$",
        "<div title='==a=='>\nH~2~O\n</div>",
        "https://x.org/a~b~c ![](a~b~c.png)\n\n[x]: y~b~z",
        "\\==a== and \\[b]{.c}",
        "a == b == c, i++ and j++, ~~gone~~, x^2 and y^3",
        "3:30:15, a:b:c and :no_such_name:",
        ":::{card} A\n:link: https://x.org\nb\n:::",
        "b ]{.x} and [y]{z}",
        "{% include a %} {{ b }} {c}",
        "[^1]: a {.b}",
        "```{python}\n#| echo: false\nx\n```",
        '```{.python include="a.py"}\n```',
    ],
)
def test_what_is_no_mark_stays(source: str) -> None:
    """Code, formulas, HTML, addresses, and what only looks like a mark."""
    assert translated(source) == source


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark.obeyed == "line"], ids=lambda mark: mark.name)
def test_of_a_mark_that_is_obeyed_nothing_is_told(mark: Mark) -> None:
    """It is gone when marks are looked for."""
    source = f"First\n\n{mark.example}\n\nLast [x](y)\n"
    assert take_marks(translated(source, find_abbreviations([source]))).found == ()


PIECES = (
    *(
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
        "(f)=",
        " ",
        "é",
        "::: ",
        "![",
        "](g)",
        "```{h}\n",
    ),
    *(
        "==",
        "~",
        "^",
        "++i++",
        "{kbd}`j`",
        ":tada:",
        '=== "k"\n\n    ',
        "    ",
        "> ",
        "| ",
        "{++",
        "++}",
        "*[HTML]: l",
        "HTML",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_line_changes_its_number(source: str) -> None:
    """Findings and the preview name lines."""
    known = find_abbreviations([source])
    assert translated(source, known).count("\n") == source.count("\n")
    if not known and not may_have_marks(source):
        assert translated(source) == source


def test_abbreviations_of_a_post() -> None:
    """The definition goes; words in code and addresses stay."""
    source = 'HTML, `HTML` and <https://HTML.org>.\n\n*[HTML]: Hyper "Text"'
    known = find_abbreviations(["`*[CSS]: no`", source])
    assert known == (("HTML", 'Hyper "Text"'),)
    expected = '<abbr title="Hyper &quot;Text&quot;">HTML</abbr>, `HTML` and <https://HTML.org>.\n\n'
    assert translated(source, known) == expected


def test_emoji_of_github() -> None:
    """The names are GitHub's."""
    assert (emoji("tada"), emoji("-1"), emoji("e-mail"), emoji("nothing")) == ("🎉", "👎", "📧", None)
