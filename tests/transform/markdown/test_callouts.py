"""Callouts of other tools become GitHub's, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.transform.markdown.callouts import normal_callouts
from blogtools.transform.markdown.fastpages import normal_fastpages


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("::: {.callout-note}\nText.\n:::", "\n> [!NOTE]\n> Text.\n", id="Quarto"),
        pytest.param(
            '::: {.callout-tip title="T"}\nText.\n:::', "\n> [!TIP]\n> **T**\n>\n> Text.\n", id="Quarto title"
        ),
        pytest.param("::: {.callout-tip}\n## T\nText.\n:::", "\n> [!TIP]\n> **T**\n>\n> Text.\n", id="Quarto heading"),
        pytest.param(":::{warning}\nText.\n:::", "\n> [!WARNING]\n> Text.\n", id="MyST"),
        pytest.param("```{danger} T\n:class: x\nText.\n```", "\n> [!CAUTION]\n> **T**\n>\n> Text.\n", id="MyST fence"),
        pytest.param(
            '!!! note "T"\n    Text.\n\n    More.\nAfter.',
            "\n> [!NOTE]\n> **T**\n>\n> Text.\n>\n> More.\n\nAfter.",
            id="MkDocs",
        ),
        pytest.param(":::tip[T]\nText.\n:::", "\n> [!TIP]\n> **T**\n>\n> Text.\n", id="Docusaurus"),
        pytest.param("::: danger\nText.\n:::", "\n> [!CAUTION]\n> Text.\n", id="VitePress"),
        pytest.param("> [!faq] T\n> Text.", "> [!NOTE]\n> **T**\n>\n> Text.", id="Obsidian"),
        pytest.param("> [!Bug]\n> Text.", "> [!CAUTION]\n> Text.", id="Obsidian without a title"),
        pytest.param("> Important: text", "> [!IMPORTANT]\n> text", id="fastpages"),
        pytest.param("::: {.panel-tabset}\nText.\n:::", "Text.", id="tabs without a heading"),
        pytest.param("!!! pied-piper\n    Text.", "\n> [!NOTE]\n> **Pied piper**\n>\n> Text.\n", id="unknown kind"),
        pytest.param("> [!pied-piper] T\n> Text.", "> [!NOTE]\n> **T**\n>\n> Text.", id="unknown kind in a quote"),
        pytest.param("::: {.x #y}\nText.\n:::", '\n<div id="y" class="x" markdown="1">\n\nText.\n\n</div>\n', id="div"),
    ],
)
def test_each_form_becomes_github_s(source: str, expected: str) -> None:
    """Titles become a bold line."""
    assert normal_callouts(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("```\n::: {.callout-note}\n:::\n> Note: x\n```", id="fenced code"),
        pytest.param("~~~~\n```{note}\n~~~~", id="code in code"),
        pytest.param("::: {.callout-note}\nNever closed.", id="never closed"),
        pytest.param("```{python}\nx\n```", id="a cell of code"),
        pytest.param("> A quote.\n> Note: inside it", id="inside a quote"),
        pytest.param("> [!NOTE]\n> Text.", id="GitHub's own"),
        pytest.param("Note: text\n\n:::\n\n!!!", id="marks alone"),
    ],
)
def test_what_is_no_callout_stays(source: str) -> None:
    """Code, and what only looks like one."""
    assert normal_callouts(source) == source


WORD = re.compile(r"[a-z]{3,}")
LINES = st.sampled_from(
    [
        "::: {.callout-note}",
        ":::{tip} one",
        ":::",
        "::::",
        "```",
        "```{note}",
        "!!! note",
        "    two three",
        "four",
        "> Warning: five",
        "",
        "## six",
    ]
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=10).map("\n".join))
def test_no_word_is_lost(source: str) -> None:
    """Whatever is opened and never closed."""
    marks = {"callout", "note", "tip", "arning"}
    words = [word for word in WORD.findall(source) if word not in marks]
    assert [word for word in WORD.findall(normal_callouts(source)) if word not in marks] == words


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a{% fn 1 %}", "a[^fn-1]"),
        ("{{ 'the *text*' | fndetail: 1 }}", "[^fn-1]: the *text*"),
        ("> youtube: https://example.org/v", "[Video: https://example.org/v](https://example.org/v)"),
        ("`{% fn 1 %}`", "`{% fn 1 %}`"),
        ("```\n{% fn 1 %}\n```\n{% fn 2 %}", "```\n{% fn 1 %}\n```\n[^fn-2]"),
    ],
    ids=["mention", "text", "video", "code", "fence"],
)
def test_marks_of_fastpages(source: str, expected: str) -> None:
    """Outside of code."""
    assert normal_fastpages(source) == expected
