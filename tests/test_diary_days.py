"""Days of a diary that have not come wait, on its page and everywhere else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from tests.conftest import WriteNotebook, tree

BEFORE, AFTER = "1772532000", "1772704800"  # March 3 and March 5, 2026, 10:00 UTC
SECRET = "Surprise"  # noqa: S105 - no password
DAYS = (
    "# A diary\n\nIntro.",
    "## March 1, 2026 - First\n\nOne.",
    f"## March 3, 2026 - Today\n\nTwo.\n\n## March 4, 2026 - {SECRET}\n\nNobody knows.",
    ("code", f"#| label: {SECRET}\n'{SECRET}'"),
    f"### 8:00 AM - {SECRET} again\n\nStill [secret][1].\n\n## Afterword\n\nSeen, [too][1].\n\n[1]: https://example.org",
)


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", BEFORE)


def build(folder: Path, **options: object) -> Report:
    """Convert the blog and compare with a clean build."""
    report = convert(find_blog(folder), options=Options(**options))  # type: ignore[arg-type]
    shutil.rmtree(folder / "clean", ignore_errors=True)
    convert(find_blog(folder), options=Options(output=folder / "clean", cache=False, **options))  # type: ignore[arg-type]
    assert tree(folder / "_site") == tree(folder / "clean")
    return report


def says(folder: Path) -> list[str]:
    """Return the files of the site that say the secret."""
    return sorted(name for name, data in tree(folder / "_site").items() if SECRET.encode() in data)


def test_a_day_of_the_future_waits_everywhere(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The author is told; when the day has come it appears, though nothing changed, and the rest stays as it was."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org/"\n')
    write_notebook(blog_folder / "notebooks/diary.ipynb", *DAYS)
    write_notebook(
        blog_folder / "notebooks/old.ipynb", "## March 4, 2024", "Then.", "## March 3, 2024 - On this day", "Then."
    )
    report = build(blog_folder)
    assert [str(finding) for finding in report.findings] == [
        f"notebooks/diary.ipynb, cell 3: a section waits for its day, 2026-03-04: March 4, 2026 - {SECRET}"
        " (`convert --future` publishes it now)"
    ]
    assert says(blog_folder) == []
    html = (blog_folder / "_site/diary/index.html").read_text()
    assert re.findall(r'<h2 id="([^"]*)"', html) == ["march-1-2026---first", "march-3-2026---today", "afterword"]
    assert 'Seen, <a href="https://example.org">too</a>' in html
    assert "Nobody knows" not in html
    assert not build(blog_folder).built
    monkeypatch.setenv("SOURCE_DATE_EPOCH", AFTER)
    report = build(blog_folder)
    assert report.explained["notebooks/diary.ipynb"] == "built: days of it have come, or are to wait"
    assert report.findings == ()
    assert {"archive/2026/index.html", "diary/index.html", "feed.xml", "old/index.html", "snippets/index.html"} <= {
        *says(blog_folder)
    }


def test_days_wait_again_where_all_were_shown(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """`--future` shows what is to come, and the build after it does not."""
    write_notebook(blog_folder / "notebooks/diary.ipynb", *DAYS)
    build(blog_folder, future=True)
    assert "diary/index.html" in says(blog_folder)
    build(blog_folder)
    assert says(blog_folder) == []


def test_a_diary_with_its_newest_day_first_is_not_hidden_by_the_next(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Its date is that of the newest day that has come; a diary of which none has come waits whole."""
    write_notebook(
        blog_folder / "notebooks/diary.ipynb",
        f"## March 9, 2026 {SECRET}\n\n## March 2, 2026\n\nTwo.",
        "## March 1, 2026",
    )
    write_notebook(blog_folder / "notebooks/plans.ipynb", f"## March 9, 2026 {SECRET}", "## March 8, 2026")
    report = build(blog_folder)
    assert [one.source for one in report.built] == ["notebooks/diary.ipynb"]
    assert report.future == 1
    assert '<time datetime="2026-03-02">' in (blog_folder / "_site/diary/index.html").read_text()
    assert says(blog_folder) == []


@pytest.mark.parametrize("target", ["hugo", "jekyll"])
def test_days_wait_in_markdown(blog_folder: Path, write_notebook: WriteNotebook, target: str) -> None:
    """Other generators get no more than readers."""
    write_notebook(blog_folder / "notebooks/diary.ipynb", *DAYS)
    convert(find_blog(blog_folder), options=Options(target=TARGETS[target]))
    (text,) = [data.decode() for data in tree(blog_folder / "_markdown").values()]
    assert "Afterword" in text
    assert SECRET not in text
    assert "Nobody" not in text


def test_one_heading_with_a_future_date_is_no_diary(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Nor are those in a post about a schedule, if a word stands before the date."""
    front = ("raw", "---\ndate: 2026-01-01\n---")
    write_notebook(blog_folder / "notebooks/a.ipynb", front, "## March 9, 2026 is the release")
    write_notebook(blog_folder / "notebooks/b.ipynb", front, "## On March 9, 2026", "## On March 10, 2026")
    assert build(blog_folder).findings == ()
    assert "release" in (blog_folder / "_site/a/index.html").read_text()
    assert "On March 10" in (blog_folder / "_site/b/index.html").read_text()
