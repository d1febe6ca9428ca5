"""All checks together."""

from __future__ import annotations

import re

from blogtools.check.findings import CHECKS, check_post, with_checks
from blogtools.errors import Finding
from blogtools.memo import Memo
from tests.checking import GITHUB, code, make_post, printed


def test_every_check_tells_its_own_slug() -> None:
    """By which `with_checks` knows what rendering need not tell again."""
    post = make_post(
        (
            "raw",
            "---\ntitle: a\nslug: A_b\ndate: 2026-03-01\nupdated: 2026-02-01\ndescription: " + "word " * 40 + "\n---",
        ),
        f"TODO ![](a.png) {GITHUB}",
        code("1", printed("/home/bob/x 10.0.0.1"), count=2),
        code("2", count=1, tags=["redact"]),
    )
    assert [*CHECKS] == [finding.slug for finding in check_post(post)]
    told = check_post(post)
    rendered = [Finding("missing-alt", "an image"), Finding("broken-link", "links to nothing")]
    assert (rendered[1], *told) == with_checks(rendered, told)


def test_what_is_remembered_is_the_same() -> None:
    """A check of a post that was checked before finds what it found."""
    post = make_post(f"# A\n\n![](a.png)\n{GITHUB}\nTODO", code("print()", printed("/home/bob/a")))
    memo = Memo()
    first = check_post(post, memo.call)
    memo.evict_unused()
    assert check_post(post) == first == check_post(post, memo.call)
    assert len(first) == 4


def test_messages_are_one_line() -> None:
    """Whatever stands in the notebook."""
    post = make_post(
        ("raw", "---\ntitle: a\nslug: A\ndescription: |\n  " + "word\n  " * 60 + "\n---"),
        "![](data:image/png;base64," + "A" * 500 + ")",
        code("1", printed("C:\\Users\\a b\\")),
    )
    told = [str(finding) for finding in check_post(post)]
    assert len(told) == 4
    assert [text for text in told if re.search(r"[\n\x1b]", text) or len(text) > 260] == []
