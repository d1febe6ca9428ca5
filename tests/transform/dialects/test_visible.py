"""What is hidden in a piece of Markdown goes, and no line changes its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.transform.dialects.visible import may_hide, visible_text

PARTS = (
    *("<!--", "-->", "a", "b\n", "\n\n", "`", "```\n", "[x]", "{.hidden}", "(y)", "{=latex}", "::: ", "    ", "- "),
    *(
        "> ",
        "```{note}\n",
        "!!! note\n",
        "{# ",
        " #}",
        "{% comment %}",
        "{% endcomment %}",
        "+++\n",
        "% c\n",
        "<style>",
    ),
)


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_lines_keep_their_numbers(source: str) -> None:
    """Whatever is removed, each line that is left stands where it stood."""
    before, after = source.split("\n"), visible_text(source, is_myst=True).text.split("\n")
    assert len(before) == len(after)
    assert all(not line or line in old or set(line) <= set(old) for line, old in zip(after, before, strict=True))


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_what_has_no_signature_stays(source: str) -> None:
    """The fast check lets nothing pass that would be removed."""
    if not may_hide(source):
        assert visible_text(source, is_myst=True).text == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a <!--> b -->", "a  b -->"),
        ("<style><!-- p {} --></style>", "<style><!-- p {} --></style>"),
        ("<!-- more -->\n\nb", "<!-- more -->\n\nb"),
        ("a `b`{=html} c", "a b c"),
        ("```{=html}\n<b>\n```", "\n<b>\n"),
        ("[a](b){.x}", "[a](b){.x}"),
        ("a ]{.hidden} b", "a ]{.hidden} b"),
        ("![a [b]](c(d)){.hidden}", ""),
        ("    code <!-- a -->", "    code <!-- a -->"),
        (
            "!!! note\n\n    text <!-- a -->\n\nb\n\n    code <!-- c -->",
            "!!! note\n\n    text \n\nb\n\n    code <!-- c -->",
        ),
        ("{# a", "{# a"),
        ("## A <!x <!--<b>\n\nc <!--> d", "## A <!x <!--<b>\n\nc <!--> d"),
    ],
)
def test_examples(source: str, expected: str) -> None:
    """Of each kind one, and what looks like it."""
    assert visible_text(source, is_myst=False).text == expected
