"""Kinds of findings: every one is documented, and the author decides as what each is told."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from blogtools.build.check import check
from blogtools.build.pipeline import convert
from blogtools.check.findings import CHECKS
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.content.discover import find_sources
from blogtools.content.neighbors import blog_context
from blogtools.errors import BlogtoolsError, Finding, SettingsError
from blogtools.findings.kinds import FINDING_KINDS
from blogtools.live.draft import Draft
from blogtools.live.facts import facts_of
from blogtools.live.page import NotebookPlace, RenderCache, live_page, notebook_of
from blogtools.memo import Memo
from tests.conftest import WriteNotebook

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "notebooks/what-findings-mean.ipynb"
HEADINGS = {
    "error": "## Errors",
    "warning": "## Warnings",
    "note": "## Notes",
    "stop": "## What keeps a post from being published",
}
PICTURE = {
    "output_type": "display_data",
    "metadata": {},
    "data": {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"},
}
"""An output without alternative text."""


def slugs_in_code() -> Iterator[str]:
    """Yield the slugs of all findings that the package makes, and of all its errors."""
    for path in sorted((ROOT / "blogtools").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                is_text = re.fullmatch("[a-z][a-z-]*", str(node.args[0].value))
                if is_text and (name in ("Finding", "ToldKind", "report") or (name == "find" and not _is_search(node))):
                    yield node.args[0].value
            elif isinstance(node, ast.ClassDef) and any("Error" in ast.unparse(base) for base in node.bases):
                yield from (one.value.value for one in node.body if isinstance(one, ast.Assign) if _is_slug(one))  # type: ignore[attr-defined]


def _is_search(node: ast.Call) -> bool:
    """Whether it is `str.find` with a place to begin at."""
    return isinstance(node.args[1], ast.Name | ast.BinOp) and len(node.args) < 4 and not node.keywords


def _is_slug(node: ast.Assign) -> bool:
    return ast.unparse(node.targets[0]) == "slug" and isinstance(node.value, ast.Constant)


def test_every_kind_is_documented() -> None:
    """A slug that the code uses has its row in the table, and each row is of use."""
    used = {*slugs_in_code(), *CHECKS, BlogtoolsError.slug}
    assert {"missing-alt", "notebook", "too-large", "alias"} <= used
    assert used == {*FINDING_KINDS}
    assert [*FINDING_KINDS] == sorted(FINDING_KINDS)
    for kind in FINDING_KINDS.values():
        for text in (kind.meaning, kind.remedy):
            assert text[0].isupper()
            assert text.endswith(".")


def test_the_guide_is_made_of_the_table(request: pytest.FixtureRequest) -> None:
    """`--update-cases` writes it anew."""
    notebook = json.loads(GUIDE.read_text(encoding="utf-8"))
    made = msgspec.json.decode(msgspec.json.encode(notebook))
    for cell in made["cells"]:
        heading = "".join(cell["source"]).split("\n")[0]
        for severity, title in HEADINGS.items():
            if heading == title:
                cell["source"] = _chapter(severity).splitlines(keepends=True)
    if request.config.getoption("--update-cases"):
        GUIDE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        assert notebook == made
    told = "".join("".join(cell["source"]) for cell in made["cells"])
    assert [slug for slug in FINDING_KINDS if f"### `{slug}`" not in told] == []


def _chapter(severity: str) -> str:
    kinds = (kind for kind in FINDING_KINDS.values() if kind.severity == severity)
    return "\n\n".join([HEADINGS[severity], *(f"### `{kind.slug}`\n\n{kind.meaning} {kind.remedy}" for kind in kinds)])


# Levels ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A post with two pictures that have no text, the first of them accepted, a mark and a password."""
    code = {"cell_type": "code", "source": "plot()", "outputs": [PICTURE]}
    secret = ("code", 'token = "ghp_' + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8" + '"')
    accepted: dict[str, Any] = {**code, "metadata": {"tags": ["ok:missing-alt", "ok:formula"]}}
    write_notebook(blog_folder / "notebooks/a.ipynb", "TODO", accepted, code, secret)
    return blog_folder


def told(findings: tuple[Finding, ...]) -> list[tuple[str, int | None, str]]:
    """Slug, cell and severity."""
    return [(one.slug, one.where.cell, one.severity) for one in findings]


def settings(folder: Path, text: str) -> None:
    """Write the blog's settings about findings."""
    (folder / "blogtools.toml").write_text(f"[findings]\n{text}\n", encoding="utf-8")


def test_a_tag_accepts_a_finding_in_its_cell(blog: Path) -> None:
    """In `check` and in `convert`; the same kind in other cells, and other kinds in that cell, are told."""
    assert told(check(find_blog(blog)).findings) == [
        ("unfinished", 1, "warning"),
        ("missing-alt", 3, "note"),
        ("secret", 4, "error"),
    ]
    settings(blog, 'secret = "note"')
    assert told(convert(find_blog(blog)).findings) == [("missing-alt", 3, "note"), ("secret", 4, "note")]


def test_a_setting_changes_the_level_everywhere(blog: Path) -> None:
    """In `check`, `convert`, `--strict`, and the panel in JupyterLab."""
    settings(blog, 'missing-alt = "warning"\nunfinished = "off"\nsecret = "warning"')
    expected = [("missing-alt", 3, "warning"), ("secret", 4, "warning")]
    found = find_blog(blog)
    assert told(check(found).findings) == expected
    assert check(found).exit_status() == 0
    report = convert(found)
    assert told(report.findings) == expected
    assert (report.exit_status(), report.exit_status(strict=True)) == (0, 1)
    assert told(convert(found).findings) == expected
    assert sorted(told(panel(blog))) == sorted(expected)
    settings(blog, 'missing-alt = "error"')
    assert convert(find_blog(blog)).exit_status() == 1


def panel(folder: Path) -> tuple[Any, ...]:
    """What the panel tells of the post."""
    found = find_blog(folder)
    (source,) = find_sources(found, ())
    place = NotebookPlace(found, source, blog_context(found, source))
    cells = json.loads(source.path.read_bytes())["cells"]
    draft = Draft(1, {str(number): json.dumps(cell).encode() for number, cell in enumerate(cells)})
    page = live_page(place, draft, RenderCache())
    return facts_of(place, notebook_of(place, draft), page, Memo()).findings


def test_no_error_disappears(blog: Path, write_notebook: WriteNotebook) -> None:
    """Of one that is off, or accepted, a note remains."""
    settings(blog, 'secret = "off"\nunfinished = "off"')
    assert told(check(find_blog(blog)).findings)[1:] == [("secret", 4, "note")]
    secret = {"cell_type": "code", "source": 'token = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"'}
    write_notebook(blog / "notebooks/a.ipynb", {**secret, "metadata": {"tags": ["ok:secret"]}}, secret)
    settings(blog, "")
    assert told(check(find_blog(blog)).findings) == [("secret", 1, "note"), ("secret", 2, "error")]


def test_the_level_of_what_is_no_posts_finding(blog: Path) -> None:
    """Aliases are known when all posts are."""
    path = blog / "notebooks/a.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"].insert(0, {"cell_type": "raw", "metadata": {}, "source": "---\naliases: ['a?b']\n---"})
    path.write_text(json.dumps(notebook))
    settings(blog, 'secret = "note"')
    assert ("alias", 1, "error") in told(convert(find_blog(blog)).findings)
    settings(blog, 'secret = "note"\nalias = "warning"')
    assert ("alias", 1, "warning") in told(convert(find_blog(blog)).findings)


