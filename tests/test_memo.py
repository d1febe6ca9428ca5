"""Patterns are compiled when they are first used, and are then as any other."""

from __future__ import annotations

import re
import subprocess
import sys

from blogtools.memo import LONG_TEXT, lazy_pattern, text_cache


def test_a_lazy_pattern_finds_what_a_pattern_finds() -> None:
    """On its first use and later, with flags, in texts and in bytes."""
    lazy = lazy_pattern("(?P<first>a)b*", re.IGNORECASE)
    for _ in range(2):
        match = lazy.fullmatch("ABB")
        assert match is not None
        assert "A" == match["first"]
        assert "x-x" == lazy.sub("-", "xabbx")
    assert "(?P<first>a)b*" == lazy.pattern
    assert ["1", "2"] == [found[0] for found in lazy_pattern("[0-9]").finditer("1 2")]
    assert lazy_pattern(rb"GIF8").match(b"GIF89a")


def test_what_a_plain_post_does_not_need_is_not_compiled() -> None:
    """To import the rules for formulas compiles none of them."""
    program = (
        "import html, re, msgspec, blogtools.memo; before = re.compile; compiled = []\n"
        "re.compile = lambda *given: compiled.append(given) or before(*given)\n"
        "import blogtools.render.math.normalize; print(len(compiled))"
    )
    assert b"0" == subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.strip()


def test_of_long_texts_few_results_are_kept() -> None:
    """A server that is asked about each change of a long cell would keep all of them else."""
    asked = []

    @text_cache(9)
    def shout(text: str, times: int) -> str:
        asked.append(text[0])
        return text.upper() * times

    long = [letter * LONG_TEXT for letter in "abc"]
    for text in ("x", "y", "z", *long, "x", "y", "z", *long[1:], long[0], long[2], long[1]):
        assert text.upper() * 2 == shout(text, 2)
    assert "xyzabcab" == "".join(asked)
