"""How a block of code is to be shown, in the syntax of each tool."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.render.code.block import code_block
from blogtools.render.targets import TARGETS
from blogtools.transform.code.annotations import readable_annotations, take_annotations
from blogtools.transform.code.fences import read_fence, take_directive_options
from blogtools.transform.code.look import CodeLook, line_ranges


@pytest.mark.parametrize(
    ("info", "language", "look"),
    [
        ("python", "python", {}),
        ("", "", {}),
        ("c++", "c++", {}),
        ('python title="a b.py" hl_lines=\'2 4-6\' linenums="5"', "python", {"title": "a b.py", "first_number": 5}),
        ('{.python filename="a.py" code-line-numbers="2,4-6"}', "python", {"title": "a.py"}),
        ("{.bash filename=“start.sh”}", "bash", {"title": "start.sh", "marked": ()}),
        ('{.python .numberLines startFrom="7"}', "python", {"first_number": 7, "marked": ()}),
        ('{.python startFrom="7" .numberLines}', "python", {"first_number": 7, "marked": ()}),
        ("{.txt .code-overflow-wrap}", "txt", {"wraps": True, "marked": ()}),
        ('{#lst-a .python lst-cap="A: b"}', "python", {"label": "lst-a", "caption": "A: b", "marked": ()}),
        ("python {2,4-6}", "python", {}),
        ("python{2,4-6}", "python", {}),
        ('js {2,4-6} title="a.js" showLineNumbers', "js", {"title": "a.js", "first_number": 1}),
        ('go {linenos=true,hl_lines=[2,"4-6"],linenostart=199}', "go", {"first_number": 199}),
        ("go {linenos=false}", "go", {"marked": ()}),
        ("{python}", "python", {"marked": ()}),
        ("{python echo=false}", "python", {"marked": ()}),
        ("{code-block} python", "python", {"marked": ()}),
    ],
)
def test_the_words_after_a_fence_are_read(info: str, language: str, look: dict[str, Any]) -> None:
    """And whatever is said of lines is said of the same ones."""
    fence = read_fence(info)
    marked = ((2, 2), (4, 6)) if "4-6" in info else ()
    assert (fence.language, fence.look) == (language, CodeLook(**{"marked": marked, **look}))
    assert fence.unknown == ()


def test_what_is_not_known_is_told() -> None:
    """So that it can be reported."""
    assert read_fence('{.python .fancy width="3" filename="a.py"}').unknown == (".fancy", 'width="3"')


def test_options_of_a_directive_are_no_code() -> None:
    """Those in the first lines, and only where there is a directive (MyST)."""
    code = ":linenos:\n:lineno-start: 3\n:emphasize-lines: 1\n:caption: A b\n:name: lst-x\n\nx = 1\n:y:\n"
    look = CodeLook(first_number=3, marked=((1, 1),), caption="A b", label="lst-x")
    assert take_directive_options("{code-block} python", code) == (look, "x = 1\n:y:\n")
    assert take_directive_options("python", code) == (CodeLook(), code)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (2, ((2, 2),)),
        ("2,4-6", ((2, 2), (4, 6))),
        ("2 4 - 6", ((2, 2), (4, 6))),
        ([2, "4-6"], ((2, 2), (4, 6))),
        ("6-4, 0", ()),
        (True, ()),
        ("all", ()),
        (None, ()),
    ],
)
def test_numbers_of_lines(given: Any, expected: tuple[tuple[int, int], ...]) -> None:
    """What is no line is left out, and what says something else says nothing of lines."""
    assert line_ranges(given) == expected


CODE = 'x = """a # <1>\nb"""  # <1>\ny = 2 // <2> <3>\n<p> <!-- <4> -->\n# <5> is less\n'


def test_annotations_are_taken_out_at_the_ends_of_lines() -> None:
    """The rest of the code stays as it is."""
    code, notes = take_annotations(CODE)
    assert code == 'x = """a\nb"""\ny = 2\n<p>\n# <5> is less\n'
    assert notes == {1: (1,), 2: (1,), 3: (2, 3), 4: (4,)}
    assert readable_annotations("x  # <1>\ny /* <2> */\n") == "x  # (1)\ny /* (2) */\n"


@given(
    st.text(st.sampled_from("ab =\"'#\n<1>&"), max_size=80),
    st.sampled_from(["python", "javascript", "text"]),
    st.integers(1, 5),
)
def test_lines_that_stand_out_change_no_text(code: str, language: str, last: int) -> None:
    """With numbers or without, and every element that is opened is closed within its line."""
    block = code_block(code, language, CodeLook(marked=((2, last),), first_number=4))
    inner = block.partition("<code")[2].partition(">")[2].removesuffix("</code></pre>\n")
    assert html.unescape(re.sub(r"<[^>]*>", "", inner)) == code
    for line in re.split(r"(?<=</span>)(?=<span class=\"line\">)|(?<=</mark>)|(?=<mark)", inner):
        assert line.count("<span") == line.count("</span>")


def test_hugo_is_told_which_lines_stand_out() -> None:
    """In its own way; a target that says nothing of it gets the language."""
    look = CodeLook(marked=((2, 2), (4, 6)), first_number=5, title="a.py")
    assert TARGETS["hugo"].code_info("python", look) == 'python {hl_lines=[2,"4-6"],linenos=true,linenostart=5}'
    assert TARGETS["hugo"].code_info("python", CodeLook()) == "python"
    assert TARGETS["jekyll"].code_info("python", look) == "python"
