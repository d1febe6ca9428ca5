"""Patterns are compiled when they are first used, and are then as any other."""

from __future__ import annotations

import re
import subprocess
import sys

from blogtools.memo import lazy_pattern


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
        "import html, re, blogtools.memo; before = re.compile; compiled = []\n"
        "re.compile = lambda *given: compiled.append(given) or before(*given)\n"
        "import blogtools.render.math.normalize; print(len(compiled))"
    )
    assert b"0" == subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.strip()