def test_what_keeps_a_post_from_being_published_stays_an_error(blog: Path) -> None:
    """Whatever the settings say of its kind, and some kinds they cannot name."""
    (blog / "notebooks/b.ipynb").write_text("{")
    (blog / "notebooks/a.ipynb").unlink()
    settings(blog, 'notebook = "off"')
    assert [error.slug for error in convert(find_blog(blog)).errors] == ["notebook"]
    settings(blog, 'duplicate-slug = "off"')
    with pytest.raises(SettingsError, match=r"`findings\.duplicate-slug` is no matter of choice"):
        convert(find_blog(blog))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('mising-alt = "off"', "`findings.mising-alt`: there is no such kind of findings, did you mean `missing-alt`?"),
        ('missing-alt = "of"', "`findings.missing-alt` cannot be 'of', did you mean 'off'?"),
        ('missing-alt = "never"', "`findings.missing-alt` cannot be 'never'; choose from off, note, warning, error"),
        ("missing-alt = false", "`findings` must be a table of texts, found {'missing-alt': False}"),
    ],
)
@pytest.mark.parametrize("command", ["convert", "check"])
def test_settings_that_cannot_be_meant(blog: Path, line: str, message: str, command: str) -> None:
    """One line, exit status 2, nothing written."""
    settings(blog, line)
    result = CliRunner().invoke(cli, [command])
    assert isinstance(result.exception, SettingsError)
    assert str(result.exception) == f"blogtools.toml: {message}"
    assert not (blog / "_site").exists()
