"""All checks together."""

from __future__ import annotations

import re
from pathlib import Path

from blogtools.check.findings import CHECKS, check_post, with_checks
from blogtools.config import BlogConfig, Settings
from blogtools.errors import Finding
from blogtools.findings.levels import apply_levels
from blogtools.memo import Memo
from tests.checking import GITHUB, code, failed, make_post, png, printed, shown
from tests.conftest import make_cell

EVERYTHING = (
    (
        "raw",
        "---\ntitle: a\nslug: A_b\naliases: [/con/]\ndate: 2026-03-01\nupdated: 2026-02-01\ndescription: "
        + "word " * 40
        + "\n---",
    ),
    f"TODO ![](a.png) {GITHUB}",
    "#### A\n\n[here](b) ![a.png](a.png) <b style='color: #777; background: gray'>x</b>",
    "| | |\n|-|-|\n| 1 | 2 |\n| 3 | 4 |",
    code("#| fig-alt: b\n1", printed("/home/bob/x 10.0.0.1"), shown(png(4000)), count=2),
    code("2", failed(), count=1, tags=["redact"]),
)
"""The cells of a post with one finding of each kind."""


def test_every_check_tells_its_own_slug() -> None:
    """By which `with_checks` knows what rendering need not tell again."""
    post = make_post(*EVERYTHING)
    assert [*CHECKS] == [finding.slug for finding in check_post(post)]
    told = check_post(post)
    rendered = [Finding("missing-alt", "an image"), Finding("broken-link", "links to nothing")]
    assert (rendered[1], *told) == with_checks(rendered, told)


def test_a_tag_accepts_each() -> None:
    """In the cell that the finding names; of an error, a note remains."""
    accepted = [f"ok:{slug}" for slug in CHECKS]
    cells = [make_cell(cell) for cell in EVERYTHING]
    tagged = []
    for cell in cells:
        metadata = cell.get("metadata", {})
        tagged.append({**cell, "metadata": {**metadata, "tags": [*metadata.get("tags", ()), *accepted]}})
    post, blog = make_post(*tagged), BlogConfig(Path(), Settings())
    assert len(check_post(post)) == len(CHECKS)
    assert [(one.slug, one.severity) for one in apply_levels(check_post(post), blog, post)] == [("secret", "note")]


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
