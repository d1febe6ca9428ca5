"""Secrets that readers see or can copy."""

from __future__ import annotations

from typing import Any

import pytest

from blogtools.check.findings import check_post
from tests.checking import GITHUB, code, found, image, make_post, printed
from tests.conftest import make_notebook


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([f"a\n\n{GITHUB}"], [(1, 3, "has what looks like a GitHub token")], id="markdown"),
        pytest.param(
            [code(f"#| echo: true\n#| label: a\n\nx = 1\nkey = '{GITHUB}'")],
            [(1, 5, "has what looks like a GitHub token")],
            id="source with options",
        ),
        pytest.param(
            [code("show()", printed(f"{GITHUB}\n{GITHUB}"))],
            [(1, None, "has among its outputs what looks like a GitHub token")],
            id="printed twice",
        ),
        pytest.param(
            [code("show()", {"output_type": "error", "ename": "E", "evalue": "", "traceback": [f"\x1b[31m{GITHUB}"]})],
            [(1, None, "has among its outputs what looks like a GitHub token")],
            id="traceback",
        ),
        pytest.param(
            [code("show()", image("application/json") | {"data": {"application/json": {"a": [{"b": GITHUB}]}}})],
            [(1, None, "has among its outputs what looks like a GitHub token")],
            id="json",
        ),
        pytest.param(
            [("raw", f"---\ntitle: a\nwebhook: {GITHUB}\n---"), "b"],
            [(1, 3, "the metadata has what looks like a GitHub token")],
            id="metadata",
        ),
        pytest.param(
            [
                code(f"#| include: false\nkey = '{GITHUB}'"),
                code("#| snippet: ask\nprint(key)"),
            ],
            [
                (
                    1,
                    2,
                    "is hidden, but a snippet that readers can copy has what looks like a GitHub token",
                )
            ],
            id="hidden cell of a snippet",
        ),
        pytest.param([code(f"#| include: false\nkey = '{GITHUB}'")], [], id="hidden cell"),
        pytest.param([code(f"#| echo: false\nkey = '{GITHUB}'")], [], id="hidden source"),
        pytest.param([code("#| output: false\nshow()", printed(GITHUB))], [], id="hidden output"),
        pytest.param([code("show()", image("image/png", **{"image/png": GITHUB}))], [], id="base64"),
        pytest.param([code(f"key = '{GITHUB}'", printed(GITHUB), tags=["redact"])], [], id="redacted"),
        pytest.param(
            ["a\n\n\n![](b.png)", code("x", printed("a" * 30_000 + f" {GITHUB}")), f"c\n{GITHUB}"],
            [
                (2, None, "has among its outputs what looks like a GitHub token"),
                (3, 2, "has what looks like a GitHub token"),
            ],
            id="long and short, in order",
        ),
        pytest.param(
            ["postgres://me:Uk3pt@example.com/db"],
            [(1, 1, "has what looks like a password in a URL")],
            id="short",
        ),
    ],
)
def test_secrets(cells: list[Any], expected: list[tuple[int, int | None, str]]) -> None:
    """Told where they are, and never repeated."""
    assert found("secret", *cells) == expected
    findings = [finding for finding in check_post(make_post(*cells)) if finding.slug == "secret"]
    assert all(finding.severity == "error" and GITHUB[4:] not in str(finding) for finding in findings)


def test_an_embedded_secret_is_told_where_it_is_shown() -> None:
    """Its own page may hide it."""
    other = make_notebook(code("#| label: rain\n#| output: false\nplot()", printed(GITHUB)))
    cells = found("secret", "a\n\n{{< embed other.ipynb#rain >}}", files={"other.ipynb": other})
    assert cells == [(1, None, "the cell of other.ipynb has among its outputs what looks like a GitHub token")]


def test_a_title_that_comes_with_an_embedded_cell_is_searched() -> None:
    """It is shown under the cell; its own post is withheld, but this one is another."""
    other = make_notebook(("raw", f"---\ntitle: Rain {GITHUB}\n---"), code("#| label: wet\nprint(1)"))
    post = make_post("A", "{{< embed b.ipynb#wet echo=true >}}", files={"b.ipynb": other})
    told = [(one.where.cell, one.message) for one in check_post(post) if one.slug == "secret"]
    assert told == [(2, "the cell of b.ipynb has in the title of its notebook what looks like a GitHub token")]
